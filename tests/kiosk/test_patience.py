"""The idle clock asks, gives time to stay as often as wanted, and ends the visit (WCAG 2.2.1)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kiosk.served_page import ServedPage

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
IDLE_MS, STAY_MS, PATIENT_MS = 61_000, 21_000, 301_000
ANEW = "() => !window.before && document.body?.dataset.screen === 'idle'"
STROKES = "() => window.strokes"
COUNT = "() => { window.strokes = 0; addEventListener('kiosk:stroke', () => window.strokes++); }"


@pytest.fixture
def served(page: Page, tmp_path: Path) -> ServedPage:
    page.clock.install()
    opened = ServedPage(page, tmp_path)
    page.touchscreen.tap(300, 300)
    page.locator("body[data-screen=table]").wait_for()
    page.clock.run_for(500)
    page.evaluate(COUNT)
    page.evaluate("() => { window.before = true; }")
    return opened


def asked(served: ServedPage) -> Locator:
    return served.page.locator("dialog[data-panel=still]")


def test_a_touch_or_a_key_stays_as_often_as_wanted_and_presses_nothing(served: ServedPage) -> None:
    page = served.page
    for stay in (lambda: page.touchscreen.tap(900, 500), lambda: page.mouse.click(60, 740)):
        page.clock.run_for(IDLE_MS)
        asked(served).wait_for()
        page.clock.run_for(STAY_MS - 4000)
        stay()
        page.clock.run_for(1000)
        asked(served).wait_for(state="hidden")
    assert page.evaluate("document.body.dataset.screen") == "table"
    assert page.locator("dialog[open]").count() == page.evaluate(STROKES) == 0
    page.clock.run_for(IDLE_MS)
    page.keyboard.press("z")
    asked(served).wait_for(state="hidden")


def test_nobody_there_ends_the_visit_and_the_page_begins_anew(served: ServedPage) -> None:
    served.page.clock.run_for(IDLE_MS)
    asked(served).wait_for()
    served.page.clock.run_for(STAY_MS)
    served.page.wait_for_function(
        "() => !window.before && document.body?.dataset.screen === 'idle'"
    )


def test_whoever_comes_next_need_not_take_over_the_page(served: ServedPage) -> None:
    served.page.clock.run_for(IDLE_MS)
    asked(served).get_by_role("button", name="I am new here").click()
    served.page.wait_for_function(ANEW)


def test_a_line_that_goes_on_stays_and_is_not_broken(served: ServedPage) -> None:
    page = served.page
    box = page.locator(".swp-page").bounding_box() or {}
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 130, steps=3)
    page.clock.run_for(IDLE_MS)
    assert asked(served).is_hidden()
    page.clock.run_for(IDLE_MS)
    asked(served).wait_for()
    page.mouse.move(box["x"] + 300, box["y"] + 100, steps=3)
    asked(served).wait_for(state="hidden")
    page.mouse.up()
    assert page.evaluate(STROKES) == 1


@pytest.mark.parametrize(
    ("what", "detail"), [("way", {"way": "switch", "patient": True}), ("spoken", {"on": True})]
)
def test_who_needs_more_time_has_it(
    served: ServedPage, what: str, detail: dict[str, object]
) -> None:
    served.happens(what, detail)
    served.page.clock.run_for(PATIENT_MS - 10_000)
    assert asked(served).is_hidden()
    served.page.clock.run_for(10_000)
    asked(served).wait_for()
