"""Draws in a real Chromium, kills the workbench, starts it again, and compares.

    python -m tests.workbench.killing --kills 50

What the server acknowledged ("saved", heard on the line itself) must be in the archive when it is
killed, once; in the end everything that was drawn is there. One such kill is among the tests.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from engines.record import StrokeStep
from tests.conftest import chromium_path
from tests.workbench.browsing import (
    WAIT_MS,
    begin,
    draw,
    enter,
    enter_again,
    free_port,
    saved,
    serving,
    wave,
)
from workbench.archive.store import Archive

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page, WebSocket

LINES = 4


class Heard:
    """The ids of strokes that the server said it has, from every line of a page."""

    def __init__(self, page: Page) -> None:
        self.ids: list[str] = []
        page.on("websocket", self._listen)

    def _listen(self, line: WebSocket) -> None:
        if "/live" in line.url:
            line.on("framereceived", self._take)

    def _take(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            return
        said = json.loads(frame)
        self.ids += said["strokes"] if said.get("say") == "saved" else []


def main(kills: int, *, seed: int, folder: Path) -> str:
    """Kill it so many times while somebody draws; says what was drawn and acknowledged."""
    chance, port = random.Random(seed), free_port()
    data = folder / "practice"
    with Archive.open(data) as archive:
        archive.add_person("Willow", synthetic=True)
    with browser() as page:
        heard, pen = Heard(page), page.context.new_cdp_session(page)
        drawn = 0
        for number in range(kills):
            with serving(port, data) as (address, served):
                _sit_down(page, address, first=number == 0)
                drawn += _draw(page, pen, chance)
                served.kill()
                served.wait(30)
            _compare(data, folder / "copy", heard.ids, number)
            page.locator(".table[data-dropped]").wait_for(timeout=WAIT_MS)
        with serving(port, data):
            enter_again(page)
            saved(page)
        held = _held(data)
    if len(held) != drawn:
        raise AssertionError(f"{drawn} lines were drawn, {len(held)} are there")
    return f"{kills} kills, {drawn} lines drawn and all there, each once; {len({*heard.ids})} heard"


@contextmanager
def browser() -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path())
        page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
        yield page
        chromium.close()


def _sit_down(page: Page, address: str, *, first: bool) -> None:
    if first:
        enter(page, address)
        begin(page, address, "Willow")
    else:
        enter_again(page)
        page.locator(".table:not([data-dropped])").wait_for(timeout=WAIT_MS)


def _draw(page: Page, pen: CDPSession, chance: random.Random) -> int:
    """Some lines, one after the other; the kill comes at any moment of the last one."""
    count = chance.randrange(1, LINES + 1)
    for _ in range(count):
        draw(page, pen, wave(round(chance.uniform(0.1, 0.9), 3)))
    page.wait_for_timeout(chance.random() * 60)
    return count


def _compare(data: Path, copy: Path, heard: list[str], number: int) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(data, copy)
    held = _held(copy)
    lost = [stroke for stroke in heard if stroke not in held]
    if lost or len({*held}) < len(held):
        raise AssertionError(f"kill {number}: lost {lost}, or doubled in {held}")


def _held(data: Path) -> list[str]:
    with Archive.open(data) as archive:
        if archive.repairs:
            raise AssertionError(f"a start had to mend: {archive.repairs}")
        (going,) = archive.open_sittings()
        steps = [step for step in going.history.done if isinstance(step, StrokeStep)]
        return [stroke.id for step in steps for stroke in step.strokes]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        told = main(asked.kills, seed=asked.seed, folder=Path(place))
    sys.stdout.write(f"{told}\n")
