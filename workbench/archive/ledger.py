"""The erasure ledger: who was erased and when, by id, so that no old copy brings anybody back.

It lies beside the person keys and not in the database, and travels with key copies, with backups
and beside them. Entries are only ever added. They are signed with a key of the practice that stays
the same when the master key is rotated: whoever restores an old backup can tell that a newer ledger
is of the same practice. An id says nothing about anybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engines import sealing
from engines.errors import ArchiveError, SealError
from engines.fields import Check
from engines.record import names
from engines.sealing import signing
from workbench.archive import disk, twins
from workbench.archive.unlocking.lock import KEYS

LEDGER_FILE = "erased.json"
SECRET_FILE = "practice.secret"
# The ledger as it lies beside backups, where other files lie too.
BESIDE_FILE = "sketchwell-erased.json"
PURPOSE = "erasure ledger"
FORMAT = 1
MAX_BYTES = 2**24
_check = Check(ArchiveError, "erasure ledger")


@dataclass(frozen=True, slots=True)
class Ledger:
    """When each person was erased, ISO 8601, by the person's id."""

    erased: Mapping[str, str]

    def with_entry(self, person: str, at: str) -> Ledger:
        """With one more; who stands in it already keeps the first time."""
        return Ledger({person: at, **self.erased})

    def joined(self, other: Ledger) -> Ledger:
        """What stands in either; the earlier time counts."""
        both = {**self.erased, **other.erased}
        for person in self.erased.keys() & other.erased.keys():
            both[person] = min(self.erased[person], other.erased[person])
        return Ledger(both)

    def to_bytes(self, secret: bytes) -> bytes:
        """The ledger, signed, as it lies in a file."""
        told = _told(self.erased)
        key = signing.key_of(sealing.derive_key(secret, purpose=PURPOSE))
        document = {"format": FORMAT, "erased": dict(sorted(self.erased.items()))}
        document["signature"] = key.sign(told, purpose=PURPOSE).strip()
        return json.dumps(document, indent=1).encode() + b"\n"


def from_bytes(content: bytes, secret: bytes) -> Ledger:
    """What `Ledger.to_bytes` gave, for the same practice.

    Raises:
        ArchiveError: no ledger, changed, or another practice's.
    """
    document = _check.loaded(content, max_bytes=MAX_BYTES)
    told = _check.fields(document, "ledger", needed=("format", "erased", "signature"))
    _check.whole(told["format"], "ledger.format", 1, FORMAT)
    erased = _check.mapping(told["erased"], "ledger.erased")
    entries = {
        names.read_id(person, "ledger.person"): names.read_time(at, "ledger.time")
        for person, at in erased.items()
    }
    key = signing.key_of(sealing.derive_key(secret, purpose=PURPOSE))
    try:
        key.check(_told(entries), f"{told['signature']}\n", purpose=PURPOSE)
    except SealError as error:
        raise ArchiveError(f"This erasure ledger is not this practice's: {error}.") from error
    return Ledger(entries)


def read(folder: Path, secret: bytes) -> Ledger:
    """The ledger of an archive's folder; empty where nobody was erased.

    Raises:
        ArchiveError: it was changed.
    """
    try:
        return from_bytes((folder / KEYS / LEDGER_FILE).read_bytes(), secret)
    except FileNotFoundError:
        return Ledger({})


def write(folder: Path, ledger: Ledger, secret: bytes) -> None:
    """Set the ledger of an archive's folder; it is on disk when this returns."""
    disk.make_folder(folder / KEYS)
    disk.write_whole(folder / KEYS / LEDGER_FILE, ledger.to_bytes(secret))


def gathered(contents: Iterable[bytes], secret: bytes) -> Ledger:
    """What stands in any of these ledgers; other practices' and damaged ones do not count."""
    ledger = Ledger({})
    for content in contents:
        try:
            ledger = ledger.joined(from_bytes(content, secret))
        except (ArchiveError, SealError, ValueError):
            continue
    return ledger


def practice_secret(folder: Path, master: bytes) -> bytes:
    """The practice's own secret, the same whatever the master key is; made where there is none.

    The first one is derived from the master key of that day, so that a backup from before there
    was one gives the same.
    """
    path = folder / KEYS / SECRET_FILE
    try:
        return _opened(twins.read(path, _is_whole(master)), master)
    except FileNotFoundError:
        secret = first_secret(master)
        write_secret(folder, secret, master)
        return secret
    except ValueError as error:
        raise ArchiveError(f"The file {path} is damaged: put it back from a key copy.") from error


def write_secret(folder: Path, secret: bytes, master: bytes) -> None:
    """Keep the practice's own secret, wrapped, in its file and the twin."""
    disk.make_folder(folder / KEYS)
    twins.write(folder / KEYS / SECRET_FILE, wrapped_secret(secret, master))


def mend_secret(folder: Path, master: bytes) -> str | None:
    """Make the secret's file and its twin whole again; says what was harmed or missing."""
    return twins.mend(folder / KEYS / SECRET_FILE, _is_whole(master))


def first_secret(master: bytes) -> bytes:
    """The secret of a practice that never changed its master key."""
    return sealing.derive_key(master, purpose="practice")


def wrapped_secret(secret: bytes, master: bytes) -> bytes:
    """What the secret's file holds."""
    return sealing.wrap_key(master, secret, context=("practice",)).hex().encode("ascii") + b"\n"


def _opened(content: bytes, master: bytes) -> bytes:
    wrapped = bytes.fromhex(content.decode("ascii").strip())
    return sealing.unwrap_key(master, wrapped, context=("practice",))


def _is_whole(master: bytes) -> twins.Whole:
    def whole(content: bytes) -> bool:
        try:
            _opened(content, master)
        except (ValueError, SealError):
            return False
        return True

    return whole


def _told(erased: Mapping[str, str]) -> bytes:
    return json.dumps(sorted(erased.items()), separators=(",", ":")).encode()
