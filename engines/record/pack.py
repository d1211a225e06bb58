"""Turns, answers and sittings as bytes. Versioned. No disk, no keys.

Packed bytes are a zip file, so that they open without Sketchwell: `record.json` (every stroke once;
drawings name strokes by their place in `strokes`) and the pictures `0.png`, `1.png`, ... that its
fields name by number. No pickle. The same record gives the same bytes.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from engines import strokes
from engines.errors import RecordError
from engines.fields import Check
from engines.record import Answer, Sitting, Turn, stroke_from_wire
from engines.record import wire as record_wire
from engines.record.wire import Parts, Pool

FORMAT = 2
MAX_PACKED_BYTES = 256 * 2**20
# A drawing's text is packed to a fifth; what grows more than this was made to fill the memory.
MAX_RATIO, MUCH_BYTES = 100, 2**20
MAX_PICTURES = 2_000
MAX_PICTURE_PX = 16 * 2**20


def _with_marks_and_course(document: dict[str, Any]) -> dict[str, Any]:
    """From 1 to 2: turns have marks, sittings a course and scans; there were none before."""
    sitting, turn = document.get("sitting"), document.get("turn")
    if isinstance(sitting, dict):
        sitting = {**sitting, "course": [], "scans": []}
        turns = sitting.get("turns")
        if isinstance(turns, list):
            sitting["turns"] = [t | {"marks": []} if isinstance(t, dict) else t for t in turns]
        document = {**document, "sitting": sitting}
    if isinstance(turn, dict):
        document = {**document, "turn": {**turn, "marks": []}}
    return document


UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _with_marks_and_course}
"""By format number: what makes a record of that format one of the next."""

_check = Check(RecordError, "record")
# What zipfile raises for bytes that are not, or no longer, a zip file.
_NOT_ZIP = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(ValueError, OverflowError, NotImplementedError, RuntimeError),
)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PNG = b"\x89PNG\r\n\x1a\n"


def pack(sitting: Sitting) -> bytes:
    """Packs a whole sitting, pictures included.

    Returns:
        A zip file; `unpack` gives the sitting back. Not encrypted.
    """
    return _packed("sitting", sitting, record_wire.sitting_to_wire)


def unpack(packed: bytes) -> Sitting:
    """Reads what `pack` gave.

    Raises:
        RecordError: not a packed sitting, damaged, too large, or newer than this code.
    """
    return _unpacked("sitting", packed, record_wire.sitting_from_wire)


def pack_turn(turn: Turn) -> bytes:
    """Packs one turn; `unpack_turn` gives it back. Not encrypted."""
    return _packed("turn", turn, record_wire.turn_to_wire)


def unpack_turn(packed: bytes) -> Turn:
    """Reads what `pack_turn` gave.

    Raises:
        RecordError: not a packed turn, damaged, too large, or newer than this code.
    """
    return _unpacked("turn", packed, record_wire.turn_from_wire)


def unpack_outline(packed: bytes) -> Turn:
    """Reads what `pack_turn` gave for a list: all but the strokes, which take most of the time.

    Both drawings of the turn are blank pages: never pack or paint what this gave.

    Raises:
        RecordError: as for `unpack_turn`.
    """
    return _unpacked("turn", packed, _turn_without_strokes, drawn=False)


def pack_answer(answer: Answer) -> bytes:
    """Packs one answer; `unpack_answer` gives it back. Not encrypted."""
    return _packed("answer", answer, record_wire.answer_to_wire)


def unpack_answer(packed: bytes) -> Answer:
    """Reads what `pack_answer` gave.

    Raises:
        RecordError: not a packed answer, damaged, too large, or newer than this code.
    """
    return _unpacked("answer", packed, record_wire.answer_from_wire)


def checked_png(png: bytes, where: str) -> bytes:
    """Gives PNG bytes as they are; looks at their header alone.

    Raises:
        RecordError: not PNG, or more than `MAX_PICTURE_PX` pixels. The message says `where`.
    """
    width, height = (int.from_bytes(png[place : place + 4], "big") for place in (16, 20))
    if png[:8] != _PNG or len(png) < 33 or png[12:16] != b"IHDR":
        raise RecordError(f"{where} is no PNG picture: the record was damaged or made elsewhere.")
    if not 0 < width * height <= MAX_PICTURE_PX:
        raise RecordError(f"{where} has {width} x {height} pixels: at most {MAX_PICTURE_PX}.")
    return png


def _packed(kind: str, value: Any, to_wire: Callable[[Any, Pool], dict[str, Any]]) -> bytes:
    pool = Pool()
    fields = to_wire(value, pool)
    document = {
        "format": FORMAT,
        "kind": kind,
        kind: fields,
        "strokes": [strokes.stroke_to_wire(stroke) for stroke in pool.strokes],
    }
    try:
        text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except ValueError as error:
        raise RecordError(f"The {kind} holds a number that is none: {error}.") from error
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        entry = zipfile.ZipInfo("record.json", _EPOCH)
        packed.writestr(entry, text, zipfile.ZIP_DEFLATED)
        for png, number in pool.pictures.items():
            packed.writestr(zipfile.ZipInfo(f"{number}.png", _EPOCH), png, zipfile.ZIP_STORED)
    return held.getvalue()


def _turn_without_strokes(turn: Any, parts: Parts) -> Turn:
    try:
        turn["drawing"]["strokes"] = []
        if turn["answer"] is not None:
            turn["answer"]["request"]["drawing"]["strokes"] = []
    except (KeyError, TypeError) as error:
        raise RecordError(f"The packed turn has no drawing: {error}.") from error
    return record_wire.turn_from_wire(turn, parts)


def _unpacked(
    kind: str, packed: bytes, read: Callable[[Any, Parts], Any], *, drawn: bool = True
) -> Any:
    text, pictures = _opened(packed)
    document = _upgraded(_check.loaded(text, max_bytes=MAX_PACKED_BYTES))
    found = _check.choice(document.get("kind"), "kind", ("sitting", "turn", "answer"))
    if found != kind:
        raise RecordError(f"This is a packed {found}, not a {kind}: choose a {kind}'s file.")
    needed = ("format", "kind", "strokes", kind)
    fields = _check.fields(document, "record", needed=needed)
    listed = _check.sequence(fields["strokes"], "strokes") if drawn else ()
    parts = Parts(tuple(stroke_from_wire(stroke) for stroke in listed), pictures)
    return read(fields[kind], parts)


def _upgraded(document: Any) -> dict[str, Any]:
    number = document.get("format") if isinstance(document, dict) else None
    if type(number) is not int or number < 1:
        _check.refuse("format", number, "must be a whole number from 1")
    if number > FORMAT:
        raise RecordError(
            f"This record has format {number}, this Sketchwell reads up to {FORMAT}: install the "
            "newer Sketchwell that wrote it."
        )
    for old in range(number, FORMAT):
        document = UPGRADES[old](document)
    return document


def _opened(packed: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as opened:
            listed = opened.infolist()
            _check_size(listed)
            names = ["record.json", *(f"{number}.png" for number in range(len(listed) - 1))]
            if [entry.filename for entry in listed] != names:
                raise RecordError("The packed record holds files that no record has: send another.")
            text, *pictures = [opened.read(entry) for entry in listed]
    except _NOT_ZIP as error:
        raise RecordError(
            f"These {len(packed)} bytes are no packed record, or were damaged: {error}."
        ) from error
    return text, tuple(checked_png(png, f"{number}.png") for number, png in enumerate(pictures))


def _check_size(listed: list[zipfile.ZipInfo]) -> None:
    size = sum(entry.file_size for entry in listed)
    known = all(e.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for e in listed)
    if len(listed) > MAX_PICTURES + 1 or size > MAX_PACKED_BYTES or not known:
        raise RecordError(
            f"The packed record holds {len(listed)} files of {size} bytes in all: at most "
            f"{MAX_PICTURES + 1} files and {MAX_PACKED_BYTES} bytes, stored or deflated."
        )
    blown = [e for e in listed if e.file_size > MUCH_BYTES + MAX_RATIO * e.compress_size]
    if blown:
        raise RecordError(
            f"The packed record holds a file that grows from {blown[0].compress_size} to "
            f"{blown[0].file_size} bytes: no record does."
        )
