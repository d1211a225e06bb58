"""A hand that taps twice means it once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk import bench
from tests.kiosk.served_page import ServedPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
STILL_MS, QUICK_MS = 500, 200
ANEW = "() => !window.before && document.body?.dataset.screen === 'idle'"
SCREEN = "document.body.dataset.screen"
OPEN = "document.querySelector('dialog[open]')?.dataset.panel"


@pytest.fixture
def table(page: Page, tmp_path: Path) -> Page:
    page.clock.install()
    ServedPage(page, tmp_path)
    page.touchscreen.tap(300, 300)
    page.locator("body[data-screen=table]").wait_for()
    page.clock.run_for(STILL_MS)
    return page


def taps(page: Page, selector: str, count: int) -> None:
    box = page.locator(selector).first.bounding_box()
    assert box
    for _ in range(count):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.clock.run_for(QUICK_MS)


def test_taps_on_being_done_lead_one_screen_on(table: Page) -> None:
    bench.stroke(table, 3)
    taps(table, "#done", 4)
    assert table.evaluate(SCREEN) == "feeling"
    table.clock.run_for(STILL_MS)
    taps(table, "#done", 2)
    assert table.evaluate(SCREEN) == "leaving"


def test_a_second_tap_chooses_nothing_in_what_the_first_one_opened(table: Page) -> None:
    taps(table, "[data-opens='pick-influence']", 2)
    assert table.evaluate(OPEN) == "pick-influence"
    table.clock.run_for(STILL_MS)
    table.locator("dialog[open] .card").first.click()
    assert table.evaluate(OPEN) is None


def test_a_second_tap_on_the_first_screen_leaves_no_dot(table: Page) -> None:
    table.evaluate("() => { window.before = true; document.querySelector('#done').click(); }")
    table.wait_for_function(ANEW)
    table.clock.run_for(STILL_MS)
    table.touchscreen.tap(300, 300)
    table.locator("body[data-screen=table]").wait_for()
    table.touchscreen.tap(300, 300)
    assert table.locator(".swp[data-marks]").count() == 0
