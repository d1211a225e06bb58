"""The whole path in a real Chromium: begin, draw, be answered, keep, rate, reload, look back."""

from __future__ import annotations

import math
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from workbench.archive.store import Archive

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Dialog, Page, WebSocketRoute

pytestmark = pytest.mark.browser

START_S = 120.0
WAIT_MS = 60_000
ROOT = Path(__file__).resolve().parents[2]
Place = tuple[float, float]
# What the pad says is on it, for those who cannot see it.
TWIN = """node => node.getRootNode()
    .getElementById(node.getAttribute("aria-describedby").split(" ")[0]).textContent"""


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo practice as its command starts it, painting with the wash."""
    with serving(free_port(), tmp_path_factory.mktemp("demo"), "--demo") as (address, _):
        yield address


@contextmanager
def serving(port: int, folder: Path, *more: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The workbench as its command starts it, until it is done with."""
    command = [sys.executable, "-m", "workbench", "serve", "--no-browser", *more]
    command += ["--port", str(port), "--data", str(folder)]
    with (folder / "log").open("a") as log:
        served = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "SKETCHWELL_PAINTER": "wash"},
            stdout=log,
            stderr=log,
        )
        try:
            yield wait_for(f"http://127.0.0.1:{port}", served), served
        finally:
            served.terminate()
            served.wait(30)


def wait_for(address: str, served: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + START_S
    while time.monotonic() < until and served.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=2):
                return address
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the workbench did not start (exit code {served.poll()})")


@pytest.fixture
def pen(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def draw(page: Page, pen: CDPSession, line: Sequence[Place]) -> None:
    """One line of a pen, with pressure that swells and ebbs; places are shares of the page."""
    box = page.locator(".swp-page").bounding_box()
    assert box is not None
    places = [(box["x"] + box["width"] * u, box["y"] + box["height"] * v) for u, v in line]
    for n, (x, y) in enumerate(places):
        force = 0.15 + 0.75 * math.sin(math.pi * n / max(1, len(places) - 1))
        kind = "mousePressed" if n == 0 else "mouseMoved"
        pen.send(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}
            | {"pointerType": "pen", "force": force, "tiltX": 20, "tiltY": -10},
        )
    x, y = places[-1]
    pen.send(
        "Input.dispatchMouseEvent",
        {"type": "mouseReleased", "x": x, "y": y, "button": "left", "clickCount": 1}
        | {"pointerType": "pen"},
    )


def wave(height: float) -> list[Place]:
    return [(0.1 + 0.8 * n / 30, height + 0.05 * math.sin(n / 4)) for n in range(31)]


def begin(page: Page, address: str, name: str) -> None:
    """Opens the workbench with a person whose past is painted and begins a sitting."""
    page.goto(address)
    page.locator(".st-key-choose button", has_text=name).click(timeout=WAIT_MS)
    page.locator(".sw-who .name", has_text=name).wait_for(timeout=WAIT_MS)
    page.get_by_text("The painters are busy").wait_for(state="hidden", timeout=WAIT_MS)
    page.locator(".st-key-begin button").click(timeout=WAIT_MS)
    page.locator(".swp-page").wait_for(timeout=WAIT_MS)
    page.locator(".table[data-phase]").wait_for(timeout=WAIT_MS)


def saved(page: Page) -> None:
    page.locator(".swp-saved[data-state=all]", has_text="Saved").wait_for(timeout=WAIT_MS)


def test_the_whole_path(page: Page, pen: CDPSession, address: str):
    begin(page, address, "Alder")
    draw(page, pen, wave(0.6))
    saved(page)
    page.locator(".table[data-stage=live]").wait_for(timeout=WAIT_MS)
    page.locator(".first input").fill("a calm sea")
    draw(page, pen, wave(0.7))
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    page.locator("[data-do=more]").click()
    page.locator(".thumbs .thumb").nth(2).wait_for(timeout=WAIT_MS)
    page.locator(".thumbs .thumb").nth(1).click()
    page.locator("[data-do=keep]").click()
    page.locator(".kept .thumb").wait_for(timeout=WAIT_MS)
    rate(page, 0.7)
    page.reload()
    page.locator(".kept .thumb[aria-checked=true]").wait_for(timeout=WAIT_MS)
    saved(page)
    assert "2 lines" in page.locator(".swp-page").evaluate(TWIN)
    end_and_look_back(page, address)


def rate(page: Page, share: float) -> None:
    slide = page.locator(".felt-panel .slide").first
    assert slide.get_attribute("aria-valuenow") is None
    box = slide.bounding_box()
    assert box is not None
    slide.click(position={"x": box["width"] * share, "y": box["height"] / 2})
    assert slide.get_attribute("aria-valuetext") == "pleasant"


