"""Mark: what a person says is wrong with a part of a picture. Moment: what happened when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from engines.errors import RecordError
from engines.fields import Check
from engines.record.names import read_id, read_time

MarkShape = Literal["loop", "rectangle", "polygon"]
MARK_SHAPES: tuple[MarkShape, ...] = get_args(MarkShape)
Happening = Literal["page", "stroke", "cleared", "answer", "kept", "put_back", "undone"]
HAPPENINGS: tuple[Happening, ...] = get_args(Happening)

MAX_MARKS = 100
MAX_MARK_POINTS = 1_000
MAX_MARK_WORDS = 400
MAX_MOMENTS = 20_000

_check = Check(RecordError, "mark")
_WORDS = re.compile(rf"[^\x00\ud800-\udfff]{{0,{MAX_MARK_WORDS}}}", re.DOTALL)
_REF = re.compile(r"[A-Za-z0-9._:-]{0,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a picture and what is said about it: what did it get wrong?

    Attributes:
        id: of the mark, unique among a picture's marks.
        shape: how it was made; every shape is a closed outline all the same.
        points: at least 3 corners (x, y) of the outline, in 0..1 of the picture's width and height.
        words: what is wrong, in the person's words; may be empty.
    """

    id: str
    shape: MarkShape
    points: tuple[tuple[float, float], ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something happened in a sitting.

    Attributes:
        at: when, ISO 8601 with offset.
        what: "page" a fresh page, "stroke" a stroke that was not undone later, "cleared", "answer"
            one was shown, "kept" and "put_back" what was decided, "undone" a keeping undone.
        ref: the stroke's or the answer's id; empty for "page" and "cleared".
    """

    at: str
    what: Happening
    ref: str = ""


def mark_to_wire(mark: Mark) -> dict[str, Any]:
    """Gives a mark as a JSON object."""
    points = [[x, y] for x, y in mark.points]
    return {"id": mark.id, "shape": mark.shape, "points": points, "words": mark.words}


def mark_from_wire(wire: Any, where: str = "mark") -> Mark:
    """Reads what `mark_to_wire` gave.

    Raises:
        RecordError: names the field and the value met.
    """
    fields = _check.fields(wire, where, needed=("id", "shape", "points", "words"))
    points = _check.sequence(fields["points"], f"{where}.points")
    if not 3 <= len(points) <= MAX_MARK_POINTS:
        _check.refuse(f"{where}.points", len(points), f"must be 3 to {MAX_MARK_POINTS} corners")
    matter = f"must be text of at most {MAX_MARK_WORDS} characters"
    return Mark(
        id=read_id(fields["id"], f"{where}.id"),
        shape=_check.choice(fields["shape"], f"{where}.shape", MARK_SHAPES),
        points=tuple(_corner(corner, f"{where}.points[{n}]") for n, corner in enumerate(points)),
        words=_check.matched(fields["words"], f"{where}.words", _WORDS, matter),
    )


def marks_from_wire(wire: Any, where: str = "marks") -> tuple[Mark, ...]:
    """Reads the marks of one picture.

    Raises:
        RecordError: names the field and the value met; also where an id stands twice.
    """
    listed = _check.sequence(wire, where)
    if len(listed) > MAX_MARKS:
        _check.refuse(where, len(listed), f"must be at most {MAX_MARKS} marks")
    marks = tuple(mark_from_wire(mark, f"{where}[{n}]") for n, mark in enumerate(listed))
    if len({mark.id for mark in marks}) < len(marks):
        raise RecordError(f"{where} holds an id twice: give each mark its own.")
    return marks


def moment_to_wire(moment: Moment) -> dict[str, Any]:
    """Gives a moment as a JSON object."""
    return {"at": moment.at, "what": moment.what, "ref": moment.ref}


def course_from_wire(wire: Any, where: str = "course") -> tuple[Moment, ...]:
    """Reads the moments of a sitting.

    Raises:
        RecordError: names the field and the value met.
    """
    listed = _check.sequence(wire, where)
    if len(listed) > MAX_MOMENTS:
        _check.refuse(where, len(listed), f"must be at most {MAX_MOMENTS} moments")
    return tuple(_moment(moment, f"{where}[{n}]") for n, moment in enumerate(listed))


def _moment(wire: Any, where: str) -> Moment:
    fields: Mapping[str, Any] = _check.fields(wire, where, needed=("at", "what", "ref"))
    return Moment(
        at=read_time(fields["at"], f"{where}.at"),
        what=_check.choice(fields["what"], f"{where}.what", HAPPENINGS),
        ref=_check.matched(fields["ref"], f"{where}.ref", _REF, "must be an id or empty"),
    )


def _corner(value: Any, where: str) -> tuple[float, float]:
    pair = _check.sequence(value, where)
    if len(pair) != 2:
        _check.refuse(where, value, "must be x and y")
    return _check.number(pair[0], where, 0.0, 1.0), _check.number(pair[1], where, 0.0, 1.0)
