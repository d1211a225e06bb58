"""The people of an archive: added, edited, put away, brought back, erased."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import Any

from engines.errors import ArchiveError
from engines.sealing.credentials import Credential
from workbench.archive import audit, crediting, people, texts
from workbench.archive.acting import PRACTICE as PRACTICE
from workbench.archive.acting import actor
from workbench.archive.assigning import Assigning
from workbench.archive.people import Person
from workbench.archive.schema import now
from workbench.tailored import Tailored


class Register(Assigning):
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
        """Add a person; name, notes and goals are sealed with a key of their own.

        The account that adds a person cares for the person.
        """
        written = (texts.name(name), texts.text(notes), texts.text(goals))
        person = people.new(*written, synthetic=synthetic)
        adding = actor() if who == PRACTICE else who
        if adding == PRACTICE:
            return self._rows.people.add(person, who=who)
        given = self._rows.assignments
        enter = partial(given.enter, person=person.id, account=adding, kind="care", who=who)
        added = self._rows.people.add(person, who=who, also=enter)
        given.forget()
        return added

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
        written = {"notes": notes, "goals": goals}
        given = {k: None if v is None else texts.text(v) for k, v in written.items()}
        given["name"] = None if name is None else texts.name(name)
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

    def witness(self, what: str, *, who: str = PRACTICE, **ids: str) -> None:
        """Add to the audit what happened at a table and is stored nowhere else."""
        with self._rows.database.write() as cursor:
            audit.note(cursor, who, what, **ids)

    def credential(self) -> Credential:
        """What painted pictures are signed with before they leave."""
        return crediting.credential(self._rows)

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
