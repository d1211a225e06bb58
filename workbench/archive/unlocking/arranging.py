"""The way to the master key: found at a start, set up once, changed later. One step each.

Whatever is changed, a way that works stands on disk at every moment: the new one is written and
read back before the lock names it, and the old one goes after that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from engines.errors import ArchiveError
from engines.sealing import passwords
from engines.sealing.passwords import Cost
from workbench.archive import disk
from workbench.archive.attached import DATABASE_FILE
from workbench.archive.schema import now
from workbench.archive.unlocking import keyfile, ring, slots
from workbench.archive.unlocking import lock as locks
from workbench.archive.unlocking.lock import Lock, LockedError, Way

Door = Literal["open", "locked", "new"]


def door(folder: Path) -> Door:
    """What stands before an archive's folder: nothing, words to be typed, or nobody's choice yet.

    Raises:
        ArchiveError: the lock cannot be read.
    """
    lock = locks.read(folder)
    if lock is None:
        held = (folder / DATABASE_FILE, folder / keyfile.MASTER_FILE, folder / "journal")
        return "open" if any(path.exists() for path in held) else "new"
    if lock.way == "file":
        return "open"
    return "open" if lock.way == "keyring" and _in_ring(lock) is not None else "locked"


def master_of(folder: Path, words: str | None, *, make: bool) -> bytes:
    """The master key of a folder.

    Args:
        folder: the archive's.
        words: what somebody typed, a passphrase or a recovery code; None where nobody did.
        make: make a key and keep it in a file where nothing is there yet.

    Raises:
        LockedError: words are needed, or these are not the ones.
        ArchiveError: the key is lost.
        SealError: a recovery code with a mistake in it.
    """
    lock = locks.read(folder)
    if lock is None:
        return keyfile.master_key(folder, make=make)
    if words is not None:
        return _opened(lock, words)
    if lock.way == "file":
        return _checked(lock, keyfile.master_key(folder, make=False))
    if lock.way == "keyring":
        master = ring.fetch(lock.key)
        if master is None:
            raise LockedError(
                "The keyring of this account does not have this practice's key: open it with the "
                "recovery code."
            )
        return master
    raise LockedError(f"The archive {folder} is locked: type its passphrase or recovery code.")


@dataclass(slots=True)
class Arrangement:
    """How an open archive's master key is kept. Every method leaves a way in that works."""

    folder: Path
    master: bytes
    cost: Cost = passwords.USUAL

    @property
    def lock(self) -> Lock:
        """The lock as it stands; of a folder that nobody set up, the one it amounts to."""
        held = locks.read(self.folder)
        return held or Lock("file", locks.name_of(self.master), (), now())

    def tidy(self) -> None:
        """Clear away what a kill left of the way before."""
        lock = locks.read(self.folder)
        if lock is not None and lock.way != "file":
            disk.shred(self.folder / keyfile.MASTER_FILE)
        if lock is not None and lock.left is not None and lock.left != lock.way:
            self._leave(lock, lock.left)

    def mend(self) -> str | None:
        """Make the lock lie twice again; says what was harmed or missing."""
        return locks.mend(self.folder)

    def matches(self, words: str) -> bool:
        """Whether these words open this archive now."""
        return self.lock.opened(words) is not None

    def keep(self, way: Way, *, passphrase: str | None = None) -> None:
        """Keep the key this way from now on.

        A passphrase is needed where none is set and the way is one. Where another way is chosen, a
        passphrase that was set no longer opens it; a recovery sheet always does.

        Raises:
            ArchiveError: no keyring; or nothing was typed.
            SealError: the passphrase is too short.
        """
        before = self.lock
        lock = before.kept(way)
        if way == "passphrase":
            lock = self._with_passphrase(lock, passphrase)
        else:
            lock = lock.without(slots.PASSPHRASE)
            _put(way, self.folder, self.master)
        self._set(lock)
        if before.way != way:
            self._leave(lock, before.way)

    def change_passphrase(self, passphrase: str) -> None:
        """Another passphrase; the one before opens nothing from now on.

        Raises:
            ArchiveError: the key is not kept under a passphrase.
            SealError: it is too short.
        """
        lock = self.lock
        if lock.way != "passphrase":
            raise ArchiveError(
                "The key is not kept under a passphrase: choose that way first, in Settings."
            )
        self._set(self._with_passphrase(lock, passphrase))

    def add_sheet(self, code: str) -> None:
        """Let a recovery code open the archive; the sheet before opens nothing from now on."""
        self._set(self.lock.with_slot(slots.of_code(code, self.master)))

    def forget(self, master: bytes) -> None:
        """Remove a master key that is no longer in use from the keyring."""
        _forget(locks.name_of(master))

    def _with_passphrase(self, lock: Lock, passphrase: str | None) -> Lock:
        if passphrase is None:
            raise ArchiveError("A passphrase is needed: type one of at least 15 characters.")
        return lock.with_slot(slots.of_passphrase(passphrase, self.master, cost=self.cost))

    def _set(self, lock: Lock) -> None:
        locks.write(self.folder, lock)

    def _leave(self, lock: Lock, before: Way) -> None:
        if before == "file":
            disk.shred(self.folder / keyfile.MASTER_FILE)
        elif before == "keyring":
            _forget(lock.key)
        self._set(replace(lock, left=None))


def set_up(
    folder: Path,
    master: bytes,
    way: Way,
    *,
    passphrase: str | None,
    code: str,
    cost: Cost = passwords.USUAL,
) -> None:
    """Set the lock of a folder that holds nothing yet. Until it stands, there is no practice.

    Raises:
        ArchiveError: something is there already; no keyring; or nothing was typed.
        SealError: the passphrase is too short.
    """
    if door(folder) != "new":
        raise ArchiveError(f"The folder {folder} holds a practice already: open that one.")
    lock = Lock(way, locks.name_of(master), (slots.of_code(code, master),), now())
    if way == "passphrase":
        if passphrase is None:
            raise ArchiveError("A passphrase is needed: type one of at least 15 characters.")
        lock = lock.with_slot(slots.of_passphrase(passphrase, master, cost=cost))
    disk.make_folder(folder)
    _put(way, folder, master)
    locks.write(folder, lock)


def check_passphrase(first: str, second: str) -> None:
    """Refuse a passphrase that was typed in two ways, or is soon guessed.

    Raises:
        ArchiveError, SealError: says which.
    """
    if first != second:
        raise ArchiveError("The two passphrases differ: type the same one twice.")
    slots.check_passphrase(first)


def _put(way: Way, folder: Path, master: bytes) -> None:
    putting: dict[Way, Callable[[], None]] = {
        "file": lambda: keyfile.write(folder, master),
        "keyring": lambda: ring.keep(master),
    }
    putting.get(way, lambda: None)()


def _opened(lock: Lock, words: str) -> bytes:
    found = lock.opened(words)
    if found is None:
        raise LockedError(
            "That does not open this practice: mind capitals and spaces, and try again."
        )
    return found[0]


def _checked(lock: Lock, master: bytes) -> bytes:
    if locks.name_of(master) != lock.key:
        raise ArchiveError(
            "The key file beside the archive is another practice's: put its own back, or open the "
            "archive with the recovery code."
        )
    return master


def _in_ring(lock: Lock) -> bytes | None:
    try:
        return ring.fetch(lock.key)
    except ArchiveError:
        return None


def _forget(key: str) -> None:
    try:
        ring.forget(key)
    except ArchiveError:
        # The keyring does not answer today: what it holds opens nothing once keys are rotated.
        return
