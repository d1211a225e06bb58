"""Drawing by naming places: for whoever cannot draw a path."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_a_stamp_lands_at_a_place_as_one_step(pad) -> None:
    pad.run("() => { pad.setTool('stamp'); pad.setShape('house'); pad.setColor('#dc4539') }")
    assert pad.run("pad.place([0.25, 0.75], {pointer: 'switch'})")
    strokes = pad.strokes
    assert {(each["tool"], each["color"], each["pointer"]) for each in strokes} == {
        ("stamp", "#dc4539", "switch")
    }
    assert len(pad.told("onStroke")) == len(strokes) > 1
    assert "house in red at the bottom left" in pad.run("pad.describe()")
    pad.run("pad.undo()")
    assert pad.strokes == []


def test_a_line_goes_from_place_to_place_and_a_dot_stays(pad) -> None:
    pad.run("() => { pad.place([0.1, 0.1], {to: [0.9, 0.9]}); pad.place([0.5, 0.2]) }")
    line, dot = pad.strokes
    assert [point[:2] for point in line["points"]] == [[0.1, 0.1], [0.9, 0.9]]
    assert len(dot["points"]) == 1
    assert pad.color_at((0.5, 0.5)) == [0x22, 0x26, 0x2B]
    assert pad.run("pad.at") == [0.5, 0.2]


def test_an_area_is_filled_and_rubbed_out_by_places(pad) -> None:
    pad.run("() => { pad.setTool('fill'); pad.setColor('#3b70b8'); pad.place([0.2, 0.2]) }")
    assert pad.color_at((0.9, 0.9)) == [0x3B, 0x70, 0xB8]
    pad.run("() => { pad.setTool('eraser'); pad.place([0.1, 0.5], {to: [0.9, 0.5]}) }")
    assert pad.color_at((0.5, 0.5)) == [0xFF, 0xFE, 0xFB]


def test_nothing_lands_on_a_closed_pad(pad) -> None:
    pad.run("pad.setDisabled(true)")
    assert pad.run("pad.place([0.5, 0.5])") is False
    assert pad.strokes == []


def test_the_next_person_takes_up_what_the_first_one_did(open_pad) -> None:
    pad = open_pad("{widths: {pen: 4}}")
    first = pad.run("pad.hand")
    assert first["width"] == 4
    pad.run("() => { pad.setTool('brush'); pad.setWidth(5); pad.setColor('#dc4539') }")
    pad.run("pad.takeUp()")
    assert pad.run("pad.hand") == first


def test_a_part_of_the_page_is_copied_larger_on_paper_of_any_color(pad) -> None:
    pad.run("() => { pad.setPaper('#26396b'); pad.setColor('#ffffff'); pad.place([0.25, 0.25]) }")
    at = """([x, y]) => {
      const ctx = Object.assign(document.createElement('canvas'), {width: 80, height: 60})
        .getContext('2d');
      pad.copy(ctx, {left: .225, top: .225, width: .05});
      return [...ctx.getImageData(x, y, 1, 1).data];
    }"""
    assert pad.run(at, [40, 30]) == [255, 255, 255, 255]
    assert pad.run(at, [2, 2]) == [0x26, 0x39, 0x6B, 255]
    assert pad.run("pad.drawing.paper.color") == "#26396b"
