"""The whole path in a real Chromium: begin, draw, be answered, keep, rate, reload, look back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.workbench.browsing import TWIN, WAIT_MS, begin, draw, end, laid, saved, wave
from workbench.charts.frame import LEFT, RIGHT

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

pytestmark = pytest.mark.browser


def test_the_whole_path(page: Page, pen: CDPSession, address: str):
    begin(page, address, "Alder")
    draw(page, pen, wave(0.6))
    saved(page)
    page.locator(".table[data-stage=live]").wait_for(timeout=WAIT_MS)
    page.locator(".first input").fill("a calm sea")
    draw(page, pen, wave(0.7))
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    page.locator("[data-do=more]").click()
    page.locator(".thumbs .thumb").nth(2).wait_for(timeout=WAIT_MS)
    page.locator(".thumbs .thumb").nth(1).click()
    page.locator("[data-do=keep]").click()
    page.locator(".kept .thumb").wait_for(timeout=WAIT_MS)
    rate(page, 0.7)
    page.reload()
    page.locator(".kept .thumb[aria-checked=true]").wait_for(timeout=WAIT_MS)
    saved(page)
    assert "2 lines" in page.locator(".swp-page").evaluate(TWIN)
    end_and_look_back(page, address)


def rate(page: Page, share: float) -> None:
    slide = page.locator(".felt-panel .slide").first
    assert slide.get_attribute("aria-valuenow") is None
    box = slide.bounding_box()
    assert box is not None
    slide.click(position={"x": box["width"] * share, "y": box["height"] / 2})
    assert slide.get_attribute("aria-valuetext") == "pleasant"


def end_and_look_back(page: Page, address: str) -> None:
    end(page)
    turned = page.locator(".felt .slide[aria-valuetext=pleasant]")
    turned.wait_for(timeout=WAIT_MS)
    page.locator(".st-key-done button").click()
    page.goto(f"{address}/trends")
    page.locator(".sw-sitting", has_text="Sitting 13").wait_for(timeout=WAIT_MS)
    page.locator(".js-plotly-plot").first.wait_for(timeout=WAIT_MS)
    tap_in_the_chart(page, (3 - 0.4) / 13.2)
    page.locator(".sw-sitting", has_text="Sitting 3").wait_for(timeout=WAIT_MS)
    page.locator(".st-key-earlier button").click()
    page.locator(".sw-sitting", has_text="Sitting 2").wait_for(timeout=WAIT_MS)


def tap_in_the_chart(page: Page, share: float) -> None:
    """Taps the first chart at a share of the width of its plot area."""
    page.locator(".st-key-chart-said .sw-cursor").wait_for(timeout=WAIT_MS)
    box = page.locator(".st-key-chart-said .js-plotly-plot").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + LEFT + (box["width"] - LEFT - RIGHT) * share, box["y"] + 200)


def test_a_fresh_start_needs_at_most_five_taps(page: Page, pen: CDPSession, address: str):
    page.goto(address)
    page.locator(".st-key-begin button").click(timeout=WAIT_MS)  # 1
    page.locator(".table[data-phase]").wait_for(timeout=WAIT_MS)
    draw(page, pen, wave(0.5))  # 2
    page.locator("[data-do=ask]").click()  # 3
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    end(page)


def test_nothing_is_asked_of_any_other_machine(page: Page, pen: CDPSession, address: str):
    hosts: set[str | None] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("websocket", lambda line: hosts.add(urlsplit(line.url).hostname))
    begin(page, address, "Alder")
    draw(page, pen, wave(0.5))
    page.locator(".table[data-stage=live]").wait_for(timeout=WAIT_MS)
    end(page)
    for path in ("people", "trends", "sittings"):
        page.goto(f"{address}/{path}")
        page.locator(".sw-standing").wait_for(timeout=WAIT_MS)
        page.wait_for_load_state("networkidle")
    assert hosts - {None} == {"127.0.0.1"}


def test_no_window_of_another_site_tells_a_page_what_to_do(page: Page, address: str):
    told = page.request.get(f"{address}/_stcore/host-config").json()
    assert told["allowedOrigins"] == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (820, 1180), (390, 844)])
def test_no_page_is_wider_than_its_screen(page: Page, address: str, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    for path in ("", "people", "trends", "sittings"):
        page.goto(f"{address}/{path}")
        page.locator(".sw-who, .sw-empty").first.wait_for(timeout=WAIT_MS)
        laid(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
