"""Drawings of other apps: which files open, what is lost, what is said of the others."""

from __future__ import annotations

import json

import pytest

from engines.errors import DrawingError
from engines.strokes import Drawing, Paper, dumps
from tests.workbench.conftest import a_stroke
from workbench.drawable.opening import read_drawing

RECT = {"type": "rect", "left": 10, "top": 10, "width": 100, "height": 80, "stroke": "#000000"}
CANVAS = {"version": "4.4.0", "objects": [RECT]}


def opened(found: object) -> tuple[Drawing, tuple[str, ...]]:
    imported = read_drawing(json.dumps(found).encode())
    return imported.drawing, imported.lost


def test_a_canvas_drawing_without_a_size_takes_the_usual_one():
    drawing, lost = opened(CANVAS)
    assert (drawing.paper.aspect, len(drawing.strokes)) == (1.5, 1)
    assert lost == ("time and pressure", "the canvas's size, which the file does not name")


def test_a_canvas_larger_than_the_usual_one_encloses_its_drawing():
    drawing, _ = opened({"objects": [{**RECT, "left": 900}]})
    assert drawing.paper.aspect > 2
    assert max(point.x for point in drawing.strokes[0].points) <= 1


@pytest.mark.parametrize(
    "found",
    [
        {**CANVAS, "width": 800, "height": 800},
        {"canvasWidth": 800, "canvasHeight": 800, "json_data": CANVAS},
        {"canvas_width": 800, "canvas_height": 800, "raw": CANVAS},
    ],
    ids=["plain", "json_data", "raw"],
)
def test_a_size_that_is_named_counts(found: dict[str, object]):
    drawing, lost = opened(found)
    assert (drawing.paper.aspect, lost) == (1.0, ("time and pressure",))


def test_our_own_format_comes_back_whole():
    drawing = Drawing(Paper(4 / 3), (a_stroke(),))
    assert read_drawing(dumps(drawing)).drawing == drawing
    scanned = Drawing(Paper(4 / 3, scan="0" * 64), (a_stroke(),))
    imported = read_drawing(dumps(scanned))
    assert imported.drawing == drawing
    assert imported.lost == ("the photographed paper under the drawing",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG", "no JSON"),
        (b"[1, 2]", "no drawing"),
        (b'{"objects": 3}', "no drawing"),
        (b'{"objects": [{"type": "rect", "left": "here"}]}', r"objects\[0\].left is 'here'"),
        (b'{"format": 2, "paper": {}, "strokes": []}', "format is 2"),
        (b'{"width": 4000, "height": 100, "objects": []}', "aspect"),
    ],
)
def test_a_file_that_is_no_drawing_is_refused_in_plain_words(content: bytes, said: str):
    with pytest.raises(DrawingError, match=said):
        read_drawing(content)
