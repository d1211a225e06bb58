"""The master key's file, and every person's own key, wrapped under it in the database.

Erasing a person destroys that person's key; what it sealed cannot be opened again. Whoever has the
key file and the archive can read everything: the key file belongs in no plain copy of the archive.
`backup` seals both under a passphrase.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from pathlib import Path
from threading import Lock

from engines import sealing
from engines.errors import ArchiveError, SealError
from workbench.archive import disk
from workbench.archive.database import Cursor, Database

MASTER_FILE = "master.key"
DATABASE_PURPOSE = "archive database"
_PREFIX = "sketchwell-master-key-1 "


def master_key(folder: Path, *, make: bool) -> bytes:
    """Read the master key, or make it where there is none yet and `make` allows it."""
    path = folder / MASTER_FILE
    if not path.exists():
        if not make:
            raise ArchiveError(
                f"The key file {path} is missing, and the archive beside it cannot be opened "
                "without it: put the key file back from its backup."
            )
        text = _PREFIX + base64.b64encode(sealing.new_key()).decode("ascii") + "\n"
        disk.write_whole(path, text.encode("ascii"))
    _check_rights(path)
    return _read(path)


class Vault:
    """Seals and opens what belongs to a person."""

    def __init__(self, master: bytes, database: Database) -> None:
        self._master = master
        self._database = database
        self._keys: dict[str, bytes] = {}
        self._lock = Lock()

    def make_key(self, cursor: Cursor, person: str) -> None:
        """Give a new person a key, inside the transaction that adds the person."""
        wrapped = sealing.wrap_key(self._master, sealing.new_key(), context=(person,))
        self.put_wrapped(cursor, person, wrapped)

    def put_wrapped(self, cursor: Cursor, person: str, wrapped: bytes) -> None:
        """Store a wrapped key, as a journal holds it; refused when it does not unwrap."""
        key = sealing.unwrap_key(self._master, wrapped, context=(person,))
        cursor.execute("INSERT INTO person_key VALUES (?, ?)", [person, wrapped])
        with self._lock:
            self._keys[person] = key

    def wrapped(self, person: str) -> bytes:
        """The person's key as it is stored."""
        found = self._database.read("SELECT wrapped FROM person_key WHERE person = ?", [person])
        if not found:
            raise ArchiveError(f"Person {person} has no key here: unknown, or erased.")
        return found[0][0]

    def unwrap(self, person: str, wrapped: bytes) -> bytes:
        """The key in wrapped bytes, such as a journal's."""
        return sealing.unwrap_key(self._master, wrapped, context=(person,))

    def key(self, person: str) -> bytes:
        """The person's key."""
        with self._lock:
            if person not in self._keys:
                self._keys[person] = self.unwrap(person, self.wrapped(person))
            return self._keys[person]

    def destroy_key(self, cursor: Cursor, person: str) -> None:
        """Forget a person's key, inside the transaction that erases the person."""
        with self._lock:
            self._keys.pop(person, None)
        cursor.execute("DELETE FROM person_key WHERE person = ?", [person])

    def seal(self, person: str, kind: str, subject: str, content: bytes) -> bytes:
        """Seal content of a person; `kind` and `subject` say what it is."""
        return sealing.seal(self.key(person), content, context=(kind, person, subject))

    def open(self, person: str, kind: str, subject: str, sealed: bytes) -> bytes:
        """Open what `seal` gave; a SealError means changed bytes or a wrong key."""
        return sealing.open_sealed(self.key(person), sealed, context=(kind, person, subject))


def _check_rights(path: Path) -> None:
    rights = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and rights & 0o077:
        raise ArchiveError(
            f"The key file {path} can be read by others (its rights are {rights:04o}): make it "
            f"yours alone with: chmod 600 {path}"
        )


def _read(path: Path) -> bytes:
    text = path.read_text("ascii", errors="replace").strip()
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
        sealing.derive_key(key, purpose="check")
    except (binascii.Error, ValueError, SealError) as error:
        raise ArchiveError(
            f"The key file {path} holds no master key: put it back from its backup."
        ) from error
    return key
