"""Studies, who takes part, and what happened there: three tables.

A study's row is about nobody: its plan, its hash, and the seed of its lots, which no method tells
before the study is locked. What is written about a person is sealed with the person's key. Plain
are ids, days, lots, and of which kind something was; whether an event still waits for somebody.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from engines.errors import NotHereError
from workbench.archive.database import Cursor, Database, Row
from workbench.archive.keys import Vault
from workbench.outcomes.protocols.form import Arm
from workbench.outcomes.protocols.lots import Lots
from workbench.outcomes.protocols.plans import Plan, read_plan

Kind = Literal["missed", "deviation", "distress", "adverse"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FOLLOWED: tuple[Kind, ...] = ("distress", "adverse")
"""Kinds that wait until somebody says by name that it is over."""

TABLE = """
CREATE TABLE study (
    id VARCHAR PRIMARY KEY, registered VARCHAR NOT NULL, plan VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL, arms INTEGER NOT NULL, seed VARCHAR NOT NULL,
    commitment VARCHAR NOT NULL, given INTEGER NOT NULL, locks VARCHAR NOT NULL);
CREATE TABLE enrolment (
    id VARCHAR PRIMARY KEY, person VARCHAR NOT NULL, study VARCHAR NOT NULL,
    number INTEGER NOT NULL, arm INTEGER NOT NULL, enrolled VARCHAR NOT NULL, ended VARCHAR,
    content BLOB NOT NULL);
CREATE TABLE happening (
    id VARCHAR PRIMARY KEY, person VARCHAR NOT NULL, enrolment VARCHAR, kind VARCHAR NOT NULL,
    day VARCHAR NOT NULL, noted VARCHAR NOT NULL, closed VARCHAR, struck VARCHAR,
    content BLOB NOT NULL);
