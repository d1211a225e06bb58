"""The people of an archive: added, edited, put away, brought back, erased."""

from __future__ import annotations

from threading import Lock
from typing import Any

from engines.errors import ArchiveError
from workbench.archive import audit, disk, glimpses, people
from workbench.archive.people import Person
from workbench.archive.schema import now
from workbench.archive.shelves import Shelves
from workbench.tailored import Tailored

PRACTICE = "practice"
_TABLES = ("picture", "turn", "scan", "sitting")


class Register(Shelves):
    """The part of an archive that changes people, and what the practice prefers."""

    _begin_lock: Lock

    def add_person(
        self,
        name: str,
        *,
        notes: str = "",
        goals: str = "",
        synthetic: bool = False,
        who: str = PRACTICE,
    ) -> Person:
        """Add a person; name, notes and goals are sealed with a key of their own."""
        person = people.new(name, notes, goals, synthetic=synthetic)
        return self._rows.people.add(person, who=who)

    def edit_person(
        self,
        person: str,
        *,
        name: str | None = None,
        notes: str | None = None,
        goals: str | None = None,
        who: str = PRACTICE,
    ) -> Person:
        """Change what is given; the audit says which fields, never their content."""
        before = self.person(person)
        given = {"name": name, "notes": notes, "goals": goals}
        changes = {k: v for k, v in given.items() if v not in (None, getattr(before, k))}
        if not changes:
            return before
        return self._changed(person, changes, "person edited", who=who, fields=",".join(changes))

    def tailor(self, person: str, table: Tailored, *, who: str = PRACTICE) -> Person:
        """Set what lies on a person's table, and how far the painter may go."""
        return self._changed(person, {"tailored": table}, "person's table set", who=who)

    def put_away(self, person: str, *, who: str = PRACTICE) -> Person:
        """Take a person out of the lists; everything is kept. Refused while a sitting goes on."""
        with self._begin_lock:
            self._check_idle(person, "then put the person away")
            before = self.person(person)
            if before.archived is not None:
                return before
            return self._changed(person, {"archived": now()}, "person put away", who=who)

    def bring_back(self, person: str, *, who: str = PRACTICE) -> Person:
        """Put a person back into the lists."""
        before = self.person(person)
        if before.archived is None:
            return before
        return self._changed(person, {"archived": None}, "person brought back", who=who)

    def erase(self, person: str, *, who: str = PRACTICE) -> None:
        """Destroy a person's key, rows and journals. Nothing of it can be opened again here.

        Copies of the archive made before, and disk blocks not yet written over, still hold the key
        under the master key.
        """
        self._rows.people.row(person)
        with self._begin_lock:
            for row in self._rows.sittings.all(person):
                self._underway.drop(row.id)
                for copy in self._underway.aside.glob(f"{row.id}.*"):
                    disk.remove(copy)
            with self._rows.database.write() as cursor:
                self._rows.vault.destroy_key(cursor, person)
                for table in _TABLES:
                    cursor.execute(f"DELETE FROM {table} WHERE person = ?", [person])
                cursor.execute("DELETE FROM person WHERE id = ?", [person])
                audit.note(cursor, who, "person erased", person=person)
            glimpses.forget(self._rows, person)
        self._rows.database.checkpoint()

    def witness(self, what: str, *, who: str = PRACTICE, **ids: str) -> None:
        """Add to the audit what happened at a table and is stored nowhere else."""
        with self._rows.database.write() as cursor:
            audit.note(cursor, who, what, **ids)

    def set_preference(self, name: str, value: str | None, *, who: str = PRACTICE) -> None:
        """Set something for the whole practice, or forget it (None)."""
        self._rows.preferences.set(name, value, who=who)

    def _changed(
        self, person: str, changes: dict[str, Any], what: str, *, who: str, **told: str
    ) -> Person:
        return self._rows.people.change(person, changes, what=what, who=who, **told)

    def _check_idle(self, person: str, then: str) -> None:
        going = [s.sitting.id for s in self.open_sittings() if s.sitting.person == person]
        if going:
            raise ArchiveError(f"Sitting {going[0]} of this person goes on: end it, {then}.")
