"""The ways home: on paper, by a link, sealed for a practice. Each tells the visitor how it goes."""

from __future__ import annotations

import asyncio
import io
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import segno

from engines.sealing import links as tokens
from kiosk.leaving.composing import What
from kiosk.leaving.links import LIFE_S, Links
from kiosk.leaving.printing import Printer
from kiosk.leaving.visitor import Visitor
from kiosk.site.values import Linking, PaperSize, Printing, Sealed

MOST_PAGES = 3
LOOK_S = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asked for.

    Attributes:
        number: of the message.
        way: "print", "link" or "sealed".
        what: the picture and the drawing, or the drawing alone.
        language: of the page that a phone shows, and of the sign on a picture.
    """

    number: int
    way: str
    what: What
    language: str

    async def tell(self, visitor: Visitor, state: str, **more: object) -> None:
        """Tells how it goes."""
        await visitor.tell(
            self.number, {"did": "take", "way": self.way, "state": state, "what": self.what, **more}
        )


class Way(Protocol):
    """One way home."""

    async def give(self, visitor: Visitor, asked: Asked) -> None:
        """Gives what was asked for, and tells how it went."""
        ...


class OnPaper:
    """Prints: a few pages a visit.

    Args:
        printing: the printer.
    """

    def __init__(self, printing: Printing) -> None:
        self._printer = Printer(printing)
        self._paper: PaperSize = printing.paper
        self._withdrawing: set[asyncio.Task[None]] = set()

    async def give(self, visitor: Visitor, asked: Asked) -> None:
        """Gives what was asked for, and tells how it went."""
        if visitor.pages >= MOST_PAGES:
            await asked.tell(visitor, "enough")
            return
        await asked.tell(visitor, "working")
        stands = await self._printer.stands()
        if stands is not None:
            await asked.tell(visitor, stands)
            return
        keepsake = await visitor.keepsake(asked.number, asked.language)
        page = await asyncio.to_thread(keepsake.page, asked.what, self._paper)
        state, job = await self._printer.print(page)
        await asked.tell(visitor, state)
        if job is not None:
            visitor.pages += 1
            visitor.watch("print", self._watch(visitor, asked, job))
            # for the loop holds a task only as long as somebody else does
            withdrawing = asyncio.create_task(self._printer.withdraw(job))
            self._withdrawing.add(withdrawing)
            withdrawing.add_done_callback(self._withdrawing.discard)

    async def _watch(self, visitor: Visitor, asked: Asked, job: str) -> None:
        async for state in self._printer.watch(job):
            await asked.tell(visitor, state)


class ByLink:
    """Leaves a copy for a phone, and shows the code.

    Args:
        linking: how phones reach the second listener.
        links: that are open.
    """

    def __init__(self, linking: Linking, links: Links) -> None:
        self._linking, self._links = linking, links

    async def give(self, visitor: Visitor, asked: Asked) -> None:
        """Gives what was asked for, and tells how it went."""
        await asked.tell(visitor, "working")
        keepsake = await visitor.keepsake(asked.number, asked.language)
        await self.leave(visitor, asked, await asyncio.to_thread(keepsake.files, asked.what))

    async def leave(self, visitor: Visitor, asked: Asked, files: Mapping[str, bytes]) -> None:
        """Opens a link to files, and tells its code, its address and what becomes of it."""
        whose = f"{visitor.name} {asked.way}"
        token = self._links.leave(files, whose=whose, language=asked.language)
        if token is None:
            await asked.tell(visitor, "failed")
            return
        url = f"{self._linking.url}/take/{tokens.grouped(token)}"
        head = {"did": "take", "way": asked.way, "state": "open", "what": asked.what}
        told = {"address": url.partition("//")[2], "minutes": round(LIFE_S / 60)}
        more = {"wifi": self._linking.wifi, "media": "image/svg+xml"}
        await visitor.tell(asked.number, {**head, **told, **more}, code_of(url))
        visitor.watch(asked.way, self._watch(visitor, asked, token))

    async def _watch(self, visitor: Visitor, asked: Asked, token: str) -> None:
        clock = asyncio.get_running_loop().time
        began_s = clock()
        while self._links.language_of(token) is not None:
            await asyncio.sleep(LOOK_S)
        late = clock() - began_s > LIFE_S - 2 * LOOK_S
        await asked.tell(visitor, "ended" if late else "taken")


class ForPractice:
    """Seals a record for one practice, and puts it into its folder or gives it by a link.

    Args:
        sealed: what the operator set.
        public: the practice's key.
        link: for where there is no folder.
    """

    def __init__(self, sealed: Sealed, public: bytes, link: ByLink | None) -> None:
        self._sealed, self._public, self._link = sealed, public, link

    async def give(self, visitor: Visitor, asked: Asked) -> None:
        """Gives what was asked for, and tells how it went; drawing and answer, whatever was."""
        await asked.tell(visitor, "working")
        keepsake = await visitor.keepsake(asked.number, asked.language)
        box = await asyncio.to_thread(keepsake.sealed, self._public)
        name, folder = f"sketchwell-{secrets.token_hex(4)}.sealed", self._sealed.folder
        if folder is None and self._link is not None:
            await self._link.leave(visitor, asked, {name: box})
        elif folder is not None:
            try:
                await asyncio.to_thread((folder / name).write_bytes, box)
            except OSError as error:
                _log.error("a sealed file cannot be written: %s", error.strerror)
                await asked.tell(visitor, "failed")
                return
            await asked.tell(visitor, "written", file=name)


def code_of(url: str) -> bytes:
    """An address as a QR code, SVG, dark on white with the margin that readers need."""
    drawn = io.BytesIO()
    made = segno.make(url, error="m", micro=False)
    made.save(drawn, kind="svg", border=4, dark="#000", light="#fff", omitsize=True)
    return drawn.getvalue()
