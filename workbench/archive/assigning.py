"""Whose people are whose, as part of an archive: given, taken, found."""

from __future__ import annotations

from collections.abc import Callable

from workbench.access.rights import Kind
from workbench.archive.acting import PRACTICE
from workbench.archive.assignments import Coded
from workbench.archive.shelves import Shelves


class Assigning(Shelves):
    """The part of an archive that says which accounts a person was given to. Opens nothing."""

    def assign(
        self, person: str, account: str, *, kind: Kind = "care", who: str = PRACTICE
    ) -> None:
        """Give a person to an account: to care for, or to look after in supervision."""
        self._rows.people.row(person)
        self._rows.assignments.give(person, account, kind, who=who)

    def unassign(
        self, person: str, account: str, *, kind: Kind = "care", who: str = PRACTICE
    ) -> None:
        """Take a person from an account; refused where nobody else would care for the person."""
        self._rows.assignments.take(person, account, kind, who=who)

    def assigned(self, account: str, *, kind: Kind = "care") -> frozenset[str]:
        """The people who were given to an account, who were put away too."""
        return self._rows.assignments.of(account, kind)

    def whose(self, sitting: str) -> str | None:
        """Whose sitting this is, open or ended; None where there is none."""
        going = (each.sitting.person for each in self.open_sittings() if each.sitting.id == sitting)
        found = next(going, None)
        if found is None:
            sql = "SELECT person FROM sitting WHERE id = ?"
            rows = self._rows.database.read(sql, [sitting])
            found = rows[0][0] if rows else None
        return found

    def therapists_of(self, person: str) -> tuple[str, ...]:
        """The accounts that care for a person."""
        return next((each.care for each in self.coded() if each.id == person), ())

    def coded(self) -> tuple[Coded, ...]:
        """Everybody by code, for whoever gives people to accounts."""
        return self._rows.assignments.everybody()

    def unassigned(self) -> tuple[Coded, ...]:
        """People nobody cares for: those of an archive from before there were accounts."""
        return tuple(each for each in self.coded() if not each.care)

    def on_assigned(self, changed: Callable[[], None]) -> None:
        """Calls back whenever somebody was given to an account or taken from one."""
        self._rows.assignments.listen(changed)

    def adopt(self, account: str, *, who: str = PRACTICE) -> None:
        """Give everybody nobody cares for to one account: for a practice with one therapist."""
        for each in self.unassigned():
            self.assign(each.id, account, who=who)
