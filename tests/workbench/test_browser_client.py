"""The client's view in a real browser: no way back without the PIN, nothing before its release."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.workbench.browsing import WAIT_MS, begin, draw, end, saved, wave

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

pytestmark = pytest.mark.browser
PIN = "2468"


def type_pin(page: Page, pin: str = PIN) -> None:
    keypad = page.locator(".keypad")
    keypad.wait_for(timeout=WAIT_MS)
    keypad.focus()
    for digit in pin:
        page.keyboard.press(digit)
    page.keyboard.press("Enter")


def hand_over(page: Page) -> None:
    page.get_by_role("button", name="Hand over").click(timeout=WAIT_MS)
    page.locator(".keypad, .band").first.wait_for(timeout=WAIT_MS)
    for title in ("Choose a PIN", "The same PIN once more"):
        if page.locator(".band").count() == 0:
            page.get_by_role("heading", name=title).wait_for(timeout=WAIT_MS)
            type_pin(page)
    at_the_clients(page)


def at_the_clients(page: Page) -> None:
    page.locator(".table.client[data-phase]").wait_for(timeout=WAIT_MS)
    page.locator(".band").wait_for(timeout=WAIT_MS)


def come_back(page: Page) -> None:
    page.get_by_role("button", name="For the therapist").click()
    type_pin(page)
    page.locator(".st-key-end button").wait_for(timeout=WAIT_MS)


def shows_nothing_of_the_practice(page: Page) -> None:
    said = page.locator("body").inner_text()
    assert not re.search(r"Hazel|Rowan|Trends|Settings|End for today", said)


def test_a_table_that_is_handed_over_has_no_way_back_but_the_pin(
    page: Page, pen: CDPSession, chromium: Browser, address: str
):
    page.goto(f"{address}/trends")
    page.locator(".sw-standing").wait_for(timeout=WAIT_MS)
    begin(page, address, "Hazel")
    draw(page, pen, wave(0.5))
    saved(page)
    other = page.context.new_page()
    other.goto(f"{address}/sittings")
    other.locator(".sw-standing").wait_for(timeout=WAIT_MS)
    hand_over(page)
    at_the_clients(other)  # at once, by itself
    shows_nothing_of_the_practice(other)
    for way in ("/trends", "/sittings", "/settings", "/?person=1"):
        page.goto(address + way)
        at_the_clients(page)
        shows_nothing_of_the_practice(page)
    for _ in range(3):
        page.go_back()
        at_the_clients(page)
        shows_nothing_of_the_practice(page)
    a_stranger_is_locked_out(chromium, address)
    page.get_by_role("button", name="For the therapist").click()
    type_pin(page, "1111")
    page.get_by_text("That was not it").wait_for(timeout=WAIT_MS)
    page.get_by_text("You can try again").wait_for(timeout=WAIT_MS)
    type_pin(page)
    end(page)


def a_stranger_is_locked_out(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    private = context.new_page()
    private.goto(f"{address}/trends")
    private.get_by_text("A table is handed over").wait_for(timeout=WAIT_MS)
    shows_nothing_of_the_practice(private)
    context.close()


def test_whoever_needs_a_person_is_seen_in_the_therapists_other_browser(
    page: Page, chromium: Browser, address: str
):
    context = chromium.new_context()
    therapist = context.new_page()
    therapist.goto(address)
    therapist.locator(".sw-standing").wait_for(timeout=WAIT_MS)
    begin(page, address, "Hazel")
    hand_over(page)
    page.get_by_role("button", name="I need a person").click()
    page.get_by_text("You can keep drawing or rest").wait_for(timeout=WAIT_MS)
    therapist.get_by_text("Hazel asked for a person").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Not needed any more").click()
    therapist.get_by_text("Hazel asked for a person").wait_for(state="hidden", timeout=WAIT_MS)
    context.close()
    come_back(page)
    end(page)


def test_one_key_hides_every_tab_until_the_pin(page: Page, address: str):
    page.goto(address)
    page.locator(".hide").wait_for(timeout=WAIT_MS)
    other = page.context.new_page()
    other.goto(f"{address}/trends")
    other.locator(".hide").wait_for(timeout=WAIT_MS)
    page.keyboard.press("F9")
    assert page.locator("[data-sketchwell-veil=hidden]").is_visible()
    other.locator("[data-sketchwell-veil=hidden]").wait_for(timeout=WAIT_MS)
    page.reload()
    page.locator("[data-sketchwell-veil=hidden]").wait_for(timeout=WAIT_MS)
    shows_nothing_of_the_practice(page)
    if page.locator(".keypad").count():
        type_pin(page)
    else:
        page.get_by_text("Show it again").click()
    page.locator(".sw-standing").wait_for(timeout=WAIT_MS)
    other.locator("[data-sketchwell-veil]").wait_for(state="detached", timeout=WAIT_MS)


def test_on_a_phone_the_decision_stays_in_reach(page: Page, pen: CDPSession, address: str):
    begin(page, address, "Alder")
    draw(page, pen, wave(0.5))
    saved(page)
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("keep", "back"):
        page.locator(f"[data-do={name}]").wait_for(timeout=WAIT_MS)
        box = page.locator(f"[data-do={name}]").bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 844
    assert page.locator(".st-key-pages a", has_text="Trends").is_visible()
    end(page)


def test_an_answer_is_held_back_until_the_therapist_shows_it(
    page: Page, pen: CDPSession, address: str
):
    begin(page, address, "Rowan")  # whose therapist sees an answer first
    hand_over(page)
    page.locator("[data-do=felt-done]").click(timeout=WAIT_MS)
    draw(page, pen, wave(0.5))
    saved(page)
    page.locator("[data-do=ask]").click()
    page.locator(".nothing", has_text="therapist looks at it first").wait_for(timeout=WAIT_MS)
    assert page.locator(".sheet canvas").is_hidden()
    assert page.locator("[data-do=keep]").is_hidden()
    come_back(page)
    page.locator("[data-do=release]").click(timeout=WAIT_MS)
    hand_over(page)
    page.locator("[data-do=keep]").click(timeout=WAIT_MS)
    page.get_by_text("How does this picture feel?").wait_for(timeout=WAIT_MS)
    come_back(page)
    end(page)
