"""People: a pseudonymous id in plain, name and notes sealed."""

from __future__ import annotations

from dataclasses import dataclass

from engines.errors import ArchiveError
from workbench.archive import audit
from workbench.archive.database import Database, Row
from workbench.archive.keys import Vault
from workbench.archive.schema import new_id, now


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who draws. `synthetic` people were made up for the demo practice."""

    id: str
    name: str
    notes: str
    synthetic: bool
    created: str


class People:
    """The person table."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def add(self, name: str, notes: str, *, synthetic: bool, who: str) -> Person:
        """Add a person with a key of their own."""
        person = Person(new_id(), name, notes, synthetic, now())
        with self._database.write() as cursor:
            self._vault.make_key(cursor, person.id)
            sealed = self._sealed(person)
            row = [person.id, synthetic, person.created, *sealed]
            cursor.execute("INSERT INTO person VALUES (?, ?, ?, ?, ?)", row)
            audit.note(cursor, who, "person added", person=person.id)
        return person

    def all(self) -> tuple[Person, ...]:
        """Everybody, in the order in which they were added."""
        rows = self._database.read("SELECT * FROM person ORDER BY created, id")
        return tuple(self._opened(row) for row in rows)

    def one(self, person: str) -> Person:
        """One person."""
        return self._opened(self.row(person))

    def rename(self, person: str, name: str, notes: str, *, who: str) -> Person:
        """Change name and notes."""
        changed = Person(person, name, notes, *self.row(person)[1:3])
        with self._database.write() as cursor:
            sealed = [*self._sealed(changed), person]
            cursor.execute("UPDATE person SET name = ?, notes = ? WHERE id = ?", sealed)
            audit.note(cursor, who, "person renamed", person=person)
        return changed

    def row(self, person: str) -> Row:
        """A person's row as it is stored: id, synthetic, created, sealed name, sealed notes."""
        rows = self._database.read("SELECT * FROM person WHERE id = ?", [person])
        if not rows:
            raise ArchiveError(f"There is no person {person} here: unknown, or erased.")
        return rows[0]

    def _sealed(self, person: Person) -> list[bytes]:
        texts = {"name": person.name, "notes": person.notes}
        return [self._vault.seal(person.id, k, "", text.encode()) for k, text in texts.items()]

    def _opened(self, row: Row) -> Person:
        person, synthetic, created, *sealed = row
        kinds = zip(("name", "notes"), sealed, strict=True)
        name, notes = (self._vault.open(person, k, "", s).decode() for k, s in kinds)
        return Person(person, name, notes, synthetic, created)
