"""Feelings, answers, turns and sittings as JSON objects. Strict on the way in.

Strokes and pictures are not written in place: a Pool holds each once, and fields name its number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from engines import strokes
from engines.errors import DrawingError, RecordError, RequestError
from engines.fields import Check
from engines.picture import PLAIN, PictureRequest, Provenance, Region
from engines.record import (
    DECISIONS,
    PHASES,
    Answer,
    Feeling,
    Sitting,
    Turn,
)
from engines.record.marks import course_from_wire, mark_to_wire, marks_from_wire, moment_to_wire
from engines.record.names import read_id, read_time
from engines.record.spoken import lines_from_wire, spoken_to_wire
from engines.strokes import Drawing, Stroke

MAX_TURNS = 1_000

_SITTING = (
    *("id", "person", "phase", "started", "ended", "before", "after"),
    *("turns", "course", "scans"),
)
_check = Check(RecordError, "record")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_TEXT = re.compile(r".{0,4000}", re.DOTALL)
Read = TypeVar("Read")


@dataclass(slots=True)
class Pool:
    """Strokes and pictures on the way out, each with its number."""

    strokes: dict[Stroke, int] = field(default_factory=dict)
    pictures: dict[bytes, int] = field(default_factory=dict)

    def stroke(self, stroke: Stroke) -> int:
        """The number that stands for a stroke."""
        return self.strokes.setdefault(stroke, len(self.strokes))

    def picture(self, png: bytes) -> int | None:
        """The number that stands for a picture; None for an empty one, which is kept apart."""
        return self.pictures.setdefault(png, len(self.pictures)) if png else None


@dataclass(frozen=True, slots=True)
class Parts:
    """Strokes and pictures on the way in, in the order of their numbers."""

    strokes: tuple[Stroke, ...]
    pictures: tuple[bytes, ...]

    def picture(self, number: Any, where: str) -> bytes:
        """The picture of that number; empty where the number is None."""
        if number is None:
            return b""
        return self.pictures[_check.whole(number, where, 0, len(self.pictures) - 1)]


def sitting_to_wire(sitting: Sitting, pool: Pool) -> dict[str, Any]:
    """Gives a sitting as a JSON object."""
    return {
        "id": sitting.id,
        "person": sitting.person,
        "phase": sitting.phase,
        "started": sitting.started,
        "ended": sitting.ended,
        "before": feeling_to_wire(sitting.before),
        "after": feeling_to_wire(sitting.after),
        "turns": [turn_to_wire(turn, pool) for turn in sitting.turns],
        "course": [moment_to_wire(moment) for moment in sitting.course],
        "scans": [pool.picture(png) for png in sitting.scans],
        "spoken": [spoken_to_wire(line) for line in sitting.spoken],
    }


def turn_to_wire(turn: Turn, pool: Pool) -> dict[str, Any]:
    """Gives a turn as a JSON object."""
    return {
        "id": turn.id,
        "at": turn.at,
        "drawing": _drawing_to_wire(turn.drawing, pool),
        "answer": None if turn.answer is None else answer_to_wire(turn.answer, pool),
        "decision": turn.decision,
        "feeling": feeling_to_wire(turn.feeling),
        "measures": dict(turn.measures),
        "marks": [mark_to_wire(mark) for mark in turn.marks],
    }


def answer_to_wire(answer: Answer, pool: Pool) -> dict[str, Any]:
    """Gives an answer as a JSON object."""
    made = answer.provenance
    return {
        "id": answer.id,
        "request": _request_to_wire(answer.request, pool),
        "provenance": {
            "painter": made.painter,
            "weights": made.weights,
            "runtime": made.runtime,
            "precision": made.precision,
            "unknown_words": list(made.unknown_words),
            "notes": list(made.notes),
        },
        "painted_png": pool.picture(answer.painted_png),
        "took_s": answer.took_s,
    }


def feeling_to_wire(feeling: Feeling) -> dict[str, float | None]:
    """Gives a feeling as a JSON object; null is a slider left untouched."""
    return {"pleasure": feeling.pleasure, "arousal": feeling.arousal}


def sitting_from_wire(wire: Any, parts: Parts) -> Sitting:
    """Reads what `sitting_to_wire` gave.

    Raises:
        RecordError: names the field and the value met.
    """
    fields = _check.fields(wire, "sitting", needed=_SITTING, allowed=("spoken",))
    turns = _check.sequence(fields["turns"], "turns")
    if len(turns) > MAX_TURNS:
        raise RecordError(f"The sitting holds {len(turns)} turns: at most {MAX_TURNS}.")
    return Sitting(
        id=read_id(fields["id"], "sitting.id"),
        person=read_id(fields["person"], "sitting.person"),
        phase=_check.choice(fields["phase"], "sitting.phase", PHASES),
        started=read_time(fields["started"], "sitting.started"),
        ended=_maybe(read_time, fields["ended"], "sitting.ended"),
        before=feeling_from_wire(fields["before"], "sitting.before"),
        after=feeling_from_wire(fields["after"], "sitting.after"),
        turns=tuple(turn_from_wire(turn, parts, f"turns[{n}]") for n, turn in enumerate(turns)),
        course=course_from_wire(fields["course"], "sitting.course"),
        scans=tuple(parts.picture(n, "scans") for n in _check.sequence(fields["scans"], "scans")),
        spoken=lines_from_wire(fields.get("spoken", ()), "sitting.spoken"),
    )


def turn_from_wire(wire: Any, parts: Parts, where: str = "turn") -> Turn:
    """Reads what `turn_to_wire` gave.

    Raises:
        RecordError: names the field and the value met.
    """
    needed = ("id", "at", "drawing", "answer", "decision", "feeling", "measures", "marks")
    fields = _check.fields(wire, where, needed=needed)
    answer = fields["answer"]
    return Turn(
        id=read_id(fields["id"], f"{where}.id"),
        at=read_time(fields["at"], f"{where}.at"),
        drawing=_drawing(fields["drawing"], parts, f"{where}.drawing"),
        answer=None if answer is None else answer_from_wire(answer, parts, f"{where}.answer"),
        decision=_maybe(_one_of(DECISIONS), fields["decision"], f"{where}.decision"),
        feeling=feeling_from_wire(fields["feeling"], f"{where}.feeling"),
        measures=_measures(fields["measures"], f"{where}.measures"),
        marks=marks_from_wire(fields["marks"], f"{where}.marks"),
    )


def answer_from_wire(wire: Any, parts: Parts, where: str = "answer") -> Answer:
    """Reads what `answer_to_wire` gave.

    Raises:
        RecordError: names the field and the value met.
    """
    needed = ("id", "request", "provenance", "painted_png", "took_s")
    fields = _check.fields(wire, where, needed=needed)
    return Answer(
        id=read_id(fields["id"], f"{where}.id"),
        request=_request(fields["request"], parts, f"{where}.request"),
        provenance=_provenance(fields["provenance"], f"{where}.provenance"),
        painted_png=parts.picture(fields["painted_png"], f"{where}.painted_png"),
        took_s=_maybe(_seconds, fields["took_s"], f"{where}.took_s"),
    )


def feeling_from_wire(wire: Any, where: str = "feeling") -> Feeling:
    """Reads what `feeling_to_wire` gave.

    Raises:
        RecordError: names the field and the value met.
    """
    fields = _check.fields(wire, where, needed=("pleasure", "arousal"))
    return Feeling(
        _maybe(_unit, fields["pleasure"], f"{where}.pleasure"),
        _maybe(_unit, fields["arousal"], f"{where}.arousal"),
    )


def _drawing_to_wire(drawing: Drawing, pool: Pool) -> dict[str, Any]:
    paper = strokes.to_wire(Drawing(drawing.paper))["paper"]
    return {"paper": paper, "strokes": [pool.stroke(stroke) for stroke in drawing.strokes]}


def _request_to_wire(request: PictureRequest, pool: Pool) -> dict[str, Any]:
    region = request.region
    wire: dict[str, Any] = {name: getattr(request, name) for name in PLAIN}
    wire["drawing"] = _drawing_to_wire(request.drawing, pool)
    if region is not None:
        wire["region"] = {"parent": region.parent, "mask_png": pool.picture(region.mask_png)}
    return wire


def _drawing(wire: Any, parts: Parts, where: str) -> Drawing:
    fields = _check.fields(wire, where, needed=("paper", "strokes"))
    numbers = _check.sequence(fields["strokes"], f"{where}.strokes")
    last = len(parts.strokes) - 1
    drawn = [parts.strokes[_check.whole(n, f"{where}.strokes", 0, last)] for n in numbers]
    points = sum(len(stroke.points) for stroke in drawn)
    if len({stroke.id for stroke in drawn}) < len(drawn) or points > strokes.MAX_POINTS_A_DRAWING:
        raise RecordError(
            f"{where} holds {len(drawn)} strokes of {points} points: at most "
            f"{strokes.MAX_POINTS_A_DRAWING} points, and each stroke's id once."
        )
    bare = {"format": strokes.FORMAT, "paper": fields["paper"], "strokes": []}
    return Drawing(_told(strokes.parse, bare).paper, tuple(drawn))


def _request(wire: Any, parts: Parts, where: str) -> PictureRequest:
    fields = _check.fields(wire, where, needed=("drawing",), allowed=(*PLAIN, "region"))
    plain = {name: fields[name] for name in PLAIN if name in fields}
    drawing = _drawing(fields["drawing"], parts, f"{where}.drawing")
    region = _maybe(lambda wire, where: _region(wire, parts, where), fields.get("region"), where)
    return _told(lambda plain: PictureRequest(drawing, **plain, region=region), plain)


def _region(wire: Any, parts: Parts, where: str) -> Region:
    fields = _check.fields(wire, f"{where}.region", needed=("parent", "mask_png"))
    mask_png = parts.picture(fields["mask_png"], f"{where}.region.mask_png")
    return Region(fields["parent"], mask_png)


def _provenance(wire: Any, where: str) -> Provenance:
    named = ("painter", "weights", "runtime", "precision")
    fields = _check.fields(wire, where, needed=(*named, "unknown_words", "notes"))
    texts = [_text(fields[name], f"{where}.{name}") for name in named]
    unknown_words = _texts(fields["unknown_words"], f"{where}.unknown_words")
    notes = _texts(fields["notes"], f"{where}.notes")
    return Provenance(*texts, unknown_words=unknown_words, notes=notes)


def _measures(wire: Any, where: str) -> dict[str, float | None]:
    if not isinstance(wire, Mapping):
        _check.refuse(where, wire, "must be an object")
    matter = "must be a measure's name: small letters, digits and _"
    names = {name: _check.matched(name, where, _NAME, matter) for name in wire}
    return {n: _maybe(_measure, wire[n], f"{where}.{n}") for n in names}


def _measure(value: Any, where: str) -> float:
    return _check.number(value, where, -1e12, 1e12)


def _seconds(value: Any, where: str) -> float:
    return _check.number(value, where, 0.0, 1e7)


def _unit(value: Any, where: str) -> float:
    return _check.number(value, where, 0.0, 1.0)


def _text(value: Any, where: str) -> str:
    return _check.matched(value, where, _TEXT, "must be text of at most 4000 characters")


def _texts(value: Any, where: str) -> tuple[str, ...]:
    return tuple(_text(text, where) for text in _check.sequence(value, where))


def _one_of(choices: tuple[str, ...]) -> Callable[[Any, str], Any]:
    return lambda value, where: _check.choice(value, where, choices)


def _maybe(read: Callable[[Any, str], Read], value: Any, where: str) -> Read | None:
    return None if value is None else read(value, where)


def _told(parse: Callable[[Any], Read], wire: Any) -> Read:
    try:
        return parse(wire)
    except (DrawingError, RequestError) as error:
        raise RecordError(f"The record holds what cannot be read: {error}") from error
