"""The course of a sitting: what happened when. Pure.

A stroke or a clearing that is undone loses its moment, and gets it back when it is done again: what
was undone leaves no trace. Decisions about answers are told as they come, undone ones too. Events
of older journals carry no time; they have no moment.
"""

from __future__ import annotations

from engines.record import AnswerStep, Step, StrokeStep
from engines.record.marks import Happening, Moment

Course = tuple[Moment, ...]
TakenBack = tuple[int, Course]
"""Moments that were taken out, and the place where they stood."""

NOTHING: TakenBack = (0, ())


def told(at: str | None, what: Happening, ref: str = "") -> Course:
    """One moment, or none where the time is not known."""
    return () if at is None else (Moment(at, what, ref),)


def of_step(step: Step, at: str | None) -> Course:
    """The moments of a step that is done."""
    if isinstance(step, StrokeStep):
        return tuple(each for stroke in step.strokes for each in told(at, "stroke", stroke.id))
    if isinstance(step, AnswerStep):
        return told(at, "put_back" if step.answer is None else "kept", _ref(step))
    return told(at, "cleared")


def take_back(course: Course, step: Step, at: str | None) -> tuple[Course, TakenBack]:
    """The course once this step, the last one done, is undone; and what it lost."""
    if isinstance(step, AnswerStep):
        return (*course, *told(at, "undone", _ref(step))), NOTHING
    strokes = isinstance(step, StrokeStep)
    what, ref = ("stroke", step.strokes[0].id) if strokes else ("cleared", "")
    found = reversed(range(len(course)))
    place = next((n for n in found if (course[n].what, course[n].ref) == (what, ref)), None)
    if place is None:
        return course, NOTHING
    behind = place + (len(step.strokes) if strokes else 1)
    return (*course[:place], *course[behind:]), (place, course[place:behind])


def bring_back(course: Course, step: Step, lost: TakenBack, at: str | None) -> Course:
    """The course once this step is done again; `lost` is what `take_back` gave."""
    if isinstance(step, AnswerStep):
        return (*course, *of_step(step, at))
    place, moments = lost
    return (*course[:place], *moments, *course[place:])


def _ref(step: AnswerStep) -> str:
    return step.answer or step.put_back or ""
