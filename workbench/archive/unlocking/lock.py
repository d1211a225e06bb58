"""keys/lock.json: which way the master key is kept, and which words open it.

The file holds no secret by itself. It lies twice, with a checksum, and is written in one step; what
it replaces (`left`) is cleared away after it stands, and cleared at the next opening where a kill
came between.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

from engines import sealing
from engines.errors import ArchiveError, SketchwellError
from engines.fields import Check
from workbench.archive import disk, twins
from workbench.archive.schema import now
from workbench.archive.unlocking import slots as boxes
from workbench.archive.unlocking.slots import PASSPHRASE, RECOVERY, Slot

Way = Literal["file", "keyring", "passphrase"]
WAYS: tuple[Way, ...] = ("file", "keyring", "passphrase")
KEYS, LOCK_FILE = "keys", "lock.json"
# Format 1 had no checksum.
FORMAT = 2
MAX_BYTES = 2**16
_check = Check(ArchiveError, "lock")
_NEEDED = ("format", "way", "key", "slots", "changed", "left")


class LockedError(ArchiveError):
    """The archive waits for words that nobody has typed yet, or for another way in."""


@dataclass(frozen=True, slots=True)
class Lock:
    """How a practice's master key is kept.

    Attributes:
        way: where it is looked for.
        key: the name of the master key; says nothing about it.
        slots: the words that open it, whichever way it is kept: a passphrase, a recovery code.
        changed: when this was set, ISO 8601.
        left: the way it was kept before, as long as that was not cleared away.
    """

    way: Way
    key: str
    slots: tuple[Slot, ...]
    changed: str
    left: Way | None = None

    def slot(self, kind: str) -> Slot | None:
        """The passphrase's slot or the recovery code's."""
        return next((slot for slot in self.slots if slot.kind == kind), None)

    def with_slot(self, slot: Slot) -> Lock:
        """With this one instead of the one of its kind."""
        others = tuple(each for each in self.slots if each.kind != slot.kind)
        return replace(self, slots=(*others, slot), changed=now())

    def without(self, kind: str) -> Lock:
        """Without the slot of this kind."""
        left = tuple(each for each in self.slots if each.kind != kind)
        return replace(self, slots=left, changed=now())

    def kept(self, way: Way) -> Lock:
        """Kept another way from now on; the one before is to be cleared away."""
        before = self.way if self.way != way else self.left
        return replace(self, way=way, left=before, changed=now())

    def holding(self, master: bytes) -> Lock:
        """The same words and way for another master key."""
        slots = tuple(slot.holding(master) for slot in self.slots)
        return replace(self, key=name_of(master), slots=slots, changed=now())

    def opened(self, words: str) -> tuple[bytes, Slot] | None:
        """The master key that these words open, and which slot they opened."""
        found = boxes.opened_by(self.slots, words)
        if found is not None and name_of(found[0]) != self.key:
            raise ArchiveError(
                "The lock of this archive was put together from two: restore a key copy."
            )
        return found

    @property
    def has_sheet(self) -> bool:
        """Whether a recovery sheet opens it."""
        return self.slot(RECOVERY) is not None

    @property
    def has_passphrase(self) -> bool:
        """Whether a passphrase opens it."""
        return self.slot(PASSPHRASE) is not None

    def to_bytes(self) -> bytes:
        """The file's content."""
        told = {
            "format": FORMAT,
            "way": self.way,
            "key": self.key,
            "slots": [slot.to_wire() for slot in self.slots],
            "changed": self.changed,
            "left": self.left,
        }
        told["sum"] = _sum(told)
        return json.dumps(told, indent=1, sort_keys=True).encode() + b"\n"


def name_of(master: bytes) -> str:
    """A master key's name: 16 digits from which it cannot be found."""
    return sealing.derive_key(master, purpose="name of a master key").hex()[:16]


def from_bytes(content: bytes) -> Lock:
    """What `Lock.to_bytes` gave.

    Raises:
        ArchiveError: anything else, or written by a newer Sketchwell.
    """
    document = _check.loaded(content, max_bytes=MAX_BYTES)
    told = _check.fields(document, "lock", needed=_NEEDED, allowed=("sum",))
    version = _check.whole(told["format"], "lock.format", 1, FORMAT)
    if version > 1 and told.get("sum") != _sum(told):
        raise ArchiveError("its checksum does not fit")
    slots = tuple(boxes.from_wire(each) for each in _check.sequence(told["slots"], "lock.slots"))
    way, left = told["way"], told["left"]
    if way not in WAYS or left not in (*WAYS, None):
        _check.refuse("lock.way", (way, left), f"must be one of {', '.join(WAYS)}")
    return Lock(cast(Way, way), str(told["key"]), slots, str(told["changed"]), left)


def path_of(folder: Path) -> Path:
    """Where a practice's lock lies."""
    return folder / KEYS / LOCK_FILE


def read(folder: Path) -> Lock | None:
    """A folder's lock; None where nobody has set one up.

    Raises:
        ArchiveError: it cannot be read.
    """
    path = path_of(folder)
    try:
        return from_bytes(twins.read(path, _is_whole))
    except FileNotFoundError:
        return None
    except ArchiveError as error:
        raise ArchiveError(
            f"The file {path}, which says how the master key is kept, cannot be read ({error}): "
            "put it back from a key copy."
        ) from error


def write(folder: Path, lock: Lock) -> None:
    """Set a folder's lock, in one step, and its twin."""
    disk.make_folder(folder / KEYS)
    twins.write(path_of(folder), lock.to_bytes())


def mend(folder: Path) -> str | None:
    """Make a folder's lock and its twin whole again; says what was harmed or missing.

    One without a checksum, from before there was one, gets it.
    """
    told = twins.mend(path_of(folder), _is_whole)
    lock = read(folder)
    if lock is not None and path_of(folder).read_bytes() != lock.to_bytes():
        write(folder, lock)
    return told


def _is_whole(content: bytes) -> bool:
    try:
        from_bytes(content)
    except (SketchwellError, ValueError):
        return False
    return True


def _sum(told: Mapping[str, Any]) -> str:
    """A checksum over everything else that a lock's file tells."""
    rest = {name: value for name, value in told.items() if name != "sum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
