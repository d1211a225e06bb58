"""The painting worker both faces use: one process, newest wins, cancel, watchdog, restart.

No transport, no face. Whose turn it is: `.jobs` here. The process: `.process` and `.child`.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from engines.picture import Picture, PictureRequest
from engines.settings import Settings
from engines.sketch.scans import Scan
from engines.studio import PAINTERS
from engines.wording import sentence
from engines.worker.jobs import Job, JobBoard, JobQueue, JobState, Listener, Stage, WorkerState
from engines.worker.messages import Cancel, Ended, Paint, Progress, Ready, Wipe, Wiped
from engines.worker.process import PaintingProcess

# A painter that has not stopped by then is ended with its process, so that 0.3 s is kept.
CANCEL_GRACE_S = 0.15
CLOSE_GRACE_S = 1.0
STARTS_IN_A_ROW = 3
_log = logging.getLogger(__name__)


class PaintingWorker:
    """Paints in a process of its own. A context manager; every method may be called on any thread.

    Entering returns at once; the default painter opens meanwhile.

    Args:
        settings: the default painter, threads, watchdog.
        painters: painters by name, as "module:Class"; else the studio's.
    """

    def __init__(self, settings: Settings, *, painters: Mapping[str, str] | None = None) -> None:
        self._settings = settings
        self._painters = dict(PAINTERS if painters is None else painters)
        self._changed = threading.Condition(threading.RLock())
        self._events: queue.SimpleQueue[tuple[PaintingProcess, Any] | None] = queue.SimpleQueue()
        self._queue = JobQueue()
        self._board = JobBoard()
        self._numbers = itertools.count(1)
        self._process: PaintingProcess | None = None
        self._ready = self._closing = self._start_wanted = False
        self._problem: str | None = None
        self._starts = self._restarts = 0
        self._deadline_s: float | None = None
        self._wiped_by_s: float | None = None
        self._pump = threading.Thread(target=self._run, name="painting-pump", daemon=True)

    def __enter__(self) -> PaintingWorker:
        self._start()
        self._pump.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Cancels every job and ends the process; may be called again."""
        with self._changed:
            self._closing = True
            for job in self._board.jobs():
                self._cancel(job, grace_s=None)
        self._poke()
        self._pump.join()
        if self._process is not None:
            self._process.close(CLOSE_GRACE_S)

    def submit(
        self,
        person: str,
        request: PictureRequest,
        *,
        parent: Picture | None = None,
        scan: Scan | None = None,
        alongside: bool = False,
        patient: bool = False,
    ) -> str:
        """Gives the id of a new job; how it meets the person's others is in `.jobs`.

        Args:
            person: whose request it is; any text that tells people, or screens, apart.
            request: what to paint; its `effort` says whether the answer is live or final.
            parent: the picture whose region is painted again.
            scan: the paper drawing that the request names.
            alongside: whether it is one more answer, next to the person's other final ones.
            patient: whether a live answer that is being painted may be finished first.
        """
        with self._changed:
            if self._closing:
                raise ValueError("The worker is closed: no picture can be asked for.")
            id_ = f"job-{next(self._numbers)}"
            job = Job(id_, person, request, parent, alongside, scan=scan, patient=patient)
            self._board.set(JobState(job.id, person))
            for replaced in self._queue.add(job):
                self._cancel(replaced.id, grace_s=None)
            if not self._starting():
                self._starts, self._start_wanted = 0, True
        self._poke()
        return job.id

    def state(self, job: str) -> JobState:
        """How a job stands. The last few finished jobs of each person are kept.

        Raises:
            ValueError: there is no such job, or it finished long ago.
        """
        with self._changed:
            state = self._board.get(job)
        if state is None:
            raise ValueError(f"There is no job {job!r}, or it finished long ago.")
        return state

    def wait(self, job: str, timeout_s: float | None = None) -> JobState:
        """Waits until a job is finished, at most `timeout_s`, and gives how it stands then."""
        with self._changed:
            self._changed.wait_for(lambda: self.state(job).finished, timeout_s)
            return self.state(job)

    def cancel(self, job: str) -> None:
        """Stops a job that is not finished.

        The process is idle within 0.3 s, if need be because it was ended. A job that only a newer
        one took the place of gets more time: ending its process would delay the newer one.
        """
        with self._changed:
            self._cancel(job, grace_s=CANCEL_GRACE_S)
        self._poke()

    def forget(self, person: str, *, within_s: float | None = None) -> None:
        """Cancels what a person asked for and drops every picture of theirs from memory.

        Args:
            person: as in `submit`.
            within_s: where given, the painting process overwrites what it holds, and is ended where
                that takes longer, unless it paints for somebody else first.
        """
        with self._changed:
            for job in self._board.jobs(person):
                self._cancel(job, grace_s=None)
                self._board.forget(job)
            self._queue.forget(person)
            if within_s is not None and self._ready and self._process is not None:
                other = self._queue.painting is not None and self._queue.painting.person != person
                limit_s = self._settings.watchdog_s if other else within_s
                self._wiped_by_s = time.monotonic() + limit_s
                self._process.send(Wipe())
        self._poke()

    def on_change(self, listener: Listener) -> Callable[[], None]:
        """Has a listener called with every new state of a job; gives what takes it off.

        It is called on the worker's own thread, without a lock held, and must not wait.
        """
        with self._changed:
            return self._board.listen(listener)

    def status(self) -> WorkerState:
        """How the worker stands."""
        with self._changed:
            pid = self._process.pid if self._process else None
            idle = self._queue.painting is None and not self._queue
            return WorkerState(self._ready, idle, self._problem, self._restarts, pid)

    def wait_ready(self, timeout_s: float | None = None) -> WorkerState:
        """Waits until the default painter is open or has failed to, at most `timeout_s`."""
        with self._changed:
            self._changed.wait_for(lambda: self._ready or not self._starting(), timeout_s)
            return self.status()

    def _starting(self) -> bool:
        return self._start_wanted or self._process is not None

    def _start(self) -> None:
        # Without the lock: it takes a while, and nobody who asks for a state should wait.
        process = None
        with contextlib.suppress(OSError):
            process = PaintingProcess(self._settings, self._painters, self._events.put)
        with self._changed:
            self._start_wanted, self._process = False, process
            self._starts += 1
            self._deadline_s = time.monotonic() + self._settings.start_limit_s
            if process is None:
                self._give_up()

    def _poke(self) -> None:
        self._events.put(None)

    def _run(self) -> None:
        while not self._closing:
            event = self._next_event()
            with self._changed:
                if event is not None and event[0] is self._process:
                    self._hear(event[1])
                event = None  # nothing is kept while nothing happens
                self._check_deadline()
                self._feed()
                self._changed.notify_all()
            self._board.tell()
            if self._start_wanted and not self._closing:
                self._start()
        self._board.tell()

    def _next_event(self) -> tuple[PaintingProcess, Any] | None:
        deadline_s = self._due_s()
        patience_s = None if deadline_s is None else max(0.0, deadline_s - time.monotonic())
        with contextlib.suppress(queue.Empty):
            return self._events.get(timeout=patience_s)
        return None

    def _due_s(self) -> float | None:
        dues = (self._deadline_s, self._wiped_by_s)
        return min((due_s for due_s in dues if due_s is not None), default=None)

    def _hear(self, said: Ready | Progress | Ended | Wiped | None) -> None:
        if said is None:
            self._lost(sentence("painter_crashed"), retry=True)
        elif isinstance(said, Ready):
            self._ready, self._problem, self._deadline_s = True, said.problem, None
            if said.problem:
                _log.warning("The default painter did not open.")
        elif isinstance(said, Progress):
            if self._board.progress(said.job, said.fraction, said.preview):
                self._deadline_s = time.monotonic() + self._settings.watchdog_s
        elif isinstance(said, Ended):
            self._ended(said)
        else:
            self._wiped_by_s = None

    def _ended(self, said: Ended) -> None:
        self._starts, self._deadline_s = 0, None
        self._queue.finish(done=said.picture is not None)
        self._board.end(said.job, said.picture, error=said.error, took_s=said.took_s)

    def _feed(self) -> None:
        busy = not self._ready or self._wiped_by_s is not None
        if busy or self._process is None or (job := self._queue.next()) is None:
            return
        self._deadline_s = time.monotonic() + self._settings.watchdog_s
        self._board.change(job.id, "painting")
        self._process.send(Paint(job.id, job.request, job.parent, job.scan))

    def _cancel(self, job: str, *, grace_s: float | None) -> None:
        state = self._board.open(job)
        if state is None:
            return
        self._board.set(replace(state, state="cancelled"))
        painting, waited = self._queue.painting, self._queue.remove(job)
        if not waited and self._process is not None and painting and painting.id == job:
            self._process.send(Cancel(job))
            if grace_s is not None:
                self._deadline_s = time.monotonic() + grace_s
        self._changed.notify_all()

    def _check_deadline(self) -> None:
        due_s = self._due_s()
        if due_s is None or time.monotonic() < due_s:
            return
        limit_s = self._settings.watchdog_s if self._ready else self._settings.start_limit_s
        why = sentence("painter_stuck", seconds=f"{limit_s:g}")
        self._lost(why, retry=self._wiped_by_s is not None)

    def _lost(self, why: str, *, retry: bool) -> None:
        """The process is of no more use: its job waits again or fails, and a new one starts."""
        if self._process is not None:
            self._process.kill()
        job = self._queue.painting
        self._queue.finish(done=False)
        _log.warning("Painting process lost (%s).", job.id if job else "nothing was painted")
        if job is not None and self._board.open(job.id) is not None:
            self._again_or_fail(job, why, retry=retry and not job.retried)
        self._process, self._ready, self._wiped_by_s = None, False, None
        if self._starts < STARTS_IN_A_ROW:
            self._restarts += 1
            self._start_wanted, self._deadline_s = True, None
        else:
            self._give_up()

    def _again_or_fail(self, job: Job, why: str, *, retry: bool) -> None:
        waits = retry and self._queue.put_back(replace(job, retried=True))
        stage: Stage = "waiting" if waits else "cancelled" if retry else "failed"
        self._board.change(job.id, stage, error=None if retry else why)

    def _give_up(self) -> None:
        self._deadline_s, self._problem = None, sentence("painter_does_not_start")
        for job in self._queue.clear():
            self._board.change(job.id, "failed", error=self._problem)