def end_and_look_back(page: Page, address: str) -> None:
    end(page)
    turned = page.locator(".felt .slide[aria-valuetext=pleasant]")
    turned.wait_for(timeout=WAIT_MS)
    page.locator(".st-key-done button").click()
    page.goto(f"{address}/trends")
    page.locator(".sw-sitting", has_text="Sitting 13").wait_for(timeout=WAIT_MS)
    page.locator(".js-plotly-plot").first.wait_for(timeout=WAIT_MS)
    tap_the_point(page, 2)
    page.locator(".sw-sitting", has_text="Sitting 3").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Earlier").click()
    page.locator(".sw-sitting", has_text="Sitting 2").wait_for(timeout=WAIT_MS)


def tap_the_point(page: Page, number: int) -> None:
    page.wait_for_load_state("networkidle")
    box = page.locator(".js-plotly-plot .scatterlayer .point").nth(number).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    page.wait_for_timeout(500)  # the chart looks under the pointer ten times a second at most
    page.mouse.click(x, y)


def test_a_fresh_start_needs_at_most_five_taps(page: Page, pen: CDPSession, address: str):
    page.goto(address)
    page.locator(".st-key-begin button").click(timeout=WAIT_MS)  # 1
    page.locator(".table[data-phase]").wait_for(timeout=WAIT_MS)
    draw(page, pen, wave(0.5))  # 2
    page.locator("[data-do=ask]").click()  # 3
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    end(page)


def end(page: Page) -> None:
    page.locator(".st-key-end button").click(timeout=WAIT_MS)
    page.get_by_text("The sitting has ended").wait_for(timeout=WAIT_MS)


def test_nothing_is_asked_of_any_other_machine(page: Page, pen: CDPSession, address: str):
    hosts: set[str | None] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("websocket", lambda line: hosts.add(urlsplit(line.url).hostname))
    begin(page, address, "Rowan")
    draw(page, pen, wave(0.5))
    page.locator(".table[data-stage=live]").wait_for(timeout=WAIT_MS)
    end(page)
    for path in ("feelings", "trends", "sittings"):
        page.goto(f"{address}/{path}")
        page.locator(".sw-standing").wait_for(timeout=WAIT_MS)
        page.wait_for_load_state("networkidle")
    assert hosts - {None} == {"127.0.0.1"}


def test_strokes_drawn_while_the_line_is_down_are_saved_when_it_is_back(
    page: Page, pen: CDPSession, address: str
):
    lines: list[WebSocketRoute] = []
    down = False

    def connect(line: WebSocketRoute) -> None:
        if down:
            line.close(code=1012)
            return
        lines.append(line)
        line.connect_to_server()

    page.route_web_socket(re.compile(r"/live$"), connect)
    begin(page, address, "Hazel")
    draw(page, pen, wave(0.3))
    saved(page)
    down = True
    lines[-1].close(code=1012)
    page.locator(".table[data-dropped]").wait_for(timeout=WAIT_MS)
    draw(page, pen, wave(0.6))
    assert page.locator(".swp-saved").get_attribute("data-state") != "all"
    down = False
    page.locator(".table:not([data-dropped])").wait_for(timeout=WAIT_MS)
    saved(page)
    page.reload()
    page.locator(".table[data-phase]").wait_for(timeout=WAIT_MS)
    saved(page)
    assert "2 lines" in page.locator(".swp-page").evaluate(TWIN)
    end(page)


def test_strokes_outlive_a_server_that_is_killed_and_started_again(
    page: Page, pen: CDPSession, tmp_path: Path
):
    port = free_port()
    with Archive.open(tmp_path) as archive:
        archive.add_person("Willow", synthetic=True)
    with serving(port, tmp_path) as (address, served):
        begin(page, address, "Willow")
        draw(page, pen, wave(0.3))
        saved(page)
        served.kill()
        served.wait(30)
    page.locator(".table[data-dropped]").wait_for(timeout=WAIT_MS)
    draw(page, pen, wave(0.5))
    draw(page, pen, wave(0.7))
    assert "3 lines" in page.locator(".swp-page").evaluate(TWIN)
    asks_before_it_is_left(page)
    with serving(port, tmp_path):
        page.locator(".table:not([data-dropped])").wait_for(timeout=WAIT_MS)
        saved(page)
        assert "3 lines" in page.locator(".swp-page").evaluate(TWIN)
        page.reload()
        page.locator(".table[data-phase]").wait_for(timeout=WAIT_MS)
        saved(page)
        assert "3 lines" in page.locator(".swp-page").evaluate(TWIN)


