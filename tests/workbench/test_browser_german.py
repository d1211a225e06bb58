"""A browser that speaks German: studio, pad, what goes wrong, and the client's view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.workbench.browsing import WAIT_MS, draw, laid, wave

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PIN = "2468"


@pytest.fixture
def german(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="de-AT"
    )
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    context.close()


def type_pin(page: Page) -> None:
    page.locator(".keypad").focus()
    for digit in PIN:
        page.keyboard.press(digit)
    page.keyboard.press("Enter")


def test_the_tour_is_walked_by_keys_and_over(german: Page, address: str):
    page = german
    page.goto(f"{address}/help")
    page.get_by_role("button", name="Rundgang zeigen").click(timeout=WAIT_MS)
    tour = page.get_by_role("region", name="Rundgang")
    tour.get_by_role("heading", name="Willkommen").wait_for(timeout=WAIT_MS)
    tour.get_by_role("button", name="Weiter").click()
    page.locator(".tour .ring:not([hidden])").wait_for(timeout=WAIT_MS)
    page.keyboard.press("ArrowRight")
    tour.get_by_text("3 von 6").wait_for(timeout=WAIT_MS)
    page.keyboard.press("Escape")
    tour.wait_for(state="detached", timeout=WAIT_MS)
    page.reload()
    page.get_by_role("heading", name="Hilfe", exact=True).wait_for(timeout=WAIT_MS)
    assert page.locator(".tour .card").count() == 0


def point(page: Page) -> None:
    """Two cats and a bird, by touch; back to the words by the keyboard."""
    pictures = page.get_by_role("button", name="Aus Bildern wählen")
    pictures.tap()
    page.get_by_role("tab", name="Tiere", exact=True).tap()
    for _ in range(2):
        page.get_by_role("button", name="Katze").first.tap()
    page.get_by_label("Unter den Bildern suchen").fill("vogel")
    page.get_by_role("button", name="Vogel", exact=True).tap()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden", timeout=WAIT_MS)
    assert pictures.evaluate("node => node.getRootNode().activeElement === node")
    assert page.get_by_label("Worte für den Maler").input_value() == "2 Katzen, Vogel"


def test_studio_and_client_s_view_speak_german(german: Page, address: str):
    german.goto(address)
    german.get_by_role("button", name="Sitzung beginnen").click(timeout=WAIT_MS)
    german.locator(".table[data-phase]").wait_for(timeout=WAIT_MS)
    laid(german)
    assert german.evaluate("document.documentElement.lang") == "de"
    assert german.get_by_role("radio", name="Stift").count() == 1
    draw(german, german.context.new_cdp_session(german), wave(0.5))
    point(german)
    german.get_by_role("button", name="Zeichnung beantworten").click()
    german.get_by_text("die Worte hat sie nicht verwendet").wait_for(timeout=WAIT_MS)
    german.get_by_role("button", name="Übergeben").click()
    for title in ("PIN wählen", "Dieselbe PIN noch einmal"):
        german.get_by_role("heading", name=title).wait_for(timeout=WAIT_MS)
        type_pin(german)
    german.get_by_role("button", name="Ich brauche jemanden").wait_for(timeout=WAIT_MS)
    german.locator(".table.client[data-phase]").wait_for(timeout=WAIT_MS)
    assert german.get_by_text("I need a person").count() == 0
