"""The kiosk by one switch, and by resting a pointer that cannot click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kiosk.ways_page import opened, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
LIT = "noticed.findLast(([what]) => what === 'scan')?.[1] ?? { names: [] }"
STEP_MS = 300


@pytest.fixture
def kiosk(page: Page) -> Page:
    """The page, with a clock that stands still until it is told to go on."""
    page.clock.install(time=0)
    opened(page)
    page.clock.pause_at(3_600_000)
    return page


def switch(page: Page, *names: str) -> None:
    """Presses the switch whenever what holds each of these is lit."""
    for name in names:
        page.clock.run_for(300)  # a second press sooner is a tremble
        for _ in range(80):
            if name in page.evaluate(LIT)["names"]:
                break
            page.clock.run_for(STEP_MS)
        press(page, "F10")


def test_one_switch_reaches_a_place_on_the_page(kiosk) -> None:
    press(kiosk, "F10")
    switch(kiosk, "Draw with taps")
    assert kiosk.evaluate("placing.isOpen")
    kiosk.clock.run_for(100)
    assert kiosk.locator(".scan-bar p").text_content() == "Places on the page"
    switch(kiosk, "Middle, left", "Middle, left", "Middle, left")
    assert {each["pointer"] for each in kiosk.evaluate("pad.drawing.strokes")} == {"switch"}
    assert kiosk.evaluate("[ways.now, ways.patient]") == ["switch", True]


def test_scanning_waits_after_two_rounds_and_goes_on_at_a_press(kiosk) -> None:
    kiosk.evaluate("screens.open('look')")
    press(kiosk, "F10")
    kiosk.clock.run_for(60 * STEP_MS)
    assert kiosk.evaluate(LIT)["waits"]
    assert kiosk.get_by_text("Waiting. Press to go on.").is_visible()
    press(kiosk, "F10")
    assert not kiosk.evaluate(LIT)["waits"]
    assert kiosk.evaluate("screens.panel") == "look"


def test_back_is_the_last_of_a_panel(kiosk) -> None:
    kiosk.evaluate("screens.open('look')")
    kiosk.clock.run_for(100)
    press(kiosk, "F10")
    switch(kiosk, "Back")
    assert kiosk.evaluate("screens.panel") is None
    names = kiosk.evaluate(
        "noticed.filter(([what]) => what === 'scan').map(([, { names }]) => names[0])"
    )
    assert names[: names.index("Back") + 1] == ["Close", "One", "Two", "Slower", "Back"]


def test_a_touch_ends_scanning(kiosk) -> None:
    press(kiosk, "F10")
    assert kiosk.locator(".scan-bar").is_visible()
    kiosk.get_by_role("button", name="Done").tap()
    assert kiosk.locator(".scan-bar").count() == 0
    assert kiosk.evaluate("[ways.now, pressed]") == ["touch", ["Done"]]


def test_resting_presses_once_until_the_pointer_goes_away(kiosk) -> None:
    kiosk.get_by_role("button", name="Press by holding still").click()
    done = kiosk.get_by_role("button", name="Done").bounding_box()
    kiosk.mouse.move(done["x"] + 20, done["y"] + 20)
    assert kiosk.locator(".rest-ring").is_visible()
    kiosk.clock.run_for(850)
    kiosk.mouse.move(done["x"] + 24, done["y"] + 20)
    kiosk.clock.run_for(2000)
    assert kiosk.evaluate("[pressed.length, ways.now]") == [1, "rest"]


def test_resting_puts_the_pen_down_and_lifts_it(kiosk) -> None:
    kiosk.get_by_role("button", name="Press by holding still").click()
    kiosk.mouse.move(300, 200)
    kiosk.clock.run_for(850)
    kiosk.mouse.move(500, 300, steps=8)
    kiosk.clock.run_for(850)
    (stroke,) = kiosk.evaluate("pad.drawing.strokes")
    assert (stroke["tool"], stroke["pointer"]) == ("pen", "mouse")
    assert len(stroke["points"]) > 5
