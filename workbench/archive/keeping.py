"""What a person agreed to, how long a record is kept, what is locked, and what is taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engines.errors import ArchiveError
from engines.record import Turn
from workbench.archive import glimpses, painted, retention
from workbench.archive.acting import PRACTICE
from workbench.archive.consent import ITEMS, Consent, Deed, Item, Said
from workbench.archive.forgetting import Forgetting
from workbench.archive.people import pseudonym
from workbench.archive.register import Register
from workbench.archive.removal import Removal, Removals
from workbench.archive.restriction import Locked, Restriction
from workbench.archive.retention import Retention
from workbench.archive.sittings import SittingRow
from workbench.saying import later

SWEEPER = "sketchwell"
GOES_ON = later("This sitting goes on: end it first, then remove.")
GUARDIAN_TOO = later("Somebody has to agree for this person: write the guardian's name.")
LIES_THERE = later("This paper drawing lies on an open table: end that sitting first.")


class Keeping(Register):
    """The part of an archive that knows consents, locks and removals."""

    _forgetting: Forgetting

    def consents(self, person: str) -> tuple[Consent, ...]:
        """Everything that a person said to the four items, oldest first."""
        self._rows.people.row(person)
        return self._rows.consents.of(person)

    def consented(self, person: str) -> Mapping[Item, Deed]:
        """What counts now by item, of the items that were asked for."""
        newest = self._rows.consents.newest()
        said: dict[Item, Deed] = {}
        for item in ITEMS:
            if (deed := newest.get((person, item))) is not None:
                said[item] = deed
        return said

    def allows(self, person: str, item: Item) -> bool:
        """Whether a person has given this item and not taken it back."""
        return self._rows.consents.allows(person, item)

    def everybody_who(self, item: Item) -> frozenset[str]:
        """Who has given this item, and whose record is not locked: ask before anything leaves."""
        people = self._rows.people.all()
        return frozenset(p.id for p in people if not p.locked and self.allows(p.id, item))

    def consent(self, person: str, said: Said, *, who: str = PRACTICE) -> Consent:
        """Enter what a person said to an item: given, not now, or withdrawn.

        Raises:
            ArchiveError: something is withdrawn that was not given, or a guardian is missing.
        """
        self._rows.people.row(person)
        if said.deed == "given" and not said.guardian.strip() and self._needs_guardian(person):
            raise ArchiveError(GUARDIAN_TOO)
        if said.deed == "withdrawn" and not self.allows(person, said.item):
            raise ArchiveError(f"{said.item} is not given: there is nothing to take back.")
        going = [s.sitting.id for s in self.open_sittings() if s.sitting.person == person]
        return self._rows.consents.add(person, said, sitting=next(iter(going), None), who=who)

    def may_begin(self, person: str) -> bool:
        """Whether a record may be made: agreed to, or on another ground and nobody said no."""
        said = self.consented(person).get("record")
        ground = self.preference("basis_record")
        elsewhere = said is None and ground not in (None, "consent")
        return elsewhere or self.allows(person, "record")

    def retention(self, person: str) -> Retention:
        """How long a person's record must be kept."""
        row = self._rows.people.row(person)
        days = [retention.day_of(s.ended or s.started) for s in self._rows.sittings.all(person)]
        years = retention.years_of(self.preference(retention.PREFERENCE))
        return Retention(person, max(days, default=None), years, synthetic=row[1])

    def kept_long_enough(self) -> tuple[Retention, ...]:
        """The records that need not be kept any longer, the oldest first."""
        years = retention.years_of(self.preference(retention.PREFERENCE))
        sql = (
            "SELECT person.id, max(coalesce(ended, started)) AS newest FROM person "
            "JOIN sitting ON sitting.person = person.id "
            "WHERE NOT synthetic GROUP BY person.id ORDER BY newest"
        )
        rows = self._rows.database.read(sql) if years is not None else ()
        every = (Retention(person, retention.day_of(last), years) for person, last in rows)
        today = retention.today()
        return tuple(each for each in every if each.over(today))

    def restrict(self, person: str, reason: str, *, who: str = PRACTICE) -> Restriction:
        """Lock a record: nobody sees or changes it until the lock is lifted."""
        with self._begin_lock:
            self._check_idle(person, "then lock the record")
            if self.person(person).locked:
                raise ArchiveError(f"The record of person {person} is locked already.")
            until = self.retention(person).until
            told = None if until is None else until.isoformat()
            lock = self._rows.restrictions.add(person, until=told, reason=reason, who=who)
        glimpses.forget(self._rows, person)
        return lock

    def lift(self, person: str, reason: str, *, who: str = PRACTICE) -> None:
        """Open a locked record again. The caller has checked that an administrator does it."""
        self._rows.restrictions.lift(person, reason=reason, who=who)

    def restrictions(self, person: str) -> tuple[Restriction, ...]:
        """The locks on a record, oldest first; the last one may still hold."""
        return self._rows.restrictions.of(person)

    def locked_records(self) -> tuple[Locked, ...]:
        """The records that are locked, the oldest lock first; nothing that was written in them."""
        sql = "SELECT person, since, until FROM restriction WHERE lifted IS NULL ORDER BY since"
        rows = self._rows.database.read(sql)
        return tuple(Locked(person, pseudonym(person), *days) for person, *days in rows)

    def remove_turn(self, picture: str, *, person: str, who: str = PRACTICE) -> Removal:
        """Take a kept picture out for a day, then for good."""
        self._check_ended(self._sitting_of(picture, person))
        return self._removals.turn(picture, person=person, who=who)

    def painted(self, person: str, *, open_too: bool = True) -> tuple[str, ...]:
        """The pictures that a painter made for a person, oldest first."""
        self._rows.people.row(person)
        return painted.of(self._rows, person, open_too=open_too)

    def keep_drawing_of(
        self, picture: str, alone: Turn, *, person: str, who: str = PRACTICE
    ) -> None:
        """Keep the drawing of a painted picture of an ended sitting as a turn of its own."""
        self._check_ended(self._sitting_of(picture, person))
        painted.keep_alone(self._rows, picture, alone, person=person, who=who)

    def remove_note(self, sitting: str, *, who: str = PRACTICE) -> Removal:
        """Take the note of an ended sitting out for a day, then for good."""
        self._check_ended(sitting)
        return self._removals.note(sitting, who=who)

    def remove_scan(self, scan: str, *, person: str, who: str = PRACTICE) -> Removal:
        """Take a paper drawing and every picture on it out for a day, then for good."""
        if scan in self._drawn_on():
            raise ArchiveError(LIES_THERE)
        return self._removals.scan(scan, person=person, who=who)

    def remove_sitting(self, sitting: str, *, who: str = PRACTICE) -> Removal:
        """Take an ended sitting out for a day, then for good."""
        self._check_ended(sitting)
        return self._removals.sitting(sitting, who=who)

    def removals(self, person: str) -> tuple[Removal, ...]:
        """What of a person can still be brought back, newest first."""
        return self._removals.pending(person)

    def bring_back_removed(self, removal: str, *, person: str, who: str = PRACTICE) -> Removal:
        """Put back what was removed less than a day ago."""
        return self._removals.bring_back(removal, person=person, who=who)

    def sweep(self, *, who: str = SWEEPER) -> int:
        """Let go of what was removed more than a day ago; done at every start and every hour."""
        with self._begin_lock:
            return self._removals.sweep(drawn_on=self._drawn_on(), who=who)

    def sittings(self, person: str | None = None) -> tuple[SittingRow, ...]:
        """Sittings of one person or of everybody, in the order in which they began.

        None of a record that is locked.
        """
        rows = super().sittings(person)
        return tuple(row for row in rows if not self._rows.vault.is_shut(row.person))

    def sitting_trends(self, person: str | None = None) -> dict[str, list[Any]]:
        """As `Shelves.sitting_trends`; none of a record that is locked."""
        return self._unlocked(super().sitting_trends(person))

    def turn_trends(self, person: str | None = None) -> dict[str, list[Any]]:
        """As `Shelves.turn_trends`; none of a record that is locked."""
        return self._unlocked(super().turn_trends(person))

    def _needs_guardian(self, person: str) -> bool:
        return self.person(person).tailored.guardian

    @property
    def _removals(self) -> Removals:
        return Removals(self._rows, self._forgetting)

    def _unlocked(self, columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
        shut = [self._rows.vault.is_shut(person) for person in columns["person"]]
        if not any(shut):
            return columns
        return {
            name: [value for value, locked in zip(values, shut, strict=True) if not locked]
            for name, values in columns.items()
        }

    def _sitting_of(self, picture: str, person: str) -> str:
        sql = "SELECT sitting FROM turn WHERE picture = ? AND person = ?"
        rows = self._rows.database.read(sql, [picture, person])
        if not rows:
            raise ArchiveError(f"Person {person} has no picture {picture}: unknown, or removed.")
        return rows[0][0]

    def _drawn_on(self) -> frozenset[str]:
        return frozenset(scan for state in self.open_sittings() for scan in state.scans)

    def _check_ended(self, sitting: str) -> None:
        if self._underway.is_open(sitting):
            raise ArchiveError(GOES_ON)
