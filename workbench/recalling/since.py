"""What came since a person's last sitting, and what still waits."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from engines.record import MET
from workbench import parts
from workbench.archive.consent import Consent
from workbench.archive.questions import Questionnaire
from workbench.archive.store import Archive
from workbench.archive.studies import Happening
from workbench.asking import courses, telling
from workbench.charts import words
from workbench.consent.standing import NAMES, STATES
from workbench.recalling import Line, in_sitting, on_page
from workbench.recalling.last import QUESTIONS
from workbench.saying import _, ngettext
from workbench.studying import telling as studies

STUDY, CONSENT = "protocol", "all"


def since(archive: Archive, person: str, after: str | None) -> tuple[Line, ...]:
    """Everything that was entered after a moment or still waits, oldest first.

    Args:
        archive: where it is kept.
        person: whose.
        after: the moment (ISO 8601); None takes everything.
    """
    lines = (
        *_made(archive, person, after),
        *_questionnaires(archive, person, after),
        *_looked_at(archive, person, after),
        *_happenings(archive, person, after),
        *_consents(archive, person, after),
    )
    return tuple(sorted(lines, key=lambda each: _moment(each.at)))


def _later(at: str, after: str | None) -> bool:
    return after is None or _moment(at) > _moment(after)


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone()


def _made(archive: Archive, person: str, after: str | None) -> list[Line]:
    """What was made between the sittings, and brought in since."""
    rows = (each for each in archive.sittings(person) if each.phase not in MET and each.turns)
    return [
        Line(row.started, _brought(row.turns), in_sitting(row.id))
        for row in rows
        if row.ended is not None and _later(row.ended, after)
    ]


def _brought(count: int) -> str:
    return ngettext(
        "{count} drawing made between sittings", "{count} drawings made between sittings", count
    )


def _questionnaires(archive: Archive, person: str, after: str | None) -> list[Line]:
    found, known = archive.questionnaires(person), archive.instruments()
    changes = {
        point.entry.id: _change(before, point)
        for course in courses.courses(found, known)
        for before, point in zip(course.whole, course.whole[1:], strict=False)
    }
    source = on_page(_("Questionnaires"), person, QUESTIONS)
    lines: list[Line] = []
    for each in found:
        if each.done is None:
            lines.append(Line(each.begun, _begun(each, archive), source, asks=True))
        elif _later(each.dated, after):
            told = telling.line(each, known)
            lines.append(Line(each.dated, f"{told}{changes.get(each.id, '')}", source))
    return lines


def _begun(entry: Questionnaire, archive: Archive) -> str:
    title = studies.measure(entry.instrument, archive.instruments())
    return _("{title}: laid out on {day}, not ended", title=title, day=parts.day(entry.begun))


def _change(before: courses.Point, now: courses.Point) -> str:
    """How far a sum is from the one before it; both are whole."""
    points = (now.sum.total or 0) - (before.sum.total or 0)
    told = words.decimal(f"{points:+g}").replace("-", "−")
    day = parts.day(before.at)
    if points == 0:
        return "; " + _("the same as on {day}", day=day)
    return "; " + _("{points} since {day}", points=told, day=day)


def _looked_at(archive: Archive, person: str, after: str | None) -> list[Line]:
    source = on_page(_("Questionnaires"), person, QUESTIONS)
    return [
        Line(
            each.closed,
            _("{name} looked at an answer: {done}", name=each.seen_by, done=each.done),
            source,
        )
        for each in archive.looked_at(person)
        if each.closed is not None and _later(each.closed, after)
    ]


def _happenings(archive: Archive, person: str, after: str | None) -> list[Line]:
    source = on_page(_("Study"), person, STUDY)
    return [
        Line(_newest(each), _happened(each), source, asks=each.waits)
        for each in archive.happenings(person)
        if each.struck is None and (each.waits or _later(_newest(each), after))
    ]


def _newest(each: Happening) -> str:
    return each.follow_ups[-1].at if each.follow_ups else each.noted


def _happened(each: Happening) -> str:
    """What it was, in the practice's words, and what was written about it last."""
    told = [studies.happening(each), each.text]
    for up in each.follow_ups[-1:]:
        day = parts.day(up.at)
        told.append(_("{day}, {by}: {said}", day=day, by=up.by, said=up.text))
    return "\n".join(filter(None, told))


def _consents(archive: Archive, person: str, after: str | None) -> list[Line]:
    """What was said about consent, a line a day."""
    found = [each for each in archive.consents(person) if _later(each.at, after)]
    return [
        Line(
            said[-1].at,
            _("{day}, consent: {said}", day=day, said="; ".join(map(_said, said))),
            on_page(_("Consent"), person, CONSENT),
        )
        for day, run in groupby(found, key=lambda each: parts.day(each.at))
        for said in [[*run]]
    ]


def _said(each: Consent) -> str:
    return f"{_(NAMES[each.said.item])}: {_(STATES[each.said.deed])}"
