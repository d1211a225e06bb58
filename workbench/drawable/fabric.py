"""Between a canvas's fabric objects and what is kept: marks, and strokes. Pure.

`json_data` is what `streamlit-drawable-canvas` 0.13 gives; sizes are (width, height) in pixels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from engines.errors import DrawingError
from engines.fields import shown
from engines.record.marks import MAX_MARK_WORDS, MAX_MARKS, Mark, MarkShape
from engines.strokes import Drawing, Stroke
from engines.strokes.fabric import Outline, outlines_of, told
from engines.strokes.shapes import Lost
from workbench.archive.schema import new_id

MAX_CORNERS = 240
MARK_COLOR = "#8a2f1b"
NEAR = 0.005
_SHAPES: dict[str, MarkShape] = {
    "rect": "rectangle",
    "labeledrect": "rectangle",
    "polygon": "polygon",
}
Size = tuple[int, int]


def marks_from_fabric(
    json_data: Mapping[str, Any] | None, size: Size
) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    """The marks drawn on a canvas, and what cannot be one, in plain words.

    A label becomes the mark's words; what lies outside the picture is moved to its edge.

    Raises:
        DrawingError: no canvas drawing; names the field and the value met.
    """
    if json_data is not None and not isinstance(json_data, Mapping):
        raise DrawingError(f"The canvas is {shown(json_data)}: it must be an object.")
    lost = Lost()
    outlines = [*outlines_of(json_data, lost)] if json_data else []
    if len(outlines) > MAX_MARKS:
        lost["a mark over the most that a picture holds"] += len(outlines) - MAX_MARKS
    return tuple(_mark(outline, size) for outline in outlines[:MAX_MARKS]), told(lost)


def merged(known: Sequence[Mark], drawn: Sequence[Mark]) -> tuple[Mark, ...]:
    """What is drawn, with the ids and words it is known by.

    A mark that lies where one was is that one; where as many were moved as are new, they are the
    same, in their order.
    """
    left, found = [*known], [*drawn]
    missing: list[int] = []
    for n, mark in enumerate(drawn):
        same = next((each for each in left if _alike(each, mark)), None)
        if same is None:
            missing.append(n)
        else:
            left.remove(same)
            found[n] = same if same.words or not mark.words else replace(same, words=mark.words)
    if len(left) == len(missing):
        for n, old in zip(missing, left, strict=True):
            found[n] = replace(found[n], id=old.id, words=old.words or found[n].words)
    return tuple(found)


def number_at(mark: Mark) -> tuple[float, float]:
    """Where a mark's number stands: at its topmost corner, inside the picture."""
    x, y = min(mark.points, key=lambda corner: corner[1])
    return min(0.97, max(0.03, x)), min(0.96, max(0.04, y))


def fabric_from_marks(marks: Sequence[Mark], size: Size) -> dict[str, Any]:
    """A canvas drawing that shows marks; `marks_from_fabric` reads the same outlines from it."""
    return {"objects": [_area(mark, size) for mark in marks]}


def on_canvas(drawing: Drawing) -> tuple[Stroke, ...]:
    """The strokes that a canvas can show: lines, and the colors inside closed ones."""
    seen: list[Stroke] = []
    for stroke in drawing.strokes:
        inside = stroke.tool == "fill" and bool(seen) and _is_closed(seen[-1])
        if inside or stroke.tool not in ("fill", "eraser"):
            seen.append(stroke)
    return tuple(seen)


def fabric_from_drawing(drawing: Drawing, size: Size) -> dict[str, Any]:
    """A canvas drawing of what a canvas can show of a page."""
    objects: list[dict[str, Any]] = []
    for stroke in on_canvas(drawing):
        if stroke.tool == "fill":
            objects[-1]["fill"] = stroke.color
        else:
            objects.append(_path(stroke, size))
    return {"objects": objects}


def same_line(one: Stroke, other: Stroke) -> bool:
    """Whether two strokes are one line, as far as a canvas gives a line back."""
    fills = [each.tool == "fill" for each in (one, other)]
    if one.color != other.color or any(fills):
        return one.color == other.color and all(fills)
    return abs(one.width - other.width) < NEAR and bool(
        np.allclose(_frame(one), _frame(other), atol=NEAR)
    )


def _is_closed(stroke: Stroke) -> bool:
    first, last = stroke.points[0], stroke.points[-1]
    return len(stroke.points) > 3 and abs(first.x - last.x) + abs(first.y - last.y) < NEAR


def _frame(stroke: Stroke) -> list[float]:
    x, y = [point.x for point in stroke.points], [point.y for point in stroke.points]
    return [x[0], y[0], x[-1], y[-1], min(x), max(x), min(y), max(y)]


def _mark(outline: Outline, size: Size) -> Mark:
    places = outline.places[: -1 if _closed(outline.places) else None]
    places = places[:: -(-len(places) // MAX_CORNERS)]
    corners = np.clip(places / size, 0, 1).round(5)
    shape = _SHAPES.get(outline.kind, "loop")
    words = outline.label.replace("\0", "")[:MAX_MARK_WORDS]
    return Mark(new_id(), shape, tuple((float(x), float(y)) for x, y in corners), words)


def _closed(places: np.ndarray) -> bool:
    return len(places) > 3 and bool(np.allclose(places[0], places[-1]))


def _alike(one: Mark, other: Mark) -> bool:
    """Whether two outlines run through the same corners, from the same one on or from another."""
    if len(one.points) != len(other.points):
        return False
    return bool(np.allclose(sorted(one.points), sorted(other.points), atol=NEAR))


def _area(mark: Mark, size: Size) -> dict[str, Any]:
    corners = np.array(mark.points) * size
    (left, top), (right, bottom) = corners.min(0), corners.max(0)
    shown = {"stroke": MARK_COLOR, "strokeWidth": 2, "fill": "rgba(138, 47, 27, 0.08)"}
    placed = {"originX": "left", "originY": "top", "left": left - 1, "top": top - 1}
    points = [{"x": float(x), "y": float(y)} for x, y in corners]
    box = {"width": float(right - left), "height": float(bottom - top)}
    return {"type": "Polygon", "points": points} | _floats(placed) | box | shown


def _path(stroke: Stroke, size: Size) -> dict[str, Any]:
    places = np.array([(point.x, point.y) for point in stroke.points]) * size
    places = places if len(places) > 1 else np.vstack([places, places + 0.1])
    (left, top), (right, bottom) = places.min(0), places.max(0)
    width = stroke.width * size[0]
    steps = [["M" if n == 0 else "L", float(x), float(y)] for n, (x, y) in enumerate(places)]
    placed = {"originX": "left", "originY": "top", "left": left - width / 2, "top": top - width / 2}
    box = {"width": float(right - left), "height": float(bottom - top)}
    shown = {"stroke": stroke.color, "strokeWidth": width, "fill": None}
    caps = {"strokeLineCap": "round", "strokeLineJoin": "round"}
    return {"type": "Path", "path": steps} | _floats(placed) | box | shown | caps


def _floats(placed: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, str) else float(value) for key, value in placed.items()}
