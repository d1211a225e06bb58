"""A whole study by pseudonym: who takes part, a table of values, and the hash of all of it.

Of people who agree to research and whose record is not locked. No name, note, word or picture; days
are counted from a person's first sitting. `Practice` alone asks for it, and says who may.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from engines.errors import NotHereError
from engines.record import MET
from workbench.archive.sittings import SittingRow
from workbench.archive.store import Archive
from workbench.archive.studies import Enrolment, Happening, Study
from workbench.asking import courses
from workbench.outcomes.protocols import plans
from workbench.outcomes.protocols.form import Arm
from workbench.outcomes.protocols.lots import Lots
from workbench.outcomes.results import Row
from workbench.studying.places import PAINTER, day_of

HEADS = ("pseudonym", "arm", "sitting", "phase", "day")
SMALL = 5
"""Fewer people than this in one group: whoever knows the practice may know them."""


@dataclass(frozen=True, slots=True)
class Sat:
    """One sitting: its number in the study, its phase, days since the first, sums by outcome."""

    number: int
    phase: str
    day: int
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part, by pseudonym.

    Attributes:
        name: the pseudonym.
        number: of the lot.
        arm: from 0.
        left: whether the person left before the end.
        sittings: that were held and ended, in their order.
        missed: how many sittings were missed.
        noted: deviations that somebody noted.
        events: distress and adverse events.
        waiting: how many of them wait for somebody.
        serious: how many adverse events were serious.
        happened: all of it: kind, days since the enrolment, and whether it was serious.
    """

    name: str
    number: int
    arm: int
    left: bool
    sittings: tuple[Sat, ...]
    missed: int
    noted: int
    events: int
    waiting: int
    serious: int
    happened: tuple[tuple[str, int, bool | None], ...]


@dataclass(frozen=True)
class Whole:
    """A study with everybody in it; `gone` were enrolled and are not in its data any more."""

    study: Study
    parts: tuple[Part, ...]
    gone: int

    @cached_property
    def text(self) -> str:
        """The data as canonical text."""
        people = [
            [each.number, each.arm, each.left, _sat(each.sittings), each.happened]
            for each in self.parts
        ]
        return plans.canonical({"plan": self.study.sha256, "people": people})

    @property
    def sha256(self) -> str:
        """What the data are locked with."""
        return plans.sha256(self.text)

    @property
    def unchanged(self) -> bool:
        """Whether the data are those that were locked last."""
        return self.study.locked and self.study.locks[-1].sha256 == self.sha256

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What is measured, the one named beforehand first."""
        asked = [each.instrument for each in self.study.plan.protocol.measures]
        return tuple(sorted(asked, key=lambda name: name != self.study.plan.primary))

    def misplaced(self, lots: Lots) -> tuple[int, ...]:
        """The numbers of lots that are not those of the list; all of them with another seed."""
        if lots.commitment != self.study.commitment:
            return tuple(each.number for each in self.parts)
        drawn = lots.drawn(self.study.given)
        return tuple(each.number for each in self.parts if drawn[each.number - 1] != each.arm)

    def arm(self, part: Part) -> Arm:
        """The sittings that a part was given."""
        return self.study.arm(part.arm)

    def rows(self, outcome: str) -> list[Row]:
        """One outcome's rows, as `results` takes them."""
        return [
            Row(part.name, sat.number, sat.phase == PAINTER, sat.values.get(outcome))
            for part in self.parts
            for sat in part.sittings
        ]

    def to_csv(self) -> bytes:
        """A line a sitting; an empty cell is missing."""
        told = io.StringIO()
        writer = csv.writer(told, lineterminator="\n")
        writer.writerow([*HEADS, *self.outcomes])
        for part in self.parts:
            for sat in part.sittings:
                row: list[Any] = [part.name, part.arm + 1, sat.number, sat.phase, sat.day]
                writer.writerow([*row, *(sat.values.get(name, "") for name in self.outcomes)])
        return told.getvalue().encode()


