"""What hands do becomes strokes in wire format 1, with what was measured and nothing else."""

from __future__ import annotations

import pytest

from engines import strokes

pytestmark = pytest.mark.browser


def test_pen_keeps_pressure_tilt_and_kind(pad, line) -> None:
    pad.pen(line((0.2, 0.3), (0.7, 0.6)), force=0.8)
    (stroke,) = pad.strokes
    assert (stroke["tool"], stroke["pointer"], stroke["color"]) == ("pen", "pen", "#22262b")
    assert stroke["points"][0] == pytest.approx([0.2, 0.3, 0, 0.8, 20, -10], abs=0.002)
    assert stroke["points"][-1][3] == 0.8


def test_drawing_is_read_by_the_engines(pad, line) -> None:
    pad.pen(line((0.2, 0.3), (0.7, 0.6)))
    for tool in ("brush", "fill", "stamp", "eraser"):
        pad.run("(tool) => pad.setTool(tool)", tool)
        pad.mouse(line((0.3, 0.3), (0.6, 0.7)))
    drawing = strokes.parse(pad.run("pad.drawing"))
    assert {stroke.tool for stroke in drawing.strokes} == set(strokes.TOOLS)


def test_time_counts_from_the_first_touch_and_never_back(pad, line) -> None:
    pad.pen(line((0.2, 0.3), (0.7, 0.6)))
    pad.page.wait_for_timeout(120)
    pad.pen(line((0.2, 0.5), (0.7, 0.8)))
    times = [point[2] for stroke in pad.strokes for point in stroke["points"]]
    assert times[0] == 0
    assert times == sorted(times)
    assert pad.strokes[1]["points"][0][2] >= 120


def test_mouse_and_finger_without_sensor_have_no_pressure(pad, line) -> None:
    pad.mouse(line((0.2, 0.2), (0.5, 0.5)))
    pad.finger(line((0.5, 0.2), (0.8, 0.5)))
    assert [stroke["pointer"] for stroke in pad.strokes] == ["mouse", "touch"]
    assert {len(point) for stroke in pad.strokes for point in stroke["points"]} == {3}


def test_pen_without_sensor_has_no_pressure_or_tilt(pad) -> None:
    pad.fire(("down", 0.2, 0.2), ("move", 0.4, 0.4), ("up", 0.4, 0.4))
    assert [len(point) for point in pad.strokes[0]["points"]] == [3, 3]


def test_coalesced_points_are_all_kept(pad) -> None:
    pad.fire(("down", 0.2, 0.2), ("move", 0.5, 0.2, [0.3, 0.4, 0.5]), ("up", 0.5, 0.2))
    assert [point[0] for point in pad.strokes[0]["points"]] == pytest.approx([0.2, 0.3, 0.4, 0.5])


def test_eraser_end_of_the_pen_erases(pad, line) -> None:
    pad.pen(line((0.2, 0.5), (0.8, 0.5)))
    assert pad.color_at((0.5, 0.5)) == [34, 38, 43]
    pad.fire(("down", 0.5, 0.4), ("move", 0.5, 0.6), ("up", 0.5, 0.6), button=5, buttons=32)
    assert pad.strokes[1]["tool"] == "eraser"
    assert pad.run("pad.hand.tool") == "pen"
    assert pad.color_at((0.5, 0.5)) == [255, 254, 251]


def test_points_stay_on_the_page(pad) -> None:
    pad.fire(("down", 0.9, 0.5), ("move", 1.4, -0.3), ("up", 1.4, -0.3))
    assert pad.strokes[0]["points"][-1][:2] == [1, 0]


def test_cancelled_pointer_keeps_what_was_drawn(pad, line) -> None:
    pad.touch("Start", [(0.2, 0.2)])
    for place in line((0.2, 0.2), (0.5, 0.5)):
        pad.touch("Move", [place])
    pad.touch("Cancel", [])
    assert pad.strokes[0]["points"][-1][:2] == pytest.approx([0.5, 0.5], abs=0.01)


def test_long_line_goes_on_in_a_new_stroke_and_is_one_step(open_pad) -> None:
    pad = open_pad("{limits: {STROKE_POINTS: 100}}")
    moves = [("move", 0.1 + step / 400, 0.5) for step in range(1, 251)]
    pad.fire(("down", 0.1, 0.5), *moves, ("up", 0.725, 0.5))
    first, second, third = pad.strokes
    assert [len(stroke["points"]) for stroke in pad.strokes] == [100, 100, 53]
    assert second["points"][0] == first["points"][-1]
    assert third["id"] == f"{first['id']}.3"
    pad.run("pad.undo()")
    assert pad.strokes == []


def test_full_page_takes_no_more_and_says_so(open_pad, line) -> None:
    pad = open_pad("{limits: {DRAWING_POINTS: 8}}")
    pad.mouse(line((0.2, 0.2), (0.8, 0.8)))
    pad.mouse(line((0.2, 0.8), (0.8, 0.2)))
    assert len(pad.strokes) == 1
    assert "full" in pad.page.locator("[aria-live]").text_content()


def test_fill_is_one_point_and_stays_inside_an_outline_with_a_gap(pad) -> None:
    pad.mouse([(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.3, 0.312)])
    pad.run("pad.setTool('fill'); pad.setColor('#dc4539')")
    pad.mouse([(0.5, 0.5)])
    assert len(pad.strokes[1]["points"]) == 1
    assert pad.color_at((0.32, 0.68)) == [220, 69, 57]
    assert pad.color_at((0.1, 0.1)) == [255, 254, 251]


@pytest.mark.parametrize("shape", ["heart", "star", "sun", "house", "flower"])
def test_stamp_is_strokes_of_one_step_inside_the_page(pad, shape) -> None:
    pad.run("(shape) => { pad.setTool('stamp'); pad.setShape(shape); pad.setWidth(5) }", shape)
    pad.mouse([(0.02, 0.98)])
    places = [value for stroke in pad.strokes for point in stroke["points"] for value in point[:2]]
    assert {stroke["tool"] for stroke in pad.strokes} == {"stamp"}
    assert 0 <= min(places) < 0.1
    pad.run("pad.undo()")
    assert pad.strokes == []


def test_loop_marks_and_is_never_part_of_the_drawing(pad) -> None:
    pad.run("pad.setTool('loop')")
    pad.mouse([(0.3, 0.3), (0.6, 0.3), (0.6, 0.6), (0.3, 0.6)])
    pad.mouse([(0.5, 0.5)])
    drawn, tapped = pad.told("onMark")
    assert pad.strokes == []
    assert drawn["points"][0] == pytest.approx([0.3, 0.3], abs=0.002)
    assert len(tapped["points"]) == 40


def test_live_parts_are_told_while_a_line_is_drawn(pad, line) -> None:
    pad.pen(line((0.1, 0.1), (0.5, 0.5)), lift=False)
    pad.page.wait_for_function("told.some(([name]) => name === 'onLive')")
    pad.pen(line((0.5, 0.5), (0.9, 0.5))[1:])
    (told, *_) = pad.told("onLive")
    (stroke,) = pad.told("onStroke")
    assert told["id"] == stroke["id"] == pad.told("onStrokeStart")[0]["id"]
    assert 0 < len(told["points"]) <= len(stroke["points"])
