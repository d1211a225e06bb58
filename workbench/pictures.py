"""Pictures of kept turns and of open answers, as bytes for a screen, a file or a printer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from engines.languages import nearest
from engines.picture import Picture
from engines.record import Answer, Turn
from engines.sketch.scans import Scan
from workbench import frames
from workbench.archive.store import Archive
from workbench.crediting import leaving
from workbench.paper.papers import below
from workbench.saying import language

Leave = Callable[[Picture], bytes]
"""A painted picture -> the PNG that may leave the practice."""

KINDS = ("picture", "painted", "drawing", "small", "file")


@dataclass(frozen=True, slots=True)
class Found:
    """Bytes and what they are."""

    data: bytes
    media_type: str = "image/png"


def address(person: str, picture: str, kind: str = "picture") -> str:
    """Where a picture of a person is."""
    return f"/api/people/{person}/pictures/{picture}/{kind}"


def file_language(archive: Archive, person: str) -> str:
    """The language that a person's files are signed in: theirs, else the practice's, else here's.

    Raises:
        ArchiveError: there is no such person.
    """
    wishes = (archive.person(person).tailored.language, archive.preference("language"))
    known = (nearest(each, "workbench") for each in wishes if isinstance(each, str))
    return next((each for each in known if each), language())


def leaves(archive: Archive, person: str) -> Leave:
    """How a person's painted pictures leave: marked in their language, and signed.

    Raises:
        ArchiveError: there is no such person.
    """
    spoken = file_language(archive, person)
    return partial(leaving, credential=archive.credential(), language=spoken)


def picture_bytes(archive: Archive, person: str, picture: str, kind: str) -> Found | None:
    """A picture of that person, or None where there is none.

    `kind` is "picture" (with the lines), "painted", "drawing", "small", or "file": marked as
    partly machine-made, to leave the practice.

    Raises:
        ArchiveError: there is no such person, or the picture is not theirs.
    """
    if kind not in KINDS:
        return None
    leave = leaves(archive, person) if kind == "file" else None
    answer = _open_answer(archive, person, picture)
    if answer is not None:
        lines = answer.request.drawing
        return Found(_of_answer(answer, kind, below(archive, person, lines), leave))
    if kind == "small":
        small = archive.thumbnail_png(picture, person=person)
        return Found(small) if small is not None else None
    turn = archive.turn(picture, person=person)
    return Found(_of_turn(turn, kind, below(archive, person, turn.drawing), leave))


def _open_answer(archive: Archive, person: str, picture: str) -> Answer | None:
    theirs = (each for each in archive.open_sittings() if each.sitting.person == person)
    return next((each.shown[picture] for each in theirs if picture in each.shown), None)


def _of_turn(turn: Turn, kind: str, scan: Scan | None, leave: Leave | None) -> bytes:
    if turn.answer is not None:
        return _of_answer(turn.answer, kind, scan, leave)
    return frames.png(frames.drawing_alone(turn.drawing, scan=scan))


def _of_answer(answer: Answer, kind: str, scan: Scan | None, leave: Leave | None) -> bytes:
    if kind == "painted":
        return answer.painted_png
    if kind == "drawing":
        return frames.png(frames.drawing_alone(answer.request.drawing, scan=scan))
    picture = frames.picture_of(answer, scan=scan)
    if leave is not None:
        return leave(picture)
    seen = picture.composite()
    return frames.thumbnail(seen) if kind == "small" else frames.png(seen)
