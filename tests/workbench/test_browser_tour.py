"""Where the tour's card stands while something is filled in below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workbench.modules import part, text_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
TOUR = part("Tour", text_of("workbench", "guide", "tour.js"))
BEGIN = """
const step = { title: "Welcome", text: "A step of the tour.", sketch: "data:,", at: [] };
const t = (text) => text;
Tour.createTour(document.querySelector(".tour"), { steps: [step], t, onOver: () => {} });
"""
FIELD = '<input style="position: fixed; width: 380px; height: {height}px; {at}">'
COVERED = """() => {
  const card = document.querySelector(".card").getBoundingClientRect();
  return [...document.querySelectorAll("input")].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.left < card.right && card.left < box.right && box.top < card.bottom &&
      card.top < box.bottom;
  }).length;
}"""


def on_tour(page: Page, *fields: tuple[str, int]) -> str:
    """The stand of the card over an open form with fields of these heights, by corner."""
    drawn = "".join(FIELD.format(at=at, height=height) for at, height in fields)
    form = f'<div data-testid="stExpander"><details open><div>{drawn}</div></details></div>'
    shown = f'<!doctype html>{form}<div class="tour"></div>'
    page.route("**/tour", lambda route: route.fulfill(body=shown, content_type="text/html"))
    page.goto("http://127.0.0.1:9/tour")
    page.add_style_tag(content=text_of("workbench", "guide", "tour.css"))
    page.add_script_tag(content=TOUR + BEGIN)
    return page.locator(".card").get_attribute("data-stand") or ""


def test_the_card_moves_to_a_corner_where_nothing_is_filled_in(page: Page):
    assert on_tour(page, ("right: 0; bottom: 0", 44)) == "left"
    assert page.evaluate(COVERED) == 0


def test_where_no_corner_is_free_it_covers_as_little_as_it_can(page: Page):
    corners = [("right: 0; bottom: 0", 300), ("left: 0; bottom: 0", 300), ("left: 0; top: 0", 300)]
    assert on_tour(page, *corners, ("right: 0; top: 0", 90)).startswith("right top")
