"""The part of an archive that gives out everything kept about one person, for that person.

It is read piece by piece: one that is damaged is named and left out, and everything else goes on.
What was removed is told by its kind and day, and never opened.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from engines.errors import ArchiveError, NotHereError, SketchwellError
from engines.record import Feeling, Sitting, Turn
from engines.record import pack as record_pack
from workbench.archive import audited, consent, exhibits, questions, studies
from workbench.archive.acting import PRACTICE
from workbench.archive.audit import AuditEntry
from workbench.archive.audited import Sought
from workbench.archive.consent import Consent
from workbench.archive.contents import Content
from workbench.archive.database import Row
from workbench.archive.exhibits import Exhibit
from workbench.archive.gone import Gone
from workbench.archive.guarding import Guarding
from workbench.archive.keys import LOCKED
from workbench.archive.people import Person, pseudonym
from workbench.archive.questions import Questionnaire, Task
from workbench.archive.removal import Removal
from workbench.archive.restriction import Restriction
from workbench.archive.rows import Rows
from workbench.archive.sittings import SittingRow
from workbench.archive.studies import Enrolment, Happening

Part = Literal[
    "person",
    "consent",
    "questionnaire",
    "look",
    "enrolment",
    "happening",
    "exhibit",
    "restriction",
    "note",
    "turn",
    "painted",
    "scan",
]
OUT, OUT_WITH_NOTES = "everything taken out", "everything taken out with notes"
LEFT = (
    *("sitting exported", "pictures taken out", "questionnaires taken out"),
    *("fhir taken out", "report taken out", "story taken out"),
)
MOST_LEFT = 1_000
# What opening sealed bytes that were changed, and reading what was in them, may raise.
DAMAGE = (SketchwellError, ValueError, KeyError, TypeError, zlib.error)
Opened = TypeVar("Opened")


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece that is kept and could not be opened: its part, and its id."""

    part: Part
    id: str


