"""Drawing -> raster: what painters start from, and the person's own marks. No model.

The pad draws by the same figures (`PAD_LOOK` in kiosk/static/pad.js): change both or neither.
A drawing made on paper (`scans`) lies under the strokes: its lines are lines, its colors areas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from engines.sketch.fills import Page, Region
from engines.sketch.layers import Layers, Span
from engines.sketch.outlines import Bytes, Shape, draw, shapes_of
from engines.sketch.scans import Scan, checked, layers_of, walls_of
from engines.sketch.traces import trace
from engines.strokes import Drawing, Paper, Stroke

STEP_PX = 8
MIN_SIZE, MAX_SIZE = 64, 2048
FILL_SIZE = 1024
# The blur at a brush's edge, as a standard deviation in its own widths.
BRUSH_SOFTNESS = 0.03

Floats = NDArray[np.float32]
Rows = tuple[slice, slice]


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """A drawing as pixels, float32 in 0..1.

    Attributes:
        rgb: (H, W, 3), the drawing on its paper, sRGB.
        ink: (H, W), coverage by line-like marks: pens and stamps.
        area: (H, W), coverage by area-like marks: brushes and fills.
    """

    rgb: Floats
    ink: Floats
    area: Floats


def size_of(paper: Paper, long_side: int) -> tuple[int, int]:
    """Gives width and height in pixels: the long side as asked, the short one rounded to 8.

    Raises:
        ValueError: the long side is no multiple of 8 in 64..2048.
    """
    if not MIN_SIZE <= long_side <= MAX_SIZE or long_side % STEP_PX:
        raise ValueError(
            f"long_side is {long_side}: must be a multiple of {STEP_PX} in {MIN_SIZE}..{MAX_SIZE}"
        )
    ratio = min(paper.aspect, 1 / paper.aspect)
    short = max(STEP_PX, round(long_side * ratio / STEP_PX) * STEP_PX)
    return (long_side, short) if paper.aspect >= 1 else (short, long_side)


def rasterize(drawing: Drawing, long_side: int, *, scan: Scan | None = None) -> Sketch:
    """Gives a drawing as pixels; same drawing, same bytes.

    Args:
        drawing: the drawing.
        long_side: in pixels, a multiple of 8 in 64..2048.
        scan: the paper drawing below, where the drawing's paper names one.

    Raises:
        DrawingError: the scan that the paper names was not given, or another one was.
    """
    return _seen(_layered(drawing, long_side, tint=True, scan=scan), drawing.paper)


def drawn(drawing: Drawing, long_side: int, *, scan: Scan | None = None) -> tuple[Sketch, Bytes]:
    """Gives what `rasterize` and `lines_rgba` give, for little more than one of them takes."""
    layers = _layered(drawing, long_side, tint=True, scan=scan)
    return _seen(layers, drawing.paper), _straight(layers.ink)


def lines_rgba(drawing: Drawing, long_side: int, *, scan: Scan | None = None) -> Bytes:
    """Gives pens, stamps and a scan's lines, crisp on transparent: uint8 (H, W, 4), straight alpha.

    Brushes and fills are color that a painter paints with; `marks_rgba` has them.
    """
    return _straight(_layered(drawing, long_side, tint=False, scan=scan).ink)


def marks_rgba(drawing: Drawing, long_side: int) -> Bytes:
    """Gives all strokes without the paper: uint8 (H, W, 4), sRGB, straight alpha."""
    layers = _strokes(drawing, long_side, tint=True, scan=None)
    ink = layers.inks[-1]
    return _straight(ink + layers.color * (1 - ink[3]))


def conditioning(
    drawing: Drawing, side: int = 128, *, scan: Scan | None = None, sketch: Sketch | None = None
) -> Floats:
    """Gives what the house net sees: float32 (5, side, side) of R, G, B, ink and area, in 0..1.

    The page lies in the middle of the square; around it is bare paper.

    Args:
        drawing: the drawing.
        side: of the square, as in `rasterize`.
        scan: the paper drawing below, as in `rasterize`.
        sketch: the drawing as more pixels; its means are taken in place of drawing it once more,
            in which edges come out up to a cell elsewhere.
    """
    size = size_of(drawing.paper, side)
    sketch = rasterize(drawing, side, scan=scan) if sketch is None else _shrunk(sketch, size)
    width, height = size
    top, left = (side - height) // 2, (side - width) // 2
    maps = np.zeros((5, side, side), np.float32)
    maps[:3] = _plane(drawing.paper.color)[:3]
    page = maps[:, top : top + height, left : left + width]
    page[:3] = sketch.rgb.transpose(2, 0, 1)
    page[3], page[4] = sketch.ink, sketch.area
    return maps


def _layered(drawing: Drawing, long_side: int, *, tint: bool, scan: Scan | None) -> Layers:
    """The strokes, and below them what a scan holds: no eraser reaches it, no paint covers it."""
    below = checked(scan, drawing.paper)
    layers = _strokes(drawing, long_side, tint=tint, scan=below)
    if below is not None:
        page = layers_of(below, size_of(drawing.paper, long_side))
        layers.page, layers.area = page.rgb, np.maximum(layers.area, page.area)
        printed = np.concatenate([page.tone * page.ink, page.ink[None]]) * (1 - layers.ink[3])
        for ink in layers.inks:
            ink += printed
    return layers


def _shrunk(sketch: Sketch, size: tuple[int, int]) -> Sketch:
    import cv2

    planes = (sketch.rgb, sketch.ink, sketch.area)
    small = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in planes)
    return Sketch(*(np.asarray(plane, np.float32) for plane in small))


def _seen(layers: Layers, bare: Paper) -> Sketch:
    paper = _plane(bare.color)[:3] if layers.page is None else layers.page
    color, ink = layers.color, layers.inks[-1]
    rgb = paper * (1 - color[3])
    rgb += color[:3]
    rgb *= 1 - ink[3]
    rgb += ink[:3]
    return Sketch(_pixels(np.clip(rgb, 0, 1, out=rgb)), ink[3], layers.area)


def _strokes(drawing: Drawing, long_side: int, *, tint: bool, scan: Scan | None = None) -> Layers:
    width, height = size_of(drawing.paper, long_side)
    layers = Layers(width, height, tint=tint)
    scale = _supersampling(long_side)
    traces = trace(drawing.strokes, drawing.paper.aspect, fine=0.1 / width)
    shapes = shapes_of(traces, width * scale)
    fills = _regions(drawing, scan)
    marks = list(zip(drawing.strokes, shapes, strict=True))
    for kind, run in groupby(enumerate(marks), lambda mark: _kind(mark[1][0], mark[0])):
        _apply(layers, kind[0], [mark for _, mark in run], scale=scale, fills=fills)
    return layers


def _kind(stroke: Stroke, index: int) -> tuple[str, int]:
    """Lines, and erasures, that follow each other are drawn at once; other marks one by one."""
    if stroke.tool in ("pen", "stamp"):
        return "ink", 0
    return (stroke.tool, 0 if stroke.tool == "eraser" else index + 1)


def _apply(
    layers: Layers,
    kind: str,
    marks: list[tuple[Stroke, Shape]],
    *,
    scale: int,
    fills: Iterator[Region],
) -> None:
    size = layers.area.shape
    stroke = marks[0][0]
    color = _plane(stroke.color)
    if kind == "fill":
        region = next(fills)
        layers.fill(_resized(region.mask, size), color, region)
    elif kind == "ink" and len({stroke.color for stroke, _ in marks}) == 1:
        span, planes = _covered([(p, (255,)) for _, p in marks], size, scale)
        layers.add_ink(span, color * planes)
    elif kind == "ink":
        layers.add_ink(*_covered([(p, (*_rgb(s.color), 255)) for s, p in marks], size, scale))
    elif kind == "eraser":
        span, planes = _covered([(p, (255,)) for _, p in marks], size, scale)
        layers.erase(span, planes[0])
    else:
        soft = BRUSH_SOFTNESS * stroke.width * size[1]
        span, planes = _covered([(marks[0][1], (255,))], size, scale, soft_px=soft)
        layers.brush(span, planes[0], color)


def _regions(drawing: Drawing, scan: Scan | None) -> Iterator[Region]:
    """Gives each fill's region in turn, from what was drawn before it and on the paper below."""
    if all(stroke.tool != "fill" for stroke in drawing.strokes):
        return
    width, height = size_of(drawing.paper, FILL_SIZE)
    printed = None if scan is None else walls_of(scan, (width, height))
    page = Page(width, height, printed=printed)
    traces = trace(drawing.strokes, drawing.paper.aspect, fine=0.5 / width)
    for stroke, lines in zip(drawing.strokes, shapes_of(traces, width), strict=True):
        color = _rgb(stroke.color)
        if stroke.tool == "fill":
            yield page.fill(stroke.points[0].x, stroke.points[0].y, color)
        elif stroke.tool == "eraser":
            page.erase(lines)
        elif stroke.tool == "brush":
            page.brush(lines, color)
        else:
            page.ink(lines, color)


