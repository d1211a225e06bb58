"""What was let go for good, as the ledger remembers it: ids and a time, nothing of what it was."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from engines.errors import ArchiveError
from engines.fields import Check
from engines.record import names
from workbench.archive.database import Database

Kind = Literal["turn", "note", "scan", "sitting", "questionnaire"]
SAID = "gone for good"
MAX_BYTES = 2**24
_check = Check(ArchiveError, "removed item")
_NEEDED = ("id", "person", "kind", "subject", "sitting", "at")


@dataclass(frozen=True, slots=True)
class Gone:
    """One thing that is gone for good.

    Attributes:
        id: of the removal that took it; its own, where something else took it along.
        person: whose it was.
        kind: what it was.
        subject: its id: of the turn or the sitting, the SHA-256 of the paper drawing.
        sitting: that it belonged to; None for a paper drawing.
        at: when it was removed, ISO 8601.
    """

    id: str
    person: str
    kind: Kind
    subject: str
    sitting: str | None
    at: str

    @property
    def told(self) -> dict[str, str]:
        """What the audit tells of it."""
        subject = {} if self.kind == "note" else {self.kind: self.subject}
        place = {} if self.sitting is None else {"sitting": self.sitting}
        return {"person": self.person, **subject, **place, "removal": self.id}


def to_bytes(gone: Iterable[Gone]) -> bytes:
    """All of it as one list, in the order of the ids."""
    listed = [asdict(each) for each in sorted(gone, key=lambda each: each.id)]
    return json.dumps(listed, separators=(",", ":")).encode()


def from_bytes(content: bytes) -> tuple[Gone, ...]:
    """What `to_bytes` gave. Raises ArchiveError for anything else."""
    loaded = _check.loaded(content, max_bytes=MAX_BYTES)
    return tuple(_read(each) for each in _check.sequence(loaded, "list"))


def audited(database: Database) -> dict[str, Gone]:
    """What the audit of a database tells, by id: this database has lived through it."""
    sql = f"SELECT what, subject, noted FROM audit WHERE what LIKE '% {SAID}' ORDER BY number"
    rows = ((what.split()[0], json.loads(told), at) for what, told, at in database.read(sql))
    # Entries of earlier versions name no removal: nobody can tell an older copy by them.
    found = (_told(kind, about, at) for kind, about, at in rows if "removal" in about)
    return {each.id: each for each in found}


def removed_here(database: Database) -> frozenset[str]:
    """The removals that this database knows of and nobody undid: no table has what they took."""
    return _removals(database, "removed") - _removals(database, "brought back")


def _removals(database: Database, said: str) -> frozenset[str]:
    sql = f"SELECT subject FROM audit WHERE what LIKE '% {said}' ORDER BY number"
    told = (json.loads(subject) for (subject,) in database.read(sql))
    return frozenset(about["removal"] for about in told if "removal" in about)


def _told(kind: Kind, about: Mapping[str, str], at: str) -> Gone:
    sitting = about.get("sitting")
    subject = about.get(kind, sitting or "")
    return Gone(about["removal"], about["person"], kind, subject, sitting, at)


def _read(wire: Any) -> Gone:
    told = _check.fields(wire, "item", needed=_NEEDED)
    if told["kind"] not in get_args(Kind):
        _check.refuse("item.kind", told["kind"], f"must be one of {', '.join(get_args(Kind))}")
    ids = {key: names.read_id(told[key], f"item.{key}") for key in ("id", "person", "subject")}
    sitting = told["sitting"]
    place = None if sitting is None else names.read_id(sitting, "item.sitting")
    return Gone(**ids, kind=told["kind"], sitting=place, at=names.read_time(told["at"], "item.at"))
