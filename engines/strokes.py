"""Point, Stroke, Drawing: what a hand did, in wire format 1. No pixels.

Wire format 1 is JSON::

    {"format": 1,
     "paper": {"aspect": W/H, "color": "#rrggbb", "scan": SHA-256 or absent},
     "strokes": [{"id": "...", "tool": "pen", "color": "#rrggbb", "width": 0.012, "pointer": "pen",
                  "points": [[x, y, t_ms, pressure, tilt_x, tilt_y], ...]}]}

x and y lie in 0..1 of the paper's width and height, width is in paper widths, t_ms counts from the first touch of the
drawing, pressure lies in 0..1, tilts are degrees in -90..90. Absent time, pressure or tilt is null, never 0; trailing
nulls of a point may be left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args


FORMAT = 1
MAX_POINTS_A_STROKE = 20_000
MAX_POINTS_A_DRAWING = 200_000

Tool = Literal["pen", "brush", "fill", "eraser", "stamp"]
Pointer = Literal["pen", "touch", "mouse", "keyboard", "switch", "import"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
POINTERS: tuple[Pointer, ...] = get_args(Pointer)



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
    """One mark: a line, a brushed area, the seed point of a fill, an erasure or one contour of a stamp."""

    id: str
    tool: Tool
    color: str
    width: float
    pointer: Pointer
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The page: aspect is width / height; scan is the SHA-256 of a photographed drawing underneath."""

    aspect: float = 1.0
    color: str = "#ffffff"
    scan: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Strokes on a paper, in the order in which they were drawn."""

    paper: Paper = field(default_factory=Paper)
    strokes: tuple[Stroke, ...] = ()
