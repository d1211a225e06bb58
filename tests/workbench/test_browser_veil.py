"""The cover over a page, in a page of its own: where it leads to, and which colors it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workbench.modules import part, text_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
HOST = "http://127.0.0.1:9"
PAGE = """<style>.light { color-scheme: light } .dark { color-scheme: dark }</style>
<div class="stApp light"><main></main></div>"""
DRAWN = """(data) => {
  window.veil = Veil.veilOf("");
  veil.connect = () => null; // no server tells it anything
  window.again = 0;
  veil.draw(document.querySelector("main"), data, () => (window.again += 1));
}"""
SCHEME = "() => getComputedStyle(document.querySelector('[data-sketchwell-veil]')).colorScheme"
ANNA = {"id": "a", "name": "Anna", "sign_in": "anna"}


def drawn(page: Page, scope: str) -> None:
    """A page at the people's address, with a veil drawn for that scope."""
    page.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.goto(f"{HOST}/people?person=p1")
    page.add_script_tag(
        content=part("Menu", text_of("workbench", "handing", "menu.js"))
        + part("Unlocking", text_of("workbench", "handing", "unlocking.js"))
        + part("Veil", text_of("workbench", "handing", "veil.js"))
    )
    account = None if scope == "signed-out" else ANNA
    page.evaluate(DRAWN, {"scope": scope, "account": account, "pin": False, "text": {}})


@pytest.mark.parametrize(
    ("drawn_for", "stands", "path"),
    [
        ("signed-out", "whole", "/people?person=p1"),
        ("locked", "whole", "/people?person=p1"),
        ("whole", "signed-out", "/"),
        ("signed-out", "handed", "/"),
    ],
)
def test_the_address_stays_for_whoever_comes_in_and_for_nobody_who_is_led_out(
    page: Page, drawn_for: str, stands: str, path: str
):
    drawn(page, drawn_for)
    with page.expect_navigation(url=HOST + path):
        page.evaluate(
            "([scope, account]) => veil.meet({ scope, account, sitting: null })",
            [stands, ANNA if stands == "whole" else None],
        )


def test_a_cover_turns_dark_with_the_page_below(page: Page):
    drawn(page, "locked")
    assert page.evaluate(SCHEME) == "light"
    page.evaluate("document.querySelector('.stApp').className = 'stApp dark'")
    assert page.evaluate(SCHEME) == "dark"


def test_a_page_is_drawn_again_when_somebody_was_given_or_taken_and_only_then(page: Page):
    drawn(page, "whole")
    stands = {"scope": "whole", "account": ANNA, "sitting": None}
    for theirs, again in (("one", 0), ("one", 0), ("two", 1), ("two", 1)):
        page.evaluate("(told) => veil.meet(told)", {**stands, "theirs": theirs})
        assert page.evaluate("window.again") == again
