"""What stands before a practice in this process until it is open: words to type, or a first start.

A new practice is set up in two steps: how its master key is kept, then a recovery sheet, which
counts once two of its groups were typed back from paper. Until then nothing is on the disk.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from engines import sealing
from engines.errors import ArchiveError
from engines.sealing import passwords
from engines.sealing.passwords import Cost
from workbench.archive.unlocking import arranging, ring
from workbench.archive.unlocking import lock as locks
from workbench.archive.unlocking.arranging import Door
from workbench.archive.unlocking.lock import WAYS, LockedError, Way
from workbench.archive.unlocking.sheet import Sheet

LONGEST_S = 300.0


@dataclass(frozen=True, slots=True)
class Draft:
    """A practice that is being set up: in memory alone."""

    way: Way
    passphrase: str | None = field(repr=False)
    sheet: Sheet = field(default_factory=Sheet)
    master: bytes = field(default_factory=sealing.new_key, repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)


class Doorway:
    """The door of one practice. `enter` opens the practice with words, with a key, or with none."""

    def __init__(
        self,
        folder: Path,
        enter: Callable[[str | bytes | None], None],
        *,
        cost: Cost = passwords.USUAL,
    ) -> None:
        self.folder = folder
        self._enter, self._cost = enter, cost
        self._lock = Lock()
        self._open = False
        self._wrong, self._not_before = 0, 0.0
        self._draft: Draft | None = None

    @property
    def door(self) -> Door:
        """Whether the practice is open here, waits for words, or was never set up."""
        if self._open:
            return "open"
        found = arranging.door(self.folder)
        return "locked" if found == "open" else found

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways to keep a key that this machine has, the best first."""
        ways: tuple[Way, ...] = ("passphrase", "file")
        return ("keyring", *ways) if ring.available() else ways

    @property
    def has_passphrase(self) -> bool:
        """Whether a passphrase is what is asked for, rather than the recovery code alone."""
        lock = locks.read(self.folder)
        return lock is not None and lock.has_passphrase

    @property
    def has_sheet(self) -> bool:
        """Whether a recovery sheet opens it too; a restored practice has none yet."""
        lock = locks.read(self.folder)
        return lock is not None and lock.has_sheet

    def let_in(self) -> None:
        """Opens a practice that asks for nothing."""
        with self._lock:
            self._opened(None)

    def unlock(self, words: str) -> None:
        """Opens the practice with its passphrase or recovery code.

        Each wrong try makes the next one wait longer, whoever asks.

        Raises:
            LockedError: they are not the ones, or it is too soon to try again.
            SketchwellError: a mistyped recovery code; or the practice does not open.
        """
        with self._lock:
            if self._open:
                return
            left = self._not_before - time.monotonic()
            if left > 0:
                raise LockedError(f"Please wait {left:.0f} seconds, then try again.")
            try:
                self._opened(words)
            except LockedError:
                self._wrong += 1
                pause = 0.0 if self._wrong < 3 else min(LONGEST_S, 2.0 ** (self._wrong - 2))
                self._not_before = time.monotonic() + pause
                raise

    def begin(self, way: str, passphrase: str, again: str) -> Draft:
        """Takes the choice of how the key is kept; gives what is to be printed.

        Raises:
            ArchiveError: no such way here, or the passphrases differ.
            SealError: the passphrase is soon guessed.
        """
        chosen = next((each for each in WAYS if each == way), None)
        if chosen is None or chosen not in self.ways:
            raise ArchiveError("Choose one of the ways to keep the key.")
        if chosen == "passphrase":
            arranging.check_passphrase(passphrase, again)
        with self._lock:
            self._draft = Draft(chosen, passphrase if chosen == "passphrase" else None)
            return self._draft

    def draft(self, token: str) -> Draft:
        """The practice that is being set up, for the page that began it.

        Raises:
            ArchiveError: another page began anew meanwhile.
        """
        draft = self._draft
        if draft is None or not secrets.compare_digest(draft.token.encode(), token.encode()):
            raise ArchiveError("This was begun anew somewhere else: start again from the top.")
        return draft

    def set_up(self, token: str, typed: Sequence[str]) -> None:
        """Makes the practice, once the sheet was tried, and opens it.

        Raises:
            SealError: the groups are not those of the sheet.
            ArchiveError: the folder, the keyring or the disk refuses.
        """
        draft = self.draft(token)
        code = draft.sheet.tried(typed)
        with self._lock:
            arranging.set_up(
                self.folder,
                draft.master,
                draft.way,
                passphrase=draft.passphrase,
                code=code,
                cost=self._cost,
            )
            self._opened(draft.master)
            self._draft = None

    def _opened(self, unlock: str | bytes | None) -> None:
        self._enter(unlock)
        self._open = True
