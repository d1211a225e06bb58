"""Whoever is leaving: what is kept of them meanwhile, and what is being done for them."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Coroutine, Mapping
from typing import Any

import numpy as np

from engines import sketch
from engines.errors import traced
from engines.picture import PictureRequest, Provenance
from kiosk.leaving.composing import Keepsake
from kiosk.visits import wire
from kiosk.visits.answers import Shown
from kiosk.visits.line import Line
from kiosk.visits.wire import LineError

FINAL_S, LOOK_S, GRACE_S = 8.0, 0.05, 1.5
BARE = Provenance("none", "none", "", "")
MOST_AT_ONCE = 8
_SAME = ("drawing", "words", "style", "mood", "influence", "seed", "variation", "effort")
_log = logging.getLogger(__name__)


class Visitor:
    """One visitor who is leaving; lets go of everything when the visit is forgotten.

    Args:
        line: the screen's.

    Attributes:
        name: random, for this visit alone.
        pages: printed so far.
    """

    def __init__(self, line: Line) -> None:
        self.name = secrets.token_hex(8)
        self.pages = 0
        self._line: Line | None = line
        self._keepsake: Keepsake | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._urgent: set[asyncio.Task[None]] = set()
        self._watching: dict[str, asyncio.Task[None]] = {}
        line.on_forget(self.forget)

    @property
    def here(self) -> bool:
        """Whether the visit goes on."""
        return self._line is not None

    async def tell(self, number: int, head: Mapping[str, Any], rest: bytes = b"") -> None:
        """Tells this visitor's screen, and never the next one's."""
        if self._line is not None:
            await self._line.tell(wire.TOLD, number, head, rest)

    def start(self, work: Coroutine[Any, Any, None], *, urgent: bool = False) -> None:
        """Has something done that ends with the visit; what is urgent has a moment more.

        Raises:
            LineError: more is being done than any screen of ours asks for.
        """
        if len(self._tasks) + len(self._urgent) >= MOST_AT_ONCE:
            work.close()
            raise LineError(wire.UNWANTED, f"more than {MOST_AT_ONCE} things at once")
        _started(work, self._urgent if urgent else self._tasks)

    def watch(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        """Has something watched until the visit ends or it is watched anew."""
        if what in self._watching:
            self._watching[what].cancel()
        self._watching[what] = _started(work, self._tasks)

    def forget(self) -> None:
        """The visit is over."""
        self._line = self._keepsake = None
        for task in self._tasks:
            task.cancel()
        self._watching.clear()
        for task in self._urgent:
            asyncio.get_running_loop().call_later(GRACE_S, task.cancel)

    async def keepsake(self, number: int, language: str, *, anew: bool = False) -> Keepsake:
        """What there is to take, painted to the end where the painter is well.

        Args:
            number: of the message that asks for it.
            language: of the sign on it.
            anew: whether the page may have changed since it was made last.
        """
        if self._keepsake is None or anew:
            if self._line is None:
                raise asyncio.CancelledError
            self._keepsake = await gathered(self._line, number, language)
        return self._keepsake


async def gathered(line: Line, number: int, language: str) -> Keepsake:
    """Asks the painter for a last answer and waits; what was shown last where none comes."""
    answers, clock = line.answers, asyncio.get_running_loop().time
    wanted = answers.request("final")
    if not _answers(answers.shown, wanted):
        answers.ask(number, "final")
        until_s = clock() + FINAL_S
        while not _answers(answers.shown, wanted) and clock() < until_s:
            if answers.resting and answers.shown is not None:
                break
            await asyncio.sleep(LOOK_S)
    shown = answers.shown
    if shown is None:
        return Keepsake(wanted, _bare(wanted), BARE, language)
    # the lines are always those of now, whatever the paint is of
    asked = shown.request
    request = asked if asked is not None and asked.drawing == wanted.drawing else wanted
    return Keepsake(request, shown.painted, shown.provenance, language)


def _answers(shown: Shown | None, wanted: PictureRequest) -> bool:
    """Whether the painter has answered just this."""
    asked = shown.request if shown is not None else None
    return asked is not None and all(getattr(asked, n) == getattr(wanted, n) for n in _SAME)


def _bare(request: PictureRequest) -> Any:
    """The drawing itself, where nothing was ever painted."""
    rgb = sketch.rasterize(request.drawing, request.size).rgb
    return np.rint(rgb * 255).astype(np.uint8)


def _started(work: Coroutine[Any, Any, None], among: set[asyncio.Task[None]]) -> asyncio.Task[None]:
    task = asyncio.create_task(work)
    among.add(task)
    task.add_done_callback(lambda ended: _ended(ended, among))
    return task


def _ended(task: asyncio.Task[None], among: set[asyncio.Task[None]]) -> None:
    among.discard(task)
    error = None if task.cancelled() else task.exception()
    if error is not None:
        _log.error("leaving failed: %s", traced(error))
