"""Point, Stroke, Drawing: what a hand did, in wire format 1. No pixels.

Wire format 1 is JSON::

    {"format": 1,
     "paper": {"aspect": W/H, "color": "#rrggbb", "scan": SHA-256 or absent},
     "strokes": [{"id": "...", "tool": "pen", "color": "#rrggbb", "width": 0.012, "pointer": "pen",
                  "points": [[x, y, t_ms, pressure, tilt_x, tilt_y], ...]}]}

x and y lie in 0..1 of the paper's width and height, width is in paper widths, t_ms counts from
the first touch of the drawing, pressure lies in 0..1, tilts are degrees in -90..90. Absent time,
pressure or tilt is null, never 0; trailing nulls of a point may be left out. A fill is one point.
An id is 1 to 64 letters, digits or any of `._:-`, unique in its drawing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from engines.errors import DrawingError
from engines.fields import Check
from engines.strokes.fabric import Line, Lost, lines_of, on_page, paper_of, told

FORMAT = 1
MAX_POINTS_A_STROKE = 20_000
MAX_POINTS_A_DRAWING = 200_000
MAX_WIRE_BYTES = 32 * 2**20
MAX_T_MS = 1e11
MIN_ASPECT, MAX_ASPECT = 0.4, 2.5
ASPECTS: dict[str, float] = {"1": 1.0, "4:3": 4 / 3, "3:4": 3 / 4, "16:9": 16 / 9}

Tool = Literal["pen", "brush", "fill", "eraser", "stamp"]
Pointer = Literal["pen", "touch", "mouse", "keyboard", "switch", "import"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
POINTERS: tuple[Pointer, ...] = get_args(Pointer)

_check = Check(DrawingError, "drawing")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_AXES: tuple[tuple[str, float, float], ...] = (
    ("x", 0.0, 1.0),
    ("y", 0.0, 1.0),
    ("t_ms", 0.0, MAX_T_MS),
    ("pressure", 0.0, 1.0),
    ("tilt_x", -90.0, 90.0),
    ("tilt_y", -90.0, 90.0),
)


@dataclass(frozen=True, slots=True)
class Point:
    """One sample of the pointer; see the module's docstring for units."""

    x: float
    y: float
    t_ms: float | None = None
    pressure: float | None = None
    tilt_x: float | None = None
    tilt_y: float | None = None


@dataclass(frozen=True, slots=True)
class Stroke:
    """One mark: a line, a brushed area, a fill's seed, an erasure or one contour of a stamp."""

    id: str
    tool: Tool
    color: str
    width: float
    pointer: Pointer
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The page: aspect is width / height; scan is the SHA-256 of a photographed drawing below."""

    aspect: float = 1.0
    color: str = "#ffffff"
    scan: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Strokes on a paper, in the order in which they were drawn."""

    paper: Paper = field(default_factory=Paper)
    strokes: tuple[Stroke, ...] = ()


def parse(wire: str | bytes | Mapping[str, Any]) -> Drawing:
    """Reads a drawing in wire format 1; the only way in.

    Args:
        wire: JSON text, its UTF-8 bytes, or the object it stands for.

    Returns:
        The drawing; colors in lower case, every number a float.

    Raises:
        DrawingError: names the field and the value met, such as
            `strokes[3].points[17].x is 1.7: must lie in 0..1`.
    """
    loaded = _check.loaded(wire, max_bytes=MAX_WIRE_BYTES)
    fields = _check.fields(loaded, "drawing", needed=("format", "paper", "strokes"))
    if type(fields["format"]) is not int or fields["format"] != FORMAT:
        _check.refuse("format", fields["format"], f"this version reads format {FORMAT}")
    raw = _check.sequence(fields["strokes"], "strokes")
    _count_points(raw)
    strokes = tuple(_stroke(value, f"strokes[{index}]") for index, value in enumerate(raw))
    _unique_ids(strokes)
    return Drawing(_paper(fields["paper"]), strokes)


