"""What is due today by a protocol: the next sitting, the measures, and when to stop and look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from workbench.outcomes.protocols.form import Arm, Measure, Protocol, Slot, Stop

Standing = Literal["held", "missed", "coming"]
DeviationKind = Literal["wrong_medium", "measure_late", "measure_early", "beyond_the_end"]


@dataclass(frozen=True, slots=True)
class Held:
    """A sitting that took place: its day, and whether the painter was there."""

    day: date
    painter: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A questionnaire that was answered: which, and its day."""

    instrument: str
    day: date


@dataclass(frozen=True, slots=True)
class Course:
    """All that is known of a person in a protocol, each by day.

    Attributes:
        protocol: which.
        arm: the sittings of this person's; () where there is no end.
        enrolled: the first day.
        held: sittings since then, oldest first.
        missed: days of sittings that did not take place.
        answered: questionnaires, also from before.
        adverse_open: how many adverse events wait for somebody.
        recall: how many days each instrument looks back on.
        ended: when it was left; None goes on.
    """

    protocol: Protocol
    arm: Arm
    enrolled: date
    held: Sequence[Held] = ()
    missed: Sequence[date] = ()
    answered: Sequence[Answered] = ()
    adverse_open: int = 0
    recall: Mapping[str, int] | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One place on the strip: held, missed or coming; a coming one has no day."""

    standing: Standing
    slot: Slot | None
    day: date | None = None
    painter: bool | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """What is due.

    Attributes:
        sitting: the next one; None after the last one, or where there is no order.
        measures: instruments that are due now.
        later: instruments that are not, and the first day of each.
        stops: the rules that are met; the person's own right to stop is not among them.
        done: whether the last sitting was held and nothing is left to ask.
    """

    sitting: Slot | None
    measures: tuple[str, ...]
    later: tuple[tuple[str, date], ...]
    stops: tuple[Stop, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something that went otherwise than the protocol says."""

    kind: DeviationKind
    day: date
    instrument: str = ""
    slot: int | None = None


def strip(course: Course) -> tuple[Step, ...]:
    """Every sitting in the order of its day, then those that are to come."""
    happened = sorted([(each.day, each) for each in course.held], key=lambda pair: pair[0])
    gaps = sorted(course.missed)
    steps: list[Step] = []
    at = 0
    for day, held in sorted([*happened, *((day, None) for day in gaps)], key=_by_day):
        slot = course.arm[at] if at < len(course.arm) else None
        if held is None:
            steps.append(Step("missed", slot, day))
            at += not course.protocol.make_up
        else:
            steps.append(Step("held", slot, day, held.painter))
            at += 1
    return (*steps, *(Step("coming", slot) for slot in course.arm[at:]))


def today(course: Course, on: date) -> Today:
    """What is due on a day."""
    steps = strip(course)
    coming = next((each.slot for each in steps if each.standing == "coming"), None)
    if course.ended is not None and course.ended <= on:
        return Today(None, (), (), (), done=True)
    due, later = [], []
    for measure in course.protocol.measures:
        first = _first_day(course, measure, on, over=coming is None)
        if first is not None and first <= on:
            due.append(measure.instrument)
        elif first is not None:
            later.append((measure.instrument, first))
    over = coming is None and not course.protocol.open_ended
    done = over and not due and not later
    return Today(coming, tuple(due), tuple(later), _stops(course, steps), done)


def deviations(course: Course) -> tuple[Deviation, ...]:
    """What went otherwise, by day. On paper or on the tablet is not told apart here."""
    found = [
        *_of_media(course),
        *(d for each in course.protocol.measures for d in _of(course, each)),
    ]
    return tuple(sorted(found, key=lambda each: each.day))


def _by_day(pair: tuple[date, Held | None]) -> tuple[date, bool]:
    return pair[0], pair[1] is not None


def _first_day(course: Course, measure: Measure, on: date, *, over: bool) -> date | None:
    """From which day on a measure is due; None where it is not due any more."""
    days = sorted(each.day for each in course.answered if each.instrument == measure.instrument)
    days = [day for day in days if day <= on]
    held = [each.day for each in course.held]
    recall = (course.recall or {}).get(measure.instrument, 0)
    if over and not course.protocol.open_ended:
        last = max(held, default=course.enrolled)
        if not measure.every_days or (days and days[-1] >= last):
            return None
    if not days:
        return course.enrolled
    if not measure.every_days:
        return days[-1] + timedelta(days=1)
    return days[-1] + timedelta(days=max(recall, measure.every_days))


def _stops(course: Course, steps: tuple[Step, ...]) -> tuple[Stop, ...]:
    in_row = 0
    for step in steps:
        if step.standing != "coming":
            in_row = in_row + 1 if step.standing == "missed" else 0
    counted = {"missed_in_row": in_row, "adverse": course.adverse_open}
    rules = course.protocol.stops
    return tuple(r for r in rules if r.kind in counted and counted[r.kind] >= r.limit)


def _of_media(course: Course) -> list[Deviation]:
    found: list[Deviation] = []
    for step in strip(course):
        if step.standing != "held" or step.day is None or course.protocol.open_ended:
            continue
        if step.slot is None:
            found.append(Deviation("beyond_the_end", step.day))
        elif step.painter != ("painter" in step.slot.media):
            found.append(Deviation("wrong_medium", step.day, slot=step.slot.number))
    return found


def _of(course: Course, measure: Measure) -> list[Deviation]:
    if not measure.every_days:
        return []
    recall = (course.recall or {}).get(measure.instrument, 0)
    days = sorted(each.day for each in course.answered if each.instrument == measure.instrument)
    found: list[Deviation] = []
    before: date | None = None
    for day in days:
        since = (day - (before or course.enrolled)).days
        wait = measure.every_days if before else 0
        if day >= course.enrolled and before is not None and since < recall:
            found.append(Deviation("measure_early", day, measure.instrument))
        elif day >= course.enrolled and since > wait + measure.window_days:
            found.append(Deviation("measure_late", day, measure.instrument))
        before = day
    return found
