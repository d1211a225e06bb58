"""A questionnaire in a real browser: laid out, answered by keys and taps, and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.workbench.browsing import WAIT_MS, begin, enter, free_port, serving, settled
from tests.workbench.tapping import away, popped
from tests.workbench.test_browser_client import come_back, hand_over
from tests.workbench.test_browser_consent import fits
from workbench.archive.store import Archive

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
LATE = "Thoughts that you would be better off dead"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("practice")
    with Archive.open(folder) as archive:
        archive.set_preference("tour", "seen")
        archive.add_person("Ada", synthetic=True)
    with serving(free_port(), folder) as (address, _):
        yield address


def laid_out(page: Page, address: str) -> None:
    enter(page, address)
    begin(page, address, "Ada")
    popped(page, "questions").get_by_role("button", name="Lay it before").click()
    page.get_by_text("PHQ-9 lies ready: 0 of 9 answered").wait_for(timeout=WAIT_MS)
    away(page)


def cards(page: Page) -> Locator:
    return page.locator("[data-sketchwell-questions] .over")


def answered(page: Page) -> None:
    """The first by a tap, the second left out, the rest by keys alone; the last is to be seen."""
    sheet = cards(page)
    sheet.get_by_role("button", name="Begin").click(timeout=WAIT_MS)
    sheet.get_by_role("radio", name="Several days").locator("..").click()
    sheet.get_by_text("Question 2 of 9").wait_for(timeout=WAIT_MS)
    sheet.get_by_role("button", name="Leave it out").click()
    for number in range(3, 10):
        sheet.get_by_text(f"Question {number} of 9").wait_for(timeout=WAIT_MS)
        page.keyboard.press("Tab")  # from the question to its answers
        page.keyboard.press("Space")
        if number == 9:
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")


def test_a_person_answers_alone_and_no_sitting_ends_before_somebody_looked(
    page: Page, address: str
):
    laid_out(page, address)
    hand_over(page)
    sheet = cards(page)
    sheet.get_by_role("heading", name="A few questions").wait_for(timeout=WAIT_MS)
    fits(page, sheet)
    answered(page)
    sheet.get_by_text("You left 1 out. That is fine.").wait_for(timeout=WAIT_MS)
    sheet.get_by_role("button", name="Back", exact=True).click()
    sheet.get_by_role("heading", name=LATE).wait_for()
    assert sheet.get_by_role("radio", name="Several days").is_checked()
    fits(page, sheet)
    sheet.get_by_role("button", name="Next").click()
    sheet.get_by_role("button", name="I am done").click()
    sheet.get_by_role("heading", name="Thank you").wait_for(timeout=WAIT_MS)
    fits(page, sheet)
    sheet.get_by_role("button", name="Back to drawing").click()
    sheet.wait_for(state="detached")
    come_back(page)
    looked_at(page)


def looked_at(page: Page) -> None:
    page.locator(".st-key-end button").click(timeout=WAIT_MS)
    page.get_by_text("An answer of this person is to be looked at first").wait_for(timeout=WAIT_MS)
    body = popped(page, "looks")
    body.get_by_text(LATE).wait_for(timeout=WAIT_MS)
    body.get_by_label("What was done").fill("We spoke about it.")
    body.get_by_role("button", name="Looked at").click()
    page.locator(".st-key-looks").wait_for(state="detached", timeout=WAIT_MS)
    settled(page)
    page.locator(".st-key-end button").click(timeout=WAIT_MS)
    page.get_by_text("The sitting has ended").wait_for(timeout=WAIT_MS)


def test_a_sheet_of_paper_is_typed_in_by_digits_alone(page: Page, address: str):
    enter(page, address)
    page.goto(f"{address}/people")
    page.get_by_role("button", name="Ada").first.click(timeout=WAIT_MS)
    page.locator(".st-key-to-questions button").click(timeout=WAIT_MS)
    page.locator(".st-key-type-in button").click(timeout=WAIT_MS)
    page.locator(".typing li").nth(8).wait_for(timeout=WAIT_MS)
    for key in "213-01200":
        page.keyboard.press(key)
    page.get_by_text("8 of 9 answered, saved").wait_for(timeout=WAIT_MS)
    fits(page, page.locator(".typing"))
    page.locator(".typing .finish").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Scores are sums").first.wait_for(timeout=WAIT_MS)
    assert page.locator(".st-key-looks, [class*=st-key-look-]").count() == 0
