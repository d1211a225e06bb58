"""Every person's own key: a file each, wrapped under the master key, never in the database.

A key is on disk, twice, before its person's row is; of two files the one that unwraps counts.
Erasing a person destroys both; what the key sealed cannot be opened again, in no copy of the
database that there is. Copies of the archive carry no keys: a key copy (`keycopies`) is a file of
its own.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from engines import sealing
from engines.errors import ArchiveError, NotSavedError, SealError
from engines.record import names
from workbench.archive import disk, twins
from workbench.archive.twins import Whole
from workbench.archive.unlocking.lock import KEYS
from workbench.saying import later

DATABASE_PURPOSE = "archive database"
SUFFIX = ".key"
_PREFIX = b"sketchwell-person-key-1 "
LOCKED = later(
    "This record is locked: nobody sees or changes it until an administrator opens it again under "
    "Settings."
)


class MissingKeyError(ArchiveError):
    """A person's key is not here: erased, or the folder was put together without it."""


class KeyFiles:
    """The files of the folder `keys`: one person each, and its twin, rights 0600."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / KEYS

    def put(self, person: str, wrapped: bytes) -> None:
        """Keep a wrapped key; it is on disk when this returns."""
        disk.make_folder(self.folder)
        try:
            twins.write(self.path(person), written(wrapped))
        except OSError as error:
            raise NotSavedError(
                f"The key of person {person} cannot be written: {error.strerror or error}. Free "
                "disk space if it is full, and do it again."
            ) from error

    def wrapped(self, person: str, *, opens: Whole | None = None) -> bytes:
        """A person's wrapped key; of file and twin the one that `opens`, where that is given.

        Raises:
            MissingKeyError: there is none, or both files are damaged.
        """
        path = self.path(person)
        try:
            return _unwritten(twins.read(path, _is_whole(opens)))
        except FileNotFoundError:
            raise MissingKeyError(
                f"The key of person {person} is not here: erased, or it lies in a key copy that "
                "is newer than this folder."
            ) from None
        except binascii.Error:
            raise MissingKeyError(
                f"The key of person {person} is damaged: put {path.name} back from a key copy."
            ) from None

    def has(self, person: str) -> bool:
        """Whether there is a key of this person."""
        return twins.present(self.path(person))

    def people(self) -> tuple[str, ...]:
        """Everybody of whom there is a key."""
        paths = self.folder.glob(f"[!.]*{SUFFIX}*")
        return tuple(sorted({path.name.partition(SUFFIX)[0] for path in paths}))

    def mend(self, person: str, opens: Whole) -> str | None:
        """Make file and twin whole again; says what was harmed or missing."""
        return twins.mend(self.path(person), _is_whole(opens))

    def harmed(self) -> tuple[Path, ...]:
        """What is kept of harmed files."""
        return tuple(self.folder.glob(f"[!.]*{SUFFIX}{twins.HARMED}-*"))

    def destroy(self, person: str) -> None:
        """Write over a person's key and remove it, its twin and what is kept of harmed ones."""
        names = (f"{person}{SUFFIX}.*", f".{person}{SUFFIX}.*")
        others = [path for name in names for path in self.folder.glob(name)]
        for path in (self.path(person), *others):
            disk.shred(path)

    def sweep(self) -> None:
        """Clear away keys that a kill left half written."""
        for path in self.folder.glob(".*.new"):
            disk.shred(path)

    def path(self, person: str) -> Path:
        """Where a person's key lies."""
        return self.folder / f"{names.read_id(person, 'person')}{SUFFIX}"


