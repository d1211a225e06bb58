"""How much of the kiosk one line may take: so many messages, and a share of the server's time."""

from __future__ import annotations

import asyncio

from kiosk.visits import wire
from kiosk.visits.wire import LineError

# A message a millisecond is more than any hand, and more than a screen sends.
MOST_A_SECOND = 400
# Seconds of work a second, and at once: the rest is for the other lines, and for frames.
SHARE = 0.3


class Pace:
    """Counts what one line says, and lets it wait where that is much."""

    def __init__(self) -> None:
        self._clock = asyncio.get_running_loop().time
        self._began_s, self._heard = 0.0, 0
        self._credit_s, self._counted_s = SHARE, self._clock()
        self.spoke_s = self._clock()

    def count(self) -> None:
        """One message more.

        Raises:
            LineError: that is a flood.
        """
        now_s = self.spoke_s = self._clock()
        if now_s - self._began_s >= 1:
            self._began_s, self._heard = now_s, 0
        self._heard += 1
        if self._heard > MOST_A_SECOND:
            raise LineError(wire.UNWANTED, f"more than {MOST_A_SECOND} messages a second")

    def forgive(self) -> None:
        """The last message was part of a page that is said again after a break: it never counts."""
        self._heard -= 1

    async def rest(self, took_s: float) -> None:
        """Lets the others have their turn, and waits where this line has had more than its share.

        Args:
            took_s: of the server's time, for the last message.
        """
        now_s = self._clock()
        earned_s = SHARE * (now_s - self._counted_s)
        self._credit_s = min(SHARE, self._credit_s + earned_s) - took_s
        self._counted_s = now_s
        await asyncio.sleep(max(0.0, -self._credit_s / SHARE))
