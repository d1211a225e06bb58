"""Work of an open archive that goes on beside everything else, and ends with it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread


class Background:
    """One thread. `stop` tells its work to end; the work looks at it, or waits on it."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self.stop = Event()
        self._thread = Thread(target=work, name=name, daemon=True)

    def start(self) -> None:
        """Begin the work."""
        self._thread.start()

    def close(self) -> None:
        """Stop, after what is in hand; nothing where it never began."""
        self.stop.set()
        if self._thread.ident is not None:
            self._thread.join()
