"""A person's questionnaires over time: sums, what is incomplete, and what a change is called where.

A sum is never made of what was left out. Answers to questions that were changed since are listed,
and stand in no course.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.archive.questions import Questionnaire
from workbench.asking.laying import fits
from workbench.outcomes import change, scoring
from workbench.outcomes.change import Change, Recovery
from workbench.outcomes.instruments.form import Instrument, Scale
from workbench.outcomes.instruments.versions import Version
from workbench.outcomes.scoring import Sum

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Point:
    """One ended questionnaire: when it was answered (ISO 8601), and what its answers come to."""

    entry: Questionnaire
    at: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Course:
    """One instrument over time.

    Attributes:
        instrument: which.
        scale: what is summed: its "total", or a part of it.
        points: by day, complete or not.
        changed: from the first complete sum to the last; None with fewer than two.
    """

    instrument: Instrument
    scale: Scale
    points: tuple[Point, ...]
    changed: Change | None

    @property
    def whole(self) -> tuple[Point, ...]:
        """The points that have a sum."""
        return tuple(each for each in self.points if each.sum.total is not None)


def courses(entries: Sequence[Questionnaire], known: Mapping[str, Version]) -> tuple[Course, ...]:
    """The courses of all instruments that were ended at least once and have a total.

    Args:
        entries: of one person, by day.
        known: the instruments of today, by name.
    """
    ended = [each for each in entries if each.done is not None and fits(each, known)]
    names = dict.fromkeys(each.instrument for each in ended)
    found = (
        _course(known[name].instrument, [each for each in ended if each.instrument == name])
        for name in names
    )
    return tuple(each for each in found if each is not None)


def parts_of(course: Course) -> tuple[Course, ...]:
    """The courses of what an instrument sums beside its total, such as the halves of the PHQ-4."""
    entries = [each.entry for each in course.points]
    others = (each.name for each in course.instrument.scales if each.name != TOTAL)
    found = (_course(course.instrument, entries, name) for name in others)
    return tuple(each for each in found if each is not None)


def recovered(found: Sequence[Course]) -> Recovery | None:
    """Recovery as England counts it, of the first and last sums; None where it cannot be said."""
    by_name = {each.instrument.name: each for each in found}
    pair = {name: by_name[name] for name in ("phq9", "gad7") if name in by_name}
    if len(pair) < 2 or any(each.changed is None for each in pair.values()):
        return None
    instruments = {name: each.instrument for name, each in pair.items()}
    first = {name: each.whole[0].sum.total for name, each in pair.items()}
    last = {name: each.whole[-1].sum.total for name, each in pair.items()}
    return change.recovery_england(instruments, first, last)


def total_of(entry: Questionnaire, known: Mapping[str, Version]) -> Sum | None:
    """The total of one questionnaire; None where there is none to be had."""
    if not fits(entry, known):
        return None
    sums = scoring.score(known[entry.instrument].instrument, entry.answers).sums
    return next((each for each in sums if each.scale.name == TOTAL), None)


def _course(
    instrument: Instrument, entries: Sequence[Questionnaire], of: str = TOTAL
) -> Course | None:
    if of not in {scale.name for scale in instrument.scales}:
        return None
    sums = ((each, scoring.score(instrument, each.answers).sums) for each in entries)
    points = tuple(
        Point(entry, entry.dated, next(each for each in found if each.scale.name == of))
        for entry, found in sums
    )
    whole = [each.sum.total for each in points if each.sum.total is not None]
    many = len(whole) > 1
    changed = change.between(instrument, whole[0], whole[-1], scale=of) if many else None
    return Course(instrument, instrument.scale(of), points, changed)
