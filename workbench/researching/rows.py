"""The rows of one person's part in a study, table by table, as the codebook has them.

Where a lot decides the arm, nothing that tells it is told before the data are locked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.archive.questions import Questionnaire
from workbench.archive.schema import MEASURES
from workbench.archive.sittings import SittingRow
from workbench.archive.studies import FOLLOWED, Enrolment, Happening, Study
from workbench.asking.laying import fits
from workbench.outcomes import scoring
from workbench.outcomes.instruments.versions import Version
from workbench.outcomes.scoring import Sum
from workbench.researching import columns
from workbench.researching.form import Missing, Row, Value
from workbench.studying.places import day_of

Rows = dict[str, list[Row]]
AXES = tuple(columns.AXES)


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept picture: number of the sitting in the study, of the picture in it, its values."""

    sitting: int
    picture: int
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part.

    Attributes:
        study: which.
        entry: the enrolment.
        name: the pseudonym.
        known: the instruments that the plan asks, as they are today.
        held: ended sittings in their order.
        kept: kept pictures in their order.
        answered: ended questionnaires by day.
        happened: what was noted by day, without what was taken back.
    """

    study: Study
    entry: Enrolment
    name: str
    known: Mapping[str, Version]
    held: tuple[SittingRow, ...]
    kept: tuple[Kept, ...]
    answered: tuple[Questionnaire, ...]
    happened: tuple[Happening, ...]

    @property
    def blinded(self) -> bool:
        """Whether what tells the arm is held back."""
        return self.study.arms > 1 and not self.study.locked

    def days(self, moment: str) -> int:
        """Study day of a moment."""
        return (day_of(moment) - day_of(self.entry.enrolled)).days

    def number(self, sitting: str | None) -> int | None:
        """The number in the study of a sitting."""
        numbers = (at for at, row in enumerate(self.held, 1) if row.id == sitting)
        return next(numbers, None)


def rows(part: Part) -> Rows:
    """A person's rows by table."""
    answered = list(enumerate(part.answered, 1))
    return {
        "people": [_person(part)],
        "sittings": [_sitting(part, at, row) for at, row in enumerate(part.held, 1)],
        "items": [row for at, each in answered for row in _items(part, at, each)],
        "totals": [
            *(row for at, each in answered for row in _totals(part, at, each)),
            *_not_filled_in(part),
        ],
        "ratings": [*_felt(part), *_ratings(part)],
        "readings": [] if part.blinded else list(_readings(part)),
        "events": [_event(part, at, each) for at, each in enumerate(part.happened, 1)],
    }


def instruments(known: Mapping[str, Version]) -> Iterator[Row]:
    """A row for each question that is asked."""
    for name, version in sorted(known.items()):
        answers = version.instrument.answers
        for place, item in enumerate(version.instrument.items, 1):
            yield {
                "instrument": name,
                "version": version.sha256,
                "item": item.id,
                "place": place,
                "lowest": answers.low,
                "highest": answers.high,
                "reversed": "yes" if item.reverse else "no",
                "loinc": item.loinc or Missing("not_applicable"),
            }


def _person(part: Part) -> Row:
    entry, kinds = part.entry, [each.kind for each in part.happened]
    planned = len(part.study.arm(entry.arm))
    done = planned > 0 and len(part.held) >= planned
    standing = "left" if entry.ended is not None else "done" if done else "in"
    left: Value = Missing("not_applicable" if done else "going_on")
    return {
        "pseudonym": part.name,
        "arm": entry.arm + 1 if part.study.locked else Missing("blinded"),
        "standing": standing,
        "left_day": left if entry.ended is None else part.days(entry.ended),
        "planned": planned,
        "held": len(part.held),
        "missed": kinds.count("missed"),
        "deviations": kinds.count("deviation"),
        "distress": kinds.count("distress"),
        "adverse": kinds.count("adverse"),
        "language": _language(part.answered),
    }


def _language(answered: Sequence[Questionnaire]) -> Value:
    found = {each.language for each in answered}
    if not found:
        return Missing("not_answered")
    return Missing("several") if len(found) > 1 else found.pop()


def _sitting(part: Part, number: int, row: SittingRow) -> Row:
    began, ended = datetime.fromisoformat(row.started), datetime.fromisoformat(row.ended or "")
    return {
        "pseudonym": part.name,
        "sitting": number,
        **_day(part, row.started),
        "phase": Missing("blinded") if part.blinded else row.phase,
        "minutes": max(0.0, round((ended - began).total_seconds() / 60, 1)),
        "kept": sum(each.sitting == number for each in part.kept),
    }


