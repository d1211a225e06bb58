"""Marking an answer in a real Chromium: by mouse, pen and touch, said, saved, painted again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from tests.workbench.browsing import WAIT_MS, Place, begin, draw, end, saved, wave
from tests.workbench.hands import by_mouse, by_pen, by_touch

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

pytestmark = pytest.mark.browser
PAD = ".marking .swp-page"


def ring(page: Page, x: float, y: float) -> list[Place]:
    box = page.locator(PAD).bounding_box()
    assert box is not None
    turns = [2 * math.pi * n / 20 for n in range(20)]
    shares = [(x + 0.1 * math.cos(turn), y + 0.1 * math.sin(turn)) for turn in turns]
    return [(box["x"] + box["width"] * u, box["y"] + box["height"] * v) for u, v in shares]


def marking(page: Page) -> None:
    page.locator(".marking-open").click(timeout=WAIT_MS)
    page.locator(f"{PAD}:focus").wait_for(timeout=WAIT_MS)  # it has scrolled into sight by then


def rows(page: Page, count: int) -> None:
    page.locator(".marking-list li").nth(count - 1).wait_for(timeout=WAIT_MS)
    assert page.locator(".marking-list li").count() == count


def test_an_answer_is_marked_and_a_part_is_painted_again(page: Page, pen: CDPSession, address: str):
    begin(page, address, "Alder")
    draw(page, pen, wave(0.6))
    saved(page)
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    marking(page)
    by_touch(page, ring(page, 0.2, 0.3))  # before the pen: where one is used, touch rests
    rows(page, 1)
    by_mouse(page, ring(page, 0.5, 0.3))
    rows(page, 2)
    by_pen(page, ring(page, 0.8, 0.3))
    rows(page, 3)
    page.locator(".chip", has_text="too dark").click()
    page.locator(".mark-said", has_text="too dark").wait_for(timeout=WAIT_MS)
    page.locator(PAD).press("Control+z")
    rows(page, 2)
    marked_by_keyboard(page)
    kept = page.locator(".marking-open", has_text="(3)")
    kept.wait_for(state="attached", timeout=WAIT_MS)  # the sitting has them
    page.reload()
    kept.wait_for(timeout=WAIT_MS)
    marking(page)
    rows(page, 3)
    page.locator(".marking-again input").fill("a red boat")
    page.locator(".marking-again .strong").click()
    page.locator(".thumbs .thumb").nth(1).wait_for(timeout=WAIT_MS)
    end(page)


def marked_by_keyboard(page: Page) -> None:
    page.locator(PAD).focus()
    for key in (
        "Space",
        "ArrowRight",
        "ArrowRight",
        "ArrowDown",
        "ArrowDown",
        "ArrowLeft",
        "Space",
    ):
        page.keyboard.press(key)
    rows(page, 3)


INK = """node => {
    const { data } = node.getContext("2d").getImageData(0, 0, node.width, node.height);
    return data.filter((value, i) => i % 4 === 2 && value < 128 && data[i + 1] > 0).length;
}"""


def inked(page: Page, *, some: bool) -> None:
    canvas = page.locator("canvas[aria-label='Drawing canvas']")
    canvas.wait_for(timeout=WAIT_MS)
    for _ in range(100):
        if (canvas.evaluate(INK) > 0) == some:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the canvas never had {'some' if some else 'no'} ink")


def test_the_simple_canvas_is_answered_and_comes_back_after_a_reload(page: Page, address: str):
    begin(page, address, "Rowan")
    page.locator(".st-key-other-ways button").first.click()
    page.locator(".st-key-surface button").click(timeout=WAIT_MS)
    page.locator("canvas[aria-label='Drawing canvas']").wait_for(timeout=WAIT_MS)
    page.keyboard.press("Escape")
    box = page.locator(".upper-canvas").bounding_box()
    assert box is not None
    by_touch(page, [(box["x"] + 20 + 8 * n, box["y"] + 100 + n) for n in range(30)])
    page.locator("[data-do=ask]:not([disabled])").click(timeout=WAIT_MS)
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    page.reload()
    inked(page, some=True)
    page.locator(".st-key-simple-undo button").click()
    inked(page, some=False)
    end(page)