def _covered(
    marks: Sequence[tuple[Shape, tuple[int, ...]]],
    size: tuple[int, ...],
    scale: int,
    *,
    soft_px: float = 0.0,
) -> tuple[Span, Floats]:
    """Draws lines finer than asked and averages: where, and premultiplied planes (C, h, w)."""
    import cv2

    boxes = np.array([shape.bounds for shape, _ in marks]) / scale
    rows, columns = _span(boxes, size, margin_px=3 * soft_px + 1)
    high, wide = (max(0, part.stop - part.start) * scale for part in (rows, columns))
    part = np.zeros((high, wide, len(marks[0][1])), np.uint8)
    for shape, color in marks:
        draw(part, shape, color, at=(columns.start * scale, rows.start * scale))
    for _ in range(scale.bit_length() - 1):
        half = (part.shape[1] // 2, part.shape[0] // 2)
        part = cv2.resize(part, half, interpolation=cv2.INTER_AREA)
    planes = np.array(cv2.split(part), np.float32) / np.float32(255)
    if soft_px > 0.2:
        planes[0] = cv2.GaussianBlur(planes[0], (0, 0), soft_px)
    return (..., rows, columns), planes.astype(np.float32, copy=False)


def _span(boxes: NDArray[np.float64], size: tuple[int, ...], *, margin_px: float) -> Rows:
    """Gives the rows and columns that marks may touch."""
    left, top = np.maximum(0, np.floor(boxes[:, :2].min(0) - margin_px)).astype(int).tolist()
    right, bottom = np.ceil(boxes[:, 2:].max(0) + margin_px).astype(int).tolist()
    return slice(top, min(size[0], bottom)), slice(left, min(size[1], right))


def _supersampling(long_side: int) -> int:
    """How much finer lines are drawn than asked: a power of two."""
    if long_side <= 160:
        return 8
    return 4 if long_side <= 1024 else 2


def _resized(mask: Bytes, size: tuple[int, ...]) -> Floats:
    import cv2

    how = cv2.INTER_AREA if size[0] < mask.shape[0] else cv2.INTER_LINEAR
    sized = cv2.resize(mask, (size[1], size[0]), interpolation=how)
    return np.divide(sized, 255, dtype=np.float32)


def _straight(planes: Floats) -> Bytes:
    """Turns premultiplied planes (4, H, W) into straight-alpha pixels."""
    pixels = np.zeros((planes[3].size, 4), np.uint8)
    marked = np.flatnonzero(planes[3])  # most of a page is bare
    straight = planes.reshape(4, -1)[:, marked]
    straight[:3] /= np.maximum(straight[3], np.float32(1e-6))
    pixels[marked] = np.rint(np.clip(straight, 0, 1) * 255).T
    return pixels.reshape(*planes.shape[1:], 4)


def _pixels(planes: Floats) -> Floats:
    import cv2

    return np.asarray(cv2.merge(list(planes)), np.float32)


def _plane(color: str) -> Floats:
    """Gives a color as R, G, B and full alpha, (4, 1, 1) in 0..1."""
    return np.divide([*_rgb(color), 255], 255, dtype=np.float32)[:, None, None]


def _rgb(color: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue
