"""The client's view in a real browser: no way back without the PIN, nothing before its release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workbench.browsing import (
    PASSWORD,
    TWIN,
    WAIT_MS,
    begin,
    draw,
    end,
    enter,
    free_port,
    saved,
    serving,
    wave,
)
from tests.workbench.tapping import away, popped, written_together
from workbench.archive.store import Archive
from workbench.tailored import Tailored

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

pytestmark = pytest.mark.browser
PIN = "2468"
BOTH, OWN = "Blue, and <b>gray</b>", "came in tired"
TABLES = {
    "Hazel": Tailored(),
    "Rowan": Tailored(hold=True),
    "Aspen": Tailored(painter=False),
    "Linde": Tailored(language="de", hand="left", influence="hint", surface="canvas"),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A practice of people without a past: nothing has to be painted first."""
    with serving(free_port(), prepared(tmp_path_factory.mktemp("practice"))) as (address, _):
        yield address


@pytest.fixture(autouse=True)
def _signed_in(page: Page, address: str) -> None:
    enter(page, address)


def prepared(folder: Path) -> Path:
    with Archive.open(folder) as archive:
        for name, tailored in TABLES.items():
            archive.tailor(archive.add_person(name, synthetic=True).id, tailored)
    return folder


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
    page.locator(".sw-who, .sw-empty").first.wait_for(timeout=WAIT_MS)
    begin(page, address, "Hazel")
    draw(page, pen, wave(0.5))
    saved(page)
    written_together(page, BOTH)
    popped(page, "quick-note").locator("textarea").first.fill(OWN)
    away(page)
    other = page.context.new_page()
    other.goto(f"{address}/sittings")
    other.locator(".sw-who, .sw-empty").first.wait_for(timeout=WAIT_MS)
    hand_over(page)
    at_the_clients(other)  # at once, by itself
    shows_nothing_of_the_practice(other)
    other.get_by_role("button", name="What we wrote").click()
    assert f"What is it about today?\n{BOTH}" == other.locator(".sw-together").inner_text()
    assert OWN not in other.content()
    for way in ("/trends", "/?person=1"):
        page.goto(address + way)
        at_the_clients(page)
        shows_nothing_of_the_practice(page)
    page.go_back()
    at_the_clients(page)
    shows_nothing_of_the_practice(page)
    a_stranger_is_locked_out(chromium, address)
    page.get_by_role("button", name="For the therapist").click()
    type_pin(page, "1111")
    page.get_by_text("You can try again").wait_for(timeout=WAIT_MS)  # after a second
    type_pin(page)
    end(page)


def a_stranger_is_locked_out(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    private = context.new_page()
    private.goto(f"{address}/trends")
    private.locator(".swd-form").wait_for(timeout=WAIT_MS)
    shows_nothing_of_the_practice(private)
    context.close()


def test_whoever_needs_a_person_is_seen_in_the_therapists_other_browser(
    page: Page, chromium: Browser, address: str
):
    context = chromium.new_context()
    therapist = context.new_page()
    enter(therapist, address)
    therapist.goto(address)
    therapist.locator(".sw-who, .sw-empty").first.wait_for(timeout=WAIT_MS)
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
    assert page.locator("[data-sketchwell-veil=locked]").is_visible()
    other.locator("[data-sketchwell-veil=locked]").wait_for(timeout=WAIT_MS)
    page.reload()
    page.locator("[data-sketchwell-veil=locked]").wait_for(timeout=WAIT_MS)
    shows_nothing_of_the_practice(page)
    if page.locator(".keypad").count():
        type_pin(page)
    else:
        page.locator(".unlocking input[type=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
    page.locator(".sw-who, .sw-empty").first.wait_for(timeout=WAIT_MS)
    other.locator("[data-sketchwell-veil]").wait_for(state="detached", timeout=WAIT_MS)


def test_on_a_phone_the_decision_stays_in_reach(page: Page, pen: CDPSession, address: str):
    begin(page, address, "Hazel")
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
    page.locator("[data-do=keep]").wait_for(timeout=WAIT_MS)  # the sitting knows
    hand_over(page)
    page.locator("[data-do=keep]").click(timeout=WAIT_MS)
    page.get_by_text("How does this picture feel?").wait_for(timeout=WAIT_MS)
    come_back(page)
    end(page)


def test_a_client_marks_what_the_painter_got_wrong_and_has_it_painted_again(
    page: Page, pen: CDPSession, address: str
):
    begin(page, address, "Hazel")
    hand_over(page)
    page.locator("[data-do=felt-done]").click()
    draw(page, pen, wave(0.5))
    saved(page)
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    page.locator(".marking-open").click()
    page.locator(".marking .swp-page").tap(position={"x": 150, "y": 120})
    page.locator(".marking .chip", has_text="too much").tap()
    page.locator(".marking-list .mark-said", has_text="too much").wait_for(timeout=WAIT_MS)
    page.get_by_label("What should be there?").fill("a boat")
    page.get_by_role("button", name="Paint this part again").tap()
    page.locator(".thumbs .thumb").nth(1).wait_for(timeout=WAIT_MS)
    come_back(page)
    end(page)


def test_with_the_painter_off_a_client_draws_and_keeps_alone(
    page: Page, pen: CDPSession, address: str
):
    begin(page, address, "Aspen")
    hand_over(page)
    page.locator("[data-do=felt-done]").click()
    draw(page, pen, wave(0.5))
    saved(page)
    assert page.locator("[data-do=ask]").is_hidden()
    assert page.locator(".sheet").is_hidden()
    page.get_by_role("button", name="Keep this drawing").click()
    page.locator(".kept .thumb").wait_for(timeout=WAIT_MS)
    come_back(page)
    end(page)


def test_a_table_follows_the_persons_own_language_on_the_canvas_and_in_the_dark(
    page: Page, address: str
):
    page.set_viewport_size({"width": 820, "height": 1180})
    page.emulate_media(color_scheme="dark")
    begin(page, address, "Linde")
    hand_over(page)
    page.get_by_role("button", name="Ich brauche jemanden").wait_for(timeout=WAIT_MS)
    asked = page.locator(".first-asked", has_text="Wie fühlen Sie sich, bevor Sie zeichnen?")
    asked.wait_for(timeout=WAIT_MS)
    words = page.get_by_label("Worte für den Maler").bounding_box()
    assert words is not None
    assert words["width"] > 200  # the canvas beside it leaves the table its own column
    page.get_by_role("button", name="Für Therapeutin oder Therapeut").click()
    veil = page.locator("[data-sketchwell-veil] .veil")
    assert veil.evaluate("node => getComputedStyle(node).colorScheme") == "dark"
    type_pin(page)
    page.locator(".st-key-end button").wait_for(timeout=WAIT_MS)
    end(page)


def test_after_a_kill_the_clients_view_comes_back_with_nothing_lost(
    page: Page, pen: CDPSession, tmp_path: Path
):
    port = free_port()
    with serving(port, prepared(tmp_path)) as (address, served):
        enter(page, address)
        begin(page, address, "Hazel")
        hand_over(page)
        page.locator("[data-do=felt-done]").click()
        draw(page, pen, wave(0.4))
        saved(page)
        served.kill()
        draw(page, pen, wave(0.6))
        page.get_by_text("The line to the workbench dropped").wait_for(timeout=WAIT_MS)
    with serving(port, tmp_path):
        saved(page)
        page.reload()
        at_the_clients(page)
        page.locator(".swp-saved[data-state=all]").wait_for(timeout=WAIT_MS)
        shows_nothing_of_the_practice(page)
        assert "2" in page.locator(".swp-page").evaluate(TWIN)
