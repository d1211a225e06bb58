"""The pane holds what was chosen: several answers, put back, undone and redone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workbench.browsing import (
    WAIT_MS,
    begin,
    draw,
    end,
    pane,
    several_answers,
    shows,
    wave,
)

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

pytestmark = pytest.mark.browser


def test_the_pane_shows_the_answer_that_is_ticked(page: Page, pen: CDPSession, address: str):
    begin(page, address, "Alder")
    several_answers(page, pen)
    thumbs, first = page.locator(".thumbs .thumb"), pane(page)
    thumbs.nth(1).click()
    second = shows(page, lambda seen: seen != first)
    thumbs.nth(0).click()
    shows(page, lambda seen: seen != second)
    thumbs.nth(1).click()
    shows(page, lambda seen: seen == second)
    thumbs.nth(0).click()
    page.locator("[data-do=back]").click()
    page.locator(".thumbs .thumb").nth(2).wait_for(state="detached", timeout=WAIT_MS)
    page.locator(".swp-page").press("Control+z")
    shows(page, lambda seen: seen not in ("", second))
    end(page)


def test_an_answer_put_back_comes_back_with_undo(page: Page, pen: CDPSession, address: str):
    begin(page, address, "Alder")
    draw(page, pen, wave(0.5))
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    page.locator("[data-do=back]").click()
    shows(page, lambda seen: seen == "")
    page.locator(".swp-page").press("Control+z")
    shows(page, bool)
    end(page)


def test_live_answers_leave_the_pane_with_what_they_answered(
    page: Page, pen: CDPSession, address: str
):
    begin(page, address, "Alder")
    draw(page, pen, wave(0.5))
    page.locator(".table[data-stage=live]").wait_for(timeout=WAIT_MS)
    page.locator(".swp-page").press("Control+z")
    shows(page, lambda seen: seen == "")
    draw(page, pen, wave(0.4))
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    page.locator("[data-do=keep]").click()
    page.locator(".kept .thumb").wait_for(timeout=WAIT_MS)
    page.locator(".swp-page").press("Control+z")
    page.locator("[data-value=misty]").click()
    page.locator(".table[data-stage=live]").wait_for(timeout=WAIT_MS)
    page.locator(".swp-page").press("Control+y")
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    assert page.locator(".sheet .tag").is_hidden()
    end(page)
