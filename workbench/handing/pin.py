"""A therapist's PIN: set once, asked for on the way back from the client's view and from a lock."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Protocol

from engines import sealing
from engines.errors import RequestError

PREFERENCE = "pin"
LONGEST_WAIT_S = 300.0
_PIN = re.compile(r"[0-9]{4,8}", re.ASCII)


class Preferences(Protocol):
    """What the archive keeps for the whole practice, by name."""

    def preference(self, name: str) -> str | None: ...

    def set_preference(self, name: str, value: str | None) -> None: ...


class Pin:
    """A PIN and how long a wrong one costs, which doubles with each."""

    def __init__(
        self,
        kept: Preferences,
        *,
        name: str = PREFERENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._kept, self._name, self._clock = kept, name, clock
        self._lock = threading.Lock()
        self._wrong = 0
        self._until = 0.0

    @property
    def is_set(self) -> bool:
        """Whether there is one."""
        return self._kept.preference(self._name) is not None

    @property
    def wait_s(self) -> float:
        """Seconds until the next try is looked at."""
        return max(0.0, self._until - self._clock())

    def choose(self, pin: str) -> None:
        """Sets the PIN, where there is none yet or a therapist changes it.

        Raises:
            RequestError: it has not 4 to 8 digits.
        """
        if not _PIN.fullmatch(pin):
            raise RequestError("A PIN has 4 to 8 digits: choose another one.")
        self._kept.set_preference(self._name, sealing.pin_hash(pin))
        self._wrong, self._until = 0, 0.0

    def forget(self) -> None:
        """Takes the PIN away; the next hand-over asks for a new one."""
        self._kept.set_preference(self._name, None)

    def matches(self, pin: str) -> bool:
        """Whether this is the PIN. One try at a time; none is looked at before `wait_s` is over."""
        with self._lock:
            stored = self._kept.preference(self._name)
            if stored is None or self.wait_s > 0:
                return False
            if _PIN.fullmatch(pin) and sealing.pin_matches(pin, stored):
                self._wrong = 0
                return True
            self._wrong += 1
            self._until = self._clock() + min(LONGEST_WAIT_S, 2.0 ** (self._wrong - 1))
            return False