"""
_STUDY = "id, registered, plan, sha256, arms, commitment, given, locks"
ENROLMENT = "id, person, study, number, arm, enrolled, ended, content"
HAPPENING = "id, person, enrolment, kind, day, noted, closed, struck, content"


@dataclass(frozen=True, slots=True)
class Lock:
    """The data were locked: when, their SHA-256, and why anew; the first lock has no reason."""

    at: str
    sha256: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """A study that was registered.

    Attributes:
        id: of the study.
        registered: when, ISO 8601.
        told: its plan as canonical JSON, as it was registered.
        sha256: of that text.
        arms: how many there are to draw from.
        commitment: SHA-256 over plan, arms and the seed of the lots.
        given: how many lots were given, of people who were erased too.
        locks: oldest first; () while the data are not locked.
    """

    id: str
    registered: str
    told: str
    sha256: str
    arms: int
    commitment: str
    given: int
    locks: tuple[Lock, ...] = ()

    @property
    def plan(self) -> Plan:
        """What was registered."""
        return read_plan(self.told)

    @property
    def locked(self) -> bool:
        """Whether the data were locked."""
        return bool(self.locks)

    @property
    def has_room(self) -> bool:
        """Whether somebody can still be enrolled."""
        return not self.locked and self.given < self.plan.people

    def arm(self, lot: int) -> Arm:
        """The sittings of an arm."""
        return self.plan.arms[lot]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person in a study.

    Attributes:
        id: of the entry.
        person: who.
        study: which.
        number: of the lot, from 1.
        arm: from 0.
        enrolled: when, ISO 8601.
        ended: when the person left before the end, ISO 8601; None has not.
        why: of leaving, as it was written; empty where nothing was.
    """

    id: str
    person: str
    study: str
    number: int
    arm: int
    enrolled: str
    ended: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was seen or done afterwards: when it was written, by whom, and what."""

    at: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Amended:
    """An entry was changed: when, why, and what stood there before."""

    at: str
    reason: str
    before: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a person, in a study or not.

    Attributes:
        id: of the entry.
        person: to whom.
        enrolment: in which enrolment; None outside a study.
        kind: which.
        day: when it happened, YYYY-MM-DD.
        noted: when it was written, ISO 8601.
        text: what happened, in the practice's words.
        serious: of an adverse event, as the practice judges; None where that is not asked.
        follow_ups: oldest first.
        closed: when it was over, ISO 8601; None waits, where the kind is followed up.
        struck: when it was taken back as a mistake, ISO 8601.
        amended: oldest first.
    """

    id: str
    person: str
    enrolment: str | None
    kind: Kind
    day: str
    noted: str
    text: str
    serious: bool | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    closed: str | None = None
    struck: str | None = None
    amended: tuple[Amended, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether somebody has still to follow it up."""
        return self.kind in FOLLOWED and self.closed is None and self.struck is None


class Studies:
    """The study, enrolment and happening tables."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    def all(self) -> tuple[Study, ...]:
        """Every study, the oldest first."""
        sql = f"SELECT {_STUDY} FROM study ORDER BY registered, id"
        return tuple(_study(row) for row in self._database.read(sql))

    def one(self, study: str, cursor: Cursor | None = None) -> Study:
        """One study; inside a transaction with its cursor."""
        rows = self._rows(f"SELECT {_STUDY} FROM study WHERE id = ?", [study], cursor)
        if not rows:
            raise NotHereError(f"There is no study {study} here.")
        return _study(rows[0])

    def lots(self, study: str, cursor: Cursor | None = None) -> Lots:
        """What decides every lot of a study: for the program alone, until the data are locked."""
        asked = "SELECT seed, sha256, arms FROM study WHERE id = ?"
        ((seed, sha256, arms),) = self._rows(asked, [study], cursor)
        return Lots(bytes.fromhex(seed), sha256, arms)

    def register(self, cursor: Cursor, study: Study, lots: Lots) -> None:
        """Enter a study."""
        row = [study.id, study.registered, study.told, study.sha256, study.arms]
        row += [lots.seed.hex(), study.commitment, study.given, "[]"]
        cursor.execute(f"INSERT INTO study VALUES ({_places(row)})", row)

    def lock(self, cursor: Cursor, study: Study, lock: Lock) -> None:
        """Enter that the data were locked, or locked anew."""
        locks = [[each.at, each.sha256, each.reason] for each in (*study.locks, lock)]
        sql = "UPDATE study SET locks = ? WHERE id = ?"
        cursor.execute(sql, [json.dumps(locks), study.id])

    def enrolments(
        self, *, person: str | None = None, study: str | None = None, cursor: Cursor | None = None
    ) -> tuple[Enrolment, ...]:
        """Who takes or took part, by number; nobody whose record does not open."""
        named = {"person": person, "study": study}
        where = " AND ".join(f"{each} = ?" for each, value in named.items() if value) or "TRUE"
        sql = f"SELECT {ENROLMENT} FROM enrolment WHERE {where} ORDER BY enrolled, study, number"
        rows = self._rows(sql, [each for each in named.values() if each], cursor)
        return tuple(self.opened_enrolment(row) for row in rows if self._opens(row[1]))

    def enrol(self, cursor: Cursor, entry: Enrolment) -> None:
        """Enter a person, whose lot counts as given from now on."""
        row: list[Any] = [entry.id, entry.person, entry.study, entry.number, entry.arm]
        row += [entry.enrolled, entry.ended, self._sealed(entry)]
        cursor.execute(f"INSERT INTO enrolment ({ENROLMENT}) VALUES ({_places(row)})", row)
        sql = "UPDATE study SET given = ? WHERE id = ?"
        cursor.execute(sql, [entry.number, entry.study])

    def leave(self, cursor: Cursor, entry: Enrolment) -> None:
        """Store that a person left, and why."""
        sql = "UPDATE enrolment SET ended = ?, content = ? WHERE id = ?"
        cursor.execute(sql, [entry.ended, self._sealed(entry), entry.id])

    def happenings(self, person: str, *, cursor: Cursor | None = None) -> tuple[Happening, ...]:
        """Everything that happened to a person, by day."""
        sql = f"SELECT {HAPPENING} FROM happening WHERE person = ? ORDER BY day, noted, id"
        return tuple(self.opened_happening(row) for row in self._rows(sql, [person], cursor))

    def note(self, cursor: Cursor, entry: Happening) -> None:
        """Enter what happened."""
        row: list[Any] = [entry.id, entry.person, entry.enrolment, entry.kind, entry.day]
        row += [entry.noted, entry.closed, entry.struck, self._told(entry)]
        cursor.execute(f"INSERT INTO happening ({HAPPENING}) VALUES ({_places(row)})", row)

    def change(self, cursor: Cursor, entry: Happening) -> None:
        """Store what happened as it is known now."""
        sql = "UPDATE happening SET day = ?, closed = ?, struck = ?, content = ? WHERE id = ?"
        row = [entry.day, entry.closed, entry.struck, self._told(entry), entry.id]
        cursor.execute(sql, row)

    def _rows(self, sql: str, values: Sequence[Any], cursor: Cursor | None) -> list[Row]:
        if cursor is None:
            return self._database.read(sql, values)
        return cursor.execute(sql, list(values)).fetchall()

    def _opens(self, person: str) -> bool:
        return self._vault.has_key(person) and not self._vault.is_shut(person)

    def _sealed(self, entry: Enrolment) -> bytes:
        told = json.dumps({"why": entry.why}).encode()
        return self._vault.seal(entry.person, "enrolment", entry.id, told)

    def _told(self, entry: Happening) -> bytes:
        told = {
            "text": entry.text,
            "serious": entry.serious,
            "follow_ups": [[each.at, each.by, each.text] for each in entry.follow_ups],
            "amended": [[each.at, each.reason, each.before] for each in entry.amended],
        }
        return self._vault.seal(entry.person, "happening", entry.id, json.dumps(told).encode())

    def opened_enrolment(self, row: Row) -> Enrolment:
        """A row in the order of `ENROLMENT`, opened."""
        *plain, sealed = row
        entry = Enrolment(*plain)
        told = json.loads(self._vault.open(entry.person, "enrolment", entry.id, sealed))
        return replace(entry, why=told["why"])

    def opened_happening(self, row: Row) -> Happening:
        """A row in the order of `HAPPENING`, opened."""
        happening, person, enrolment, kind, day, noted, closed, struck, sealed = row
        told = json.loads(self._vault.open(person, "happening", happening, sealed))
        follow_ups = tuple(FollowUp(*each) for each in told["follow_ups"])
        amended = tuple(Amended(*each) for each in told["amended"])
        named = (happening, person, enrolment, kind, day, noted, told["text"], told["serious"])
        return Happening(*named, follow_ups, closed, struck, amended)


def _study(row: Row) -> Study:
    *plain, locks = row
    return Study(*plain, locks=tuple(Lock(*each) for each in json.loads(locks)))


def _places(row: Sequence[Any]) -> str:
    return ", ".join("?" * len(row))