def parse_stroke(wire: str | bytes | Mapping[str, Any]) -> Stroke:
    """Reads one stroke, as `parse` reads it inside a drawing.

    Raises:
        DrawingError: names the field and the value met, such as `stroke.width is 0: ...`.
    """
    return _stroke(_check.loaded(wire, max_bytes=MAX_WIRE_BYTES), "stroke")


def to_wire(drawing: Drawing) -> dict[str, Any]:
    """Gives a drawing as the object that `parse` reads, trailing nulls of points left out."""
    paper: dict[str, Any] = {"aspect": float(drawing.paper.aspect), "color": drawing.paper.color}
    if drawing.paper.scan is not None:
        paper["scan"] = drawing.paper.scan
    strokes = [stroke_to_wire(stroke) for stroke in drawing.strokes]
    return {"format": FORMAT, "paper": paper, "strokes": strokes}


def stroke_to_wire(stroke: Stroke) -> dict[str, Any]:
    """Gives one stroke as the object that `parse_stroke` reads."""
    return {
        "id": stroke.id,
        "tool": stroke.tool,
        "color": stroke.color,
        "width": float(stroke.width),
        "pointer": stroke.pointer,
        "points": [_point_to_wire(point) for point in stroke.points],
    }


def dumps(drawing: Drawing) -> bytes:
    """Packs a drawing as canonical JSON; equal drawings give equal bytes, `parse` reads it back."""
    text = json.dumps(to_wire(drawing), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")


def digest(drawing: Drawing) -> str:
    """Gives the SHA-256 of the canonical bytes, 64 hex digits: the drawing's identity."""
    return hashlib.sha256(dumps(drawing)).hexdigest()


@dataclass(frozen=True, slots=True)
class Imported:
    """A drawing made elsewhere, and what of it could not be kept, in plain words."""

    drawing: Drawing
    lost: tuple[str, ...]


def from_fabric(json_data: Mapping[str, Any], canvas_size: tuple[int, int]) -> Imported:
    """Reads a drawing of `streamlit-drawable-canvas` 0.9 to 0.13 (fabric.js 4 to 7).

    Time, pressure and tilt stay null. Lines end at the page's edge.

    Args:
        json_data: the canvas's `json_data`.
        canvas_size: the canvas's width and height in pixels.

    Raises:
        DrawingError: names the field and the value met.
    """
    lost = Lost()
    width, height = (_check.number(n, "canvas_size", 1, 1e5) for n in canvas_size)
    canvas = _check.mapping(json_data, "json_data")
    parts = [
        part for line in lines_of(canvas, lost) for part in _from_line(line, (width, height), lost)
    ]
    strokes = [{"id": f"import-{n}", "pointer": "import", **part} for n, part in enumerate(parts)]
    paper = {"aspect": width / height, "color": paper_of(canvas)}
    return Imported(parse({"format": FORMAT, "paper": paper, "strokes": strokes}), told(lost))


def widths_of(stroke: Stroke) -> list[float]:
    """Gives the width of a stroke at each of its points, in paper widths.

    A pen line's width follows pressure where a pen or a finger reported it; half pressure gives
    the chosen width. A mouse has none, whatever the browser says. The pad does the same.
    """
    wide = stroke.width
    if stroke.tool != "pen" or stroke.pointer not in ("pen", "touch"):
        return [wide] * len(stroke.points)
    felt = [point.pressure for point in stroke.points]
    return [wide if press is None else wide * (0.4 + 1.2 * press) for press in felt]


def _paper(value: Any) -> Paper:
    fields = _check.fields(value, "paper", needed=("aspect", "color"), allowed=("scan",))
    aspect = _check.number(fields["aspect"], "paper.aspect", MIN_ASPECT, MAX_ASPECT)
    scan = fields.get("scan")
    if scan is not None:
        _check.matched(scan, "paper.scan", _SHA256, "must be 64 lower-case hex digits (a SHA-256)")
    return Paper(aspect, _color(fields["color"], "paper.color"), scan)


def _stroke(value: Any, where: str) -> Stroke:
    needed = ("id", "tool", "color", "width", "pointer", "points")
    fields = _check.fields(value, where, needed=needed)
    tool: Tool = _check.choice(fields["tool"], f"{where}.tool", TOOLS)
    width = _check.number(fields["width"], f"{where}.width", 0.0, 1.0)
    if width == 0:
        _check.refuse(f"{where}.width", width, "must be more than 0 and at most 1 paper width")
    matter = "must be 1 to 64 letters, digits or any of ._:-"
    return Stroke(
        id=_check.matched(fields["id"], f"{where}.id", _ID, matter),
        tool=tool,
        color=_color(fields["color"], f"{where}.color"),
        width=width,
        pointer=_check.choice(fields["pointer"], f"{where}.pointer", POINTERS),
        points=_points(fields["points"], f"{where}.points", tool),
    )


def _points(value: Any, where: str, tool: Tool) -> tuple[Point, ...]:
    points = _check.sequence(value, where)
    if not points:
        _check.refuse(where, value, "a stroke has at least one point")
    if len(points) > MAX_POINTS_A_STROKE:
        raise DrawingError(f"{where} holds {len(points)} points: at most {MAX_POINTS_A_STROKE}")
    if tool == "fill" and len(points) != 1:
        raise DrawingError(f"{where} holds {len(points)} points: a fill is exactly one point")
    return tuple(_point(point, where, index) for index, point in enumerate(points))


def _point(value: Any, where: str, index: int) -> Point:
    raw: Sequence[Any] = value if isinstance(value, (list, tuple)) else ()
    if not 2 <= len(raw) <= 6:
        matter = "must be a list of 2 to 6 numbers: x, y, t_ms, pressure, tilt_x, tilt_y"
        _check.refuse(f"{where}[{index}]", value, matter)
    numbers: list[Any] = []
    for number, (name, low, high) in zip(raw, _AXES, strict=False):
        if number is None and len(numbers) > 1:
            numbers.append(None)
        elif type(number) in (float, int) and low <= number <= high:
            numbers.append(float(number) + 0.0)
        else:
            _check.number(number, f"{where}[{index}].{name}", low, high)
    return Point(*numbers)


def _color(value: Any, where: str) -> str:
    return _check.matched(value, where, _COLOR, 'must look like "#rrggbb"').lower()


def _count_points(raw: Sequence[Any]) -> None:
    lists = [stroke.get("points") for stroke in raw if isinstance(stroke, Mapping)]
    total = sum(len(points) for points in lists if isinstance(points, (list, tuple)))
    if total > MAX_POINTS_A_DRAWING:
        raise DrawingError(f"the drawing holds {total} points: at most {MAX_POINTS_A_DRAWING}")


def _unique_ids(strokes: tuple[Stroke, ...]) -> None:
    seen: dict[str, int] = {}
    for index, stroke in enumerate(strokes):
        first = seen.setdefault(stroke.id, index)
        if first != index:
            _check.refuse(f"strokes[{index}].id", stroke.id, f"strokes[{first}] has the same id")


def _point_to_wire(point: Point) -> list[float | None]:
    values = [point.x, point.y, point.t_ms, point.pressure, point.tilt_x, point.tilt_y]
    while values[-1] is None:
        values.pop()
    return [None if value is None else float(value) + 0.0 for value in values]


def _from_line(line: Line, size: tuple[float, float], lost: Lost) -> Iterator[dict[str, Any]]:
    width = {"width": min(1.0, max(1e-4, line.width / size[0]))}
    tool = "stamp" if line.shape else "pen"
    for run in on_page(line.places / size, lost):
        yield {"tool": tool, "color": line.color, **width, "points": run}
    if line.inside is not None:
        seed = (line.seed / size).clip(0, 1).tolist()
        yield {"tool": "fill", "color": line.inside, **width, "points": [seed]}
