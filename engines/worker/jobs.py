"""Who is painted next, and how every job stands. Pure bookkeeping, no process.

The rules, for two requests of the same person:

- A final answer replaces everything of theirs that waits and stops what is being painted, unless it
  was asked for *alongside* (another answer to the same drawing): then other final answers stay.
- A live answer replaces a waiting live one, and stops a live one that is being painted, though
  never twice in a row: somebody who draws without a pause still sees answers. A *patient* one (to
  a stroke that is still being drawn: the next will be there in a moment) stops none.
- A live answer never touches a final one, which was asked for on purpose; it waits behind it.

Different people are served in turn, whoever came first.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engines.picture import Picture, PictureRequest
from engines.sketch.scans import Scan

# Finished jobs that stay known, of each person: those with a picture (1.8 MB and more), the others.
KEPT_PICTURES, KEPT_OTHERS = 6, 50
_log = logging.getLogger(__name__)

Stage = Literal["waiting", "painting", "done", "cancelled", "failed"]


@dataclass(frozen=True, slots=True, eq=False)
class JobState:
    """How a job stands.

    Attributes:
        job: the job's id.
        person: whose job it is.
        state: "cancelled" also where a newer request took its place.
        progress: 0..1.
        preview: uint8 (h, w, 3), an early state of the picture, or None.
        picture: the picture once `state` is "done".
        error: once `state` is "failed", a sentence that may be shown as it is.
        took_s: seconds of painting once `state` is "done".
    """

    job: str
    person: str
    state: Stage = "waiting"
    progress: float = 0.0
    preview: NDArray[np.uint8] | None = None
    picture: Picture | None = None
    error: str | None = None
    took_s: float | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "cancelled", "failed")


@dataclass(frozen=True, slots=True)
class WorkerState:
    """How the worker stands: what a status page or `doctor` shows.

    Attributes:
        ready: the process is up and has tried to open the default painter.
        idle: nothing is painted and nothing waits.
        problem: why the default painter cannot paint, as a sentence, or None.
        restarts: how often the process had to be started again.
        pid: the process's id, or None while there is none.
    """

    ready: bool
    idle: bool
    problem: str | None
    restarts: int
    pid: int | None


Listener = Callable[[JobState], None]


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One request of one person.

    Attributes:
        id: the job's id.
        person: whose request it is.
        request: what to paint.
        parent: the picture whose region is painted again, or None.
        alongside: whether it leaves the person's other final answers alone.
        retried: whether it already lost a painting process.
        scan: the paper drawing below the request's strokes, or None.
        patient: whether it waits for a live answer that is being painted already.
    """

    id: str
    person: str
    request: PictureRequest
    parent: Picture | None = None
    alongside: bool = False
    retried: bool = False
    scan: Scan | None = None
    patient: bool = False

    @property
    def live(self) -> bool:
        """Whether it answers while the person draws."""
        return self.request.effort == "live"


class JobQueue:
    """The waiting jobs and the one that is being painted. Not thread-safe; the worker locks."""

    def __init__(self) -> None:
        self.painting: Job | None = None
        self._waiting: dict[str, list[Job]] = {}
        self._stopped_once: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, job: Job) -> list[Job]:
        """Takes a job in.

        Returns:
            The jobs it takes the place of; one of them may be the one that is being painted.
        """
        own = self._waiting.get(job.person, [])
        replaced = [old for old in own if _takes_the_place_of(job, old)]
        kept = [old for old in own if old not in replaced]
        self._waiting[job.person] = sorted([*kept, job], key=lambda each: each.live)
        if self.painting is not None and self._stops(job, self.painting):
            replaced.append(self.painting)
        return replaced

    def next(self) -> Job | None:
        """Gives the job whose turn it is, which is being painted from now on, or None."""
        if self.painting is not None or not self._waiting:
            return None
        person = next(iter(self._waiting))
        own = self._waiting.pop(person)
        self.painting = own.pop(0)
        if own:
            self._waiting[person] = own
        return self.painting

    def finish(self, *, done: bool) -> None:
        """Ends the job that is being painted."""
        if self.painting is not None and done:
            self._stopped_once.discard(self.painting.person)
        self.painting = None

    def put_back(self, job: Job) -> bool:
        """Lets a job that lost its process wait again, first in line.

        Returns:
            False where a newer request of the person has taken its place meanwhile.
        """
        own = self._waiting.pop(job.person, [])
        if any(_takes_the_place_of(newer, job) for newer in own):
            self._waiting[job.person] = own
            return False
        self._waiting = {job.person: [job, *own], **self._waiting}
        return True

    def remove(self, job: str) -> bool:
        """Takes a waiting job out; False where it does not wait."""
        for person, own in self._waiting.items():
            kept = [each for each in own if each.id != job]
            if len(kept) < len(own):
                self._waiting[person] = kept
                self._waiting = {name: jobs for name, jobs in self._waiting.items() if jobs}
                return True
        return False

    def clear(self) -> list[Job]:
        """Takes every waiting job out and gives them."""
        jobs = [job for own in self._waiting.values() for job in own]
        self._waiting.clear()
        return jobs

    def forget(self, person: str) -> None:
        """Keeps nothing of a person; their jobs must be gone already."""
        self._stopped_once.discard(person)

    def _stops(self, job: Job, painting: Job) -> bool:
        if job.person != painting.person or not _takes_the_place_of(job, painting):
            return False
        if job.live and (job.patient or job.person in self._stopped_once):
            return False
        self._stopped_once.add(job.person)
        return True


