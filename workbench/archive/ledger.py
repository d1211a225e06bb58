"""The erasure ledger: who was erased, and what was removed for good, so that nothing comes back.

It lies beside the person keys and not in the database, and travels with key copies, with backups
and beside them. Entries are added; those of single things go where their person is erased. It is
signed with a key of the practice that stays the same when the master key is rotated: whoever
restores an old backup can tell that a newer ledger is of the same practice. People stand in it by
their ids; what was removed is sealed for the practice.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engines import sealing
from engines.errors import ArchiveError, SealError, SketchwellError
from engines.fields import Check
from engines.record import names
from engines.sealing import signing
from workbench.archive import disk, gone, twins
from workbench.archive.gone import Gone
from workbench.archive.unlocking.lock import KEYS

LEDGER_FILE = "erased.json"
SECRET_FILE = "practice.secret"
# The ledger as it lies beside backups, where other files lie too.
BESIDE_FILE = "sketchwell-erased.json"
PURPOSE = "erasure ledger"
REMOVED = "removed items"
FORMAT = 2
MAX_BYTES = 2**24
_check = Check(ArchiveError, "erasure ledger")


@dataclass(frozen=True, slots=True)
class Ledger:
    """When each person was erased, ISO 8601, by the person's id; and single things, by theirs."""

    erased: Mapping[str, str]
    removed: Mapping[str, Gone] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nobody was erased, and nothing removed."""
        return not self.erased and not self.removed

    def with_entry(self, person: str, at: str) -> Ledger:
        """With one more person; who stands in it already keeps the first time."""
        return _tidy({person: at, **self.erased}, self.removed)

    def with_removed(self, items: Iterable[Gone]) -> Ledger:
        """With more single things."""
        return _tidy(self.erased, {**self.removed, **{each.id: each for each in items}})

    def joined(self, other: Ledger) -> Ledger:
        """What stands in either; the earlier time counts."""
        both = {**self.erased, **other.erased}
        for person in self.erased.keys() & other.erased.keys():
            both[person] = min(self.erased[person], other.erased[person])
        return _tidy(both, {**other.removed, **self.removed})

    def to_bytes(self, secret: bytes) -> bytes:
        """The ledger, signed, as it lies in a file."""
        sealed = sealing.seal(
            _items_key(secret), gone.to_bytes(self.removed.values()), context=(REMOVED,)
        )
        coded = base64.b64encode(sealed).decode("ascii") if self.removed else ""
        key = signing.key_of(sealing.derive_key(secret, purpose=PURPOSE))
        signature = key.sign(_told(self.erased, coded), purpose=PURPOSE).strip()
        erased = dict(sorted(self.erased.items()))
        document = {"format": FORMAT, "erased": erased, "removed": coded, "signature": signature}
        return json.dumps(document, indent=1).encode() + b"\n"


def from_bytes(content: bytes, secret: bytes) -> Ledger:
    """What `Ledger.to_bytes` gave, for the same practice; format 1 held no single things.

    Raises:
        ArchiveError: no ledger, changed, or another practice's.
    """
    document = _check.loaded(content, max_bytes=MAX_BYTES)
    needed = ("format", "erased", "signature")
    told = _check.fields(document, "ledger", needed=needed, allowed=("removed",))
    _check.whole(told["format"], "ledger.format", 1, FORMAT)
    coded = None if told["format"] == 1 else str(told.get("removed", ""))
    erased = _check.mapping(told["erased"], "ledger.erased")
    entries = {
        names.read_id(person, "ledger.person"): names.read_time(at, "ledger.time")
        for person, at in erased.items()
    }
    key = signing.key_of(sealing.derive_key(secret, purpose=PURPOSE))
    try:
        key.check(_told(entries, coded), f"{told['signature']}\n", purpose=PURPOSE)
        return Ledger(entries).with_removed(_items(coded, secret))
    except (SealError, binascii.Error) as error:
        raise ArchiveError(f"This erasure ledger is not this practice's: {error}.") from error


def read(folder: Path, secret: bytes) -> Ledger:
    """The ledger of an archive's folder; empty where nobody was erased, and nothing.

    Raises:
        ArchiveError: it was changed.
    """
    try:
        return from_bytes((folder / KEYS / LEDGER_FILE).read_bytes(), secret)
    except FileNotFoundError:
        return Ledger({})


def write(folder: Path, ledger: Ledger, secret: bytes) -> None:
    """Set the ledger of an archive's folder; it is on disk when this returns.

    Raises:
        NotSavedError: the disk is full, or refuses.
    """
    disk.make_folder(folder / KEYS)
    disk.write_or_refuse(folder / KEYS / LEDGER_FILE, ledger.to_bytes(secret))


def gathered(contents: Iterable[bytes], secret: bytes) -> Ledger:
    """What stands in any of these ledgers; other practices' and damaged ones do not count."""
    ledger = Ledger({})
    for content in contents:
        try:
            ledger = ledger.joined(from_bytes(content, secret))
        except (SketchwellError, ValueError):
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


def _told(erased: Mapping[str, str], coded: str | None) -> bytes:
    """What is signed; `coded` is None in format 1."""
    entries = sorted(erased.items())
    document = entries if coded is None else {"erased": entries, "removed": coded}
    return json.dumps(document, separators=(",", ":")).encode()


def _items(coded: str | None, secret: bytes) -> tuple[Gone, ...]:
    if not coded:
        return ()
    sealed = base64.b64decode(coded, validate=True)
    return gone.from_bytes(sealing.open_sealed(_items_key(secret), sealed, context=(REMOVED,)))


def _items_key(secret: bytes) -> bytes:
    return sealing.derive_key(secret, purpose=REMOVED)


def _tidy(erased: Mapping[str, str], removed: Mapping[str, Gone]) -> Ledger:
    """Of who was erased everything is gone: their single things need no entries."""
    kept = {each.id: each for each in removed.values() if each.person not in erased}
    return Ledger(erased, kept)
