"""The last sitting of a person: what was made, asked, said and written in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engines.record import MET, Turn
from workbench import naming, parts
from workbench.archive.questions import Questionnaire
from workbench.archive.sittings import SittingRow, picture_id
from workbench.archive.store import Archive
from workbench.asking import telling
from workbench.charts import words
from workbench.pictures import address
from workbench.recalling import Line, Source, in_sitting, on_page, replayed
from workbench.saying import _, ngettext

QUESTIONS = "questions"
Seen = Mapping[str, Mapping[str, Any]]  # what was measured of a picture, by its id


@dataclass(frozen=True, slots=True)
class Made:
    """One picture that was kept, with the sentences about it.

    Attributes:
        picture: its address.
        alt: the picture in words.
        lines: what was asked, how it was drawn, how it felt, what was marked; the first leads to
            the picture itself.
    """

    picture: str
    alt: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class LastTime:
    """The sitting that ended last.

    Attributes:
        sitting: which.
        when: its day, its time and how long ago that is.
        made: what was kept, in the order in which it was made.
        lines: what was said, left open, answered.
        note: what the therapist wrote about it.
        written: what both wrote in it, by prompt.
    """

    sitting: SittingRow
    when: str
    made: tuple[Made, ...]
    lines: tuple[Line, ...]
    note: str
    written: Mapping[str, str]


def last_time(archive: Archive, person: str, today: datetime) -> LastTime | None:
    """What there is of a person's last sitting; None before the first one has ended.

    Args:
        archive: where it is kept.
        person: whose.
        today: now, with its offset.
    """
    met = [each for each in archive.sittings(person) if each.phase in MET]
    ended = [each for each in met if each.ended is not None]
    if not ended:
        return None
    row = ended[-1]
    turns = archive.glimpses(person).get(row.id, [])
    asked = [each for each in archive.questionnaires(person) if each.sitting == row.id]
    lines = (*_felt(row), *_left(row, turns), *_answered(archive, person, asked))
    made = _made(row, turns, _measured(archive, person))
    note = archive.notes(person).get(row.id, "")
    return LastTime(row, _when(row, today), made, lines, note, archive.shared(row.id))


def ago(day: str, today: datetime) -> str:
    """How long ago a day is, in words: today, 9 days ago."""
    days = (today.astimezone().date() - datetime.fromisoformat(day).astimezone().date()).days
    if days <= 0:
        return _("today")
    return ngettext("{count} day ago", "{count} days ago", days)


def _when(row: SittingRow, today: datetime) -> str:
    begun, ended = (parts.clock(each) for each in (row.started, row.ended or row.started))
    day = parts.day(row.started)
    return _(
        "{day}, {begun} to {ended}, {ago}",
        day=day,
        begun=begun,
        ended=ended,
        ago=ago(row.started, today),
    )


def _felt(row: SittingRow) -> tuple[Line, ...]:
    source = in_sitting(row.id)
    found: list[Line] = []
    for name in words.AXES:
        before, after = getattr(row.before, name), getattr(row.after, name)
        if before is not None or after is not None:
            found.append(Line(row.started, words.felt(name, before, after), source))
    return tuple(found) or (Line(row.started, _("How it felt was left out."), source),)


def _left(row: SittingRow, turns: Sequence[Turn]) -> tuple[Line, ...]:
    """Answers that were put back or never decided about."""
    answered = [each for each in turns if each.answer is not None]
    back = sum(each.decision == "put_back" for each in answered)
    undecided = [each for each in answered if each.decision is None]
    found: list[Line] = []
    if back:
        told = ngettext("{count} answer was put back.", "{count} answers were put back.", back)
        found.append(Line(row.started, told, in_sitting(row.id)))
    if undecided:
        told = ngettext(
            "{count} answer was not decided about.",
            "{count} answers were not decided about.",
            len(undecided),
        )
        found.append(Line(row.started, told, in_sitting(row.id, picture_id(undecided[0]))))
    return tuple(found)


def _answered(archive: Archive, person: str, asked: Sequence[Questionnaire]) -> tuple[Line, ...]:
    known = archive.instruments()
    source = on_page(_("Questionnaires"), person, QUESTIONS)
    return tuple(
        Line(each.dated, telling.line(each, known), source)
        for each in asked
        if each.done is not None
    )


def _measured(archive: Archive, person: str) -> Seen:
    rows = archive.turn_trends(person)
    names = ("strokes", "drawing_s")
    return {
        picture: {name: rows[name][place] for name in names}
        for place, picture in enumerate(rows["picture"])
    }


def _made(row: SittingRow, turns: Sequence[Turn], seen: Seen) -> tuple[Made, ...]:
    return tuple(
        Made(
            address(row.person, picture_id(each)),
            _alt(each),
            _lines(row, each, seen.get(picture_id(each), {})),
        )
        for each in turns
        if each.decision == "kept" or each.answer is None
    )


def _lines(row: SittingRow, turn: Turn, seen: Mapping[str, Any]) -> tuple[Line, ...]:
    here = in_sitting(row.id, picture_id(turn))
    asked = turn.answer.request if turn.answer else None
    texts: list[tuple[str, Source]] = [(_alt(turn), here)]
    if asked is not None:
        texts.append((naming.asked(asked), here))
    strokes, took = seen.get("strokes"), seen.get("drawing_s")
    if strokes is not None and took is not None:
        count = ngettext("{count} stroke", "{count} strokes", round(strokes))
        told = _("{strokes} in {time}", strokes=count, time=words.time(took))
        texts.append((told, replayed(row.id)))
    texts += [(told, here) for told in _felt_of(turn)]
    texts += [(_("Marked: “{words}”", words=each.words), here) for each in turn.marks if each.words]
    bare = sum(not each.words for each in turn.marks)
    if bare:
        told = ngettext("{count} mark without words", "{count} marks without words", bare)
        texts.append((told, here))
    return tuple(Line(turn.at, text, source) for text, source in texts)


def _alt(turn: Turn) -> str:
    if turn.answer is None:
        return _("Drawn alone")
    said = turn.answer.request.words
    return _("“{words}”", words=said) if said else _("A picture without words")


def _felt_of(turn: Turn) -> list[str]:
    felt = {name: getattr(turn.feeling, name) for name in words.AXES}
    zones = [words.zone(name, value) for name, value in felt.items() if value is not None]
    return [_("It felt: {how}", how=", ".join(zones))] if zones else []