class JobBoard:
    """How every job stands, and who wants to hear of it. Not thread-safe; the worker locks."""

    def __init__(self) -> None:
        self._states: dict[str, JobState] = {}
        self._listeners: tuple[Listener, ...] = ()
        self._untold: queue.SimpleQueue[JobState] = queue.SimpleQueue()

    def get(self, job: str) -> JobState | None:
        """How a job stands; None where it is unknown or was forgotten."""
        return self._states.get(job)

    def open(self, job: str) -> JobState | None:
        """As `get`, for a job that is not finished."""
        state = self._states.get(job)
        return None if state is None or state.finished else state

    def jobs(self, person: str | None = None) -> list[str]:
        """The ids of all jobs, or of one person's."""
        return [s.job for s in self._states.values() if person in (None, s.person)]

    def set(self, state: JobState) -> None:
        """Writes down a state; of each person only the last finished jobs are kept."""
        self._states[state.job] = state
        self._untold.put(state)
        if state.finished:
            own = [s for s in self._states.values() if s.person == state.person and s.finished]
            pictures = [s for s in own if s.picture is not None]
            others = [s for s in own if s.picture is None]
            for old in (*pictures[:-KEPT_PICTURES], *others[:-KEPT_OTHERS]):
                del self._states[old.job]

    def change(self, job: str, stage: Stage, *, error: str | None = None) -> None:
        """Writes down another stage of a job that is not finished: it begins from nothing."""
        state = self.open(job)
        if state is not None:
            self.set(replace(state, state=stage, error=error, progress=0.0, preview=None))

    def progress(self, job: str, fraction: float, preview: NDArray[np.uint8] | None) -> bool:
        """Writes down how far a job is, which never goes back; False where that is over."""
        state = self.open(job)
        if state is None:
            return False
        fraction = max(state.progress, min(1.0, fraction))
        preview = state.preview if preview is None else preview
        self.set(replace(state, progress=fraction, preview=preview))
        return True

    def end(
        self, job: str, picture: Picture | None, *, error: str | None, took_s: float | None
    ) -> None:
        """Writes down a job's end: a picture, an error, or neither where it was cancelled."""
        state = self.open(job)
        if state is None:
            return
        stage: Stage = "done" if picture else "failed" if error else "cancelled"
        state = replace(state, state=stage, picture=picture, took_s=took_s, error=error)
        self.set(replace(state, progress=1.0 if picture else state.progress, preview=None))
        _log.info("%s: %s after %s s", job, stage, took_s)

    def forget(self, job: str) -> None:
        """Drops a job with its picture."""
        del self._states[job]

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; what is given back takes it off again."""
        self._listeners = (*self._listeners, listener)

        def stop() -> None:
            self._listeners = tuple(each for each in self._listeners if each is not listener)

        return stop

    def tell(self) -> None:
        """Tells the listeners what was set since the last time; call it without the lock."""
        while not self._untold.empty():
            state = self._untold.get()
            for listener in self._listeners:
                try:
                    listener(state)
                except Exception as error:  # noqa: BLE001 - one face must not stop the others
                    _log.error("A listener failed on %s: %s", state.job, type(error).__name__)


def _takes_the_place_of(newer: Job, older: Job) -> bool:
    return older.live or not (newer.live or newer.alongside)
