"""What one table asks of the painter: live answers after a pause, final ones on request."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.errors import traced
from engines.picture import Picture, PictureRequest
from engines.sketch.scans import Scan
from engines.strokes import Drawing
from engines.worker import PaintingWorker
from engines.worker.jobs import JobState
from workbench.table.telling import problem

PAUSE_S = 0.15
_log = logging.getLogger(__name__)


class Taker(Protocol):
    """Who the answers are for. Called on the asking's own thread, one call at a time."""

    def take_preview(self, painted: NDArray[np.uint8]) -> None: ...

    def take_live(self, picture: Picture, wanted: Callable[[], bool]) -> None: ...

    def take_final(self, picture: Picture, took_s: float | None) -> None: ...

    def scan_below(self, drawing: Drawing) -> Scan | None: ...

    def take_news(self, trouble: str | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Work:
    """One job of this table."""

    job: str
    live: bool
    stage: str = "waiting"
    progress: float = 0.0


class Asking:
    """The jobs of one table. `owner` tells tables apart at the worker."""

    def __init__(self, owner: str, painter: PaintingWorker, taker: Taker) -> None:
        self._owner, self._painter, self._taker = owner, painter, taker
        self._lock = threading.RLock()
        self._work: dict[str, Work] = {}
        self._pause: threading.Timer | None = None
        self._hand = ThreadPoolExecutor(1, "answers")
        self._closed = self._tried = False
        self._failed: str | None = None

    @property
    def unwell(self) -> str | None:
        """Why the painter cannot answer, from the first failure until it has answered again."""
        with self._lock:
            return self._failed if self._tried else self._painter.status().problem

    def final(
        self, request: PictureRequest, *, parent: Picture | None = None, alongside: bool = False
    ) -> None:
        """Asks for a final answer; `alongside` for one more to the same drawing.

        `parent` is the picture of which a part is painted again.
        """
        with self._lock:
            self._still()
            self._submit(request, parent=parent, alongside=alongside)

    def soon(self, request: Callable[[], PictureRequest | None]) -> None:
        """Asks for a live answer once nothing happened for a moment; `request` is made then."""
        with self._lock:
            self._still()
            self._pause = threading.Timer(PAUSE_S, self._live, [request])
            self._pause.daemon = True
            self._pause.start()

    def cancel(self) -> None:
        """Stops whatever is being painted or waits."""
        self.quiet()
        with self._lock:
            jobs = [*self._work]
        for job in jobs:
            self._painter.cancel(job)

    def quiet(self) -> None:
        """Lets go of live answers: none that was asked for before this is told any more."""
        with self._lock:
            self._still()
            live = [job for job, work in self._work.items() if work.live]
            for job in live:
                del self._work[job]
        for job in live:
            self._painter.cancel(job)

    def working(self) -> dict[str, Any] | None:
        """What a sign of work shows: only final answers are worth one."""
        with self._lock:
            finals = [work for work in self._work.values() if not work.live]
        if not finals:
            return None
        nearest = max(finals, key=lambda work: (work.stage == "painting", work.progress))
        return {"stage": nearest.stage, "progress": nearest.progress, "waiting": len(finals)}

    def heard(self, job: JobState) -> None:
        """A job changed; called on the painter's thread, which must not wait."""
        with contextlib.suppress(RuntimeError):  # closed meanwhile
            self._hand.submit(self._take, job)

    def close(self) -> None:
        """Stops the clock and lets the painter forget this table."""
        with self._lock:
            self._still()
            self._closed = True
        self._painter.forget(self._owner)
        self._hand.shutdown(wait=False, cancel_futures=True)

    def _live(self, request: Callable[[], PictureRequest | None]) -> None:
        with self._lock:
            finals = any(not work.live for work in self._work.values())
            wanted = None if finals or self._closed else request()
            if wanted is not None:
                self._submit(wanted)

    def _submit(
        self, request: PictureRequest, *, parent: Picture | None = None, alongside: bool = False
    ) -> None:
        scan = self._taker.scan_below(request.drawing)
        job = self._painter.submit(
            self._owner, request, parent=parent, scan=scan, alongside=alongside
        )
        self._work[job] = Work(job, live=request.effort == "live")

    def _still(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None

    def _take(self, job: JobState) -> None:
        try:
            self._sort(job)
        except Exception as error:  # noqa: BLE001 - one answer's fault must not stop the next
            _log.warning("An answer could not be taken in: %s", traced(error))
            self._taker.take_news(problem(error))

    def _sort(self, job: JobState) -> None:
        with self._lock:
            work = self._work.get(job.job)
            if work is None:
                return
            if job.finished and job.picture is None:
                del self._work[job.job]
            elif not job.finished:
                self._work[job.job] = replace(work, stage=job.state, progress=job.progress)
        if job.picture is not None:
            self._deliver(job, job.picture, live=work.live)
        elif job.preview is not None and not work.live:
            self._taker.take_preview(job.preview)
        if job.finished or not work.live:
            self._taker.take_news(self._learned(job))

    def _learned(self, job: JobState) -> str | None:
        """Takes in how the painter does; what is wrong is given once, for it stays in sight."""
        known = self.unwell
        if job.state in ("done", "failed"):
            with self._lock:
                self._tried, self._failed = True, job.error
        return None if job.error == known else job.error

    def _deliver(self, job: JobState, picture: Picture, *, live: bool) -> None:
        try:
            if live:
                self._taker.take_live(picture, lambda: job.job in self._work)
            else:
                self._taker.take_final(picture, job.took_s)
        finally:
            with self._lock:
                self._work.pop(job.job, None)
