"""What a wrong try costs: a wait that doubles, for the account and for the browser, and ends.

A browser that has signed in to an account before waits for its own wrong tries alone, so that
somebody who keeps trying elsewhere cannot keep its owner out. Nobody is ever locked out for good:
the wait ends at five minutes, and a try that comes too early costs nothing and is not looked at.

Source: device cookies, https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

FREE_TRIES = 2
LONGEST_WAIT_S = 300.0
FORGOTTEN_S = 3600.0
MOST_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Wrong:
    """The wrong tries of one account or browser so far."""

    tries: int
    until: float
    last: float


class Waiting:
    """Who has to wait for how long, in memory: a restart begins anew."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong: dict[str, Wrong] = {}

    def seconds(self, keys: Iterable[str]) -> float:
        """Until the next try under all these keys is looked at."""
        with self._lock:
            now = self._clock()
            held = (self._wrong.get(key) for key in keys)
            return max((each.until - now for each in held if each is not None), default=0.0)

    def wrong(self, keys: Iterable[str]) -> float:
        """Counts a wrong try under all these keys; gives the seconds that it costs."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            return max((self._count(key, now) for key in keys), default=0.0)

    def right(self, keys: Iterable[str]) -> None:
        """Forgets the wrong tries under these keys."""
        with self._lock:
            for key in keys:
                self._wrong.pop(key, None)

    def _count(self, key: str, now: float) -> float:
        before = self._wrong.pop(key, Wrong(0, 0.0, now))
        tries = before.tries + 1
        wait = (
            min(LONGEST_WAIT_S, 2.0 ** min(20, tries - FREE_TRIES)) if tries > FREE_TRIES else 0.0
        )
        self._wrong[key] = Wrong(tries, now + wait, now)
        return wait

    def _forget(self, now: float) -> None:
        old = [key for key, each in self._wrong.items() if now - each.last > FORGOTTEN_S]
        excess = len(self._wrong) - len(old) - MOST_KEPT
        old += [key for key in self._wrong if key not in old][: max(0, excess)]
        for key in old:
            del self._wrong[key]
