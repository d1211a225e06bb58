"""The handle on the painting process. No rules about whose turn it is.

It is a fresh interpreter (never a fork) that runs `engines.worker.child` and talks over its
standard input and output. The standard library's own spawning is not used because it imports the
parent's `__main__` again in the child, and Streamlit puts the page that is being drawn there.
"""

from __future__ import annotations

import contextlib
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from engines.settings import Settings, child_environment
from engines.worker.messages import Begin, Cancel, Paint, Wipe, receive, send
from engines.worker.traces import HUGE_PAGES, TUNABLES

# A picture of 512 px is 1.8 MB; the usual 64 KiB would make each a long conversation.
PIPE_BYTES = 2**20
_BOOT = "import sys; sys.path[:] = sys.argv[1:]; from engines.worker.child import serve; serve()"


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
        self._hear = hear
        self._outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BOOT, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            pipesize=PIPE_BYTES,
            env=_environment(str(settings.threads)),
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

    def send(self, message: Begin | Paint | Cancel | Wipe) -> None:
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
        sink: Any = self._process.stdin
        with contextlib.suppress(OSError):
            while (message := self._outbox.get()) is not None:
                send(sink, message)
                message = None  # nothing is kept while nothing is said
        with contextlib.suppress(OSError):
            sink.close()

    def _read(self) -> None:
        source: Any = self._process.stdout
        with source, contextlib.suppress(EOFError, pickle.UnpicklingError, OSError):
            while True:
                self._hear((self, receive(source)))
        self._hear((self, None))


def _environment(threads: str) -> dict[str, str]:
    """This process's own, with threads as the settings say, and huge pages unless it says how."""
    inherited = child_environment()
    return {
        **inherited,
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        TUNABLES: inherited.get(TUNABLES) or HUGE_PAGES,
    }