class Vault:
    """Seals and opens what belongs to a person."""

    def __init__(self, master: bytes, files: KeyFiles) -> None:
        self.master = master
        self.files = files
        self._keys: dict[str, bytes] = {}
        self._shut: dict[str, str] = {}
        self._lock = RLock()

    def make_key(self, person: str) -> None:
        """Give a new person a key, before the person's row is written."""
        with self._lock:
            wrapped = sealing.wrap_key(self.master, sealing.new_key(), context=(person,))
            self.files.put(person, wrapped)

    def adopt(self, person: str, wrapped: bytes) -> None:
        """Keep a wrapped key from elsewhere, as an old journal holds it, where there is none.

        Raises:
            SealError: it does not unwrap.
        """
        self.unwrap(person, wrapped)
        if not self.files.has(person):
            self.files.put(person, wrapped)

    def wrapped(self) -> Mapping[str, bytes]:
        """Every wrapped key that can be read, by person."""
        found: dict[str, bytes] = {}
        for person in self.files.people():
            try:
                found[person] = self.files.wrapped(person, opens=self._opens(person))
            except ArchiveError:
                continue
        return found

    def mend(self) -> tuple[str, ...]:
        """Make every key lie twice again; says in sentences what was harmed or missing."""
        told = [self.files.mend(each, self._opens(each)) for each in self.files.people()]
        return tuple(each for each in told if each)

    def unwrap(self, person: str, wrapped: bytes) -> bytes:
        """The key in wrapped bytes."""
        return sealing.unwrap_key(self.master, wrapped, context=(person,))

    def key(self, person: str) -> bytes:
        """The person's key.

        Raises:
            MissingKeyError: it is not here, or wrapped under another master key.
        """
        with self._lock:
            if person not in self._keys:
                self._keys[person] = self._opened(person)
            return self._keys[person]

    def has_key(self, person: str) -> bool:
        """Whether what belongs to this person can be opened."""
        try:
            self.key(person)
        except MissingKeyError:
            return False
        return True

    def destroy_key(self, person: str) -> None:
        """Destroy a person's key, on disk and in memory."""
        with self._lock:
            self._keys.pop(person, None)
            self.files.destroy(person)

    @contextmanager
    def rewrapping(self, master: bytes) -> Iterator[Mapping[str, bytes]]:
        """Every person's key under another master key, which counts once the block is through.

        No key is made meanwhile.
        """
        with self._lock:
            yield {
                person: sealing.wrap_key(master, self.key(person), context=(person,))
                for person in self.files.people()
                if self.has_key(person)
            }
            self.master = master

    def shut(self, person: str, since: str) -> None:
        """Open and seal nothing of a person from now on: the record is locked since then."""
        self._shut[person] = since

    def reopen(self, person: str) -> None:
        """Open and seal what belongs to a person again."""
        self._shut.pop(person, None)

    def is_shut(self, person: str) -> bool:
        """Whether the person's record is locked."""
        return person in self._shut

    def shut_since(self, person: str) -> str | None:
        """Since when the person's record is locked; None where it is not."""
        return self._shut.get(person)

    def seal(self, person: str, kind: str, subject: str, content: bytes) -> bytes:
        """Seal content of a person; `kind` and `subject` say what it is."""
        self._check_open(person)
        return sealing.seal(self.key(person), content, context=(kind, person, subject))

    def open(self, person: str, kind: str, subject: str, sealed: bytes) -> bytes:
        """Open what `seal` gave; a SealError means changed bytes or a wrong key."""
        self._check_open(person)
        return sealing.open_sealed(self.key(person), sealed, context=(kind, person, subject))

    def _check_open(self, person: str) -> None:
        if person in self._shut:
            raise ArchiveError(LOCKED)

    def _opens(self, person: str) -> Whole:
        def opens(wrapped: bytes) -> bool:
            try:
                self.unwrap(person, wrapped)
            except SealError:
                return False
            return True

        return opens

    def _opened(self, person: str) -> bytes:
        try:
            return self.unwrap(person, self.files.wrapped(person, opens=self._opens(person)))
        except SealError as error:
            raise MissingKeyError(
                f"The key of person {person} belongs to another master key: put it back from a "
                "key copy of this practice."
            ) from error


def written(wrapped: bytes) -> bytes:
    """What the file of a wrapped key holds."""
    return _PREFIX + base64.b64encode(wrapped) + b"\n"


def _unwritten(content: bytes) -> bytes:
    return base64.b64decode(content.removeprefix(_PREFIX).strip(), validate=True)


def _is_whole(opens: Whole | None) -> Whole:
    def whole(content: bytes) -> bool:
        try:
            wrapped = _unwritten(content)
        except binascii.Error:
            return False
        return written(wrapped) == content and (opens is None or opens(wrapped))

    return whole
