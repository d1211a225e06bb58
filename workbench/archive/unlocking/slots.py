"""The master key in a box that words open: a passphrase, or the code of a recovery sheet.

The words make a private key (Argon2id of a passphrase; the code is random enough by itself), and
what lies in the file is its public half and the master key sealed to that. So a new master key can
be put into an old box without anybody typing anything: a sheet stays good when keys are rotated.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engines import sealing
from engines.errors import ArchiveError, SealError
from engines.fields import Check
from engines.sealing import boxes, passwords
from engines.sealing.passwords import Cost
from workbench.access import passwords as guessed
from workbench.archive.schema import now
from workbench.archive.unlocking import codes

PASSPHRASE, RECOVERY = "passphrase", "recovery"
_check = Check(ArchiveError, "lock")
_NEEDED = ("kind", "made", "public", "box", "salt", "cost")


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the master key. `salt` is empty and `cost` None where the words are a code."""

    kind: str
    made: str
    public: bytes
    box: bytes
    salt: bytes
    cost: Cost | None

    def opened(self, words: str) -> bytes | None:
        """The master key, or None where these words are not the ones.

        Raises:
            SealError: a recovery code with a mistake in it.
        """
        private = self._private(words)
        if boxes.public_of(private) != self.public:
            return None
        try:
            return boxes.open_box(private, self.box, context=("master key", self.kind))
        except SealError as error:
            raise SealError(
                "What keeps the master key was changed or damaged: restore a key copy."
            ) from error

    def holding(self, master: bytes) -> Slot:
        """The same words for another master key."""
        return replace(
            self, box=boxes.seal_to(self.public, master, context=("master key", self.kind))
        )

    def _private(self, words: str) -> bytes:
        if self.cost is None:
            return codes.private_key(words)
        return passwords.key_from_passphrase(words, self.salt, cost=self.cost)

    def to_wire(self) -> dict[str, Any]:
        """The slot as JSON has it."""
        cost = self.cost and [self.cost.memory_kib, self.cost.passes, self.cost.lanes]
        told = {"public": self.public.hex(), "box": self.box.hex(), "salt": self.salt.hex()}
        return {"kind": self.kind, "made": self.made, "cost": cost, **told}


def of_passphrase(words: str, master: bytes, *, cost: Cost = passwords.USUAL) -> Slot:
    """A slot that a passphrase opens.

    Raises:
        SealError: what `check_passphrase` refuses.
    """
    check_passphrase(words)
    salt = os.urandom(sealing.SALT_BYTES)
    public = boxes.public_of(passwords.key_from_passphrase(words, salt, cost=cost))
    return Slot(PASSPHRASE, now(), public, b"", salt, cost).holding(master)


def check_passphrase(words: str) -> None:
    """Refuse a passphrase that is soon guessed, by the rule for passwords.

    Raises:
        SealError: too short or too long, or made of what is tried first.
    """
    sealing.check_passphrase(words)
    fault = guessed.fault(words)
    if fault is not None:
        raise SealError(fault)


def of_code(code: str, master: bytes) -> Slot:
    """A slot that the code of a recovery sheet opens."""
    public = boxes.public_of(codes.private_key(code))
    return Slot(RECOVERY, now(), public, b"", b"", None).holding(master)


def opened_by(slots: tuple[Slot, ...], words: str) -> tuple[bytes, Slot] | None:
    """The master key that these words open and the slot they opened; None where they open none."""
    for slot in slots:
        if slot.kind == RECOVERY and not codes.looks_like_one(words):
            continue
        master = slot.opened(words)
        if master is not None:
            return master, slot
    return None


def from_wire(wire: object) -> Slot:
    """What `Slot.to_wire` gave.

    Raises:
        ArchiveError: anything else.
        SealError: a cost that nobody could pay.
    """
    told = _check.fields(wire, "slot", needed=_NEEDED)
    kind = told["kind"]
    if kind not in (PASSPHRASE, RECOVERY):
        _check.refuse("slot.kind", kind, "must be passphrase or recovery")
    public, box, salt = (_bytes(told, name) for name in ("public", "box", "salt"))
    return Slot(kind, str(told["made"]), public, box, salt, _cost(told["cost"], kind))


def _cost(wire: object, kind: str) -> Cost | None:
    if kind == RECOVERY:
        return None
    numbers = _check.sequence(wire, "slot.cost")
    if len(numbers) != 3:
        _check.refuse("slot.cost", wire, "must be three numbers")
    memory, passes, lanes = (_check.whole(n, "slot.cost", 1, 2**20) for n in numbers)
    return Cost(memory, passes, lanes)


def _bytes(told: Mapping[str, Any], name: str) -> bytes:
    try:
        return bytes.fromhex(told[name])
    except (TypeError, ValueError):
        _check.refuse(f"slot.{name}", told[name], "must be hex digits")
