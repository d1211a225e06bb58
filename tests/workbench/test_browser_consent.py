"""Consent at the client's own view in a real browser: by keys, on a phone, in large letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workbench.browsing import WAIT_MS, begin, draw, enter, free_port, saved, serving, wave
from tests.workbench.test_browser_client import at_the_clients, come_back, hand_over
from workbench.archive.consent import Said
from workbench.archive.store import Archive
from workbench.consent import texts

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Locator, Page

pytestmark = pytest.mark.browser
WIDTHS = ((1280, 800), (820, 1180), (390, 844))
SMALL = """nodes => nodes.map((node) => [node.textContent, node.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 44 || height < 44).map(([text]) => text)"""
WIDE = "node => node.scrollWidth > node.clientWidth"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(free_port(), prepared(tmp_path_factory.mktemp("practice"))) as (address, _):
        yield address


def prepared(folder: Path) -> Path:
    with Archive.open(folder) as archive:
        archive.set_preference("tour", "seen")
        mara = archive.add_person("Mara").id
        for item in ("record", "painter"):
            archive.consent(mara, Said(item, "given", texts.text(item, "en").read))
    return folder


def fits(page: Page, sheet: Locator) -> None:
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        assert sheet.locator(":is(button, label):visible").evaluate_all(SMALL) == []
        assert not sheet.evaluate(WIDE)


def focused(page: Page) -> str:
    return page.evaluate("() => document.activeElement.shadowRoot?.activeElement?.textContent")


def press_on(page: Page, text: str) -> None:
    """Goes there with Tab alone and presses it."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if focused(page) == text:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never came to {text!r}")


def at_the_sheet(page: Page, pen: CDPSession, address: str) -> Locator:
    """A picture by the painter is kept, the table handed over, the sheet opened by a key."""
    enter(page, address)
    begin(page, address, "Mara")
    draw(page, pen, wave(0.5))
    saved(page)
    page.locator("[data-do=ask]").click()
    page.locator("[data-do=keep]").click(timeout=WAIT_MS)
    hand_over(page)
    page.get_by_role("button", name="What I agree to (2 to answer)").press("Enter")
    sheet = page.get_by_role("dialog", name="What I agree to")
    sheet.locator("li").nth(3).wait_for(timeout=WAIT_MS)
    return sheet


def test_four_items_are_read_answered_and_taken_back_by_keys_alone(
    page: Page, pen: CDPSession, address: str
):
    fits(page, at_the_sheet(page, pen, address))
    sheet = page.locator("[data-sketchwell-consent] .over")
    press_on(page, "Read and answer")
    page.get_by_role("heading", name="Use in research").wait_for()
    for _ in range(3):
        page.get_by_role("button", name="Larger letters").click()
    fits(page, sheet)
    page.get_by_role("button", name="Deutsch").click()
    page.get_by_role("heading", name="Verwendung in der Forschung").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="English").click()
    press_on(page, "Not now")
    page.get_by_role("status").get_by_text("You said “not now”").wait_for(timeout=WAIT_MS)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Take it back: Pictures by the painter").click()
    fits(page, sheet)
    press_on(page, "Take it back")
    page.get_by_role("alert").get_by_text("Choose first").wait_for(timeout=WAIT_MS)
    page.keyboard.press("Space")  # the first of the two has the focus
    press_on(page, "Take it back")
    page.get_by_text("The painter has stopped").wait_for(timeout=WAIT_MS)
    painter_is_off(page)


def painter_is_off(page: Page) -> None:
    for _ in range(2):
        page.keyboard.press("Escape")
    at_the_clients(page)
    page.get_by_text("The painter is off").first.wait_for(timeout=WAIT_MS)
    assert page.locator("[data-do=ask]").is_hidden()
    come_back(page)
    page.get_by_text("Mara said at their own view").wait_for(timeout=WAIT_MS)