def _day(part: Part, moment: str) -> Row:
    return {"study_day": part.days(moment), "date": day_of(moment).isoformat()}


def _asked(part: Part, at: int, entry: Questionnaire) -> dict[str, Value]:
    told = {"pseudonym": part.name, "questionnaire": at, "instrument": entry.instrument}
    sitting = part.number(entry.sitting)
    where = Missing("between_sittings") if sitting is None else sitting
    return {**told, **_day(part, entry.dated), "sitting": where}


def _items(part: Part, at: int, entry: Questionnaire) -> Iterator[Row]:
    names: Sequence[str] = sorted(entry.answers)
    if fits(entry, part.known):
        names = [item.id for item in part.known[entry.instrument].instrument.items]
    for name in names:
        value = entry.answers.get(name)
        yield {
            **_asked(part, at, entry),
            "version": entry.sha256,
            "how": entry.how,
            "item": name,
            "value": Missing("not_answered") if value is None else value,
            "corrected": "yes" if entry.corrections else "no",
        }


def _totals(part: Part, at: int, entry: Questionnaire) -> Iterator[Row]:
    told = _asked(part, at, entry)
    if not fits(entry, part.known):
        changed = Missing("questions_changed")
        more = {"answered": len(entry.answers), "questions": changed, "total": changed}
        yield {**told, "scale": "total", **more}
        return
    for each in scoring.score(part.known[entry.instrument].instrument, entry.answers).sums:
        yield {**told, **_total(each)}


def _not_filled_in(part: Part) -> Iterator[Row]:
    """Of what the plan asks in every sitting, each scale of what was not ended in one."""
    filled = {(each.instrument, each.sitting) for each in part.answered}
    # Paper that was typed in later belongs to no sitting: its day says which one.
    filled |= {(each.instrument, part.days(each.dated)) for each in part.answered}
    asked = [e.instrument for e in part.study.plan.protocol.measures if e.every_days == 0]
    missing = Missing("not_filled_in")
    for number, row in enumerate(part.held, 1):
        for name in asked:
            if name not in part.known or {(name, row.id), (name, part.days(row.started))} & filled:
                continue
            told = {"pseudonym": part.name, "questionnaire": missing, "instrument": name}
            told = {**told, **_day(part, row.started), "sitting": number, "answered": 0}
            for scale in part.known[name].instrument.scales:
                of = {"scale": scale.name, "questions": len(scale.items), "total": missing}
                yield {**told, **of}


def _total(each: Sum) -> Row:
    return {
        "scale": each.scale.name,
        "answered": each.answered,
        "questions": len(each.scale.items),
        "total": Missing("incomplete") if each.total is None else each.total,
    }


def _felt(part: Part) -> Iterator[Row]:
    nothing = Missing("not_applicable")
    for number, row in enumerate(part.held, 1):
        for moment, felt in (("before", row.before), ("after", row.after)):
            for axis in AXES:
                told = {"pseudonym": part.name, "sitting": number, "moment": moment}
                value = _or_missing(getattr(felt, axis), "not_answered")
                yield {**told, "picture": nothing, "axis": axis, "value": value}


def _ratings(part: Part) -> Iterator[Row]:
    for each in part.kept:
        told = {"pseudonym": part.name, "sitting": each.sitting, "moment": "picture"}
        for axis in AXES:
            value = _or_missing(each.values[axis], "not_answered")
            yield {**told, "picture": each.picture, "axis": axis, "value": value}


def _readings(part: Part) -> Iterator[Row]:
    for each in part.kept:
        told = {"pseudonym": part.name, "sitting": each.sitting, "picture": each.picture}
        for name in MEASURES:
            value = _or_missing(each.values[name], "not_measured")
            yield {**told, "measure": name, "value": value}


def _event(part: Part, at: int, each: Happening) -> Row:
    closed: Value = Missing("open" if each.kind in FOLLOWED else "not_applicable")
    serious: Value = Missing("not_recorded" if each.kind == "adverse" else "not_applicable")
    if each.serious is not None:
        serious = "yes" if each.serious else "no"
    return {
        "pseudonym": part.name,
        "event": at,
        "kind": each.kind,
        **_day(part, f"{each.day}T12:00:00"),
        "serious": serious,
        "follow_ups": len(each.follow_ups),
        "closed_day": closed if each.closed is None else part.days(each.closed),
    }


def _or_missing(value: float | None, reason: str) -> Value:
    return Missing(reason) if value is None else value
