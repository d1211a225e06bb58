"""What runs in the painting process: it paints what it is asked, until its input ends."""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import queue
import signal
import threading
import time

import numpy as np
from numpy.typing import NDArray

from engines.errors import Cancelled, SketchwellError
from engines.picture import PictureRequest
from engines.settings import Settings
from engines.strokes import Drawing, Point, Stroke
from engines.studio import Studio
from engines.wording import sentence
from engines.worker.messages import (
    Cancel,
    Ended,
    Paint,
    Progress,
    Ready,
    Sink,
    Source,
    Wipe,
    Wiped,
    receive,
    send,
)
from engines.worker.traces import emptied, expendable, scrub

SAY_EVERY_S = 0.03
ORPHAN_GRACE_S = 2.0
WARM_UP, WARM_UP_PX = "warm-up", 64
_log = logging.getLogger(__name__)


def serve() -> None:
    """Runs the painting process until its input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    sink = os.fdopen(os.dup(1), "wb", buffering=0)
    # Whatever a library prints must not end up between the messages.
    os.dup2(2, 1)
    begin = receive(source)
    logging.basicConfig(level=begin.settings.log_level.upper())
    expendable()
    inbox = _Inbox(source)
    with Studio(begin.settings, painters=begin.painters) as studio:
        warmed = _paint(studio, _warm_up(begin.settings), _PipeWatch(WARM_UP, inbox, sink))
        send(sink, Ready(warmed.error))
        easel = _Easel(studio, inbox, sink)
        while easel.work():
            pass


class _Easel:
    """Where one message after the other is done."""

    def __init__(self, studio: Studio, inbox: _Inbox, sink: Sink) -> None:
        self._studio, self._inbox, self._sink = studio, inbox, sink
        self._ways: set[PictureRequest] = set()

    def work(self) -> bool:
        """Does what is asked next, and keeps nothing of it; False at the end."""
        asked = self._inbox.asked.get()
        if asked is None:
            return False
        if isinstance(asked, Wipe):
            self._wipe()
            return True
        self._ways.add(emptied(asked.request))
        ended = _paint(self._studio, asked, _PipeWatch(asked.job, self._inbox, self._sink))
        send(self._sink, ended)
        return not ended.spent

    def _wipe(self) -> None:
        """Closes what can be, and paints an empty page in every way that was used.

        What the nets that stay open hold is of that page, then.
        """
        self._studio.let_go()
        for way in self._ways:
            with contextlib.suppress(SketchwellError):
                self._studio.paint(way)
        self._ways.clear()
        scrub()
        send(self._sink, Wiped())


class _Inbox:
    """Reads the parent's messages on a thread, so that a cancel is known while painting."""

    def __init__(self, source: Source) -> None:
        self.asked: queue.SimpleQueue[Paint | Wipe | None] = queue.SimpleQueue()
        self.cancelled: str | None = None
        self.closing = False
        self._source = source
        threading.Thread(target=self._read, name="painting-inbox", daemon=True).start()

    def _read(self) -> None:
        # A parent that was killed while it wrote leaves half a message.
        with contextlib.suppress(EOFError, pickle.UnpicklingError, OSError):
            while True:
                self._take(receive(self._source))
        self.closing = True
        self.asked.put(None)
        # The parent is gone or has closed; a painter that hangs must not outlive it.
        time.sleep(ORPHAN_GRACE_S)
        os._exit(1)

    def _take(self, message: Cancel | Paint | Wipe) -> None:
        if isinstance(message, Cancel):
            self.cancelled = message.job
        else:
            self.asked.put(message)


class _PipeWatch:
    """A `Watch` whose other end is the parent process."""

    def __init__(self, job: str, inbox: _Inbox, sink: Sink) -> None:
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
            send(self._sink, Progress(self._job, float(fraction)))

    def preview(self, pixels: NDArray[np.uint8]) -> None:
        """Sends an early state; the fraction is left as it was."""
        self._stop_if_unwanted()
        send(self._sink, Progress(self._job, -1.0, np.ascontiguousarray(pixels)))

    def _stop_if_unwanted(self) -> None:
        if self._inbox.closing or self._inbox.cancelled == self._job:
            raise Cancelled("The painting was stopped.")


def _warm_up(chosen: Settings) -> Paint:
    """A small picture that nobody sees: opens the default painter and what it loads when used."""
    points = (Point(0.2, 0.2), Point(0.8, 0.8))
    drawing = Drawing(strokes=(Stroke(WARM_UP, "pen", "#000000", 0.02, "import", points),))
    asked = PictureRequest(
        drawing,
        words="sun",
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
        spent = isinstance(error, MemoryError)
        return Ended(paint.job, error=sentence("painting_failed"), spent=spent)
    return Ended(paint.job, picture=picture, took_s=time.perf_counter() - start_s)


def _where(error: BaseException) -> str:
    """The fault's kind and place without its message, which might hold what a person wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "nowhere"
    return f"{type(error).__name__} at {place}"
