"""A person's report read from the archive, written, and the note that it left."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from importlib import resources
from typing import Literal, get_args

from engines.errors import ArchiveError
from workbench import parts
from workbench.archive.assignments import code_of
from workbench.archive.schema import now
from workbench.archive.sittings import picture_id
from workbench.archive.store import Archive, Person
from workbench.asking import courses, laying, telling
from workbench.charts import looks, words
from workbench.looking import showing, takeaway
from workbench.pictures import picture_bytes
from workbench.reporting import sheet, writing
from workbench.reporting.sheet import Part, Picture, Report
from workbench.saying import _, language, ngettext, sentence
from workbench.trends import series, sheets

Head = Literal["nobody", "code", "name"]
HEADS: Mapping[str, Head] = {each: each for each in get_args(Head)}
WHAT = "report taken out"
EVERY = (0, 1 << 31)


def file_of(archive: Archive, person: str, head: Head, *, pictured: bool) -> bytes:
    """A person's report as PDF in the page's language, and the note in the audit.

    Args:
        archive: where the record is.
        person: whose.
        head: what stands above it: nothing, the person's code, or the name.
        pictured: with the kept pictures.

    Raises:
        ArchiveError: there is no such person here, the record is locked, or it has no sitting.
        BackendMissingError: the library that writes PDF is not here.
    """
    made = gathered(archive, person, head, pictured=pictured)
    page = sheet.html(made, embed=partial(_embedded, archive, person), font=font)
    written = writing.to_pdf(page)
    went = ["answers", *["name"] * (head == "name"), *["pictures"] * pictured]
    archive.witness(WHAT, person=person, **{"with": ",".join(went)})
    return written


def gathered(archive: Archive, person: str, head: Head, *, pictured: bool) -> Report:
    """What stands in a person's report.

    Raises:
        ArchiveError: there is no such person here, the record is locked, or it has no sitting.
    """
    whose = archive.person(person)
    if whose.locked:
        raise ArchiveError(f"The record of person {person} is locked: nothing is taken out.")
    shown = series.current(whose, looks.PRINT, EVERY)
    if not shown.rows["number"]:
        raise ArchiveError(f"Person {person} has no sitting yet: there is nothing to report.")
    sums = tuple(_sums(archive, person))
    return Report(
        language(),
        _("A course of sittings"),
        tuple(_about(whose, head, shown)),
        (*map(_chart, series.sheets_of(shown)), *sums),
        tuple(_pictures(archive, person)) if pictured else (),
        tuple(sentence(key) for key in ("what_it_is", "what_it_is_not", "what_scores_are")),
    )


def _about(person: Person, head: Head, shown: series.Series) -> Iterator[str]:
    if head != "nobody":
        yield person.name if head == "name" else _("Code {code}", code=code_of(person.id))
    started = shown.rows["started"]
    count = ngettext("{count} sitting", "{count} sittings", len(started))
    first, last = words.day(started[0]), words.day(started[-1])
    yield _("{count}, {first} to {last}", count=count, first=first, last=last)
    yield _("Made on {day}", day=words.day(now()))


def _chart(shown: sheets.Sheet, *more: str) -> Part:
    notes = tuple(sentence(key) for key in (*shown.sentences, "falling_line"))
    tables = () if shown.table is None else (shown.table,)
    return Part(
        shown.key, shown.title, shown.figure, shown.told, shown.legend, (*notes, *more), tables
    )


def _sums(archive: Archive, person: str) -> Iterator[Part]:
    """The questionnaires over time, what a change is called where, and whose they are."""
    every = courses.courses(archive.questionnaires(person), archive.instruments())
    recovered = courses.recovered(every)
    for course in every:
        instrument = course.instrument
        asks = any(item.look_above is not None for item in instrument.items)
        more = [_(telling.NO_SIGN)] * asks
        more += [telling.whose(instrument, laying.spoken(instrument, language()))]
        yield _course(course, *more)
        for each in courses.parts_of(course):
            yield _course(each, telling.source(each))
    if recovered is not None:
        note = (telling.recovered(recovered),)
        yield Part("recovered", _("Recovery, by one definition"), None, "", (), note, ())


def _course(course: courses.Course, *more: str) -> Part:
    """One scale over time, with what its change is called where."""
    table = telling.change_table(course)
    line = "" if table is not None else telling.change_line(course)
    part = _chart(telling.sheet_of(course, looks.PRINT), *filter(None, (line, *more)))
    return part if table is None else replace(part, tables=(*part.tables, table))


def _pictures(archive: Archive, person: str) -> Iterator[Picture]:
    """Every kept picture as it may leave the practice, with its day and what it is."""
    for row in archive.sittings(person):
        day = _("Sitting {number}, {day}", number=row.number, day=parts.day(row.started))
        for turn in archive.turns(row.id):
            found = picture_bytes(archive, person, picture_id(turn), "file")
            if takeaway.is_kept(turn) and found is not None:
                alt = showing.described(turn)
                made = sentence("partly_machine_made") if turn.answer is not None else ""
                yield Picture(found.data, ". ".join(filter(None, (day, alt, made))), alt)


def _embedded(archive: Archive, person: str, address: str) -> str | None:
    """A small picture of this person that stands in a chart."""
    picture = address.split("/")[-2]
    found = picture_bytes(archive, person, picture, "small")
    if found is None:
        return None
    return f"data:{found.media_type};base64,{base64.b64encode(found.data).decode()}"


def font(name: str) -> bytes:
    """A font's file by its name."""
    return (resources.files("workbench") / "static" / "fonts" / name).read_bytes()
