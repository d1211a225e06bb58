"""The painting process: what runs in it, and the handle on it. No rules about whose turn it is.

It is a fresh interpreter (never a fork) that talks pickles over its standard input and output. The
standard library's own spawning is not used because it imports the parent's `__main__` again in the
child, and Streamlit puts the page that is being drawn there.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from engines.errors import Cancelled, SketchwellError
from engines.picture import Picture, PictureRequest
from engines.settings import Settings, child_environment
from engines.sketch.scans import Scan
from engines.strokes import Drawing, Point, Stroke
from engines.studio import Studio
from engines.wording import sentence

SAY_EVERY_S = 0.03
ORPHAN_GRACE_S = 2.0
# A picture of 512 px is 1.8 MB; the usual 64 KiB would make each a long conversation.
PIPE_BYTES = 2**20
WARM_UP, WARM_UP_PX = "warm-up", 64
_BOOT = "import sys; sys.path[:] = sys.argv[1:]; from engines.worker.process import serve; serve()"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Begin:
    """The first message to the process: what to open."""

    settings: Settings
    painters: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Paint:
    """Asks for a picture."""

    job: str
    request: PictureRequest
    parent: Picture | None
    scan: Scan | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """Says that a picture is no longer wanted."""

    job: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The default painter is open and has painted once, or why it has not."""

    problem: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """How far a job is: a sign of life."""

    job: str
    fraction: float
    preview: NDArray[np.uint8] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ended:
    """A job's end: a picture, a sentence that says why there is none, or neither if cancelled."""

    job: str
    picture: Picture | None = None
    error: str | None = None
    took_s: float | None = None


class PaintingProcess:
    """The handle on one painting process.

    Args:
        settings: what it opens.
        painters: painters by name, as "module:Class".
        hear: called with a pair of this handle and each message, and of it and None at the end,
            from a thread of its own.
    """

    def __init__(
        self,
        settings: Settings,
        painters: Mapping[str, str],
        hear: Callable[[tuple[PaintingProcess, Any]], None],
    ) -> None:
        threads = str(settings.threads)
        self._hear = hear
        self._outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BOOT, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=PIPE_BYTES,
            env=child_environment(OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads),
        )
        self.send(Begin(settings, dict(painters)))
        self._threads = [
            threading.Thread(target=work, name=f"painting-{work.__name__}", daemon=True)
            for work in (self._write, self._read)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def send(self, message: Begin | Paint | Cancel) -> None:
        """Sends a message; never waits."""
        self._outbox.put(message)

    def kill(self) -> None:
        """Ends it at once, and its threads."""
        self._process.kill()
        self._process.wait()
        self._outbox.put(None)
        for thread in self._threads:
            thread.join()

    def close(self, timeout_s: float) -> None:
        """Asks it to end; ends it where that takes longer than `timeout_s`."""
        self._outbox.put(None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_s)
        self.kill()

    def _write(self) -> None:
        stream = self._process.stdin
        if stream is None:
            return
        with contextlib.suppress(OSError):
            while (message := self._outbox.get()) is not None:
                _send(stream, message)
        with contextlib.suppress(OSError):
            stream.close()

    def _read(self) -> None:
        stream = self._process.stdout
        if stream is None:
            return
        with stream, contextlib.suppress(EOFError, pickle.UnpicklingError, OSError):
            while True:
                self._hear((self, pickle.load(stream)))
        self._hear((self, None))


def serve() -> None:
    """Runs the painting process until its input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not end up between the messages.
    os.dup2(2, 1)
    begin = pickle.load(source)
    logging.basicConfig(level=begin.settings.log_level.upper())
    inbox = _Inbox(source)
    with Studio(begin.settings, painters=begin.painters) as studio:
        warmed = _paint(studio, _warm_up(begin.settings), _PipeWatch(WARM_UP, inbox, sink))
        _send(sink, Ready(warmed.error))
        while (paint := inbox.paints.get()) is not None:
            _send(sink, _paint(studio, paint, _PipeWatch(paint.job, inbox, sink)))


class _Inbox:
    """Reads the parent's messages on a thread, so that a cancel is known while painting."""

    def __init__(self, source: BinaryIO) -> None:
        self.paints: queue.SimpleQueue[Paint | None] = queue.SimpleQueue()
        self.cancelled: str | None = None
        self.closing = False
        self._source = source
        threading.Thread(target=self._read, name="painting-inbox", daemon=True).start()

    def _read(self) -> None:
        # A parent that was killed while it wrote leaves half a message.
        with contextlib.suppress(EOFError, pickle.UnpicklingError, OSError):
            while True:
                message = pickle.load(self._source)
                if isinstance(message, Cancel):
                    self.cancelled = message.job
                else:
                    self.paints.put(message)
        self.closing = True
        self.paints.put(None)
        # The parent is gone or has closed; a painter that hangs must not outlive it.
        time.sleep(ORPHAN_GRACE_S)
        os._exit(1)


class _PipeWatch:
    """A `Watch` whose other end is the parent process."""

    def __init__(self, job: str, inbox: _Inbox, sink: BinaryIO) -> None:
        self._job = job
        self._inbox = inbox
        self._sink = sink
        self._said_s = 0.0

    def progress(self, fraction: float) -> None:
        """Says how far it is, at most every `SAY_EVERY_S`."""
        self._stop_if_unwanted()
        now_s = time.monotonic()
        if now_s - self._said_s >= SAY_EVERY_S:
            self._said_s = now_s
            _send(self._sink, Progress(self._job, float(fraction)))

    def preview(self, pixels: NDArray[np.uint8]) -> None:
        """Sends an early state; the fraction is left as it was."""
        self._stop_if_unwanted()
        _send(self._sink, Progress(self._job, -1.0, np.ascontiguousarray(pixels)))

    def _stop_if_unwanted(self) -> None:
        if self._inbox.closing or self._inbox.cancelled == self._job:
            raise Cancelled("The painting was stopped.")


def _warm_up(chosen: Settings) -> Paint:
    """A small picture that nobody sees: opens the default painter and what it loads when used."""
    points = (Point(0.2, 0.2), Point(0.8, 0.8))
    drawing = Drawing(strokes=(Stroke(WARM_UP, "pen", "#000000", 0.02, "import", points),))
    asked = PictureRequest(
        drawing,
        size=WARM_UP_PX,
        effort="live",
        painter=chosen.painter,
        runtime=chosen.runtime,
        precision=chosen.precision,
    )
    return Paint(WARM_UP, asked, None)


def _paint(studio: Studio, paint: Paint, watch: _PipeWatch) -> Ended:
    start_s = time.perf_counter()
    try:
        picture = studio.paint(paint.request, parent=paint.parent, scan=paint.scan, watch=watch)
    except Cancelled:
        return Ended(paint.job)
    except SketchwellError as error:
        return Ended(paint.job, error=str(error))
    except Exception as error:  # noqa: BLE001 - the process must outlive any fault of a painter
        _log.error("Job %s failed: %s", paint.job, _where(error))
        return Ended(paint.job, error=sentence("painting_failed"))
    return Ended(paint.job, picture=picture, took_s=time.perf_counter() - start_s)


def _where(error: BaseException) -> str:
    """The fault's kind and place without its message, which might hold what a person wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "nowhere"
    return f"{type(error).__name__} at {place}"


def _send(stream: Any, message: object) -> None:
    pickle.dump(message, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()
