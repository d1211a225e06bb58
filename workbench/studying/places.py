"""Where people are in their studies today: what is due, what was otherwise, what is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from workbench.archive.store import Archive
from workbench.archive.studies import Study
from workbench.archive.taking import Taking
from workbench.outcomes.protocols import due
from workbench.outcomes.protocols.due import Answered, Course, Deviation, Held, Step, Today
from workbench.outcomes.protocols.form import Slot

PAINTER = "painter"


@dataclass(frozen=True, slots=True)
class Place:
    """One person in a study that goes on; `waiting` events wait for somebody."""

    person: str
    enrolment: str
    study: Study
    course: Course
    today: Today
    waiting: int

    @property
    def asks(self) -> bool:
        """Whether something has to be done today: a measure, a rule that is met, an event."""
        return bool(self.today.measures or self.today.stops or self.waiting)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every sitting, held, missed or coming."""
        return due.strip(self.course)

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """What went otherwise than the protocol says."""
        return due.deviations(self.course)


def places(archive: Archive, person: str | None = None) -> tuple[Place, ...]:
    """Where everybody is who takes part in a study, or one person; whoever came first is first."""
    found = archive.takings(person)
    if not found:
        return ()
    studies = {each.id: each for each in archive.studies()}
    recall = {name: each.instrument.recall_days for name, each in archive.instruments().items()}
    on = today_here()
    return tuple(place_of(each, studies[each.study], recall, on) for each in found)


def place(archive: Archive, person: str) -> Place | None:
    """Where one person is; None who takes part in no study now."""
    return next(iter(places(archive, person)), None)


def next_slot(archive: Archive, person: str) -> Slot | None:
    """The sitting that a person's protocol asks for next; None where none does."""
    here = place(archive, person)
    return None if here is None else here.today.sitting


def paints(slot: Slot | None) -> bool:
    """Whether the painter may answer in the sitting that is next."""
    return slot is None or PAINTER in slot.media


def place_of(taking: Taking, study: Study, recall: Mapping[str, int], on: date) -> Place:
    """Where somebody is, from what was lived through."""
    course = course_of(taking, study, recall)
    asked = (taking.person, taking.enrolment, study, course)
    return Place(*asked, due.today(course, on), taking.waiting)


def course_of(taking: Taking, study: Study, recall: Mapping[str, int]) -> Course:
    """The same by day, as the protocol's functions take it."""
    return Course(
        study.plan.protocol,
        study.arm(taking.arm),
        day_of(taking.enrolled),
        held=tuple(Held(day_of(at), phase == PAINTER) for at, phase in taking.sittings),
        missed=tuple(date.fromisoformat(day) for day in taking.missed),
        answered=tuple(Answered(name, day_of(at)) for name, at in taking.answered),
        adverse_open=taking.adverse,
        recall=recall,
    )


@lru_cache(maxsize=20_000)
def day_of(moment: str) -> date:
    """The day of a moment, where this machine is."""
    return datetime.fromisoformat(moment).astimezone().date()


def today_here() -> date:
    """Today, where this machine is."""
    return datetime.now().astimezone().date()
