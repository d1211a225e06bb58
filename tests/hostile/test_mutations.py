"""What is right in all places but one: every door reads it, or refuses it with a reason."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines import strokes
from engines.errors import SketchwellError
from engines.record import Sitting, pack
from engines.record.marks import Mark, mark_to_wire
from tests.hostile import doors
from tests.hostile.doors import House
from workbench.archive import specimens
from workbench.tailored import Tailored

LINE = strokes.stroke_to_wire(specimens.stroke("s", points=3))
MARK = mark_to_wire(Mark("m", "loop", ((0.1, 0.1), (0.2, 0.1), (0.2, 0.3)), "too blue"))
PLACED = {"left": 1, "top": 1, "width": 9, "height": 9, "scaleX": 1, "scaleY": 1, "angle": 5}
PLACED |= {"stroke": "#ff0000", "strokeWidth": 3, "fill": "", "originX": "left", "originY": "top"}
PATH = {
    "type": "path",
    "path": [["M", 1, 1], ["Q", 1, 2, 3, 4], ["L", 9, 9], ["z"]],
} | PLACED
CANVAS = {
    "objects": [
        PATH,
        {"type": "circle", "radius": 4, **PLACED},
        {"type": "line", "x1": 0, "y1": 0, "x2": 5, "y2": 5, "stroke": "rgba(1,2,3,0.5)"},
    ],
    "width": 600,
    "height": 400,
    "background": "#ffffff",
}
DRAWING = strokes.to_wire(strokes.Drawing(strokes.Paper(), (specimens.stroke("a", points=3),)))
WHOLE: dict[str, tuple[Any, ...]] = {
    "the pad's line": (
        {"do": "draw", "strokes": [LINE]},
        {"do": "options", "words": "x", "style": "watercolor", "mood": None, "live": True},
        {"do": "page", "aspect": 1.5},
        {"do": "undo", "ids": ["s"], "gone": True, "again": True, "n": 4},
        {"do": "feel", "turn": "before", "pleasure": 0.5, "arousal": None},
        {"do": "mark", "answer": "a", "marks": [MARK]},
        {"do": "repaint", "answer": "a", "marks": ["m"], "words": "x"},
        {"do": "ask", "more": 0},
        {"do": "show", "answer": "a"},
    ),
    "notes of a person": ({"value": "calm"},),
    "a person's table": (Tailored().to_wire(),),
    "a drawing of another app": (CANVAS, DRAWING),
    "a canvas": (CANVAS,),
    "a drawing": (DRAWING,),
    "marks": ([MARK],),
    "a step of a page": (
        {"do": "stroke", "strokes": [LINE]},
        {"do": "answer", "answer": "a", "put_back": None},
    ),
    "corners of a photo": ({"corners": [[0, 0], [1, 0], [1, 1], [0, 1]], "colors": True},),
}
BAD: list[Any] = [
    *(None, True, False, 0, -1, 2**70, -(10**400), 0.5, -0.0, 1e308, 1e-320),
    *(float("nan"), float("inf"), float("-inf")),
    *("", "\ud800", "\x00", "\u202e", "a" * 3000, "../../x", "=1+1", "<b>", "NaN", "1e999"),
    *([], {}, [[]], [None], {"": {}}, [0] * 3000, {str(n): n for n in range(300)}),
]
QUIET = {"deadline": None, "derandomize": True, "suppress_health_check": [*HealthCheck]}


def places(document: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a document."""
    yield above
    inner = document.items() if isinstance(document, dict) else ()
    inner = enumerate(document) if isinstance(document, list) else inner
    for key, value in inner:
        yield from places(value, (*above, key))


def changed(document: Any, way: tuple[Any, ...], value: Any) -> Any:
    if not way:
        return value
    made = copy.deepcopy(document)
    held = made
    for key in way[:-1]:
        held = held[key]
    held[way[-1]] = value
    return made


def entered(house: House, door: str, sent: bytes) -> None:
    told = "read, without a word"
    try:
        doors.of(house)[door](sent)
    except SketchwellError as error:
        told = str(error)
    assert 10 < len(told) < 600


@pytest.mark.parametrize("door", WHOLE)
@given(data=st.data())
@settings(max_examples=60, **QUIET)
def test_one_wrong_value_anywhere_is_read_or_refused(
    house: House, door: str, data: st.DataObject
) -> None:
    document = data.draw(st.sampled_from(WHOLE[door]))
    way = data.draw(st.sampled_from([*places(document)]))
    wrong = data.draw(st.sampled_from(BAD))
    entered(house, door, json.dumps(changed(document, way, wrong)).encode())


@given(data=st.data())
@settings(max_examples=60, **QUIET)
def test_one_wrong_value_in_a_sitting_is_read_or_refused(house: House, data: st.DataObject) -> None:
    document, pictures = _sitting()
    way = data.draw(st.sampled_from([*places(document)]))
    wrong = data.draw(st.sampled_from(BAD))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("record.json", json.dumps(changed(document, way, wrong)))
        for name, png in pictures.items():
            file.writestr(name, png)
    entered(house, "a sitting to import", packed.getvalue())


@given(data=st.data())
@settings(max_examples=40, **QUIET)
def test_a_sitting_with_a_changed_byte_is_read_or_refused(
    house: House, data: st.DataObject
) -> None:
    packed = bytearray(_packed())
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(packed), len(packed) // 2, len(packed) - 9]))
    entered(house, "a sitting to import", bytes(packed[:cut]))


def _packed() -> bytes:
    turn = specimens.turn("t")
    return pack.pack(Sitting("s", "p", "painter", specimens.WHEN, None, turns=(turn,)))


def _sitting() -> tuple[Any, dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(_packed())) as file:
        names = [name for name in file.namelist() if name != "record.json"]
        return json.loads(file.read("record.json")), {name: file.read(name) for name in names}
