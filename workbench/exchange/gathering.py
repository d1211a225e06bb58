"""A person's record read from the archive for a bundle, and the note that it left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engines.errors import ArchiveError
from workbench.archive.consent import Consent
from workbench.archive.schema import now
from workbench.archive.sittings import picture_id
from workbench.archive.store import Archive
from workbench.consent import texts
from workbench.exchange import bundle
from workbench.exchange.codes import Release
from workbench.exchange.taken import Felt, Shown, Taken, When
from workbench.looking import showing, takeaway
from workbench.pictures import file_language, picture_bytes
from workbench.saying import speaking

WHAT = "fhir taken out"


def file_of(
    archive: Archive, person: str, release: Release, *, named: bool, pictured: bool
) -> bytes:
    """A person's bundle, and the note in the audit.

    Args:
        archive: where the record is.
        person: whose.
        release: of FHIR.
        named: with the name.
        pictured: with the kept pictures.

    Raises:
        ArchiveError: there is no such person here, or the record is locked.
        RecordError: something breaks a rule of FHIR.
    """
    taken = gathered(archive, person, named=named, pictured=pictured)
    written = bundle.written(taken, release, at=now())
    went = ["answers", *["name"] * named, *["pictures"] * pictured]
    archive.witness(WHAT, person=person, **{"with": ",".join(went)})
    return written


def gathered(archive: Archive, person: str, *, named: bool, pictured: bool) -> Taken:
    """What of a person's record goes into a bundle.

    Raises:
        ArchiveError: there is no such person here, or the record is locked.
    """
    whose = archive.person(person)
    if whose.locked:
        raise ArchiveError(f"The record of person {person} is locked: nothing is taken out.")
    consents = archive.consents(person)
    return Taken(
        person=person,
        name=whose.name if named else None,
        questionnaires=archive.questionnaires(person),
        versions=archive.instruments(),
        felt=tuple(_felt(archive, person)),
        consents=consents,
        texts=dict(_texts(consents)),
        pictures=tuple(_pictures(archive, person)) if pictured else (),
    )


def _felt(archive: Archive, person: str) -> Iterator[Felt]:
    for row in _rows(archive.sitting_trends(person)):
        ended = row["ended"] or row["started"]
        yield from _moment(row["sitting"], row["started"], "before", row, "_before")
        yield from _moment(row["sitting"], ended, "after", row, "_after")
    for row in _rows(archive.turn_trends(person)):
        yield from _moment(row["turn"], row["at"], "picture", row, "")


def _moment(identity: str, at: str, when: When, row: dict[str, Any], of: str) -> Iterator[Felt]:
    """None where neither slider was touched: nothing was said."""
    said = (row[f"pleasure{of}"], row[f"arousal{of}"])
    if said != (None, None):
        yield Felt(identity, at, when, *said)


def _rows(columns: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def _texts(consents: tuple[Consent, ...]) -> Iterator[tuple[str, str]]:
    """The words that were read, by the SHA-256 of their file; none that were changed since."""
    for entry in consents:
        read = entry.said.read
        try:
            text = texts.text(entry.said.item, read.language, read.version)
        except ArchiveError:
            continue  # of another practice's texts: the bundle says which were read
        if text.read.sha256 == read.sha256:
            words = (text.title, *text.about, text.turning, *text.after, text.question)
            yield read.sha256, "\n\n".join(words)


def _pictures(archive: Archive, person: str) -> Iterator[Shown]:
    with speaking(file_language(archive, person)):
        for row in archive.sittings(person):
            for turn in archive.turns(row.id):
                if not takeaway.is_kept(turn):
                    continue
                picture, words = picture_id(turn), showing.described(turn)
                found = picture_bytes(archive, person, picture, "file")
                if found is not None:
                    yield Shown(picture, turn.at, found.data, turn.answer is not None, words)
