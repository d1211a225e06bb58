"""Whose pixels, counted on a thread of its own: the page of a replay stands meanwhile."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from engines.errors import traced
from workbench.replay.scenes import Replay
from workbench.replay.shares import Share, shares_of
from workbench.replay.stage import Scan, no_scans

MOST = 64
Counted = tuple[Share, ...]
_log = logging.getLogger(__name__)


class Counts:
    """The shares of the replays looked at last, in memory only; one is counted at a time."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="counting")
        self._counts: dict[tuple[str, int], Future[Counted | None]] = {}
        self._lock = Lock()

    def of(self, sitting: str, replay: Replay, *, scan: Scan = no_scans) -> Future[Counted | None]:
        """The shares of a sitting's replay, begun now if need be; None if they cannot be told."""
        key = (sitting, len(replay.scenes))
        with self._lock:
            if key not in self._counts:
                while len(self._counts) >= MOST:
                    self._counts.pop(next(iter(self._counts))).cancel()
                self._counts[key] = self._pool.submit(_count, sitting, replay, scan)
            return self._counts[key]

    def drop(self, sitting: str) -> None:
        """Forgets a sitting."""
        with self._lock:
            for key in [key for key in self._counts if key[0] == sitting]:
                self._counts.pop(key).cancel()

    def close(self) -> None:
        """Begins nothing any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _count(sitting: str, replay: Replay, scan: Scan) -> Counted | None:
    try:
        return shares_of(replay, scan=scan)
    except Exception as error:  # noqa: BLE001 - the thread's end: logged by its kind, said calmly
        _log.error("The shares of sitting %s could not be counted: %s", sitting, traced(error))
        return None
