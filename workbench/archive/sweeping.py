"""What was removed more than a day ago is let go for good: after the start, then every hour."""

from __future__ import annotations

import logging
from collections.abc import Callable

from engines.errors import SketchwellError, traced
from workbench.archive.background import Background

EVERY_S = 3600.0
_log = logging.getLogger(__name__)


class Sweeping:
    """Calls `sweep` in the background until it is closed, the first time at once."""

    def __init__(self, sweep: Callable[[], int]) -> None:
        self._sweep = sweep
        self._background = Background("sweeping", self._run)
        self._background.start()

    def close(self) -> None:
        """Stop, after what is in hand."""
        self._background.close()

    def _run(self) -> None:
        stop = self._background.stop
        while not stop.is_set():
            try:
                self._sweep()
            except SketchwellError as error:
                _log.warning("what was removed waits another hour: %s", traced(error))
            stop.wait(EVERY_S)
