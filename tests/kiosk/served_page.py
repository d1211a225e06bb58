"""The kiosk's own page without a server: the real routes answer, a small line reads words."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.testclient import TestClient

from engines import settings
from kiosk.app import create_app
from kiosk.site import files
from kiosk.visits import wire, words

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route, WebSocketRoute

HOME = "http://localhost/"


class ServedPage:
    """The page of a site.

    Args:
        page: of a browser.
        folder: the data folder, with the site's settings if there are any.
    """

    def __init__(self, page: Page, folder: Path) -> None:
        chosen = settings.load({"data": str(folder)})
        self.page, self.told = page, []
        self.gone = False
        # Not entered, so that no painter starts.
        self.app = create_app(chosen, in_force=files.read(folder))
        self._client = TestClient(self.app, base_url="http://localhost")
        page.route("**/*", self._answer)
        page.route_web_socket("**/line", self._line)
        page.goto(HOME)
        page.locator("body[data-screen=idle]").wait_for()

    def begin(self) -> None:
        self.page.keyboard.press("Enter")
        self.page.locator("body[data-screen=table]").wait_for()

    def happens(self, what: str, detail: Mapping[str, Any]) -> None:
        script = "([what, detail]) => dispatchEvent(new CustomEvent(what, { detail }))"
        self.page.evaluate(script, [f"kiosk:{what}", detail])

    def _answer(self, route: Route) -> None:
        if self.gone:
            route.abort()
            return
        answer = self._client.get(urlsplit(route.request.url).path)
        route.fulfill(status=answer.status_code, body=answer.content, headers=dict(answer.headers))

    def _line(self, socket: WebSocketRoute) -> None:
        socket.on_message(lambda message: self._hear(socket, bytes(message)))  # type: ignore[arg-type]

    def _hear(self, socket: WebSocketRoute, message: bytes) -> None:
        said = wire.read(message)
        self.told.append(dict(said.head))
        if said.head.get("do") == "words":
            text, language = said.head["text"], said.head["language"]
            found = words.told(words.understood(text, language), language)
            body = json.dumps(found).encode()
            socket.send(struct.pack("<cIH", wire.TOLD, said.number, len(body)) + body)


# What one writes with, and sees of it, as far as a panel cuts it off.
CUT_OFF = """() => {
  const place = document.querySelector("dialog[open] .words")?.closest(".turning");
  if (!place) return [];
  const { top, bottom } = place.getBoundingClientRect();
  return [...place.querySelectorAll("input, button, .known li")]
    .filter((node) => node.checkVisibility())
    .filter((node) => {
      const box = node.getBoundingClientRect();
      return box.top < top - 1 || box.bottom > bottom + 1;
    })
    .map((node) => node.getAttribute("aria-label") ?? node.textContent.trim());
}"""
