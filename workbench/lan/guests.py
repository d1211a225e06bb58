"""Devices that joined one sitting by a code, and the codes that wait for one.

A code is 128 random bits, good once and for two minutes. A device that joined sees the client's
view of that sitting, has no way to anything else, and is sent away when the sitting closes, when a
therapist ends it, when another device joins, and when the workbench stops: nothing of it is kept.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

PREFIX = "guest-"
LIFE_S, GOODBYE_S = 120.0, 4 * 3600.0
TOKEN_BYTES = 16
MOST_WRONG, WRONG_S = 20, 60.0
_NAME = re.compile(rf"{PREFIX}([0-9a-f]{{8,12}})-[0-9a-f]{{24}}")
MOST_ORIGINS = 1000


@dataclass(frozen=True, slots=True)
class Guest:
    """A device that joined: its sitting, None once it was sent away; since when, let in by whom."""

    sitting: str | None
    since: float
    by: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that waits, known by its hash: for which sitting, until when, of which account."""

    sitting: str
    until: float
    by: str


class Guests:
    """All guests of a practice. Every method may be called from any thread.

    Args:
        changed: is told whenever somebody came or was sent away.
        clock: seconds that only go forward.
        wall: seconds since 1970, which a restart goes on with.
    """

    def __init__(
        self,
        changed: Callable[[], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._changed, self._clock, self._wall = changed, clock, wall
        self._lock = threading.Lock()
        self._waiting: dict[bytes, Invitation] = {}
        self._guests: dict[str, Guest] = {}
        self._wrong: dict[str, deque[float]] = {}

    def invite(self, sitting: str, *, by: str = "") -> str:
        """A fresh code for one device; the one before it for that sitting counts no more."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._lock:
            self._withdraw(sitting)
            self._waiting[_hash(token)] = Invitation(sitting, self._clock() + LIFE_S, by)
        return token

    def known(self, token: str) -> bool:
        """Whether a code is good now; looking does not use it up."""
        with self._lock:
            return self._waits(token) is not None

    def join(self, token: str, browser: str, *, origin: str = "") -> str | None:
        """Lets a browser in by a code and uses the code up; gives the sitting, None if it is over.

        Whoever was in that sitting by a code before is sent away: one device a sitting. `origin` is
        the address that asks; too many wrong codes from there make it `besieged`.
        """
        with self._lock:
            found = self._waits(token)
            if found is None:
                self._note_wrong(origin)
                return None
            del self._waiting[_hash(token)]
            self._send_away(found.sitting)
            self._guests[browser] = Guest(found.sitting, self._clock(), found.by)
        self._changed()
        return found.sitting

    def besieged(self, origin: str) -> bool:
        """Whether so many wrong codes came from there within a minute that none is looked at."""
        with self._lock:
            wrong = self._wrong.get(origin, ())
            return len(wrong) == MOST_WRONG and self._clock() - wrong[0] < WRONG_S

    def of(self, browser: str) -> Guest | None:
        """The guest that a browser is; None where it never was one, or was one long ago.

        Its name says that it is a guest, and since when: sent away, and over a restart, it stays
        one of nothing for `GOODBYE_S`; then somebody may sign in there.
        """
        with self._lock:
            found = self._guests.get(browser)
        if found is not None:
            return found
        return Guest(None, 0.0, "") if self._wall() - _named_at(browser) < GOODBYE_S else None

    def at(self, sitting: str) -> Guest | None:
        """Who joined that sitting and is there."""
        with self._lock:
            return next((each for each in self._guests.values() if each.sitting == sitting), None)

    def sittings(self) -> tuple[str, ...]:
        """The sittings that a device has joined."""
        with self._lock:
            return tuple(each.sitting for each in self._guests.values() if each.sitting)

    def let_in_by(self, account: str) -> tuple[str, ...]:
        """The sittings that an account let a device into, or has a code waiting for."""
        with self._lock:
            known = (*self._waiting.values(), *self._guests.values())
            return tuple({each.sitting for each in known if each.sitting and each.by == account})

    def waits_s(self, sitting: str) -> float:
        """Seconds that the code of a sitting is good for yet; 0 where none waits."""
        with self._lock:
            found = (each for each in self._waiting.values() if each.sitting == sitting)
            return max((each.until - self._clock() for each in found), default=0.0)

    def ago_s(self, guest: Guest) -> float:
        """Seconds since a guest came."""
        return self._clock() - guest.since

    def dismiss(self, sitting: str) -> None:
        """Sends away whoever joined that sitting; its code counts no more."""
        with self._lock:
            self._withdraw(sitting)
            gone = self._send_away(sitting)
        if gone:
            self._changed()

    def _note_wrong(self, origin: str) -> None:
        while len(self._wrong) >= MOST_ORIGINS and origin not in self._wrong:
            self._wrong.pop(next(iter(self._wrong)))
        self._wrong.setdefault(origin, deque(maxlen=MOST_WRONG)).append(self._clock())

    def _waits(self, token: str) -> Invitation | None:
        found = self._waiting.get(_hash(token))
        return found if found is not None and self._clock() < found.until else None

    def _withdraw(self, sitting: str) -> None:
        now = self._clock()
        kept = self._waiting.items()
        good = {code: each for code, each in kept if each.sitting != sitting and now < each.until}
        self._waiting = good

    def _send_away(self, sitting: str) -> bool:
        there = [name for name, each in self._guests.items() if each.sitting == sitting]
        for name in there:
            del self._guests[name]
        return bool(there)


def new_name() -> str:
    """What a device is known by that joins: random, plainly a guest's, and since when."""
    return f"{PREFIX}{int(time.time()):x}-{secrets.token_hex(12)}"


def _named_at(browser: str) -> float:
    found = _NAME.fullmatch(browser)
    return float(int(found[1], 16)) if found else float("-inf")


def _hash(token: str) -> bytes:
    """Codes are looked up by this, so that how long a look takes says nothing about any."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
