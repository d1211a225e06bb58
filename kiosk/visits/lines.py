"""The lines that are open: a kiosk has one screen, and a few are room enough for a reload."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from kiosk.visits import wire

MOST_LINES = 4
# Source: RFC 6455 registry, WebSocket Close Code Number: try again later.
FULL = 1013
STALE_S = 60.0


class Open(Protocol):
    """A line as far as its room goes."""

    @property
    def silent_s(self) -> float:
        """Seconds since it said anything."""
        ...

    @property
    def empty(self) -> bool:
        """Whether nothing is on its page."""
        ...

    async def hang_up(self, code: int) -> None:
        """Closes it."""
        ...

    async def tell(self, kind: bytes, number: int, head: Mapping[str, Any]) -> None:
        """Sends one message."""
        ...


class Lines:
    """Room for `MOST_LINES`. One with nothing on its page that is silent makes room for another."""

    def __init__(self) -> None:
        self._open: list[Open] = []

    def __len__(self) -> int:
        return len(self._open)

    async def has_room(self) -> bool:
        """Whether one more may open; where need be, the line that was silent longest is closed."""
        if len(self._open) < MOST_LINES:
            return True
        silent = [line for line in self._open if line.empty and line.silent_s > STALE_S]
        if not silent:
            return False
        longest = max(silent, key=lambda line: line.silent_s)
        self._open.remove(longest)
        await longest.hang_up(FULL)
        return True

    async def tell(self, did: str) -> None:
        """Tells every screen of something that no screen asked for."""
        for line in tuple(self._open):
            await line.tell(wire.TOLD, 0, {"did": did})

    @contextlib.contextmanager
    def kept(self, line: Open) -> Iterator[None]:
        """Counts a line while it is open."""
        self._open.append(line)
        try:
            yield
        finally:
            if line in self._open:
                self._open.remove(line)
