"""Where a practice's people come in: its door, its staff, its sign-ins, and everybody's own PIN."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from engines.errors import ArchiveError, RequestError, SealError
from workbench.access.accounts import Account
from workbench.access.devices import Devices
from workbench.access.door import Directory, Door, Witness
from workbench.access.staff import Staff
from workbench.handing.pin import PREFERENCE, Pin, Preferences
from workbench.handing.sign_ins import IDLE, IDLE_CHOICES, IDLE_MIN, SignIns


class Kept(Preferences, Protocol):
    """What an entrance needs of the archive."""

    @property
    def accounts(self) -> Directory: ...

    @property
    def witness(self) -> Witness: ...

    def opens(self, words: str) -> bool: ...


class Pins:
    """One PIN an account, kept as a preference of the practice, as its hash."""

    def __init__(self, kept: Preferences) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._pins: dict[str, Pin] = {}

    def of(self, account: str) -> Pin:
        """The PIN of an account."""
        with self._lock:
            if account not in self._pins:
                self._pins[account] = Pin(self._kept, name=f"{PREFERENCE}-{account}")
            return self._pins[account]


@dataclass(frozen=True, slots=True)
class Entrance:
    """The parts by which somebody becomes a browser with an account.

    `pins` are everybody's own, so that nobody opens a colleague's page with theirs. `end` signs an
    account out everywhere.
    """

    kept: Kept
    door: Door
    staff: Staff
    sign_ins: SignIns
    devices: Devices
    pins: Pins
    end: Callable[[str], object]

    def forget_pins(self) -> None:
        """Takes everybody's PIN away."""
        for account in self.staff.all():
            self.pins.of(account.id).forget()

    def choose_idle(self, minutes: int) -> None:
        """After how many minutes an untouched page is covered, from here on.

        Raises:
            RequestError: not one of `IDLE_CHOICES`.
        """
        if minutes not in IDLE_CHOICES:
            raise RequestError(f"{minutes} minutes cannot be chosen: take one of {IDLE_CHOICES}.")
        self.kept.set_preference(IDLE, str(minutes))
        self.sign_ins.idle_min = minutes

    def account(self, browser: str, *, away: bool = False) -> Account | None:
        """Who is signed in there, whether it is locked or not."""
        found = self.sign_ins.of(browser, away=away)
        if found is None:
            return None
        try:
            account = self.kept.accounts.one(found.account)
        except ArchiveError:
            return None
        return None if account.disabled is not None else account


def idle_minutes(kept: Preferences) -> int:
    """After how many minutes the practice wants an untouched page covered."""
    stored = kept.preference(IDLE) or ""
    return int(stored) if stored in map(str, IDLE_CHOICES) else IDLE_MIN


def _opens(kept: Kept, words: str) -> bool:
    try:
        return kept.opens(words)
    except SealError:  # a recovery code with a mistake in it opens nothing
        return False


def entrance(
    kept: Kept,
    *,
    key: bytes,
    ended: Callable[[str], object],
    noticed: Callable[[str, str], None],
    changed: Callable[[], None],
) -> Entrance:
    """The entrance of a practice.

    Args:
        kept: the archive.
        key: of the practice's own, for tokens.
        ended: is told whose sign-ins are to end.
        noticed: is told what happened by itself, and whose sign-in it was.
        changed: is told that accounts changed.
    """
    door = Door(kept.accounts, kept.witness, opens=lambda words: _opens(kept, words))
    staff = Staff(kept.accounts, door, ended=ended, changed=changed)
    sign_ins = SignIns(noticed, idle_min=idle_minutes(kept))
    return Entrance(kept, door, staff, sign_ins, Devices(key), Pins(kept), ended)
