"""What goes over the line between screen and kiosk: binary, small, and refused when it is odd.

A message is one byte of kind, the sender's number (uint32), the length of a head (uint16), the head
(a JSON object in UTF-8), and what is left; numbers are little-endian. Towards the kiosk that is a
stroke's points, four float32 each: x, y, t_ms, pressure, of which the last two may be NaN for none.
Towards the screen it is a JPEG.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engines.errors import DrawingError, SketchwellError
from engines.strokes import MAX_POINTS_A_STROKE, Stroke, parse_stroke

STROKE, SO_FAR, DO = b"S", b"L", b"D"  # towards the kiosk
FRAME, TOLD = b"F", b"T"  # towards the screen
MOST_HEAD = 32_768
_START = struct.Struct("<cIH")
_POINT_BYTES = 16
MOST_BYTES = _START.size + MOST_HEAD + _POINT_BYTES * MAX_POINTS_A_STROKE
# Source: RFC 6455, The WebSocket Protocol, section 7.4.1
UNREADABLE, UNWANTED, TOO_LARGE = 1007, 1008, 1009


class LineError(SketchwellError):
    """What came over the line is no message of ours; the line is closed with `code`."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a screen.

    Attributes:
        kind: `STROKE`, a finished one; `SO_FAR`, one that is still being drawn; `DO`.
        number: the screen's own count; an answer says up to which number it has seen.
        head: what is said, as it came.
        rest: a stroke's points, as they came.
    """

    kind: bytes
    number: int
    head: Mapping[str, Any]
    rest: bytes


def read(message: bytes) -> Said:
    """Takes a message apart; nothing in it is believed yet.

    Raises:
        LineError: it is too large, cut off, or not of this format.
    """
    if len(message) > MOST_BYTES:
        raise LineError(TOO_LARGE, f"a message of {len(message)} bytes: at most {MOST_BYTES}")
    if len(message) < _START.size:
        raise LineError(UNREADABLE, f"a message of {len(message)} bytes has no start")
    kind, number, size = _START.unpack_from(message)
    end = _START.size + size
    if kind not in (STROKE, SO_FAR, DO) or size > MOST_HEAD or end > len(message):
        raise LineError(UNREADABLE, f"a message of kind {kind!r} with a head of {size} bytes")
    return Said(kind, number, _object(message[_START.size : end]), message[end:])


def stroke_of(said: Said) -> Stroke:
    """The stroke that a message holds.

    Raises:
        LineError: its points or its head are no stroke of ours.
    """
    if not said.rest or len(said.rest) % _POINT_BYTES:
        raise LineError(UNREADABLE, f"a stroke with {len(said.rest)} bytes of points")
    points = np.frombuffer(said.rest, "<f4").reshape(-1, 4).astype(np.float64)
    try:
        return parse_stroke({**said.head, "points": [_point(row) for row in points.tolist()]})
    except DrawingError as error:
        raise LineError(UNWANTED, str(error)) from error


def written(kind: bytes, number: int, head: Mapping[str, Any], rest: bytes = b"") -> bytes:
    """A message for the screen."""
    told = json.dumps(head, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return _START.pack(kind, number, len(told)) + told + rest


def _object(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise LineError(UNREADABLE, f"a head that is not JSON ({type(error).__name__})") from error
    if not isinstance(found, dict):
        raise LineError(UNREADABLE, f"a head that is a {type(found).__name__}, not an object")
    return found


def _no_number(name: str) -> None:
    raise ValueError(name)


def _point(row: list[float]) -> list[float | None]:
    """x, y, t_ms, pressure; what is missing at the end is left out of the check."""
    x, y, *others = row
    return [x, y, *(None if math.isnan(each) else each for each in others)]
