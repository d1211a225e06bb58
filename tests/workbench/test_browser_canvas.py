"""What `streamlit-drawable-canvas` gives in a real Chromium: a release that changes it fails."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.workbench.browsing import WAIT_MS, Place, free_port, wait_for
from tests.workbench.hands import by_mouse, by_pen, by_touch
from workbench.drawable.fabric import marks_from_fabric

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.workbench.hands import Hand

pytestmark = pytest.mark.browser
SIZE = (400, 300)
APP = """
import json
from html import escape
import streamlit as st
from workbench import state
from workbench.drawable import canvas
hand = canvas.Hand(tool=st.query_params["tool"], label="too dark", width=4, color="#8a2f1b")
canvas.draw_on("contract", canvas.Sheet((400, 300)), {"objects": []}, hand=hand,
               drawn=lambda raw: state.note("raw", raw))
st.html(f'<pre id="raw">{escape(json.dumps(state.noted("raw")))}</pre>')
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    script = tmp_path_factory.mktemp("canvas") / "app.py"
    script.write_text(APP)
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    command += ["--server.port", str(port), "--browser.gatherUsageStats", "false"]
    root = Path(__file__).resolve().parents[2]
    served = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL)
    try:
        yield wait_for(f"http://127.0.0.1:{port}", served)
    finally:
        served.terminate()
        served.wait(30)


def laid(page: Page, app: str, tool: str) -> None:
    page.goto(f"{app}/?tool={tool}")
    page.locator(".dc-icon-button[aria-label=Undo]").wait_for(timeout=WAIT_MS)
    page.locator("canvas[aria-label='Drawing canvas']").wait_for(timeout=WAIT_MS)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)


def at(page: Page, place: Place) -> Place:
    box = page.locator(".upper-canvas").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * place[0] / SIZE[0], box["y"] + box["height"] * place[1] / SIZE[
        1
    ]


def given(page: Page) -> dict[str, Any]:
    page.locator("#raw", has_text='"objects": [{').wait_for(timeout=WAIT_MS)
    return json.loads(page.locator("#raw").inner_text())


def ring(page: Page) -> list[Place]:
    turns = [2 * math.pi * n / 24 for n in range(24)]
    return [at(page, (200 + 80 * math.cos(t), 150 + 60 * math.sin(t))) for t in turns]


NAMED = {"type", "version", "originX", "originY", "left", "top", "width", "height"}
DRAWN = {"fill", "stroke", "strokeWidth", "strokeUniform", "scaleX", "scaleY", "angle", "flipX"}
TURNED = {"flipY", "skewX", "skewY"}
BASE = NAMED | DRAWN | TURNED


def the_object(canvas: dict[str, Any], *more: str) -> dict[str, Any]:
    """The one object drawn, with every field that is read of it."""
    assert canvas.keys() == {"version", "objects", "background"}
    assert (canvas["version"], canvas["background"]) == ("7.4.0", "#ffffff")
    (thing,) = canvas["objects"]
    assert thing.keys() >= BASE | {*more}
    plain = ("scaleX", "scaleY", "angle", "flipX", "flipY", "skewX", "skewY")
    assert [thing[name] for name in plain] == [1, 1, 0, False, False, 0, 0]
    assert (thing["stroke"], thing["strokeWidth"]) == ("#8a2f1b", 4)
    return thing


def box_of(thing: dict[str, Any]) -> list[float]:
    return [thing[name] for name in ("left", "top", "width", "height")]


@pytest.mark.parametrize("hand", [by_touch, by_pen])
def test_a_loop_by_hand_is_a_path(page: Page, app: str, hand: Hand):
    laid(page, app, "freedraw")
    hand(page, ring(page))
    canvas = given(page)
    thing = the_object(canvas, "path")
    assert (thing["type"], thing["originX"], thing["originY"]) == ("Path", "center", "center")
    assert (thing["fill"], thing["strokeUniform"]) == (None, False)
    assert [step[0] for step in thing["path"]] == ["M", *"Q" * (len(thing["path"]) - 2), "L"]
    assert box_of(thing) == pytest.approx([200, 150, 160, 120], abs=2)
    (mark,), lost = marks_from_fabric(canvas, SIZE)
    assert (mark.shape, mark.words, lost) == ("loop", "", ())


@pytest.mark.parametrize(
    ("tool", "kind", "words"), [("rect", "Rect", ""), ("labeled_rect", "LabeledRect", "too dark")]
)
def test_a_rectangle_by_mouse(page: Page, app: str, tool: str, kind: str, words: str):
    laid(page, app, tool)
    by_mouse(page, [at(page, place) for place in ((40, 60), (120, 120), (200, 180))])
    canvas = given(page)
    thing = the_object(canvas, *(["label"] if words else []))
    assert (thing["type"], thing.get("label", "")) == (kind, words)
    assert (thing["originX"], thing["originY"], thing["strokeUniform"]) == ("left", "top", True)
    assert box_of(thing) == pytest.approx([40, 60, 160, 120], abs=2)
    (mark,), _ = marks_from_fabric(canvas, SIZE)
    assert (mark.shape, mark.words, len(mark.points)) == ("rectangle", words, 4)


def test_a_polygon_by_mouse(page: Page, app: str):
    laid(page, app, "polygon")
    for place in ((60, 60), (240, 70), (200, 200), (60, 60)):
        page.mouse.click(*at(page, place))
        page.wait_for_timeout(350)  # two clicks in a row would be a double click
    canvas = given(page)
    thing = the_object(canvas, "points")
    assert (thing["type"], thing["originX"], thing["originY"]) == ("Polygon", "center", "center")
    assert [corner.keys() for corner in thing["points"]] == [{"x", "y"}] * 3
    (mark,), _ = marks_from_fabric(canvas, SIZE)
    assert mark.shape == "polygon"
    assert mark.points[1] == pytest.approx((0.6, 0.233), abs=0.01)


def test_the_toolbar_is_in_sight_without_a_mouse_and_large_enough(page: Page, app: str):
    page.set_viewport_size({"width": 390, "height": 844})
    laid(page, app, "freedraw")
    toolbar = page.locator(".dc-toolbar").element_handle()
    page.wait_for_function("node => getComputedStyle(node).opacity === '1'", arg=toolbar)
    box = page.locator(".dc-icon-button[aria-label=Undo]").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
