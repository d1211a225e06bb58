"""Drawing by choosing places: taps, keys, nothing to be dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kiosk.ways_page import focused, opened, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ENDS = "pad.drawing.strokes.map(({ points }) => [points[0].slice(0, 2), points.at(-1).slice(0, 2)])"


@pytest.fixture
def board(page: Page) -> Page:
    """The page with the board of places open."""
    opened(page).get_by_role("button", name="Draw with taps").tap()
    return page


def tap(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("button", name=name, exact=True).tap()


def test_a_shape_lands_where_it_was_sent_and_goes_in_one_step(board) -> None:
    board.get_by_role("radio", name="Boat").tap()
    tap(board, "Bottom, right")
    strokes = board.evaluate("pad.drawing.strokes")
    assert {stroke["tool"] for stroke in strokes} == {"stamp"}
    assert "boat in ink black: Bottom, right" in board.evaluate("pad.describe()")
    tap(board, "Undo")
    assert board.evaluate("pad.drawing.strokes") == []


@pytest.mark.parametrize("shape", ["Heart", "Boat"])
def test_what_was_drawn_is_said_to_be_where_it_was_sent(board, shape) -> None:
    board.get_by_role("radio", name=shape).tap()
    spots = [spot.get_attribute("aria-label") for spot in board.locator(".spot").all()]
    tap(board, *spots)
    told = board.evaluate("pad.steps().map(({ place }) => here.padText[`place.${place}`])")
    assert told == spots
    assert board.evaluate("(pad.place([.5, .5]), pad.steps().at(-1).place)") == "21"


def test_a_line_goes_from_one_place_to_another(board) -> None:
    board.get_by_role("radio", name="Pen").tap()
    tap(board, "Top, far left")
    assert board.get_by_text("Now choose where the line ends.").is_visible()
    tap(board, "Bottom, far right", "Middle, left", "Middle, left")
    line, dot = board.evaluate(ENDS)
    assert line == [
        [0.125, pytest.approx(1 / 6, abs=1e-4)],
        [0.875, pytest.approx(5 / 6, abs=1e-4)],
    ]
    assert dot == [[0.375, 0.5], [0.375, 0.5]]


def test_more_exactly_is_a_place_in_a_part(board) -> None:
    board.get_by_role("radio", name="Fill").tap()
    tap(board, "More exactly", "Middle, left")
    assert board.evaluate("pad.drawing.strokes.length") == 0
    tap(board, "Top, far left")
    ((start, _),) = board.evaluate(ENDS)
    part = [0.375 - 1 / 6, 0.5 - 1 / 6]
    assert start == pytest.approx([part[0] + 1 / 24, part[1] + 1 / 18], abs=1e-4)


def test_keys_alone_place_a_shape_and_leave_the_board(board) -> None:
    press(board, "ArrowRight", "ArrowUp")
    assert focused(board) == "Top, right"
    press(board, "Enter", "Escape")
    assert board.evaluate(
        "new Set(pad.drawing.strokes.map((each) => each.pointer)).has('keyboard')"
    )
    assert board.evaluate("placing.isOpen") is False
    assert focused(board) == "Draw with taps"
    assert board.evaluate("[pad.hand.tool, document.querySelector('.swp-page').inert]") == [
        "pen", False,
    ]  # fmt: skip


def test_places_lie_on_the_page_and_are_large(board) -> None:
    page_box = board.locator(".swp-page").bounding_box()
    boxes = [spot.bounding_box() for spot in board.locator(".spot").all()]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 60
    middle = boxes[0]["x"] + boxes[0]["width"] / 2 - page_box["x"]
    assert middle == pytest.approx(page_box["width"] / 8, abs=1)
