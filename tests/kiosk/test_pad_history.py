"""Taking back, bringing back, and agreeing with the owner of the drawing after a reload."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

PAPER = {"aspect": 1.3333333, "color": "#fffefb"}


def draw_lines(pad, count: int) -> list[str]:
    for n in range(count):
        y = 0.1 + 0.8 * n / count
        pad.mouse([(0.2, y), (0.5, y + 0.02), (0.8, y)])
    return [stroke["id"] for stroke in pad.strokes]


def wire(*strokes) -> dict[str, object]:
    return {"format": 1, "paper": PAPER, "strokes": list(strokes)}


def test_undo_and_redo_have_no_limit(pad) -> None:
    ids = draw_lines(pad, 30)
    pad.run("() => { for (let i = 0; i < 40; i += 1) pad.undo() }")
    assert pad.strokes == []
    assert pad.told("onUndo") == [[one] for one in reversed(ids)]
    pad.run("() => { for (let i = 0; i < 40; i += 1) pad.redo() }")
    assert [stroke["id"] for stroke in pad.strokes] == ids
    assert [stroke["id"] for (stroke,) in pad.told("onRedo")] == ids


def test_clear_is_undone_in_one_step(pad) -> None:
    ids = draw_lines(pad, 3)
    pad.page.get_by_role("button", name="Clear").click()
    assert pad.strokes == []
    assert pad.told("onClear") == [ids]
    pad.page.get_by_role("button", name="Undo").click()
    assert [stroke["id"] for stroke in pad.strokes] == ids
    assert len(pad.told("onRedo")[0]) == 3


def test_a_new_line_ends_what_can_be_brought_back(pad) -> None:
    draw_lines(pad, 2)
    pad.run("pad.undo()")
    assert pad.page.get_by_role("button", name="Redo").is_enabled()
    pad.mouse([(0.2, 0.9), (0.8, 0.9)])
    assert pad.page.get_by_role("button", name="Redo").is_disabled()


def test_page_looks_as_before_after_undo_and_redo(pad) -> None:
    draw_lines(pad, 2)
    pad.run("pad.setTool('brush')")
    pad.mouse([(0.2, 0.5), (0.8, 0.5)])
    shot = (
        "['.swp-area', '.swp-inked'].map((one) => document.querySelector(one).toDataURL()).join()"
    )
    before = pad.run(shot)
    pad.run("pad.undo(); pad.undo()")
    assert pad.run(shot) != before
    pad.run("pad.redo(); pad.redo()")
    assert pad.run(shot) == before


def test_strokes_are_unsaved_until_acknowledged(open_pad) -> None:
    pad = open_pad("{slowSaveMs: 60000}")
    sign = pad.page.locator(".swp-saved")
    first, second = draw_lines(pad, 2)
    assert sign.text_content() == "Saving…"
    pad.run("(id) => pad.markSaved([id])", first)
    assert [stroke["id"] for stroke in pad.run("pad.unsaved()")] == [second]
    pad.run("(id) => pad.markSaved(id)", second)
    assert sign.text_content() == "Saved"


def test_strokes_that_wait_long_are_called_not_saved(open_pad) -> None:
    pad = open_pad("{slowSaveMs: 0}")
    draw_lines(pad, 2)
    pad.page.wait_for_function("document.querySelector('.swp-saved').dataset.state === 'waiting'")
    assert pad.page.locator(".swp-saved").text_content() == "Not saved yet (2)"


def test_a_stroke_brought_back_has_to_be_saved_again(pad) -> None:
    (only,) = draw_lines(pad, 1)
    pad.run("(id) => pad.markSaved(id)", only)
    pad.run("pad.undo(); pad.redo()")
    assert [stroke["id"] for stroke in pad.run("pad.unsaved()")] == [only]


def test_load_keeps_strokes_the_server_has_not_got(pad) -> None:
    first, second = draw_lines(pad, 2)
    pad.run("(drawing) => pad.load(drawing)", wire(pad.strokes[0]))
    assert [stroke["id"] for stroke in pad.strokes] == [first, second]
    assert [stroke["id"] for stroke in pad.run("pad.unsaved()")] == [second]


def test_load_drops_saved_strokes_the_server_took_away(pad) -> None:
    first, second = draw_lines(pad, 2)
    kept = pad.strokes[0]
    pad.run("(ids) => pad.markSaved(ids)", [first, second])
    pad.run("(drawing) => pad.load(drawing)", wire(kept))
    assert [stroke["id"] for stroke in pad.strokes] == [first]


def test_load_does_not_bring_back_what_was_just_taken_back(pad) -> None:
    first, second = draw_lines(pad, 2)
    late = wire(*pad.strokes)
    pad.run("(ids) => pad.markSaved(ids)", [first, second])
    pad.run("pad.undo()")
    pad.run("(drawing) => pad.load(drawing)", late)
    assert [stroke["id"] for stroke in pad.strokes] == [first]
    assert pad.run("pad.takenBack()") == [second]


def test_strokes_from_before_a_reload_can_be_taken_back(open_pad) -> None:
    old = open_pad()
    draw_lines(old, 2)
    drawing = old.run("pad.drawing")
    new = open_pad()
    new.run("(drawing) => pad.load(drawing, {elapsedMs: 90000, canRedo: true})", drawing)
    new.mouse([(0.2, 0.9), (0.8, 0.9)])
    assert new.strokes[2]["points"][0][2] >= 90000
    new.run("pad.undo(); pad.undo()")
    assert [stroke["id"] for stroke in new.strokes] == [drawing["strokes"][0]["id"]]


def test_steps_only_the_server_knows_are_asked_for_by_nothing(pad) -> None:
    pad.run("(drawing) => pad.load(drawing, {canUndo: true})", wire())
    pad.page.get_by_role("button", name="Undo").click()
    assert pad.told("onUndo") == [[]]


def test_load_refuses_another_format_by_name(pad) -> None:
    with pytest.raises(Exception, match="wire format 2 is not 1"):
        pad.run("pad.load({format: 2})")


def test_fills_stay_when_the_server_drops_an_earlier_stroke(pad) -> None:
    draw_lines(pad, 1)
    pad.run("pad.setTool('fill'); pad.setColor('#dc4539')")
    pad.mouse([(0.5, 0.9)])
    pad.run("(ids) => pad.markSaved(ids)", [stroke["id"] for stroke in pad.strokes])
    pad.run("(drawing) => pad.load(drawing)", wire(pad.strokes[1]))
    assert pad.color_at((0.5, 0.9)) == [220, 69, 57]
    assert pad.color_at((0.5, 0.05)) == [220, 69, 57]


def test_what_was_taken_back_long_ago_comes_back_when_the_server_says_so(pad) -> None:
    (only,) = draw_lines(pad, 1)
    drawing = wire(*pad.strokes)
    pad.run("pad.undo()")
    pad.run("() => { const now = performance.now(); performance.now = () => now + 6000 }")
    pad.run("(drawing) => pad.load(drawing)", drawing)
    assert [stroke["id"] for stroke in pad.strokes] == [only]


def test_a_line_under_way_survives_a_load(pad, line) -> None:
    pad.pen(line((0.2, 0.2), (0.5, 0.5)), lift=False)
    pad.run("(drawing) => pad.load(drawing)", wire())
    pad.pen(line((0.5, 0.5), (0.8, 0.5))[1:])
    (stroke,) = pad.strokes
    assert stroke["points"][0][0] == pytest.approx(0.2, abs=0.002)
    assert stroke["points"][-1][0] == pytest.approx(0.8, abs=0.002)
