"""The way to a person, and words of one's own, on the kiosk's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engines.safety import help_card
from kiosk.site import files
from tests.engines.safety.test_help_card import CARD
from tests.kiosk.served_page import ServedPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser


@pytest.fixture
def kiosk(page: Page, tmp_path: Path) -> Callable[..., ServedPage]:
    def opened(settings: str = "") -> ServedPage:
        (tmp_path / files.FILE).write_text(f"format = 1\n{settings}", encoding="utf-8")
        served = ServedPage(page, tmp_path)
        served.begin()
        return served

    return opened


def signed(folder: Path) -> None:
    today = date.today()  # noqa: DTZ011 - the card is read on this machine's day
    path = folder / help_card.FILE
    path.write_text(CARD.format(day=today), encoding="utf-8")
    help_card.sign(path, keys=folder, today=today)


def test_the_help_card_is_there_without_a_server_and_in_every_language(
    kiosk: Callable[..., ServedPage], tmp_path: Path
) -> None:
    signed(tmp_path)
    served = kiosk()
    served.page.wait_for_load_state("networkidle")
    served.gone = True
    served.page.get_by_role("button", name="I need a person").click()
    panel = served.page.locator("dialog[data-panel=person]")
    expect(panel).to_contain_text("Ask at the desk.")
    expect(panel).to_contain_text("Call144")
    expect(panel.locator(".lines li")).to_have_count(2)
    panel.get_by_role("button", name="Go back").click()
    expect(panel).to_be_hidden()


def test_a_hint_offers_a_person_once_and_interrupts_nothing(
    kiosk: Callable[..., ServedPage],
) -> None:
    served = kiosk()
    offer = served.page.get_by_role("button", name="Would you like to talk")
    for _ in range(2):
        served.happens("told", {"did": "else", "sign": "amber"})
    expect(offer).to_be_visible()
    expect(served.page.locator("dialog[open]")).to_have_count(0)
    served.page.get_by_role("button", name="No, thank you").click()
    served.happens("told", {"did": "else", "sign": "amber"})
    expect(offer).to_be_hidden()


def test_one_offer_is_seen_at_a_time_and_none_after_the_card(
    kiosk: Callable[..., ServedPage],
) -> None:
    served = kiosk("[words]\ntyping = true\n")
    page = served.page
    page.get_by_role("button", name="Words").click()
    page.keyboard.type("everything is too much for me")
    page.keyboard.press("Enter")
    seen = page.locator("button:visible", has_text="Would you like to talk")
    expect(seen).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".offer")).to_be_visible()
    served.happens("told", {"did": "else", "sign": "red"})
    page.get_by_role("button", name="Go back").click()
    expect(page.locator(".offer")).to_be_hidden()


def test_what_is_left_out_whole_is_not_called_partly_painted(
    kiosk: Callable[..., ServedPage],
) -> None:
    served = kiosk("[words]\ntyping = true\n")
    served.page.get_by_role("button", name="Words").click()
    served.page.keyboard.type("porn")
    served.page.keyboard.press("Enter")
    status = served.page.locator("dialog[data-panel=pick-words] [role=status]")
    expect(status).to_have_text("The painter does not paint this here. Try the names of things.")


def test_words_are_written_by_touch_understood_and_forgotten(
    kiosk: Callable[..., ServedPage],
) -> None:
    served = kiosk("[words]\ntyping = true\n")
    page = served.page
    page.get_by_role("button", name="Words").click()
    panel = page.locator("dialog[data-panel=pick-words]")
    for letter in "two":
        panel.get_by_role("button", name=letter, exact=True).click()
    panel.get_by_role("button", name="Space").click()
    page.keyboard.type("sunsy gloops")
    for _ in range(8):
        panel.get_by_role("button", name="Delete").click()
    page.keyboard.type(" gloops")
    panel.get_by_role("button", name="Paint this").click()
    expect(panel.locator(".known li")).to_have_text(["2 suns"])
    expect(panel.get_by_role("status")).to_have_text("The painter does not know: gloops")
    assert served.told[-1] == {"do": "words", "text": "two suns gloops", "language": "en"}
    page.keyboard.press("Escape")
    served.happens("forget", {})
    expect(page.locator(".typed")).to_have_value("")
    expect(page.locator(".known li")).to_have_count(0)


def test_a_red_sign_opens_the_card_and_takes_the_words_off_the_screen(
    kiosk: Callable[..., ServedPage],
) -> None:
    served = kiosk("[words]\ntyping = true\n")
    page = served.page
    page.get_by_role("button", name="Words").click()
    page.keyboard.type("I want to kill myself")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[data-panel=person]")).to_be_visible()
    expect(page.locator(".staff")).to_contain_text(re.compile("somebody who works here"))
    expect(page.locator(".typed")).to_have_value("")


def test_without_the_operator_s_leave_nothing_can_be_typed(
    kiosk: Callable[..., ServedPage],
) -> None:
    served = kiosk()
    expect(served.page.get_by_role("button", name="Words")).to_have_count(0)
    expect(served.page.locator(".typed")).to_have_count(0)
