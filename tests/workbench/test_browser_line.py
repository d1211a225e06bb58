"""No stroke is lost: a line that drops, a server that is killed, and what was undone meanwhile."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workbench.browsing import (
    TWIN,
    WAIT_MS,
    begin,
    draw,
    end,
    enter,
    enter_again,
    free_port,
    saved,
    serving,
    wave,
)
from workbench.archive.store import Archive
from workbench.modules import part, text_of

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page, WebSocketRoute

pytestmark = pytest.mark.browser


class DroppableLine:
    """The pad's line to its sitting, broken and mended at will; the server never notices."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._down = False
        self._lines: list[WebSocketRoute] = []
        page.route_web_socket(re.compile(r"/live\?"), self._connect)

    def drop(self) -> None:
        self._down = True
        self._lines[-1].close(code=1012)
        self._page.locator(".table[data-dropped]").wait_for(timeout=WAIT_MS)

    def mend(self) -> None:
        self._down = False
        self._page.locator(".table:not([data-dropped])").wait_for(timeout=WAIT_MS)

    def _connect(self, line: WebSocketRoute) -> None:
        if self._down:
            line.close(code=1012)
            return
        self._lines.append(line)
        line.connect_to_server()


# A line that is left while it is still being opened; gives how it stood when it was closed.
LEFT = """() => {
  const made = [], closed = [];
  window.WebSocket = class {
    static CONNECTING = 0;
    readyState = 0;
    constructor() { made.push(this); }
    close() { closed.push(this.readyState); }
  };
  Line.createLine("http://localhost/live", {}).close();
  made[0].readyState = 1;
  made[0].onopen();
  return closed;
}"""


def test_a_line_that_is_left_early_is_closed_once_it_stands(page: Page):
    line = part("Line", text_of("workbench", "desk", "table_line.js"))
    assert page.evaluate(f"() => {{ {line} return ({LEFT})(); }}") == [1]


def test_strokes_drawn_while_the_line_is_down_are_saved_when_it_is_back(
    page: Page, pen: CDPSession, address: str
):
    line = DroppableLine(page)
    begin(page, address, "Hazel")
    draw(page, pen, wave(0.3))
    saved(page)
    line.drop()
    draw(page, pen, wave(0.6))
    assert page.locator(".swp-saved").get_attribute("data-state") != "all"
    asks_before_it_is_left(page)
    line.mend()
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
        enter(page, address)
        begin(page, address, "Willow")
        draw(page, pen, wave(0.3))
        saved(page)
        served.kill()
        served.wait(30)
    page.locator(".table[data-dropped]").wait_for(timeout=WAIT_MS)
    draw(page, pen, wave(0.5))
    draw(page, pen, wave(0.7))
    assert "3 lines" in page.locator(".swp-page").evaluate(TWIN)
    page.wait_for_timeout(4000)  # Streamlit's own dialog would lie over the page by now
    with serving(port, tmp_path):
        enter_again(page)
        draw(page, pen, wave(0.9))  # just as it comes back: Streamlit may lay the desk anew now
        page.locator(".table:not([data-dropped])").wait_for(timeout=WAIT_MS)
        saved(page)
        assert "4 lines" in page.locator(".swp-page").evaluate(TWIN)
        page.reload()
        page.locator(".table[data-phase]").wait_for(timeout=WAIT_MS)
        saved(page)
        assert "4 lines" in page.locator(".swp-page").evaluate(TWIN)


@pytest.mark.skipif(sys.platform != "linux", reason="a running process is limited from outside")
def test_strokes_that_a_full_disk_refused_are_saved_once_there_is_room(
    page: Page, pen: CDPSession, tmp_path: Path
):
    def room(size: int) -> None:
        resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    with Archive.open(tmp_path) as archive:
        archive.add_person("Rowan", synthetic=True)
    with serving(free_port(), tmp_path) as (address, served):
        enter(page, address)
        begin(page, address, "Rowan")
        room(0)
        draw(page, pen, wave(0.3))
        page.get_by_text("as soon as there is room").wait_for(timeout=WAIT_MS)
        draw(page, pen, wave(0.6))
        room(resource.RLIM_INFINITY)
        saved(page)
        assert "2 lines" in page.locator(".swp-page").evaluate(TWIN)


def asks_before_it_is_left(page: Page) -> None:
    with page.expect_event("dialog", timeout=WAIT_MS) as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()


def test_what_was_taken_back_while_the_line_was_down_stays_away(
    page: Page, pen: CDPSession, address: str
):
    line = DroppableLine(page)
    begin(page, address, "Hazel")
    line.drop()
    draw(page, pen, wave(0.3))
    page.locator(".swp-page").press("Control+z")
    draw(page, pen, wave(0.6))
    kept = page.locator(".swp-page").evaluate(TWIN)
    line.mend()
    saved(page)
    page.reload()
    page.locator(".table[data-phase]").wait_for(timeout=WAIT_MS)
    saved(page)
    assert page.locator(".swp-page").evaluate(TWIN) == kept
    end(page)
