"""Records that are locked: kept because they must be, and opened by nobody until that is over.

While a record is locked the vault opens and seals nothing of that person, so that no page, route
or export can; lists show a pseudonym. Why it was locked, and why it was opened again, are sealed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from engines import sealing
from engines.errors import ArchiveError
from workbench.archive import audit, texts
from workbench.archive.database import Database, Row
from workbench.archive.keys import Vault
from workbench.archive.schema import new_id, now
from workbench.saying import later

MOST_LETTERS = 200
NO_REASON = later("Write the reason first, in a few words.")


@dataclass(frozen=True, slots=True)
class Restriction:
    """A lock on a record.

    Attributes:
        id: of the lock.
        person: whose record it is.
        since: when it was locked, ISO 8601.
        until: the day to which the record must be kept, as it was then; None was not set.
        reason: why, in the words of whoever locked it.
        lifted: when it was opened again, ISO 8601; None is locked.
        lifted_why: why it was opened again.
    """

    id: str
    person: str
    since: str
    until: str | None
    reason: str
    lifted: str | None = None
    lifted_why: str = ""


@dataclass(frozen=True, slots=True)
class Locked:
    """A record that is locked, for whoever looks after the locks and sees no content."""

    person: str
    code: str
    since: str
    until: str | None


class Restrictions:
    """The restriction table, and the vault's locks, which follow it."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault
        sql = "SELECT person, since FROM restriction WHERE lifted IS NULL"
        for person, since in database.read(sql):
            vault.shut(person, since)

    def add(self, person: str, *, until: str | None, reason: str, who: str) -> Restriction:
        """Lock a record."""
        reason = _reason(reason)
        lock = Restriction(new_id(), person, now(), until, reason)
        sealed = self._sealed(lock)
        with self._database.write() as cursor:
            row = [lock.id, person, lock.since, until, None, sealed]
            cursor.execute("INSERT INTO restriction VALUES (?, ?, ?, ?, ?, ?)", row)
            audit.note(cursor, who, "record restricted", person=person)
        self._vault.shut(person, lock.since)
        return lock

    def lift(self, person: str, *, reason: str, who: str) -> None:
        """Open a record again."""
        lock = self.now(person)
        if lock is None:
            raise ArchiveError(f"The record of person {person} is not locked.")
        lifted = Restriction(*_begun(lock), lifted=now(), lifted_why=_reason(reason))
        with self._database.write() as cursor:
            sql = "UPDATE restriction SET lifted = ?, reasons = ? WHERE id = ?"
            cursor.execute(sql, [lifted.lifted, self._sealed(lifted), lock.id])
            audit.note(cursor, who, "restriction lifted", person=person)
        self._vault.reopen(person)

    def now(self, person: str) -> Restriction | None:
        """The lock on a record; None where it is not locked."""
        return next((each for each in self.of(person) if each.lifted is None), None)

    def of(self, person: str) -> tuple[Restriction, ...]:
        """Every lock there was, oldest first."""
        sql = "SELECT * FROM restriction WHERE person = ? ORDER BY since, id"
        return tuple(self._opened(row) for row in self._database.read(sql, [person]))

    # The reasons must be readable while everything else is shut: they are sealed past the lock.
    def _sealed(self, lock: Restriction) -> bytes:
        told = json.dumps({"why": lock.reason, "lifted": lock.lifted_why}).encode()
        context = ("restriction", lock.person, lock.id)
        return sealing.seal(self._vault.key(lock.person), told, context=context)

    def _opened(self, row: Row) -> Restriction:
        lock, person, since, until, lifted, sealed = row
        context = ("restriction", person, lock)
        told = json.loads(sealing.open_sealed(self._vault.key(person), sealed, context=context))
        return Restriction(lock, person, since, until, told["why"], lifted, told["lifted"])


def _begun(lock: Restriction) -> tuple[str, str, str, str | None, str]:
    return lock.id, lock.person, lock.since, lock.until, lock.reason


def _reason(given: str) -> str:
    reason = texts.name(given)
    if not 3 <= len(reason) <= MOST_LETTERS:
        raise ArchiveError(NO_REASON)
    return reason
