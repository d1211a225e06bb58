"""The audit to read: a page of it at a time, about one person, by one account, of one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from workbench.archive.audit import AuditEntry
from workbench.archive.database import Database

MOST = 100_000
# What an entry is about stands in it as canonical JSON: an id ends at the next quotation mark.
_PERSON = """regexp_extract(subject, '"person":"([^"]*)"', 1)"""
_SITTING = """regexp_extract(subject, '"sitting":"([^"]*)"', 1)"""
_ACCOUNT = """regexp_extract(subject, '"account":"([^"]*)"', 1)"""
_ABOUT = f"({_PERSON} = ? OR {_SITTING} IN (SELECT id FROM sitting WHERE person = ?))"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries to show; None looks for nothing in particular.

    Attributes:
        person: whose record they are about.
        account: who did it, or whose account it was done to.
        kinds: what was done, as the audit names it; empty is everything.
        day: on which day, of this machine's clock.
    """

    person: str | None = None
    account: str | None = None
    kinds: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Some entries, newest first, each with whom it is about.

    Attributes:
        entries: a page of them.
        people: the person of each entry that is about somebody, by the entry's number.
        count: how many there are in all.
    """

    entries: tuple[AuditEntry, ...]
    people: dict[int, str]
    count: int


def look_up(database: Database, sought: Sought, *, limit: int = 50, offset: int = 0) -> Found:
    """A page of the entries that were sought, newest first."""
    where, values = _where(sought)
    whose = f"coalesce(nullif({_PERSON}, ''), (SELECT person FROM sitting WHERE id = {_SITTING}))"
    page = f"SELECT * FROM audit WHERE {where} ORDER BY number DESC LIMIT ? OFFSET ?"
    rows = database.read(
        f"SELECT *, {whose} FROM ({page}) ORDER BY number DESC", [*values, limit, offset]
    )
    count = database.read(f"SELECT count(*) FROM audit WHERE {where}", values)[0][0]
    entries = tuple(AuditEntry(*row[:7]) for row in rows)
    return Found(entries, {row[0]: row[7] for row in rows if row[7]}, count)


def whom(database: Database) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every person and every account that the audit names, erased ones too."""
    people = f"SELECT DISTINCT {_PERSON} AS id FROM audit WHERE id <> '' ORDER BY id"
    accounts = "SELECT DISTINCT who FROM audit ORDER BY who"
    return (
        tuple(row[0] for row in database.read(people)),
        tuple(row[0] for row in database.read(accounts)),
    )


def _where(sought: Sought) -> tuple[str, list[Any]]:
    clauses, values = ["true"], []
    if sought.person:
        clauses.append(_ABOUT)
        values += [sought.person, sought.person]
    if sought.account:
        clauses.append(f"(who = ? OR {_ACCOUNT} = ?)")
        values += [sought.account, sought.account]
    if sought.kinds:
        clauses.append(f"what IN ({', '.join('?' * len(sought.kinds))})")
        values += sought.kinds
    if sought.day:
        clauses.append("noted >= ? AND noted < ?")
        values += [_midnight(sought.day), _midnight(sought.day + timedelta(days=1))]
    return " AND ".join(clauses), values


def _midnight(day: date) -> str:
    """When a day of this machine's clock begins, as the entries' times are written."""
    begins = datetime.combine(day, time()).astimezone(timezone.utc)
    return begins.isoformat(timespec="milliseconds")
