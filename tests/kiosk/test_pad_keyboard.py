"""The whole pad without a pointer."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def press(pad, *keys: str) -> None:
    for key in keys:
        pad.page.keyboard.press(key)


def test_arrows_and_space_draw_with_a_visible_cursor(pad) -> None:
    press(pad, "Tab")
    assert pad.run("document.activeElement.className") == "swp-page"
    assert pad.page.locator(".swp-cursor").is_visible()
    assert pad.page.locator(".swp-hint").is_visible()
    press(pad, "Space", "ArrowRight", "ArrowRight", "Shift+ArrowDown", "Enter")
    (stroke,) = pad.strokes
    assert stroke["pointer"] == "keyboard"
    assert [point[:2] for point in stroke["points"]] == [
        [0.5, 0.5], [0.51, 0.5], [0.52, 0.5], [0.52, pytest.approx(0.5 + 0.05 * 4 / 3, abs=1e-4)],
    ]  # fmt: skip


@pytest.mark.parametrize("before", [[], ["Space"]], ids=["up", "down"])
def test_where_the_pen_is_is_said_whether_it_draws_or_not(pad, before: list[str]) -> None:
    press(pad, "Tab", *before, "ArrowRight")
    pad.page.locator(".swp [aria-live]", has_text="51 across, 50 down.").wait_for(state="attached")


def test_escape_drops_the_line(pad) -> None:
    press(pad, "Tab", "Space", "ArrowRight", "Escape", "ArrowRight")
    assert pad.strokes == []
    assert pad.told("onStroke") == []


def test_control_z_and_y_take_back_and_bring_back(pad) -> None:
    press(pad, "Tab", "Space", "ArrowRight", "Space", "Control+z")
    assert pad.strokes == []
    press(pad, "Control+y", "Control+Shift+z")
    assert len(pad.strokes) == 1


def test_leaving_the_page_keeps_the_line(pad) -> None:
    press(pad, "Tab", "Space", "ArrowRight", "Tab")
    assert len(pad.strokes) == 1
    assert not pad.page.locator(".swp-cursor").is_visible()


def test_stamp_and_fill_land_with_one_key(pad) -> None:
    pad.run("pad.setTool('stamp')")
    press(pad, "Tab", "Space")
    pad.run("pad.setTool('fill')")
    press(pad, "Enter")
    assert [stroke["tool"] for stroke in pad.strokes] == ["stamp", "fill"]


def test_arrow_keys_choose_tools_and_colors(pad) -> None:
    press(pad, "Tab", "Tab", "ArrowRight")
    assert pad.run("pad.hand.tool") == "brush"
    pad.page.get_by_role("radio", name="ink black").focus()
    press(pad, "ArrowDown")
    assert pad.run("pad.hand.color") == "#3a9c98"


def test_own_color_is_mixed_with_sliders(pad) -> None:
    pad.page.get_by_role("radio", name="Own color").click()
    press(pad, "End")
    pad.page.get_by_role("slider", name="Strength").press("End")
    pad.page.get_by_role("slider", name="Light").fill("50")
    pad.page.get_by_role("button", name="Done").click()
    assert pad.run("pad.hand.color") == "#ff0004"
    assert pad.page.get_by_role("radio", name="Own color").get_attribute("aria-checked") == "true"
