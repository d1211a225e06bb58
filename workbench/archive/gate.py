"""Many may be inside, or one alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from engines.errors import ArchiveError

PATIENCE_S = 10.0


class Gate:
    """Lets threads in and out; whoever wants to be alone waits until all are out."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0
        self._shut = False

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be inside while the block runs."""
        with self._changed:
            self._changed.wait_for(lambda: not self._shut)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be alone while the block runs; one at a time asks for it.

        Raises:
            ArchiveError: somebody stays inside.
        """
        with self._changed:
            self._shut = True
            empty = self._changed.wait_for(lambda: self._inside == 0, PATIENCE_S)
        try:
            if not empty:
                raise ArchiveError("The archive is busy and cannot be mended now: try again.")
            yield
        finally:
            with self._changed:
                self._shut = False
                self._changed.notify_all()
