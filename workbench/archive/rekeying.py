"""A new master key: every person's key and the database under it, or everything as it was.

What is new is written beside what is there and exchanged at once (`staging`): a kill before that
leaves the old key, a kill after it the new one. Passphrase and recovery sheet stay good. The old
master key is kept sealed under the new one, so that backups from before open with a new key copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engines import sealing
from engines.errors import ArchiveError
from workbench.archive import accounts_rows, audit, keys, ledger, rewriting, twins
from workbench.archive.accounts_rows import Accounts
from workbench.archive.attached import DATABASE_FILE, Attached
from workbench.archive.heads import Heads, signing_key
from workbench.archive.keys import DATABASE_PURPOSE, Vault
from workbench.archive.staging import Staging
from workbench.archive.unlocking import keyfile, ring
from workbench.archive.unlocking.arranging import Arrangement
from workbench.archive.unlocking.lock import KEYS, LOCK_FILE
from workbench.archive.writing import Cursor

FORMER_FILE = "former.keys"
# Sealed under the old key; what is in them is in the new file.
_GONE = ("redo", "snapshots")


@dataclass(frozen=True, slots=True)
class Rekeying:
    """Exchanges the master key of one open archive."""

    folder: Path
    vault: Vault
    accounts: Accounts
    heads: Heads
    arrangement: Arrangement
    secret: bytes

    def exchange(self, path: Path, key: bytes, *, who: str) -> bytes:
        """On a closed database: everything under a new master key; gives the database's key.

        Raises:
            ArchiveError: the disk or the keyring refused; everything is as it was.
        """
        old, new = self.vault.master, sealing.new_key()
        staging = Staging(self.folder)
        with self.vault.rewrapping(new) as people:
            staging.begin()
            fresh = sealing.derive_key(new, purpose=DATABASE_PURPOSE)
            staged = staging.path(DATABASE_FILE)
            rewriting.copied(path, key, staged, new_key=fresh)
            follow(staged, fresh, old=old, new=new, who=who)
            for person, wrapped in people.items():
                _put_twice(staging, f"{person}{keys.SUFFIX}", keys.written(wrapped))
            self._stage(staging, old, new)
            harmed = [f"{KEYS}/{path.name}" for path in self.vault.files.harmed()]
            staging.commit(gone=(*_GONE, *harmed))
        self.arrangement.master = new
        return fresh

    def after(self, old: bytes) -> None:
        """Once the database is open again: let accounts and the audit's head follow."""
        new = self.vault.master
        self.accounts.rekey(new)
        self.heads.rekey(new)
        if self.arrangement.lock.way == "keyring":
            self.arrangement.forget(old)

    def _stage(self, staging: Staging, old: bytes, new: bytes) -> None:
        lock = self.arrangement.lock.holding(new)
        _put_twice(staging, LOCK_FILE, lock.to_bytes())
        _put_twice(staging, ledger.SECRET_FILE, ledger.wrapped_secret(self.secret, new))
        former = (*former_of(self.folder, old), old)
        staging.put(f"{KEYS}/{FORMER_FILE}", wrapped_former(former, new))
        if lock.way == "file":
            staging.put(keyfile.MASTER_FILE, keyfile.text_of(new))
        elif lock.way == "keyring":
            ring.keep(new)


def _put_twice(staging: Staging, name: str, content: bytes) -> None:
    for each in (name, f"{name}{twins.TWIN}"):
        staging.put(f"{KEYS}/{each}", content)


def follow(path: Path, key: bytes, *, old: bytes, new: bytes, who: str) -> None:
    """In a database that was copied under a new key: accounts follow, and the audit is told."""
    opened = Attached(path, key)
    try:
        inner = opened.cursor()
        cursor = Cursor(inner, _forget)
        inner.execute("BEGIN")
        accounts_rows.reseal(cursor, old=old, new=new)
        audit.note(cursor, who, "keys rotated")
        audit.note(cursor, who, "audit key changed", key=signing_key(old).public.hex())
        inner.execute("COMMIT")
        inner.execute("CHECKPOINT archive")
        inner.close()
    finally:
        opened.close()
    if path.with_name(f"{path.name}.wal").exists():
        raise ArchiveError("The new database was not closed: everything is as it was.")


def _forget(_: object) -> None:
    """No journal leads to this file: it takes its place whole."""


def former_of(folder: Path, master: bytes) -> tuple[bytes, ...]:
    """The master keys from before this one, oldest first.

    Raises:
        ArchiveError: their file is damaged.
        SealError: it belongs to another master key.
    """
    try:
        lines = (folder / KEYS / FORMER_FILE).read_text("ascii").split()
    except FileNotFoundError:
        return ()
    try:
        wrapped = [bytes.fromhex(line) for line in lines]
    except ValueError as error:
        raise ArchiveError(
            f"The file {FORMER_FILE} is damaged: put it back from a key copy."
        ) from error
    return tuple(sealing.unwrap_key(master, each, context=("former",)) for each in wrapped)


def wrapped_former(former: tuple[bytes, ...], master: bytes) -> bytes:
    """What the file of earlier master keys holds."""
    lines = [sealing.wrap_key(master, each, context=("former",)).hex() for each in former]
    return "".join(f"{line}\n" for line in lines).encode("ascii")
