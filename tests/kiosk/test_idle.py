"""The first screen: what it draws, and how somebody begins."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engines import strokes
from kiosk import looks
from kiosk.deploy.engine import PROGRESS
from tests.kiosk.served_page import ServedPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

STATIC = Path(__file__).parents[2] / "kiosk" / "static"
MOST_BYTES = 60_000
UNTOUCHED = """() => document.querySelector(".swp-undo, [data-do=undo]")?.disabled !== false
  && document.querySelector("dialog[open]") === null"""
# Paint lies in the middle of every part of the sheet but the corners.
INKED = """() => {
  const paper = [255, 254, 251];
  const painted = [...document.querySelectorAll(".sheet canvas")].filter((tile) => {
    if (!tile.width) return false;
    const middle = [tile.width / 2, tile.height / 2, 1, 1];
    const { data } = tile.getContext("2d").getImageData(...middle);
    return data[3] === 255 && paper.some((each, number) => data[number] !== each);
  });
  return painted.length >= 8;
}"""


def test_the_page_draws_what_was_painted() -> None:
    (named,) = re.findall(r"DRAWINGS = \[(.*?)\]", (STATIC / "idle.js").read_text(encoding="utf-8"))
    assert re.findall(r'"(\w+)"', named) == list(looks.IDLE)


@pytest.mark.parametrize("name", list(looks.IDLE))
def test_what_is_drawn_is_small_and_has_its_answer(name: str) -> None:
    drawing = strokes.parse((looks.IDLE_FOLDER / f"{name}.json").read_bytes())
    times = [point.t_ms or 0 for stroke in drawing.strokes for point in stroke.points]
    assert times == sorted(times)
    path = looks.IDLE_FOLDER / f"{name}.jpg"
    assert path.stat().st_size <= MOST_BYTES
    with Image.open(path) as picture:
        assert picture.size == looks.IDLE_SIZE


@pytest.fixture
def served(page: Page, tmp_path: Path) -> ServedPage:
    return ServedPage(page, tmp_path)


def test_an_engine_that_is_being_built_is_told_on_the_first_screen(
    served: ServedPage, tmp_path: Path
) -> None:
    far = served.page.locator(".readying progress")
    assert not far.is_visible()
    told = {"state": "building", "model": "house", "percent": 40}
    (tmp_path / PROGRESS).write_text(json.dumps(told), encoding="utf-8")
    served.app.state.engine_folder = tmp_path
    served.page.reload()
    far.wait_for()
    assert far.evaluate("each => each.value") == 40
    served.page.locator(".idle .begin").click()
    served.page.locator("body[data-screen=table]").wait_for()


def tap(page: Page) -> None:
    page.touchscreen.tap(1100, 90)  # where the pad's tools will be


def swipe(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    for kind, places in (
        ("touchStart", [(300, 300)]), ("touchMove", [(500, 360)]), ("touchEnd", []),
    ):  # fmt: skip
        points = [{"x": x, "y": y} for x, y in places]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def letter(page: Page) -> None:
    page.keyboard.press("k")


@pytest.mark.browser
@pytest.mark.parametrize("begin", [tap, swipe, letter])
def test_whatever_begins_does_nothing_more(
    served: ServedPage, begin: Callable[[Page], None]
) -> None:
    begin(served.page)
    served.page.locator("body[data-screen=table]").wait_for()
    served.page.wait_for_timeout(150)
    assert served.page.evaluate(UNTOUCHED)
    assert served.page.locator("[aria-checked=true]").first.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("away", [0, 240])
def test_a_second_tap_leaves_no_dot_wherever_it_lands(served: ServedPage, away: int) -> None:
    page = served.page
    page.evaluate("dots = 0; addEventListener('kiosk:stroke', () => (dots += 1)); 0")
    page.mouse.click(500, 300)
    page.locator("body[data-screen=table]").wait_for()
    page.mouse.click(500 + away, 300)
    page.wait_for_timeout(600)
    assert page.evaluate("dots") == 0
    page.mouse.click(500, 300)
    assert page.evaluate("dots") == 1


def test_a_language_s_name_begins_in_it(served: ServedPage) -> None:
    served.page.locator(".idle [data-language=de]").tap()
    served.page.locator("body[data-screen=table]").wait_for()
    assert served.page.evaluate("document.documentElement.lang") == "de"


@pytest.mark.browser
def test_where_nothing_may_move_a_finished_picture_lies_there(page: Page, tmp_path: Path) -> None:
    page.emulate_media(reduced_motion="reduce")
    served = ServedPage(page, tmp_path)
    served.page.wait_for_function(INKED)
    shown: Sequence[str] = served.page.locator(".invitation span").all_inner_texts()
    assert len(shown) == 4
    assert all(shown)
    assert served.page.locator(".finger").is_hidden()