def asks_before_it_is_left(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(1000)
    assert asked == ["beforeunload"]


def test_what_was_taken_back_while_the_line_was_down_stays_away(
    page: Page, pen: CDPSession, address: str
):
    lines: list[WebSocketRoute] = []
    down = False

    def connect(line: WebSocketRoute) -> None:
        if down:
            line.close(code=1012)
            return
        lines.append(line)
        line.connect_to_server()

    page.route_web_socket(re.compile(r"/live$"), connect)
    begin(page, address, "Hazel")
    down = True
    lines[-1].close(code=1012)
    page.locator(".table[data-dropped]").wait_for(timeout=WAIT_MS)
    draw(page, pen, wave(0.3))
    page.locator(".swp-page").press("Control+z")
    draw(page, pen, wave(0.6))
    kept = page.locator(".swp-page").evaluate(TWIN)
    down = False
    page.locator(".table:not([data-dropped])").wait_for(timeout=WAIT_MS)
    saved(page)
    page.reload()
    page.locator(".table[data-phase]").wait_for(timeout=WAIT_MS)
    saved(page)
    assert page.locator(".swp-page").evaluate(TWIN) == kept
    end(page)


def pane(page: Page) -> str:
    """What the picture pane shows, as it was painted; empty where it shows nothing."""
    canvas = page.locator(".sheet canvas")
    return canvas.evaluate("node => node.hidden ? '' : node.toDataURL()")


def shows(page: Page, wanted: Callable[[str], bool]) -> str:
    until = time.monotonic() + WAIT_MS / 1000
    while time.monotonic() < until:
        if wanted(seen := pane(page)):
            return seen
        page.wait_for_timeout(50)
    raise AssertionError("the pane never showed what was wanted")


def several_answers(page: Page, pen: CDPSession) -> None:
    draw(page, pen, wave(0.6))
    saved(page)
    page.locator(".switch").click()
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    page.locator("[data-do=more]").click()
    page.locator(".thumbs .thumb").nth(2).wait_for(timeout=WAIT_MS)
    page.locator(".table:not([data-working])").wait_for(timeout=WAIT_MS)


def test_the_pane_shows_the_answer_that_is_ticked(page: Page, pen: CDPSession, address: str):
    begin(page, address, "Alder")
    several_answers(page, pen)
    thumbs, first = page.locator(".thumbs .thumb"), pane(page)
    thumbs.nth(1).click()
    second = shows(page, lambda seen: seen != first)
    thumbs.nth(0).click()
    shows(page, lambda seen: seen != second)
    thumbs.nth(1).click()
    shows(page, lambda seen: seen == second)
    thumbs.nth(0).click()
    page.locator("[data-do=back]").click()
    page.locator(".thumbs .thumb").nth(2).wait_for(state="detached", timeout=WAIT_MS)
    page.locator(".swp-page").press("Control+z")
    shows(page, lambda seen: seen not in ("", second))
    end(page)


def test_an_answer_put_back_comes_back_with_undo(page: Page, pen: CDPSession, address: str):
    begin(page, address, "Alder")
    draw(page, pen, wave(0.5))
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    page.locator("[data-do=back]").click()
    shows(page, lambda seen: seen == "")
    page.locator(".swp-page").press("Control+z")
    shows(page, bool)
    end(page)


def test_live_answers_leave_the_pane_with_what_they_answered(
    page: Page, pen: CDPSession, address: str
):
    begin(page, address, "Alder")
    draw(page, pen, wave(0.5))
    page.locator(".table[data-stage=live]").wait_for(timeout=WAIT_MS)
    page.locator(".swp-page").press("Control+z")
    shows(page, lambda seen: seen == "")
    draw(page, pen, wave(0.4))
    page.locator("[data-do=ask]").click()
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    page.locator("[data-do=keep]").click()
    page.locator(".kept .thumb").wait_for(timeout=WAIT_MS)
    page.locator(".swp-page").press("Control+z")
    page.locator("[data-value=misty]").click()
    page.locator(".table[data-stage=live]").wait_for(timeout=WAIT_MS)
    page.locator(".swp-page").press("Control+y")
    page.locator(".table[data-stage=final]").wait_for(timeout=WAIT_MS)
    assert page.locator(".sheet .tag").is_hidden()
    end(page)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (820, 1180), (390, 844)])
def test_no_page_is_wider_than_its_screen(page: Page, address: str, width: int, height: int):
    page.set_viewport_size({"width": width, "height": height})
    for path in ("", "feelings", "trends", "sittings"):
        page.goto(f"{address}/{path}")
        page.locator(".sw-who, .sw-empty").first.wait_for(timeout=WAIT_MS)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
