"""What was removed more than a day ago is let go for good: after the start, then every hour."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable

from engines.errors import SketchwellError, traced
from workbench.archive.background import Background
from workbench.saying import later

EVERY_S = 3600.0
FULL = later(
    "The disk is full: make room. What was erased or removed is gone from every page and list; its "
    "traces in the files are still to be written over. That is tried again every hour."
)
WAITS = later(
    "What was erased or removed is gone from every page and list; its traces in the files could "
    "not be written over yet. That is tried again every hour."
)
_log = logging.getLogger(__name__)


class Sweeping:
    """Calls `sweep` in the background until it is closed, the first time at once.

    `trouble` says in words why the last time came to nothing; empty where it went through.
    """

    def __init__(self, sweep: Callable[[], int]) -> None:
        self.trouble = ""
        self._sweep = sweep
        self._background = Background("sweeping", self._run)
        self._background.start()

    def close(self) -> None:
        """Stop, after what is in hand."""
        self._background.close()

    def _run(self) -> None:
        stop = self._background.stop
        while not stop.is_set():
            self.once()
            stop.wait(EVERY_S)

    def once(self) -> None:
        """Sweep now. Whatever the disk refuses waits for the next time, and is said till then."""
        try:
            self._sweep()
            self.trouble = ""
        except (SketchwellError, OSError) as error:
            self.trouble = FULL if _full(error) else WAITS
            _log.warning("what was removed waits another hour: %s", traced(error))


def _full(error: BaseException) -> bool:
    """Whether room is what is missing, however deep that was noticed."""
    found: BaseException | None = error
    while found is not None:
        if getattr(found, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "No space left" in str(found):
            return True
        found = found.__cause__ or found.__context__
    return False