@dataclass(frozen=True, slots=True)
class Wholes:
    """Every study whole. `archive` is the practice's own: nothing is held back; see `Practice`."""

    archive: Archive
    locks: bool

    def of(self, study: str) -> Whole:
        """A study with everybody in it.

        Raises:
            NotHereError: there is no such study.
        """
        found = next((each for each in self.archive.studies() if each.id == study), None)
        if found is None:
            raise NotHereError(f"There is no study {study} here.")
        here = self.archive.everybody_in(study)
        agreed = [each for each in here if self.archive.allows(each.person, "research")]
        parts = tuple(_part(self.archive, found, each) for each in agreed)
        return Whole(found, parts, found.given - len(parts))

    def lock(self, study: str, reason: str = "") -> Study:
        """Lock the data of a study as they are now; anew only with a reason.

        Raises:
            NotHereError: whoever asks is no researcher, or there is no such study.
            ArchiveError: there is no reason, or nothing changed.
        """
        if not self.locks:
            raise NotHereError(f"There is no study {study} to be locked here.")
        return self.archive.lock_study(study, self.of(study).sha256, reason=reason)


def _part(archive: Archive, study: Study, entry: Enrolment) -> Part:
    happened = [each for each in archive.happenings(entry.person) if each.struck is None]
    happened = [each for each in happened if each.enrolment == entry.id]
    kinds = [each.kind for each in happened]
    return Part(
        archive.name_in_study(entry.person, study.id),
        entry.number,
        entry.arm,
        entry.ended is not None,
        _sittings(archive, study, entry),
        missed=kinds.count("missed"),
        noted=kinds.count("deviation"),
        events=kinds.count("distress") + kinds.count("adverse"),
        waiting=sum(each.waits for each in happened),
        serious=sum(bool(each.serious) for each in happened),
        happened=tuple(_happened(each, day_of(entry.enrolled)) for each in happened),
    )


def _happened(each: Happening, since: date) -> tuple[str, int, bool | None]:
    return each.kind, (date.fromisoformat(each.day) - since).days, each.serious


def _sittings(archive: Archive, study: Study, entry: Enrolment) -> tuple[Sat, ...]:
    end = entry.ended or "9"
    rows = archive.sittings(entry.person)
    met = [row for row in rows if row.phase in MET]
    held = [row for row in met if row.ended and entry.enrolled <= row.started < end]
    if not held:
        return ()
    values = _values(archive, study, entry, held)
    first = day_of(held[0].started)
    return tuple(
        Sat(number, row.phase, (day_of(row.started) - first).days, values[row.id])
        for number, row in enumerate(held, 1)
    )


def _values(
    archive: Archive, study: Study, entry: Enrolment, held: Sequence[SittingRow]
) -> dict[str, dict[str, float]]:
    """Complete sums by sitting: each at the sitting it was answered in, or the last one before."""
    known = archive.instruments()
    asked = {each.instrument for each in study.plan.protocol.measures}
    found: dict[str, dict[str, float]] = {row.id: {} for row in held}
    for each in archive.questionnaires(entry.person):
        sum_ = courses.total_of(each, known) if each.done and each.instrument in asked else None
        if sum_ is None or sum_.total is None:
            continue
        at = _sitting_of(each.sitting, day_of(each.dated), held)
        if at is not None and (entry.ended is None or each.dated < entry.ended):
            found[at][each.instrument] = sum_.total
    return found


def _sitting_of(sitting: str | None, day: date, held: Sequence[SittingRow]) -> str | None:
    if any(row.id == sitting for row in held):
        return sitting
    before = [row.id for row in held if day_of(row.started) <= day]
    return before[-1] if before else None


def _sat(sittings: Sequence[Sat]) -> list[Any]:
    return [[each.number, each.phase, each.day, dict(each.values)] for each in sittings]
