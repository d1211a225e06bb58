"""The rows of a study's export, of whoever agrees to research at this moment.

A person's study runs from the day of enrolment until they left. What the protocol does not ask is
left out. Where a lot decides the arm, nothing that tells it is told before the data are locked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engines.errors import NotHereError
from workbench.archive.questions import Questionnaire
from workbench.archive.schema import MEASURES
from workbench.archive.sittings import SittingRow
from workbench.archive.store import Archive
from workbench.archive.studies import FOLLOWED, Enrolment, Happening, Study
from workbench.asking.laying import fits
from workbench.outcomes import scoring
from workbench.outcomes.instruments.versions import Version
from workbench.outcomes.scoring import Sum
from workbench.researching import columns, counting
from workbench.researching.form import Missing, Row, Value
from workbench.studying.places import day_of
from workbench.studying.whole import Wholes

Rows = dict[str, list[Row]]
AXES = tuple(columns.AXES)


@dataclass(frozen=True, slots=True)
class Data:
    """A study's rows by table, and the instruments that its plan asks."""

    study: Study
    rows: Mapping[str, Sequence[Row]]
    known: Mapping[str, Version]


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part; `name` is the pseudonym, `held` the ended sittings in their order."""

    study: Study
    entry: Enrolment
    name: str
    held: tuple[SittingRow, ...]
    known: Mapping[str, Version]

    @property
    def blinded(self) -> bool:
        """Whether what tells the arm is held back."""
        return self.study.arms > 1 and not self.study.locked

    def days(self, moment: str) -> int:
        """Study day of a moment or a day."""
        return (day_of(moment) - day_of(self.entry.enrolled)).days

    def number(self, sitting: str | None) -> int | None:
        """The number in the study of a sitting."""
        numbers = (at for at, row in enumerate(self.held, 1) if row.id == sitting)
        return next(numbers, None)


def gathered(wholes: Wholes, study: str, told: Callable[[float], object] = lambda _: None) -> Data:
    """A study's data now; `told` hears how much is done, 0 to 1.

    Raises:
        NotHereError: whoever asks does no research, or there is no such study.
    """
    archive = wholes.archive
    found = next((each for each in archive.studies() if each.id == study), None)
    if found is None or not wholes.locks:  # whoever may lock data is who does research
        raise NotHereError(f"There is no study {study} to be taken out here.")
    asked = [each.instrument for each in found.plan.protocol.measures]
    known = {name: each for name, each in archive.instruments().items() if name in asked}
    entries = archive.everybody_in(study)
    read: list[tuple[str, str, Rows]] = []
    for at, entry in enumerate(entries, 1):
        if archive.allows(entry.person, "research"):
            part = _part(archive, found, entry, known)
            read.append((part.name, entry.person, _rows(archive, part)))
        told(at / len(entries))
    # Who took it back meanwhile is left out; the order tells nothing of who came first.
    read = [each for each in sorted(read, key=_name) if archive.allows(each[1], "research")]
    rows: Rows = {each.name: [] for each in columns.TABLES}
    for _, _, own in read:
        for name, more in own.items():
            rows[name] += more
    rows["instruments"] = list(_instruments(known))
    rows["flow"] = counting.flow(found, rows)
    return Data(found, rows, known)


def _name(read: tuple[str, str, Rows]) -> str:
    return read[0]


def _part(archive: Archive, study: Study, entry: Enrolment, known: Mapping[str, Version]) -> Part:
    end = entry.ended or "9"
    rows = archive.sittings(entry.person)
    held = tuple(row for row in rows if row.ended and entry.enrolled <= row.started < end)
    return Part(study, entry, archive.name_in_study(entry.person, study.id), held, known)


def _rows(archive: Archive, part: Part) -> Rows:
    answered = _answered(archive, part)
    every = archive.happenings(part.entry.person)
    happened = [e for e in every if e.enrolment == part.entry.id and e.struck is None]
    turns = _turns(archive, part)
    return {
        "people": [_person(part, answered, happened)],
        "sittings": [_sitting(part, row) for row in part.held],
        "items": [row for at, each in enumerate(answered, 1) for row in _items(part, at, each)],
        "totals": [row for at, each in enumerate(answered, 1) for row in _totals(part, at, each)],
        "ratings": [*_felt(part), *_ratings(part, turns)],
        "readings": [] if part.blinded else list(_readings(part, turns)),
        "events": [_event(part, at, each) for at, each in enumerate(happened, 1)],
    }


def _answered(archive: Archive, part: Part) -> list[Questionnaire]:
    """Ended, of the protocol, and within the person's study."""
    end = part.entry.ended or "9"
    every = archive.questionnaires(part.entry.person)
    asked = [each.instrument for each in part.study.plan.protocol.measures]
    ended = [each for each in every if each.done is not None and each.instrument in asked]
    return [each for each in ended if part.days(each.dated) >= 0 and each.dated < end]


def _person(part: Part, answered: Sequence[Questionnaire], happened: Sequence[Happening]) -> Row:
    entry, kinds = part.entry, [each.kind for each in happened]
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
        "language": _language(answered),
    }


def _language(answered: Sequence[Questionnaire]) -> Value:
    found = {each.language for each in answered}
    if not found:
        return Missing("not_answered")
    return Missing("several") if len(found) > 1 else found.pop()


def _sitting(part: Part, row: SittingRow) -> Row:
    began, ended = datetime.fromisoformat(row.started), datetime.fromisoformat(row.ended or "")
    return {
        "pseudonym": part.name,
        "sitting": part.number(row.id) or 0,
        **_day(part, row.started),
        "phase": Missing("blinded") if part.blinded else row.phase,
        "minutes": max(0.0, round((ended - began).total_seconds() / 60, 1)),
        "kept": row.turns,
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


Turn = tuple[int, int, Mapping[str, float | None]]
"""Number of the sitting in the study, of the picture in it, and its values by column."""


def _turns(archive: Archive, part: Part) -> list[Turn]:
    trends = archive.turn_trends(part.entry.person)
    found: list[Turn] = []
    counts: dict[int, int] = {}
    for place, sitting in enumerate(trends["sitting"]):
        number = part.number(sitting)
        if number is not None:
            counts[number] = counts.get(number, 0) + 1
            values = {name: trends[name][place] for name in (*AXES, *MEASURES)}
            found.append((number, counts[number], values))
    return found


def _ratings(part: Part, turns: Sequence[Turn]) -> Iterator[Row]:
    for sitting, picture, values in turns:
        told = {"pseudonym": part.name, "sitting": sitting, "moment": "picture"}
        for axis in AXES:
            value = _or_missing(values[axis], "not_answered")
            yield {**told, "picture": picture, "axis": axis, "value": value}


def _readings(part: Part, turns: Sequence[Turn]) -> Iterator[Row]:
    for sitting, picture, values in turns:
        told = {"pseudonym": part.name, "sitting": sitting, "picture": picture}
        for name in MEASURES:
            value = _or_missing(values[name], "not_measured")
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


def _instruments(known: Mapping[str, Version]) -> Iterator[Row]:
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
