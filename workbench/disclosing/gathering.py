"""The files of everything kept about one person, read and made one sitting after the other.

What a person was never shown (notes, goals, what was put back) goes along only where it is chosen.
Nothing is yielded while a language is spoken: whoever takes the files may do so in other threads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engines.errors import ArchiveError, SketchwellError
from workbench.archive.consent import Consent
from workbench.archive.disclosing import About
from workbench.archive.people import Person
from workbench.archive.removal import scans_of
from workbench.archive.schema import now
from workbench.archive.sittings import SittingRow
from workbench.archive.store import Archive
from workbench.asking import export
from workbench.consent import texts
from workbench.disclosing import page, plain, showing
from workbench.disclosing.told import Sat, Told
from workbench.outcomes.instruments.versions import Version
from workbench.pictures import file_language
from workbench.saying import language, speaking

File = tuple[str, bytes]
INDEX, DATA, ANSWERS = "index.html", "record.json", "questionnaires.csv"


def everything(archive: Archive, person: str, *, notes: bool) -> Iterator[File]:
    """Names and contents of every file, the page last; noted in the audit before the first.

    Raises:
        NotHereError: there is no such person here, or none for whoever asks.
        ArchiveError: the record is locked.
    """
    try:
        spoken = file_language(archive, person)
    except SketchwellError:
        spoken = language()  # what the person wishes does not open: the page names it
    about = archive.everything_about(person, notes=notes)
    return _files(about, archive.instruments(), notes=notes, spoken=spoken)


def _files(
    about: About, versions: Mapping[str, Version], *, notes: bool, spoken: str
) -> Iterator[File]:
    sittings: list[Sat] = []
    for row in about.sittings():
        with speaking(spoken):
            sat, files = _sitting(about, row, notes=notes)
        sittings.append(sat)
        yield from files
    with speaking(spoken):
        told = _told(about, tuple(sittings), versions, notes=notes)
        files = [*_texts(told.consents), (DATA, plain.to_json(told))]
        if told.questionnaires:
            answers = export.table(told.questionnaires, told.looked_at, versions)
            files.append((ANSWERS, answers))
        files.append((INDEX, page.html(told, spoken)))
    yield from files


def _sitting(about: About, row: SittingRow, *, notes: bool) -> tuple[Sat, list[File]]:
    folder = f"sitting-{row.number:02}-{row.started[:10]}"
    turns = tuple(showing.as_shown(each, whole=notes) for each in about.turns(row.id))
    names = dict.fromkeys(scan for turn in turns for scan in scans_of(turn))
    scans = {name: png for name in names if (png := about.scan(name)) is not None}
    files = [(f"{folder}/record.zip", about.packed(row, turns, tuple(scans.values())))]
    shown = []
    for number, turn in enumerate(turns, 1):
        made, seen = showing.of_turn(about, turn, scans, f"{folder}/{number:02}")
        files += made
        shown.append(seen)
    content = about.content(row.id)
    note = content.note if notes else ""
    return Sat(row, folder, note, content.shared, content.spoken, tuple(shown)), files


def _told(
    about: About, sittings: tuple[Sat, ...], versions: Mapping[str, Version], *, notes: bool
) -> Told:
    enrolments = about.enrolments()
    told = Told(
        person=_whose(about, notes=notes),
        made=now(),
        notes=notes,
        sittings=sittings,
        questionnaires=about.questionnaires(),
        looked_at=about.looked_at(),
        versions=versions,
        consents=about.consents(),
        enrolments=enrolments,
        studies={each.study: about.rows.studies.one(each.study) for each in enrolments},
        happenings=about.happenings(),
        exhibits=about.exhibits(),
        locks=about.locks(),
        removals=about.removals,
        gone=about.gone,
        left=about.left,
    )
    return replace(told, unread=tuple(about.unread))


def _whose(about: About, *, notes: bool) -> Person:
    found = about.whose()
    return found if notes else replace(found, notes="", goals="")


def _texts(consents: tuple[Consent, ...]) -> list[File]:
    """The words that were read, each once, where they are known and unchanged."""
    found: dict[str, bytes] = {}
    for entry in consents:
        read = entry.said.read
        try:
            text = texts.text(entry.said.item, read.language, read.version)
        except ArchiveError:
            continue  # of another practice's texts: the page says which were read
        if text.read.sha256 == read.sha256:
            words = (text.title, *text.about, text.turning, *text.after, text.question)
            name = f"agreed-to/{text.item}-{read.version}-{text.read.language}.txt"
            found[name] = "\n\n".join(words).encode() + b"\n"
    return [*found.items()]
