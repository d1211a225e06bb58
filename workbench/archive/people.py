"""People: a pseudonymous id in plain; name, notes, goals and table sealed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from engines.errors import NotHereError
from workbench.archive import audit
from workbench.archive.database import Cursor, Database, Row
from workbench.archive.keys import Vault
from workbench.archive.schema import new_id, now
from workbench.tailored import Tailored

PSEUDONYM = 6
COLUMNS = "id, synthetic, created, name, notes, goals, tailored, archived"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who draws.

    Attributes:
        id: pseudonymous.
        name: or a code.
        notes: the therapist's.
        synthetic: made up for the demo practice.
        created: when the person was added, ISO 8601.
        goals: what is worked on.
        archived: when the person was put away, or the record locked, ISO 8601; None is in the
            lists.
        tailored: what lies on the person's table, and how far the painter may go.
        locked: the record is restricted: the name is a pseudonym, and nothing else is told.
    """

    id: str
    name: str
    notes: str
    synthetic: bool
    created: str
    goals: str = ""
    archived: str | None = None
    tailored: Tailored = field(default_factory=Tailored)
    locked: bool = False


class People:
    """The person table."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def add(
        self, person: Person, *, who: str, also: Callable[[Cursor], None] | None = None
    ) -> Person:
        """Add a person with a key of their own; `also` is done in the same transaction."""
        self._vault.make_key(person.id)
        with self._database.write() as cursor:
            insert(cursor, self._row(person))
            audit.note(cursor, who, "person added", person=person.id)
            if also is not None:
                also(cursor)
        return person

    def all(self) -> tuple[Person, ...]:
        """Everybody, also who was put away, in the order in which they were added."""
        rows = self._database.read(f"SELECT {COLUMNS} FROM person ORDER BY created, id")
        return tuple(self._opened(row) for row in rows if self._vault.has_key(row[0]))

    def keyless(self) -> tuple[str, ...]:
        """Those whose key is not here: they are in no list, and nothing of them can be opened."""
        rows = self._database.read("SELECT id FROM person ORDER BY created, id")
        return tuple(row[0] for row in rows if not self._vault.has_key(row[0]))

    def one(self, person: str) -> Person:
        """One person."""
        return self._opened(self.row(person))

    def change(
        self, person: str, changes: dict[str, Any], *, what: str, who: str, **told: str
    ) -> Person:
        """Give some of a person's fields new values; `what` and `told` go into the audit."""
        changed = replace(self.one(person), **changes)
        with self._database.write() as cursor:
            values: dict[str, Any] = {}
            values |= zip(COLUMNS.split(", "), self._row(changed), strict=True)
            columns = ", ".join(f"{name} = ?" for name in changes)
            sealed = [values[name] for name in changes]
            cursor.execute(f"UPDATE person SET {columns} WHERE id = ?", [*sealed, person])
            audit.note(cursor, who, what, person=person, **told)
        return changed

    def row(self, person: str) -> Row:
        """A person's row as it is stored, in the order of `COLUMNS`."""
        sql = f"SELECT {COLUMNS} FROM person WHERE id = ?"
        rows = self._database.read(sql, [person])
        if not rows:
            raise NotHereError(f"There is no person {person} here: unknown, or erased.")
        return rows[0]

    def _row(self, person: Person) -> Row:
        texts = {"name": person.name, "notes": person.notes, "goals": person.goals}
        sealed = [self._vault.seal(person.id, k, "", text.encode()) for k, text in texts.items()]
        table = self._table(person)
        return (person.id, person.synthetic, person.created, *sealed, table, person.archived)

    def _table(self, person: Person) -> bytes | None:
        if person.tailored == Tailored():
            return None
        text = json.dumps(person.tailored.to_wire(), sort_keys=True)
        Tailored.from_wire(json.loads(text))
        return self._vault.seal(person.id, "tailored", "", text.encode())

    def _opened(self, row: Row) -> Person:
        person, synthetic, created, *sealed, table, archived = row
        if (shut := self._vault.shut_since(person)) is not None:
            return Person(
                person, pseudonym(person), "", synthetic, created, "", archived or shut, locked=True
            )
        kinds = zip(("name", "notes", "goals"), sealed, strict=True)
        name, notes, goals = (self._text(person, kind, held) for kind, held in kinds)
        tailored = Tailored()
        if table is not None:
            tailored = Tailored.from_wire(json.loads(self._text(person, "tailored", table)))
        return Person(person, name, notes, synthetic, created, goals, archived, tailored)

    def _text(self, person: str, kind: str, sealed: bytes | None) -> str:
        # People added before there were goals have none.
        return "" if sealed is None else self._vault.open(person, kind, "", sealed).decode()


def new(name: str, notes: str, goals: str, *, synthetic: bool) -> Person:
    """Somebody nobody knows yet."""
    return Person(new_id(), name, notes, synthetic, now(), goals)


def pseudonym(person: str) -> str:
    """What stands for a name that may not be told."""
    return person[:PSEUDONYM]


def insert(cursor: Cursor, row: Row) -> None:
    """Enter a row as `People.row` gives it."""
    cursor.execute(f"INSERT INTO person ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", list(row))
