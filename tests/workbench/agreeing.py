"""Parts of the walk at a table that is handed over: the way back, and what the person agrees to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.workbench.browsing import WAIT_MS, seen

if TYPE_CHECKING:
    from playwright.sync_api import Page

PIN = "2468"


def type_pin(page: Page) -> None:
    page.locator(".keypad").focus()
    for digit in PIN:
        page.keyboard.press(digit)
    page.keyboard.press("Enter")


def agreeing(page: Page) -> Iterator[str]:
    """The sheet over the client's table: all four items, one of them, and taking one back."""
    page.locator(".consenting").click()
    sheet = page.locator("[data-sketchwell-consent]")
    seen(sheet.locator(".items li"))
    yield "the client's view, what I agree to"
    items = sheet.locator(".items li")
    for item, place in (("an item", items.nth(2).locator("button").first), ("taking back", None)):
        (place or items.nth(1).locator("button").last).click()
        seen(sheet.locator(".answer"))
        yield f"the client's view, {item}"
        sheet.locator(".bar .soft").first.click()
        seen(items)
    sheet.locator(".bar .soft").first.click()
    sheet.wait_for(state="detached", timeout=WAIT_MS)
