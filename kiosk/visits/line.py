"""The line between one screen and the kiosk: messages in, frames out, closed on misuse."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from engines.errors import traced
from engines.settings import Settings
from engines.strokes import Paper
from engines.worker import PaintingWorker
from kiosk.visits import wire
from kiosk.visits.answers import Answers
from kiosk.visits.instant import Instant
from kiosk.visits.pace import Pace
from kiosk.visits.tally import Tally
from kiosk.visits.visit import Visit
from kiosk.visits.wire import LineError, Said

# A screen that takes no frame for so long has stopped; what it is owed would only pile up.
SEND_S = 5.0
LOOK_S = 0.25
SETTLE_S = 0.3
GONE, FAULT = 1001, 1011
Doing = Callable[["Line", Said], Awaitable[None]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What every line of a kiosk answers with.

    Attributes:
        paper: of the page.
        worker: the painting process.
        instant: the wash.
        settings: the painter and how it runs.
        doings: what else a screen may ask for, by name: whoever does it gets the line and what was
            said, and tells the screen what came of it.
        tally: counts visits.
    """

    paper: Paper
    worker: PaintingWorker
    instant: Instant
    settings: Settings
    doings: Mapping[str, Doing]
    tally: Tally


class Line:
    """One screen and its visit.

    Args:
        socket: accepted.
        visit_id: tells screens apart.
        means: what it is answered with.

    Attributes:
        visit: of the visitor who is there now.
        answers: to that visit.
    """

    visit: Visit
    answers: Answers

    def __init__(self, socket: WebSocket, visit_id: str, means: Means) -> None:
        self._socket, self._id, self._means = socket, visit_id, means
        self._sending = asyncio.Lock()
        self._pace = Pace()
        self._on_forget: dict[Callable[[], None], None] = {}
        self._begin()

    def on_forget(self, callback: Callable[[], None]) -> None:
        """Has something called once, when this visit is forgotten or its line breaks.

        Whoever keeps anything of a visitor lets go of it there. The same callback counts once.
        """
        self._on_forget[callback] = None

    @property
    def silent_s(self) -> float:
        """Seconds since the screen said anything."""
        return asyncio.get_running_loop().time() - self._pace.spoke_s

    @property
    def empty(self) -> bool:
        """Whether there is nothing on the page."""
        return self.visit.empty

    async def serve(self) -> None:
        """Until the screen is gone or said something that is no message of ours."""
        looking = asyncio.create_task(self._look())
        try:
            while True:
                await self._take(await self._socket.receive())
        except LineError as error:
            _log.warning("%s: line closed, %d", self._id, error.code)
            await self.hang_up(error.code)
        except (WebSocketDisconnect, RuntimeError):
            pass
        except Exception as error:  # noqa: BLE001 - one line's fault must not be told in full
            _log.error("%s: line closed: %s", self._id, traced(error))
            await self.hang_up(FAULT)
        finally:
            looking.cancel()
            self._end()

    async def hang_up(self, code: int) -> None:
        """Closes the line, where it is not closed already."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, asyncio.TimeoutError):
            await asyncio.wait_for(self._socket.close(code), SEND_S)

    async def _look(self) -> None:
        """Tells the screen when the painter rests, and when it is back."""
        told = self.answers.resting
        while True:
            await asyncio.sleep(LOOK_S)
            resting = self.answers.look()
            if resting != told:
                told = resting
                await self.tell(wire.TOLD, 0, {"did": "painter", "resting": resting})

    async def _take(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        data = message.get("bytes")
        if data is None:
            raise LineError(wire.UNREADABLE, "a message of text")
        self._pace.count()
        start_s = time.thread_time()
        said = wire.read(data)
        if said.kind == wire.STROKE and not self.visit.has(said.head.get("id")):
            self._pace.forgive()
        try:
            await self._do(said)
        except ValueError as error:
            raise LineError(wire.UNWANTED, str(error)) from error
        await self._pace.rest(time.thread_time() - start_s)

    async def _do(self, said: Said) -> None:
        if said.kind == wire.STROKE:
            self.visit.add(wire.stroke_of(said))
        elif said.kind == wire.SO_FAR:
            self.visit.so_far(wire.stroke_of(said))
        else:
            await self._told(said)
            return
        # a stroke that goes on has its next message in a moment; the end of one has none
        self.answers.ask(said.number, patient=said.kind == wire.SO_FAR)

    async def _told(self, said: Said) -> None:
        """What somebody pointed at."""
        what = said.head.get("do")
        if isinstance(what, str) and what in self._means.doings:
            await self._means.doings[what](self, said)
            return
        if what == "forget":
            self._forget()
            await self.tell(wire.TOLD, said.number, {"did": "forget"})
            return
        if what in ("hide", "show"):
            getattr(self.visit, what)(_ids(said.head))
        elif what == "choose":
            given = {key: value for key, value in said.head.items() if key != "do"}
            self.visit.choose(given)
        elif what == "another":
            self.visit.another()
        elif what != "finish":
            raise LineError(wire.UNWANTED, f"nothing here does {what!r:.40}")
        self.answers.ask(said.number, "final" if what in ("finish", "another") else "live")

    def _begin(self) -> None:
        means = self._means
        self.visit = Visit(self._id, means.paper)
        self.answers = Answers(
            self.visit,
            worker=means.worker,
            instant=means.instant,
            settings=means.settings,
            tell=self._frame,
        )

    def _forget(self) -> None:
        """The visit is over: whatever was drawn, chosen or painted is gone from memory."""
        if not self.visit.empty:
            self._means.tally.count()
        self._end()
        self._begin()

    def _end(self) -> None:
        self.answers.close()
        callbacks, self._on_forget = self._on_forget, {}
        for callback in callbacks:
            try:
                callback()
            except Exception as error:  # noqa: BLE001 - the others must forget as well
                _log.error("%s: something was not forgotten: %s", self._id, traced(error))
        # what is let go of by then is overwritten
        asyncio.get_running_loop().call_later(SETTLE_S, self._means.instant.forget)

    async def _frame(self, head: dict[str, Any], jpeg: bytes) -> None:
        await self.tell(wire.FRAME, head["answers"], head, jpeg)

    async def tell(
        self, kind: bytes, number: int, head: Mapping[str, Any], rest: bytes = b""
    ) -> None:
        """Sends one message; nothing where the screen is gone."""
        async with self._sending:
            try:
                message = wire.written(kind, number, head, rest)
                await asyncio.wait_for(self._socket.send_bytes(message), SEND_S)
            except (WebSocketDisconnect, RuntimeError):
                _log.info("%s: the screen is gone", self._id)
            except asyncio.TimeoutError:
                _log.warning("%s: the screen takes no frames", self._id)
                await self.hang_up(GONE)


def _ids(head: Mapping[str, Any]) -> list[str]:
    ids = head.get("ids")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise LineError(wire.UNWANTED, f"ids are {ids!r:.40}, not a list of texts")
    return ids
