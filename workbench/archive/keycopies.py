"""A key copy: one file with everything that a data backup must not hold.

The master key, sealed to a passphrase or the recovery code; under the master key, every person's
key, the practice's secret, earlier master keys, and the erasure ledger. Without one a data backup
opens for nobody; with one, and a backup, whoever has its words opens everything.

A copy can be made anew in its place without its words: erasing does that to every copy in reach.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engines import sealing
from engines.errors import ArchiveError, SealError
from engines.fields import Check
from workbench.archive import disk, ledger
from workbench.archive.schema import now
from workbench.archive.unlocking import lock as locks
from workbench.archive.unlocking import slots as boxes
from workbench.archive.unlocking.slots import Slot

FORMAT = 1
SUFFIX = ".keys"
PURPOSE = "key copy"
MAX_BYTES = 64 * 2**20
_check = Check(ArchiveError, "key copy")
_NEEDED = ("sketchwell key copy", "made", "key", "slots", "sealed")
_WITHIN = ("keys", "secret", "former", "ledger")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a key copy holds.

    Attributes:
        master: the master key.
        people: every person's key, wrapped under it, by person.
        secret: the practice's own.
        former: master keys from before it, the newest last: older backups open with them.
        ledger: who was erased, as its file.
        slots: the words that open the copy.
        made: when it was made, ISO 8601.
    """

    master: bytes = field(repr=False)
    people: Mapping[str, bytes] = field(repr=False)
    secret: bytes = field(repr=False)
    former: tuple[bytes, ...] = field(repr=False)
    ledger: bytes
    slots: tuple[Slot, ...]
    made: str = field(default_factory=now)

    def to_bytes(self) -> bytes:
        """The file's content."""
        within = {
            "keys": {person: wrapped.hex() for person, wrapped in self.people.items()},
            "secret": self.secret.hex(),
            "former": [master.hex() for master in self.former],
            "ledger": self.ledger.decode(),
        }
        name = locks.name_of(self.master)
        key = sealing.derive_key(self.master, purpose=PURPOSE)
        packed = zlib.compress(json.dumps(within).encode())
        told = {
            "sketchwell key copy": FORMAT,
            "made": self.made,
            "key": name,
            "slots": [slot.holding(self.master).to_wire() for slot in self.slots],
            "sealed": base64.b64encode(sealing.seal(key, packed, context=(PURPOSE, name))).decode(),
        }
        return json.dumps(told, indent=1).encode() + b"\n"


def write(keys: Keys, to: Path) -> None:
    """Write a key copy; a file that lies there is no key copy of ours to replace.

    Raises:
        ArchiveError: there is such a file, it cannot be written, or nothing would open it.
    """
    if to.exists():
        raise ArchiveError(f"The file {to} is there already: choose another name.")
    if not keys.slots:
        raise ArchiveError(
            "Nothing would open this key copy: choose a passphrase for it (in a terminal, with "
            "--own-passphrase)."
        )
    try:
        disk.write_whole(to, keys.to_bytes())
    except OSError as error:
        raise ArchiveError(
            f"The key copy {to} cannot be written: {error.strerror or error}."
        ) from error


def renew(keys: Keys, at: Path) -> None:
    """Make a copy anew in its place, for the words that open it; what it held is written over.

    Keys of people whom this practice does not know and nobody erased stay: a practice that was
    restored from an older backup takes nobody's key out of a newer copy.

    Raises:
        ArchiveError: it is no key copy, one of a newer master key, or cannot be written.
    """
    told = _read(at)
    slots = _slots(told)
    people, known = _joined(keys, told, slots)
    renewed = Keys(keys.master, people, keys.secret, keys.former, known, slots)
    try:
        handle = os.open(at, os.O_WRONLY)
        try:
            size = os.fstat(handle).st_size
            disk.write_whole(at, renewed.to_bytes())
            disk.write_all(handle, os.urandom(size))
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise ArchiveError(
            f"The key copy {at} cannot be made anew: {error.strerror or error}."
        ) from error


def _joined(
    keys: Keys, told: Mapping[str, Any], slots: tuple[Slot, ...]
) -> tuple[Mapping[str, bytes], bytes]:
    """The people and the ledger of the practice and of a copy of its own."""
    if told["key"] in {locks.name_of(master) for master in keys.former}:
        return keys.people, keys.ledger
    if told["key"] != locks.name_of(keys.master):
        raise ArchiveError("This key copy is of another or a newer master key: it was left alone.")
    try:
        held = _unpacked(told, keys.master, slots)
    except (SealError, binascii.Error, zlib.error, ValueError, TypeError):
        return keys.people, keys.ledger
    known = ledger.gathered((keys.ledger, held.ledger), keys.secret)
    both = {**held.people, **keys.people}
    people = {person: key for person, key in both.items() if person not in known.erased}
    return people, known.to_bytes(keys.secret)


def opened(at: Path, words: str) -> Keys:
    """What a key copy holds.

    Raises:
        ArchiveError: no key copy, damaged, or these words do not open it.
        SealError: a recovery code with a mistake in it.
    """
    told = _read(at)
    slots = _slots(told)
    found = boxes.opened_by(slots, words)
    if found is None:
        kinds = " or ".join(f"its {slot.kind}" for slot in slots)
        raise ArchiveError(
            f"That does not open the key copy {at.name}, made {told['made'][:10]}: it takes "
            f"{kinds.replace('recovery', 'recovery code')} of that day."
        )
    try:
        return _unpacked(told, found[0], slots)
    except (SealError, binascii.Error, zlib.error, ValueError, TypeError) as error:
        raise ArchiveError(f"The key copy {at} is damaged: use another one.") from error


def _unpacked(told: Mapping[str, Any], master: bytes, slots: tuple[Slot, ...]) -> Keys:
    key = sealing.derive_key(master, purpose=PURPOSE)
    sealed = base64.b64decode(told["sealed"], validate=True)
    packed = sealing.open_sealed(key, sealed, context=(PURPOSE, str(told["key"])))
    within = _check.fields(
        _check.loaded(_inflated(packed), max_bytes=MAX_BYTES), "content", needed=_WITHIN
    )
    people = {
        person: bytes.fromhex(wrapped)
        for person, wrapped in _check.mapping(within["keys"], "keys").items()
    }
    former = tuple(bytes.fromhex(each) for each in _check.sequence(within["former"], "former"))
    secret, known = bytes.fromhex(within["secret"]), str(within["ledger"]).encode()
    return Keys(master, people, secret, former, known, slots, str(told["made"]))


def _inflated(packed: bytes) -> bytes:
    reader = zlib.decompressobj()
    content = reader.decompress(packed, MAX_BYTES)
    if reader.unconsumed_tail:
        raise ValueError("too large")
    return content


def _read(at: Path) -> Mapping[str, Any]:
    try:
        content = at.read_bytes()
    except OSError as error:
        raise ArchiveError(
            f"The key copy {at} cannot be read: {error.strerror or error}."
        ) from error
    if b'"sketchwell key copy"' not in content:
        raise ArchiveError(f"The file {at} is no key copy: name the one that ends in .keys.")
    told = _check.fields(_check.loaded(content, max_bytes=MAX_BYTES), "file", needed=_NEEDED)
    _check.whole(told["sketchwell key copy"], "format", 1, FORMAT)
    return told


def _slots(told: Mapping[str, Any]) -> tuple[Slot, ...]:
    return tuple(boxes.from_wire(each) for each in _check.sequence(told["slots"], "slots"))