@dataclass(frozen=True, slots=True)
class About:
    """Everything kept about one person, read as it is asked for.

    Attributes:
        person: whose it is; nothing of anybody else can be read through this.
        removals: what was removed and can still be brought back.
        gone: what was removed for good.
        left: what was taken out of the record before, oldest first.
        unread: what could not be opened so far.
    """

    person: str
    rows: Rows
    removals: tuple[Removal, ...]
    gone: tuple[Gone, ...]
    left: tuple[AuditEntry, ...]
    unread: list[Unread] = field(default_factory=list)

    def whose(self) -> Person:
        """The person; without name, notes and goals where they do not open."""
        row = self.rows.people.row(self.person)
        found = self._tried("person", self.person, lambda: self.rows.people.one(self.person))
        return found or Person(self.person, pseudonym(self.person), "", bool(row[1]), row[2])

    def consents(self) -> tuple[Consent, ...]:
        """Everything that was agreed to or not, oldest first."""
        return self._all("consent", consent.COLUMNS, "number", self.rows.consents.opened)

    def questionnaires(self) -> tuple[Questionnaire, ...]:
        """Everything that was answered, by day."""
        opened = self.rows.questions.opened
        return self._all("questionnaire", questions.COLUMNS, "dated, begun, id", opened)

    def looked_at(self) -> tuple[Task, ...]:
        """Answers that somebody of the practice had to look at."""
        return self._all("look", questions.LOOK, "opened, id", self.rows.questions.opened_task)

    def enrolments(self) -> tuple[Enrolment, ...]:
        """The studies, the oldest first."""
        opened = self.rows.studies.opened_enrolment
        return self._all("enrolment", studies.ENROLMENT, "enrolled, id", opened)

    def happenings(self) -> tuple[Happening, ...]:
        """What happened, by day."""
        opened = self.rows.studies.opened_happening
        return self._all("happening", studies.HAPPENING, "day, noted, id", opened)

    def exhibits(self) -> tuple[Exhibit, ...]:
        """Pictures that were chosen to be shown."""
        return self._all("exhibit", exhibits.COLUMNS, "chosen, id", self.rows.exhibits.opened)

    def locks(self) -> tuple[Restriction, ...]:
        """When the record was locked."""
        read = self.rows.restrictions.of
        return self._tried("restriction", self.person, lambda: read(self.person)) or ()

    def sittings(self) -> tuple[SittingRow, ...]:
        """The sittings, without what was made there, in the order in which they began."""
        return self.rows.sittings.all(self.person)

    def content(self, sitting: str) -> Content:
        """A sitting's note and course; empty where they do not open."""
        return self._tried("note", sitting, lambda: self.rows.contents.of(sitting)) or Content()

    def turns(self, sitting: str) -> Iterator[Turn]:
        """The turns of a sitting that open; without the painted layer where only that does not."""
        rows = self.rows.database.read(
            "SELECT turn.id, picture, content, pleasure, arousal, painted FROM turn "
            "LEFT JOIN picture ON picture.id = turn.picture "
            "WHERE turn.sitting = ? AND turn.person = ? ORDER BY turn.number",
            [sitting, self.person],
        )
        measures = self.rows.sittings.measures(sitting)
        for row in rows:
            turn = self._tried("turn", row[0], lambda row=row: self._turn(row))
            if turn is not None:
                yield replace(turn, measures={**measures.get(turn.id, {}), **turn.measures})

    def scan(self, name: str) -> bytes | None:
        """A paper drawing by its SHA-256; None where it is not kept, or does not open."""
        if name not in self.rows.scans.names(self.person):
            return None
        read = self.rows.scans.png
        return self._tried("scan", name, lambda: read(name, person=self.person))

    def packed(self, row: SittingRow, turns: tuple[Turn, ...], scans: tuple[bytes, ...]) -> bytes:
        """A sitting in the record's own format, with these turns and paper drawings."""
        held = self.content(row.id)
        whole: Sitting = replace(row.sitting, turns=turns, scans=scans)
        whole = replace(whole, course=held.course, spoken=held.spoken)
        return record_pack.pack(whole)

    def _turn(self, row: Row) -> Turn:
        turn, picture, content, pleasure, arousal, painted = row
        opened = self.rows.vault.open
        found = record_pack.unpack_turn(opened(self.person, "turn", turn, content))
        found = replace(found, feeling=Feeling(pleasure, arousal))
        if found.answer is None or painted is None:
            return found
        layer = self._tried(
            "painted", picture, lambda: opened(self.person, "painted", picture, painted)
        )
        return replace(found, answer=replace(found.answer, painted_png=layer or b""))

    def _all(
        self, part: Part, columns: str, order: str, opened: Callable[[Row], Opened]
    ) -> tuple[Opened, ...]:
        sql = f"SELECT {columns} FROM {part} WHERE person = ? ORDER BY {order}"
        rows = self.rows.database.read(sql, [self.person])
        found = (self._tried(part, row[0], lambda row=row: opened(row)) for row in rows)
        return tuple(each for each in found if each is not None)

    def _tried(self, part: Part, subject: str, read: Callable[[], Opened]) -> Opened | None:
        """What opens; None, and named once, where it is damaged.

        Raises:
            ArchiveError: the record was locked or erased meanwhile: nothing more is read.
        """
        try:
            return read()
        except DAMAGE as error:
            vault = self.rows.vault
            if vault.is_shut(self.person) or not vault.has_key(self.person):
                raise ArchiveError(LOCKED) from error
            if Unread(part, subject) not in self.unread:
                self.unread.append(Unread(part, subject))
            return None


class Disclosing(Guarding):
    """The right of a person to have what is kept about them."""

    def everything_about(self, person: str, *, notes: bool, who: str = PRACTICE) -> About:
        """Everything kept about a person, to be given out; noted before the first byte leaves.

        `notes` says whether what the person was never shown goes along.

        Raises:
            NotHereError: there is no such person here.
            ArchiveError: the record is locked.
        """
        self._rows.people.row(person)
        if self._rows.vault.is_shut(person):
            raise ArchiveError(LOCKED)
        if not self._rows.vault.has_key(person):
            raise NotHereError(f"The key of person {person} is not here: nothing opens.")
        removed = self._erasing.ledger.removed.values()
        gone = tuple(sorted((g for g in removed if g.person == person), key=lambda g: g.at))
        sought = Sought(person=person, kinds=(*LEFT, OUT, OUT_WITH_NOTES))
        left = audited.look_up(self._rows.database, sought, limit=MOST_LEFT).entries
        self.witness(OUT_WITH_NOTES if notes else OUT, who=who, person=person)
        return About(person, self._rows, self.removals(person), gone, left[::-1])
