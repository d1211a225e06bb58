"""What the screen may ask for when somebody leaves: to see the picture, and to take it home.

    leaving {language}             -> leaving painting, then leaving there (twice: picture, drawing)
    take {way, what, language}     -> take working, then how it went, while the visitor stays

The pictures come over the line and have no address. What is kept of a visitor here is let go of
with the visit; an open link and a page on its way to the printer go on, which is what they are for.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from types import TracebackType
from typing import Any
from weakref import WeakKeyDictionary

from engines.errors import SketchwellError
from engines.sealing import boxes
from kiosk.leaving.composing import WHATS
from kiosk.leaving.links import Links
from kiosk.leaving.listener import Listener
from kiosk.leaving.visitor import BARE, Visitor
from kiosk.leaving.ways import Asked, ByLink, ForPractice, OnPaper, Way
from kiosk.saying import spoken
from kiosk.site.values import Sealed, Site
from kiosk.visits import wire
from kiosk.visits.line import Doing, Line
from kiosk.visits.wire import LineError, Said

_log = logging.getLogger(__name__)


class Leaving:
    """The ways home of one kiosk; opened and closed by `with`, in the server's loop.

    Args:
        site: which ways the operator wants. One that cannot be opened is off, and the log says why.

    Attributes:
        links: that are open.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self.links = Links()
        self._ways: dict[str, Way] = {}
        self._visitors: WeakKeyDictionary[Line, Visitor] = WeakKeyDictionary()
        self._opened = ExitStack()

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways that are on."""
        return tuple(self._ways)

    def __enter__(self) -> Leaving:
        if self._site.print is not None:
            self._ways["print"] = OnPaper(self._site.print)
        link = self._by_link()
        if link is not None:
            self._ways["link"] = link
        sealed = self._site.sealed
        public = _public_key(sealed) if sealed is not None else None
        if sealed is not None and public is not None and (sealed.folder or link):
            self._ways["sealed"] = ForPractice(sealed, public, link)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    def doings(self) -> dict[str, Doing]:
        """The verbs, by name."""
        return {"leaving": self.leaving, "take": self.take}

    async def leaving(self, line: Line, said: Said) -> None:
        """Shows what there is to take home."""
        language = _language(said)
        if line.visit.empty:
            await line.tell(wire.TOLD, said.number, {"did": "leaving", "state": "empty"})
            return
        visitor = self._visitor(line)
        visitor.start(self._show(visitor, said.number, language))

    async def take(self, line: Line, said: Said) -> None:
        """Gives it by one of the ways."""
        way: Any = said.head.get("way")
        what: Any = said.head.get("what")
        known = isinstance(way, str) and way in self._ways and what in WHATS
        if not known or line.visit.empty:
            raise LineError(wire.UNWANTED, f"{what!r:.20} cannot be taken by {way!r:.20}")
        asked = Asked(said.number, way, what, _language(said))
        visitor = self._visitor(line)
        # whoever asks for a print and goes at once still gets it
        visitor.start(self._ways[way].give(visitor, asked), urgent=way == "print")

    async def _show(self, visitor: Visitor, number: int, language: str) -> None:
        await visitor.tell(number, {"did": "leaving", "state": "painting"})
        keepsake = await visitor.keepsake(number, language, anew=True)
        shown = await asyncio.to_thread(keepsake.on_screen)
        head = {
            "did": "leaving",
            "state": "there",
            "ways": list(self.ways),
            "painted": keepsake.provenance != BARE,
            "drawn": bool(keepsake.request.drawing.strokes),
            "practice": self._site.sealed.name if self._site.sealed else "",
        }
        for name, jpeg in shown.items():
            await visitor.tell(number, {**head, "shows": name}, jpeg)

    def _visitor(self, line: Line) -> Visitor:
        visitor = self._visitors.get(line)
        if visitor is None or not visitor.here:
            visitor = self._visitors[line] = Visitor(line)
        return visitor

    def _by_link(self) -> ByLink | None:
        if self._site.link is None:
            return None
        try:
            self._opened.enter_context(Listener(self._site.link, self.links))
        except OSError as error:
            where = f"{self._site.link.address}:{self._site.link.port}"
            _log.error("links are off: %s cannot be listened on: %s", where, error.strerror)
            return None
        return ByLink(self._site.link, self.links)


def _public_key(sealed: Sealed) -> bytes | None:
    try:
        return boxes.from_line(sealed.key.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, SketchwellError) as error:
        _log.error("sealing is off: %s: %s", sealed.key, error)
        return None


def _language(said: Said) -> str:
    language = said.head.get("language", "en")
    if not isinstance(language, str) or language not in spoken():
        raise LineError(wire.UNWANTED, f"the kiosk does not speak {language!r:.20}")
    return language
