"""Drawings made in other apps: a canvas's json_data, or our own wire format. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engines.errors import DrawingError
from engines.strokes import MAX_WIRE_BYTES, Imported, from_fabric, parse
from engines.strokes.fabric import lines_of
from engines.strokes.shapes import Lost

USUAL_SIZE = (600, 400)  # st_canvas's own, where an app names none
MAX_SIDE = 100_000
_SIZES = (("width", "height"), ("canvasWidth", "canvasHeight"), ("canvas_width", "canvas_height"))


def read_drawing(content: bytes) -> Imported:
    """The drawing in a file, and what of it cannot be kept, in plain words.

    Raises:
        DrawingError: no drawing of either kind; says what is wrong and what would do.
    """
    if len(content) > MAX_WIRE_BYTES:
        raise DrawingError(f"The file holds {len(content)} bytes: at most {MAX_WIRE_BYTES}.")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DrawingError("The file is no JSON: choose the drawing that the app saved.") from error
    if isinstance(found, Mapping) and {"format", "strokes"} <= found.keys():
        return _ours(found)
    canvas = _canvas_in(found)
    if canvas is None:
        raise DrawingError(
            'The file is JSON, but no drawing: a canvas drawing has "objects", one of ours has '
            '"format" and "strokes".'
        )
    return _theirs(canvas, found)


def _ours(found: Mapping[str, Any]) -> Imported:
    drawing = parse(found)
    if drawing.paper.scan is None:
        return Imported(drawing, ())
    paper = replace(drawing.paper, scan=None)
    return Imported(replace(drawing, paper=paper), ("the photographed paper under the drawing",))


def _canvas_in(found: Any) -> Mapping[str, Any] | None:
    """The canvas drawing itself, also where an app wrapped it."""
    for name in ("", "json_data", "raw", "drawing", "canvas"):
        inner = found.get(name) if name and isinstance(found, Mapping) else found
        if isinstance(inner, Mapping) and isinstance(inner.get("objects"), list):
            return inner
    return None


def _theirs(canvas: Mapping[str, Any], found: Mapping[str, Any]) -> Imported:
    size = _size(found) or _size(canvas)
    imported = from_fabric(canvas, size or _enclosing(canvas))
    unknown = () if size else ("the canvas's size, which the file does not name",)
    return replace(imported, lost=("time and pressure", *unknown, *imported.lost))


def _size(named: Mapping[str, Any]) -> tuple[int, int] | None:
    for across, down in _SIZES:
        width, height = named.get(across, 0), named.get(down, 0)
        if all(type(each) in (int, float) and 1 <= each <= MAX_SIDE for each in (width, height)):
            return int(width), int(height)
    return None


def _enclosing(canvas: Mapping[str, Any]) -> tuple[int, int]:
    """The usual size, or as much more as the drawing takes."""
    corners = [line.places.max(0) for line in lines_of(canvas, Lost())]
    width, height = np.max([USUAL_SIZE, *corners], axis=0)
    return round(float(width)), round(float(height))
