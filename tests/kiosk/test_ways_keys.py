"""The kiosk by a keyboard, or by a museum's five keys that act as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kiosk.ways_page import focused, opened, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
NEAREST = """async ([from, boxes, way]) => {
  const { nearestRound } = await import("/static/moving.js");
  const box = ([left, top, right, bottom]) => ({ left, top, right, bottom });
  const all = boxes.map(box);
  return all.indexOf(nearestRound(box(from), all, way, { width: 800, height: 600 }));
}"""
# three rows: two wide, three narrow, one under the last
GRID = [[0, 0, 190, 50], [200, 0, 400, 50], [0, 60, 100, 110], [110, 60, 210, 110],
        [300, 60, 400, 110], [300, 120, 400, 170]]  # fmt: skip


@pytest.fixture
def kiosk(page: Page) -> Page:
    return opened(page)


def test_arrows_lead_to_what_lies_nearest(kiosk) -> None:
    def moved(at: int, way: list[int]) -> int:
        others = [box for number, box in enumerate(GRID) if number != at]
        found = kiosk.evaluate(NEAREST, [GRID[at], others, way])
        return found + (found >= at)

    right, left, down, up = [1, 0], [-1, 0], [0, 1], [0, -1]
    assert [moved(0, right), moved(1, left), moved(0, down), moved(3, right)] == [1, 0, 2, 4]
    assert [moved(5, up), moved(4, up), moved(3, up)] == [4, 1, 0]
    # round the edge, within the row and the column
    assert [moved(1, right), moved(2, left), moved(5, down)] == [0, 4, 1]


def test_five_keys_reach_everything_and_act_on_release(kiosk) -> None:
    kiosk.get_by_role("button", name="Look").focus()
    press(kiosk, "ArrowRight", "ArrowRight")
    assert focused(kiosk) == "Done"
    kiosk.keyboard.down("Enter")
    assert kiosk.evaluate("pressed") == []
    kiosk.keyboard.up("Enter")
    assert kiosk.evaluate("pressed") == ["Done"]
    press(kiosk, "ArrowUp")
    assert kiosk.evaluate("document.activeElement.closest('.swp') !== null")


def test_arrows_walk_through_the_pads_tools_and_choose_nothing(kiosk) -> None:
    kiosk.get_by_role("radio", name="Pen").focus()
    press(kiosk, "ArrowRight", "ArrowDown", "ArrowDown")
    assert kiosk.evaluate("pad.hand.tool") == "pen"
    kiosk.get_by_role("radio", name="Fill").focus()
    press(kiosk, " ")
    assert kiosk.evaluate("pad.hand.tool") == "fill"


def test_the_page_is_left_by_escape_or_by_the_fifth_key_held(kiosk) -> None:
    kiosk.get_by_role("button", name="Done").focus()
    kiosk.evaluate("pad.focus()")
    press(kiosk, "Enter", "ArrowDown", "Enter", "ArrowRight", "ArrowRight", "Enter")
    assert len(kiosk.evaluate("pad.drawing.strokes")) == 1
    press(kiosk, "Escape")
    assert focused(kiosk) == "Done"
    kiosk.evaluate("pad.focus()")
    kiosk.keyboard.down("Enter")
    kiosk.wait_for_function("document.activeElement.textContent.trim() === 'Done'")
    kiosk.keyboard.up("Enter")
    assert kiosk.evaluate("[pad.drawing.strokes.length, pressed.length]") == [1, 0]


def test_arrows_lead_past_the_page_until_enter_is_pressed_on_it(kiosk) -> None:
    kiosk.get_by_role("radio", name="Pen").focus()
    press(kiosk, "ArrowLeft")
    assert focused(kiosk) == "Drawing page"
    assert not kiosk.locator(".swp-cursor").is_visible()
    press(kiosk, "ArrowLeft")
    assert focused(kiosk) != "Drawing page"
    kiosk.evaluate("pad.focus()")
    press(kiosk, "Enter", "ArrowLeft")
    assert focused(kiosk) == "Drawing page"
    kiosk.locator(".swp [aria-live]", has_text="49 across").wait_for(state="attached")
    assert kiosk.evaluate("pad.drawing.strokes") == []


def test_a_panel_keeps_the_arrows_and_is_left_by_the_fifth_key_held(kiosk) -> None:
    kiosk.get_by_role("button", name="Look").focus()
    press(kiosk, "Enter")
    names = set()
    for _ in range(4):
        press(kiosk, "ArrowDown")
        names.add(focused(kiosk))
    assert names <= {"One", "Two", "Close"}
    assert len(names) > 1
    kiosk.keyboard.down("Enter")
    kiosk.wait_for_function("screens.panel === null")
    kiosk.keyboard.up("Enter")
    assert focused(kiosk) == "Look"
    assert kiosk.evaluate("pressed") == ["Look"]


def test_the_way_in_use_is_told(kiosk) -> None:
    kiosk.get_by_role("button", name="Done").tap()
    press(kiosk, "ArrowLeft")
    kiosk.mouse.click(5, 5)
    told = [detail for what, detail in kiosk.evaluate("noticed") if what == "way"]
    assert told == [{"way": "keys", "patient": True}, {"way": "mouse", "patient": False}]


def test_what_has_the_focus_wears_a_thick_ring(kiosk) -> None:
    press(kiosk, "ArrowDown")
    ring = "getComputedStyle(document.activeElement).outline"
    assert "5px" in kiosk.evaluate(ring)
    kiosk.emulate_media(forced_colors="active")
    assert "5px" in kiosk.evaluate(ring)
    assert kiosk.evaluate("document.activeElement.matches(':focus')")
