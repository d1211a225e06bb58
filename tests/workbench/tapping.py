"""What is opened by a tap and closed again, on pages that may just be laid anew."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError as Late

from tests.workbench.browsing import WAIT_MS, settled

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

POPOVER = "[data-testid=stPopoverBody]"


def tap(page: Page, place: str, came: Callable[[float], object]) -> None:
    """Taps; once more where a page that was just being laid anew swallowed it."""
    for _ in range(3):
        settled(page)
        page.locator(place).first.click(timeout=WAIT_MS)
        with suppress(Late):
            came(10_000)
            break


def popped(page: Page, key: str) -> Locator:
    body = page.locator(POPOVER)
    tap(page, f".st-key-{key} button", lambda ms: body.wait_for(timeout=ms))
    return body


def talked(page: Page) -> Locator:
    """The talk beside the table, opened."""
    body = page.locator(".st-key-talk")
    settled(page)
    if body.count():
        return body
    tap(page, ".st-key-quick-talk button", lambda ms: body.wait_for(timeout=ms))
    return body


def written_together(page: Page, words: str) -> None:
    """What both wrote first, and the talk closed again once it is kept."""
    talk = talked(page)
    talk.get_by_role("tab").nth(1).click()
    talk.locator(".notebook textarea").first.fill(words)
    talk.locator(".sign[data-state=saved]").first.wait_for(timeout=WAIT_MS)
    page.locator(".st-key-talk-close button").click()
    talk.wait_for(state="detached", timeout=WAIT_MS)


def away(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator(POPOVER).wait_for(state="hidden", timeout=WAIT_MS)
