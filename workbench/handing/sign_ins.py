"""Who is signed in where, for how long, and where nobody touched anything for a while.

In memory only: a restart signs everybody out. A sign-in ends after twelve hours whatever happens,
and one by an identity provider with its token.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

LONGEST_S = 12 * 3600.0
IDLE_MIN = 10
IDLE_CHOICES = (2, 5, 10, 15, 20, 30, 60)
IDLE = "idle_minutes"


def since_boot() -> float:
    """Seconds that go on while the machine sleeps, and that nobody can set back."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.time()


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser's: whose, since when and until when, touched last when, and whether locked."""

    account: str
    since: float
    ends: float
    stirred: float
    locked: bool = False


class SignIns:
    """All sign-ins of a practice by browser. Every method may be called from any thread."""

    def __init__(
        self,
        noticed: Callable[[str, str], None] = lambda *_: None,
        *,
        idle_min: int = IDLE_MIN,
        clock: Callable[[], float] = since_boot,
    ) -> None:
        self.idle_min = idle_min
        self._noticed, self._clock = noticed, clock
        self._lock = threading.RLock()
        self._held: dict[str, SignIn] = {}
        self._ended: set[str] = set()
        self._moved: set[str] = set()

    def begin(self, account: str, lasts_s: float = LONGEST_S) -> str:
        """Signs an account in, for so long at most; gives the new name of its browser."""
        browser, now = secrets.token_hex(12), self._clock()
        with self._lock:
            self._held[browser] = SignIn(account, now, now + min(lasts_s, LONGEST_S), now)
        return browser

    def extend(self, browser: str, lasts_s: float) -> None:
        """A sign-in goes on for so long from now on, and never past `LONGEST_S`."""
        with self._lock:
            found = self._held.get(browser)
            if found is not None:
                ends = min(self._clock() + lasts_s, found.since + LONGEST_S)
                self._held[browser] = replace(found, ends=ends)

    def holds(self, browser: str) -> bool:
        """Whether somebody is signed in there; to look does not lock what nobody touched."""
        with self._lock:
            found = self._held.get(browser)
            return found is not None and not self._over(browser, found)

    def of(self, browser: str, *, away: bool = False) -> SignIn | None:
        """A browser's sign-in as it stands now: over when it ends, locked where it is idle.

        Args:
            browser: which.
            away: its screen is given to a client, which is never idle.
        """
        with self._lock:
            found, now = self._held.get(browser), self._clock()
            if found is None:
                return None
            if self._over(browser, found):
                return None
            if away:
                found = self._held[browser] = replace(found, stirred=now)
            elif not found.locked and now - found.stirred > 60.0 * self.idle_min:
                found = self._held[browser] = replace(found, locked=True)
                self._noticed("locked after a while", found.account)
            return found

    def _over(self, browser: str, found: SignIn) -> bool:
        if self._clock() < found.ends:
            return False
        del self._held[browser]
        self._noticed("sign-in over", found.account)
        return True

    def stir(self, browser: str) -> None:
        """Somebody does something there; what is locked already stays so."""
        found = self.of(browser)
        if found is not None and not found.locked:
            with self._lock:
                self._held[browser] = replace(found, stirred=self._clock())

    def lock(self, browser: str, *, locked: bool) -> None:
        """Locks a browser's sign-in, or opens it again."""
        found = self.of(browser)
        if found is not None:
            with self._lock:
                self._held[browser] = replace(found, locked=locked, stirred=self._clock())

    def end(self, browser: str) -> None:
        """Signs one browser out."""
        with self._lock:
            self._held.pop(browser, None)
            self._ended.add(browser)

    def move(self, browser: str) -> None:
        """Somebody came in there: the browser has a new name from here on."""
        with self._lock:
            self._held.pop(browser, None)
            self._moved.add(browser)

    def was_ended(self, browser: str) -> bool:
        """Whether somebody signed that browser out."""
        with self._lock:
            return browser in self._ended

    def has_moved(self, browser: str) -> bool:
        """Whether somebody has come in there under a new name."""
        with self._lock:
            return browser in self._moved

    def end_all(self, account: str, *, but: str | None = None) -> tuple[str, ...]:
        """Signs an account out everywhere, or everywhere but in one browser; gives where."""
        with self._lock:
            theirs = [each for each, held in self._held.items() if held.account == account]
            ended = tuple(each for each in theirs if each != but)
            for browser in ended:
                self.end(browser)
            return ended

    def where(self, account: str) -> tuple[str, ...]:
        """The browsers where an account is signed in."""
        with self._lock:
            found = [each for each, held in self._held.items() if held.account == account]
        return tuple(each for each in found if self.of(each) is not None)
