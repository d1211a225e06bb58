"""What the browser tests share: a workbench as its command starts it, and a hand that draws."""

from __future__ import annotations

import math
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Locator, Page

START_S = 120.0
WAIT_MS = 60_000
PASSWORD = "velvet otter mends clocks"
ROOT = Path(__file__).resolve().parents[2]
Place = tuple[float, float]
# What the pad says is on it, for those who cannot see it.
TWIN = """node => node.getRootNode()
    .getElementById(node.getAttribute("aria-describedby").split(" ")[0]).textContent"""
# Nothing fades in or out any more; what turns for ever does not count.
STILL = """() => document.getAnimations().every(({ playState, effect }) =>
  playState !== "running" || effect?.getComputedTiming().endTime === Infinity)"""


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@contextmanager
def serving(port: int, folder: Path, *more: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The workbench as its command starts it, until it is done with."""
    command = [sys.executable, "-m", "workbench", "serve", "--no-browser", "--key-file", *more]
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
            served.wait(60)


def wait_for(address: str, served: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + START_S
    while time.monotonic() < until and served.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=2):
                return address
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the workbench did not start (exit code {served.poll()})")


def enter(page: Page, address: str) -> None:
    """Signs this browser in: as the first account of a practice, or as that one again."""
    ask, ours = page.context.request, {"Origin": address}
    ask.get(address)  # hands out the cookie that a sign-in takes the place of
    first = {"name": "Ruth Example", "sign_in": "ruth", "password": PASSWORD, "therapist": True}
    if not ask.post(f"{address}/api/pass/first", data=first, headers=ours).ok:
        again = {"name": "ruth", "password": PASSWORD}
        assert ask.post(f"{address}/api/pass/sign-in", data=again, headers=ours).json()["ok"]


def enter_again(page: Page) -> None:
    """Signs in on the cover of a page whose sign-in did not outlive a restart."""
    cover = page.locator("[data-sketchwell-veil=again]")
    cover.locator("input[name=password]").fill(PASSWORD, timeout=WAIT_MS)
    page.keyboard.press("Enter")
    cover.wait_for(state="detached", timeout=WAIT_MS)


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
    laid(page)
    page.locator(".st-key-begin button").click(timeout=WAIT_MS)
    page.locator(".swp-page").wait_for(state="attached", timeout=WAIT_MS)  # unseen by a canvas
    page.locator(".table[data-phase]").wait_for(timeout=WAIT_MS)


def laid(page: Page) -> None:
    """Waits until nothing on the page moves any more: a tap on what moves away hits nothing."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(100)


def settled(page: Page) -> None:
    """Streamlit is done with this look: nothing is dimmed because it is being drawn anew."""
    page.locator("[data-test-script-state=notRunning]").first.wait_for(timeout=WAIT_MS)
    page.locator("[data-stale=true]").first.wait_for(state="hidden", timeout=WAIT_MS)
    page.wait_for_function(STILL, timeout=WAIT_MS)


def seen(place: Locator) -> None:
    place.first.wait_for(timeout=WAIT_MS)


def saved(page: Page) -> None:
    page.locator(".swp-saved[data-state=all]", has_text="Saved").wait_for(timeout=WAIT_MS)


def end(page: Page) -> None:
    page.locator(".st-key-end button").click(timeout=WAIT_MS)
    page.get_by_text("The sitting has ended").wait_for(timeout=WAIT_MS)


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
