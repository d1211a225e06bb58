"""The line's messages: read as they were written, and refused where they are odd."""

from __future__ import annotations

import json
import struct
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.strokes import MAX_POINTS_A_STROKE
from kiosk.visits import wire
from kiosk.visits.wire import LineError

HEAD = {"id": "s1", "tool": "pen", "color": "#d01f1f", "width": 0.01, "pointer": "touch"}
POINTS = np.array([[0.1, 0.2, 0.0, np.nan], [0.3, 0.4, 16.5, 0.5]], "<f4")


def message(kind: bytes, head: object, rest: bytes = b"", number: int = 7) -> bytes:
    told = json.dumps(head).encode()
    return struct.pack("<cIH", kind, number, len(told)) + told + rest


def test_a_stroke_comes_over_as_it_was_drawn() -> None:
    said = wire.read(message(wire.STROKE, HEAD, POINTS.tobytes()))
    stroke = wire.stroke_of(said)
    assert (said.kind, said.number) == (wire.STROKE, 7)
    assert (stroke.id, stroke.color, stroke.pointer) == ("s1", "#d01f1f", "touch")
    first, second = stroke.points
    assert (first.t_ms, first.pressure) == (0.0, None)
    assert (second.x, second.t_ms, second.pressure) == (pytest.approx(0.3), 16.5, 0.5)


def test_what_is_written_is_read_by_its_own_start() -> None:
    kind, number, size = struct.unpack_from("<cIH", wire.written(wire.FRAME, 9, {"a": 1}, b"jpeg"))
    assert (kind, number, size) == (wire.FRAME, 9, len('{"a":1}'))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", wire.UNREADABLE),
        (b"S\0\0", wire.UNREADABLE),
        (message(b"X", HEAD), wire.UNREADABLE),
        (message(wire.STROKE, [1]), wire.UNREADABLE),
        (struct.pack("<cIH", b"D", 1, 40) + b"{}", wire.UNREADABLE),
        (struct.pack("<cIH", b"D", 1, 3) + b"NaN", wire.UNREADABLE),
        (struct.pack("<cIH", b"D", 1, 4) + b"\xff\xfe{}", wire.UNREADABLE),
        (struct.pack("<cIH", b"D", 1, 9_000) + b"[" * 9_000, wire.UNREADABLE),
        (bytes(wire.MOST_BYTES + 1), wire.TOO_LARGE),
    ],
)
def test_what_is_no_message_is_refused_with_a_close_code(data: bytes, code: int) -> None:
    with pytest.raises(LineError) as refused:
        wire.read(data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({}, b""),
        ({}, b"123"),
        ({}, np.array([[np.nan, 0, 0, 0]], "<f4").tobytes()),
        ({}, np.array([[np.inf, 0, 0, 0]], "<f4").tobytes()),
        ({}, np.array([[0, 0, -np.inf, 0]], "<f4").tobytes()),
        ({}, np.array([[0, 1.5, 0, 0]], "<f4").tobytes()),
        ({"width": 0}, POINTS.tobytes()),
        ({"width": "1"}, POINTS.tobytes()),
        ({"id": "<b>"}, POINTS.tobytes()),
        ({"color": "red"}, POINTS.tobytes()),
        ({"tool": "gun"}, POINTS.tobytes()),
        ({"extra": 1}, POINTS.tobytes()),
    ],
)
def test_what_is_no_stroke_is_refused(changed: dict[str, object], points: bytes) -> None:
    with pytest.raises(LineError):
        wire.stroke_of(wire.read(message(wire.STROKE, {**HEAD, **changed}, points)))


def test_the_longest_stroke_is_read_within_the_patience_of_a_line() -> None:
    rest = np.tile(POINTS, (MAX_POINTS_A_STROKE // 2, 1)).tobytes()
    data = message(wire.STROKE, HEAD, rest)
    start_s = time.thread_time()
    assert len(wire.stroke_of(wire.read(data)).points) == MAX_POINTS_A_STROKE
    assert time.thread_time() - start_s < 2  # of 0.2
    with pytest.raises(LineError):
        wire.read(data + bytes(wire.MOST_HEAD))


@given(st.binary(max_size=200))
def test_bytes_at_random_never_do_anything_else(data: bytes) -> None:
    with pytest.raises(LineError) as refused:
        wire.stroke_of(wire.read(data))
    assert refused.value.code in (wire.UNREADABLE, wire.UNWANTED, wire.TOO_LARGE)
