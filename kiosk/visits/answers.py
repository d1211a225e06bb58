"""What a visitor is answered: at once by the wash, soon by the painter, the newest page always.

Runs in the server's event loop; everything that takes time happens elsewhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import traced
from engines.picture import Effort, Picture, PictureRequest, Provenance
from engines.settings import Settings
from engines.worker import PaintingWorker
from engines.worker.jobs import JobState
from kiosk.visits.instant import PAINTER, Instant, changed, jpeg_of, legible
from kiosk.visits.visit import Visit

Bytes = NDArray[np.uint8]
# Between two washes of a stroke that goes on; the time is the painter's. Its end waits for nothing.
REST_S = 0.07
FORGOTTEN_S = 1.5  # of the two seconds in which nothing of a visitor is left
# head of a frame, and its JPEG
Tell = Callable[[dict[str, Any], bytes], Awaitable[None]]
_WASHED = Provenance(PAINTER, "none", "", "")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A page as it was when it was sent to somebody."""

    number: int
    request: PictureRequest


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """What the painter answered last.

    Attributes:
        number: of the page.
        picture: as it was painted.
        legible: its paint, made for lines on top of it.
        took_s: seconds it took.
    """

    number: int
    picture: Picture
    legible: Bytes
    took_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The paint that the screen shows.

    Attributes:
        painted: uint8 (H, W, 3), without lines.
        provenance: whose it is.
        request: what it answers; None where the page has changed since.
    """

    painted: Bytes
    provenance: Provenance
    request: PictureRequest | None


class Answers:
    """Answers one visit.

    Args:
        visit: whose page it is.
        worker: the painting process.
        instant: the wash.
        settings: the painter and how it runs.
        tell: sends a frame to the screen.

    Attributes:
        shown: the paint that was shown last; None on an empty page.
    """

    shown: Shown | None = None

    def __init__(
        self,
        visit: Visit,
        *,
        worker: PaintingWorker,
        instant: Instant,
        settings: Settings,
        tell: Tell,
    ) -> None:
        self._visit, self._worker, self._instant = visit, worker, instant
        self._settings, self._tell = settings, tell
        self._loop = asyncio.get_running_loop()
        self._jobs: dict[str, _Asked] = {}
        self._last: tuple[int, Effort] = (0, "live")
        self._wanted: _Asked | None = None
        self._washing: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._washes: dict[int, Bytes] = {}
        self._answer: _Answer | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._off = worker.on_change(self._heard)
        self._failed, self._ready = False, worker.status().ready

    @property
    def resting(self) -> bool:
        """Whether the painter is lost, starting, or could not paint: the wash answers meanwhile."""
        return self._failed or not self._worker.status().ready

    def look(self) -> bool:
        """Whether the painter rests; where it is back and owes an answer, it is asked again."""
        ready = self._worker.status().ready
        back, self._ready = ready and not self._ready, ready
        number, effort = self._last
        if back and not self._jobs and number > (self._answer.number if self._answer else 0):
            self.ask(number, effort)
        return self.resting

    def close(self) -> None:
        """Stops what is being painted and forgets every picture, here and where it was painted."""
        self._off()
        asked = self._last[0] > 0
        self._worker.forget(self._visit.id, within_s=FORGOTTEN_S if asked else None)
        for task in self._tasks:
            task.cancel()
        self._jobs.clear()
        self._washes.clear()
        self._answer = self._wanted = self.shown = None
        self._visit.forget()

    def ask(self, number: int, effort: Effort = "live", *, patient: bool = False) -> None:
        """The page changed, or was finished: answers what is on it now.

        Args:
            number: of the message that changed it.
            effort: "final" takes its time.
            patient: whether the answer to what was before may be finished first.
        """
        if self._visit.empty:
            self._answer = self._wanted = self.shown = None
            return
        self._last = number, effort
        asked = _Asked(number, self.request(effort))
        job = self._worker.submit(self._visit.id, asked.request, patient=patient)
        self._jobs[job] = asked
        self._wanted = asked
        if not patient:
            self._hurry.set()
        if self._washing is None or self._washing.done():
            self._washing = self._started(self._wash())

    def request(self, effort: Effort) -> PictureRequest:
        """What the painter is asked about the page as it is now."""
        way = (self._settings.runtime, self._settings.precision)
        return self._visit.request(
            effort, painter=self._settings.painter, way=way, size=self._settings.size
        )

    def _started(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("%s: an answer failed: %s", self._visit.id, traced(error))

    async def _wash(self) -> None:
        """Washes the newest page, and the one after that, until there is none."""
        while (asked := self._wanted) is not None:
            self._wanted = None
            self._hurry.clear()
            paint = partial(self._instant.painted, asked.request, followed=not self.resting)
            start_s = self._loop.time()
            pixels = await self._loop.run_in_executor(self._instant.thread, paint)
            self._washes[asked.number] = pixels
            oldest = self._known(self._answer.number) if self._answer else asked.number
            self._washes = {at: kept for at, kept in self._washes.items() if at >= (oldest or 0)}
            if self._answer is None or self._answer.number < asked.number:
                await self._show(asked.number)
            if not self.resting:
                await self._pause(max(REST_S, self._loop.time() - start_s))

    async def _pause(self, rest_s: float) -> None:
        """Leaves the processor to the painter, until what is on the page is there to stay."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), rest_s)

    def _known(self, number: int) -> int | None:
        """The newest page up to a number that was washed: not every one is."""
        return max((at for at in self._washes if at <= number), default=None)

    def _heard(self, state: JobState) -> None:
        """On the worker's thread."""
        if state.person == self._visit.id and state.finished:
            self._loop.call_soon_threadsafe(self._finished, state)

    def _finished(self, state: JobState) -> None:
        asked = self._jobs.pop(state.job, None)
        if asked is None or state.state == "cancelled":
            return
        self._failed = state.state == "failed"
        if state.picture is None:
            _log.warning("%s could not be painted", state.job)
            return
        self._started(self._take(asked.number, state.picture, state.took_s or 0.0))

    async def _take(self, number: int, picture: Picture, took_s: float) -> None:
        """Shows what the painter answered, unless something newer was shown meanwhile."""
        paint = await asyncio.to_thread(legible, picture)
        if self._answer is None or self._answer.number <= number:
            self._answer = _Answer(number, picture, paint, took_s)
            await self._show(max(self._washes, default=0))

    async def _show(self, newest: int) -> None:
        """The last answer with what came since; the wash alone where nothing was answered yet.

        Args:
            newest: the page that was washed last.
        """
        answer = self._answer
        if answer is None:
            head: dict[str, Any] = {"painter": PAINTER, "resting": self.resting}
            self.shown = Shown(self._washes[newest], _WASHED, None)
            await self._send(newest, head, self._washes[newest])
            return
        pixels, then = answer.legible, self._known(answer.number)
        now = self._washes.get(newest)
        if newest > answer.number and then is not None and now is not None:
            pixels = await asyncio.to_thread(changed, pixels, self._washes[then], now)
        made = answer.picture.provenance
        fresh = newest <= answer.number
        picture = answer.picture
        self.shown = Shown(
            picture.painted if fresh else pixels, made, picture.request if fresh else None
        )
        head = {
            "painter": made.painter,
            "effort": picture.request.effort,
            "painted": answer.number,
            "notes": list(made.notes),
            "took_ms": round(1000 * answer.took_s),
            "resting": self.resting,
        }
        await self._send(max(newest, answer.number), head, pixels)

    async def _send(self, number: int, head: dict[str, Any], pixels: Bytes) -> None:
        high, wide = pixels.shape[:2]
        start_s = time.perf_counter()
        jpeg = await asyncio.to_thread(jpeg_of, pixels)
        encode_ms = round(1000 * (time.perf_counter() - start_s), 1)
        told = {"answers": number, "size": [wide, high], "encode_ms": encode_ms}
        await self._tell({**head, **told}, jpeg)
