"""The browser's own keys do nothing where the kiosk's page is the whole screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kiosk.served_page import ServedPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
# Whether the page takes a key from the browser: with Ctrl and Shift or without, and its name.
TAKEN = """([held, key]) => !dispatchEvent(new KeyboardEvent("keydown",
  { key, ctrlKey: held, shiftKey: held, cancelable: true, bubbles: true }))"""
# As where the page covers the screen, which a page without a window never does.
COVERED = "async () => (await import('/static/guarding.js')).guardKeys({ matches: true })"
KEYS = {"N": True, "W": True, "F12": False, "a": False, "Tab": False}


def test_no_second_window_and_no_closing_on_a_whole_screen(page: Page, tmp_path: Path):
    ServedPage(page, tmp_path)
    assert not any(page.evaluate(TAKEN, [held, key]) for key, held in KEYS.items())
    page.evaluate(COVERED)
    taken = {key for key, held in KEYS.items() if page.evaluate(TAKEN, [held, key])}
    assert taken == {"N", "W", "F12"}
