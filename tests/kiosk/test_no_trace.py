"""After a visit nothing of it is left: on the screen, in what a browser keeps, in its memory."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from engines.settings import child_environment
from kiosk import bench
from kiosk.site import files
from tests.conftest import PATIENCE_MS
from tests.kiosk import memory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

pytestmark = pytest.mark.browser
# A color that nobody uses, in place of one of the pad's; and words that nobody types.
CANARY, PLUM, WORDS = "#ff00fe", "#71408c", "xylocanary horse"
SITE = """format = 1
[words]
typing = true
[take.link]
address = "127.0.0.1"
url = "http://127.0.0.1:8503"
"""
TABLE = Path(__file__).parents[2] / "kiosk" / "static" / "table.js"
KEPT = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  typed: [...document.querySelectorAll(".typed")].filter((field) => field.value).length,
  canaries: document.documentElement.outerHTML.split("xylocanary").length - 1,
})"""
ENDED = "() => !window.ending && document.body?.dataset.screen === 'idle'"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("kiosk")
    (folder / files.FILE).write_text(SITE, encoding="utf-8")
    environment = child_environment(
        SKETCHWELL_DATA=str(folder), SKETCHWELL_SIZE="256", SKETCHWELL_PAINTER="wash"
    )
    with bench.serving(environment) as served:
        yield served


class Visit:
    """Somebody draws with the canary's color and types the canary's words."""

    def __init__(self, page: Page, address: str, devtools: CDPSession) -> None:
        self.page, self._devtools, self._address = page, devtools, address
        self.ids: list[str] = []
        page.on("websocket", lambda socket: socket.on("framesent", self._sent))
        painted = TABLE.read_text(encoding="utf-8").replace(PLUM, CANARY)
        page.route(
            "**/static/table.js",
            lambda route: route.fulfill(body=painted, content_type="text/javascript"),
        )

    def begins(self) -> None:
        self.page.goto(self._address)
        bench.begin(self.page)
        self.page.evaluate("() => { window.ending = true; }")
        self.page.get_by_role("radio", name="plum").click()
        for number in range(3):
            bench.stroke(self.page, number)
        self.page.get_by_role("button", name="Words").click()
        self.page.locator(".typed").press_sequentially(WORDS)
        self.page.keyboard.press("Enter")
        self.page.locator("dialog .known li").first.wait_for()
        self.page.keyboard.press("Escape")

    @property
    def pixels(self) -> int:
        """How many pixels of the screen have about the canary's color."""
        seen = np.asarray(Image.open(BytesIO(self.page.screenshot())).convert("RGB")).astype(int)
        red, green, blue = seen[..., 0], seen[..., 1], seen[..., 2]
        return int(((red > 200) & (green < 60) & (blue > 200)).sum())

    def holders(self) -> set[int]:
        """The processes of pages that hold anything of the visit in their memory."""
        word = WORDS.split()[0]
        needles = {
            "id": self.ids[0].encode(),
            "typed": word.encode(),
            "wide": word.encode("utf-16-le"),
        }
        told = self._devtools.send("SystemInfo.getProcessInfo")["processInfo"]
        pages = [each["id"] for each in told if each["type"] == "renderer"]
        return {page for page in pages if memory.found(page, needles)}

    def _sent(self, message: Any) -> None:
        if message[:1] == b"S":
            (size,) = struct.unpack("<H", message[5:7])
            self.ids.append(json.loads(message[7 : 7 + size])["id"])


@pytest.fixture
def visit(page: Page, address: str, chromium: Browser) -> Visit:
    return Visit(page, address, chromium.new_browser_cdp_session())


def ended(processes: set[int]) -> None:
    """Waits for processes to be gone."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while any(Path(f"/proc/{each}/maps").exists() for each in processes):
        assert time.monotonic() < until, f"still there: {processes}"
        time.sleep(0.05)


def done_with_a_link_open(visit: Visit) -> None:
    visit.page.click("#done")
    visit.page.get_by_role("button", name="Go on").click()
    visit.page.get_by_role("button", name="On my phone").click()
    visit.page.locator("dialog[open]").wait_for()
    visit.page.keyboard.press("Escape")
    visit.page.click("#done")


def walked_away_in_the_middle_of_a_stroke(visit: Visit) -> None:
    box = visit.page.locator(".swp-page").bounding_box() or {}
    visit.page.mouse.move(box["x"] + 200, box["y"] + 300)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + 400, box["y"] + 330, steps=5)
    visit.page.clock.run_for(121_000)
    assert visit.page.locator("dialog[data-panel=still]").is_visible()
    visit.page.clock.run_for(21_000)


@pytest.mark.parametrize("end", [done_with_a_link_open, walked_away_in_the_middle_of_a_stroke])
def test_nothing_of_a_visit_is_left_in_the_browser(
    visit: Visit, end: Callable[[Visit], None]
) -> None:
    if end is walked_away_in_the_middle_of_a_stroke:
        visit.page.clock.install()
    visit.begins()
    assert visit.pixels > 500
    held = visit.holders()
    assert held
    history = visit.page.evaluate("history.length")
    end(visit)
    visit.page.wait_for_function(ENDED)
    assert visit.pixels == 0
    ended(held)
    assert visit.holders() == set()
    assert set(visit.page.evaluate(KEPT).values()) == {0, ""}
    assert visit.page.evaluate("history.length") == history
    assert visit.page.context.cookies() == []
