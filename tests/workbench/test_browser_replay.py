"""The player in a real Chromium: play, scrub, step by keys, jump to an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engines.picture import PictureRequest, Provenance
from engines.record import Answer, Sitting, Turn
from engines.strokes import Drawing, Paper, Point, Stroke
from workbench import frames
from workbench.modules import bundled, text_of
from workbench.replay.player import shown_of
from workbench.replay.timeline import replay_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

AT = "2026-05-03T17:00:00+00:00"
HOME = "http://localhost/replay"
PAGE = """<!doctype html><html lang="en"><title>Replay</title><style>%s</style>
<main><div class="root"></div></main>"""
START = """
const player = Player.createPlayer(document.querySelector(".root"), %s);
window.player = player;
window.pixel = (x, y) => {
  const canvas = document.querySelector(".sheet");
  const at = [x * canvas.width, y * canvas.height].map(Math.round);
  return Array.from(canvas.getContext("2d").getImageData(...at, 1, 1).data.slice(0, 3));
};
"""


def line(name: str, y: float, begins_ms: float) -> Stroke:
    points = tuple(Point(0.1 + 0.08 * n, y, begins_ms + 60.0 * n) for n in range(11))
    return Stroke(name, "pen", "#22262b", 0.05, "mouse", points)


def shown() -> dict[str, Any]:
    paper = Paper(aspect=4 / 3)
    one, two = line("a", 0.3, 0.0), line("b", 0.7, 900.0)
    layer = frames.png(np.full((48, 64, 3), (200, 60, 60), np.uint8))
    made = Provenance("wash", "none", "", "")

    def turn(name: str, *drawn: Stroke) -> Turn:
        asked = PictureRequest(Drawing(paper, drawn), words=f"<b>{name}</b>")
        return Turn(name, AT, asked.drawing, Answer(name, asked, made, layer), "kept")

    turns = (replace(turn("first", one), decision="put_back"), turn("second", one, two))
    sitting = Sitting("s", "p", "painter", AT, AT, turns=turns)
    return {**shown_of(replay_of(sitting), "p", clock=str), "text": {}}


@pytest.fixture
def player(page: Page) -> Page:
    styles = text_of("workbench", "looking", "kit.css") + text_of(
        "workbench", "replay", "player.css"
    )
    layer = frames.png(np.full((48, 64, 3), (200, 60, 60), np.uint8))
    page.route("**/api/**", lambda route: route.fulfill(body=layer, content_type="image/png"))
    page.route(HOME, lambda route: route.fulfill(body=PAGE % styles, content_type="text/html"))
    page.goto(HOME)
    parts = {
        "Pad": text_of("kiosk", "static", "pad.js"),
        "Kit": text_of("workbench", "looking", "kit.js"),
        "Player": text_of("workbench", "replay", "player_view.js"),
    }
    script = bundled(START % json.dumps(shown()), **parts)
    page.add_script_tag(type="module", content=script)
    page.wait_for_function("window.player")
    return page


# A mark is soon over: whoever only came to look then might miss it.
LISTEN = """() => {
  window.heard = [];
  const said = document.querySelector(".said");
  const hear = () => window.heard.push(said.textContent);
  new MutationObserver(hear).observe(said, { childList: true });
}"""


def said(page: Page) -> str:
    return page.locator(".said").inner_text()


def test_it_opens_on_the_last_picture_and_plays_to_the_end(player: Page):
    assert said(player) == "The answer was kept"
    player.wait_for_function("pixel(0.5, 0.5)[1] < 120")
    player.evaluate(LISTEN)
    player.locator(".poster").click()
    player.wait_for_function("heard.some((said) => said.startsWith('Mark'))")
    player.locator(".segments [data-value='8']").click()
    player.wait_for_function("player.at > 5000 && !document.querySelector('[data-playing]')")
    assert said(player) == "The answer was kept"


def test_keys_step_from_scene_to_scene(player: Page):
    player.locator(".track").focus()
    player.keyboard.press("Home")
    assert said(player) in ("Before the first mark", "A fresh page")
    for _ in range(2):
        player.keyboard.press("ArrowRight")
    assert said(player) == "Mark 1 of 2"
    player.keyboard.press("PageDown")
    assert said(player) == "The painter answered: <b>first</b>"
    assert "The painter answered" in (
        player.locator(".track").get_attribute("aria-valuetext") or ""
    )
    player.keyboard.press("End")
    player.keyboard.press("+")
    assert player.locator(".segments [aria-checked=true]").inner_text() == "2×"


def test_the_painted_layer_goes_when_the_answer_is_put_back(player: Page):
    player.locator(".card").first.click()
    player.wait_for_function("pixel(0.5, 0.5)[1] < 120")
    assert player.locator(".band.put_back").count() == 1
    assert "put back" in player.locator(".card").first.inner_text()
    for _ in range(3):
        player.locator(".track").press("ArrowRight")
    assert player.evaluate("pixel(0.5, 0.5)") == [255, 255, 255]


def test_a_finger_scrubs_and_a_stroke_grows(player: Page):
    lanes = player.locator(".lanes").bounding_box()
    assert lanes is not None
    stroke = next(s for s in shown()["scenes"] if s["what"] == "stroke")
    share = (stroke["start"] + stroke["lasts"] / 2) / shown()["span"]
    player.touchscreen.tap(lanes["x"] + lanes["width"] * share, lanes["y"] + 10)
    assert said(player) == "Mark 1 of 2"
    dark = [player.evaluate(f"pixel({x}, 0.3)[0]") < 128 for x in (0.2, 0.8)]
    assert dark == [True, False]


def test_what_a_client_uses_is_large_enough_and_nothing_overflows(player: Page):
    player.set_viewport_size({"width": 390, "height": 844})
    for button in player.locator(".bar button, .card").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    assert player.evaluate("document.documentElement.scrollWidth") <= 390
