"""A drawing that grows stroke by stroke: every state as pixels, without starting over each time."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.sketch import (
    FILL_SIZE,
    _apply,
    _kind,
    _pixels,
    _plane,
    _rgb,
    _straight,
    _supersampling,
    size_of,
)
from engines.sketch.fills import Page, Region
from engines.sketch.layers import Layers
from engines.sketch.outlines import Shape, shapes_of
from engines.sketch.scans import Scan, walls_of
from engines.sketch.traces import trace
from engines.strokes import Paper, Stroke

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
AREAS = ("brush", "fill")


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A stroke with what was found out about it."""

    stroke: Stroke
    shape: Shape
    region: Region | None


class GrowingSketch:
    """The marks on one page, added in the order in which they were drawn.

    Where a picture lies under the lines, the areas that it answered are not shown any more, as on
    the pad: `cover` says which.

    Args:
        paper: the page.
        long_side: in pixels, a multiple of 8 in 64..2048.
        scan: the paper drawing below; its lines stop fills.
    """

    def __init__(self, paper: Paper, long_side: int, *, scan: Scan | None = None) -> None:
        self.paper, self.long_side = paper, long_side
        self.size = size_of(paper, long_side)
        self._printed = None if scan is None else walls_of(scan, size_of(paper, FILL_SIZE))
        self._fills = Page(*size_of(paper, FILL_SIZE), printed=self._printed)
        self._made: list[_Made] = []
        self._start()

    def _start(self) -> None:
        width, height = self.size
        self._all = Layers(width, height, tint=True)
        self._since = Layers(width, height, tint=True)
        self._covered: frozenset[str] | None = None

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What is on the page, oldest first."""
        return tuple(made.stroke for made in self._made)

    @property
    def coverage(self) -> Floats:
        """How much of each pixel the visible marks cover: float32 (H, W) in 0..1."""
        if self._covered is None:
            return np.maximum(self._all.ink[3], self._all.area)
        return np.maximum(self._all.ink[3], self._since.area)

    def add(self, stroke: Stroke) -> None:
        """Draws one more stroke."""
        self._put(self._found(stroke))

    def with_part(self, stroke: Stroke, points: int) -> GrowingSketch:
        """Gives another one that also has a stroke's first points, at least one; no fill.

        It is for looking only: what is added to it afterwards spoils this one.
        """
        looked = copy(self)
        looked._made = [*self._made]
        for name in ("_all", "_since"):
            setattr(looked, name, getattr(self, name).copy())
        part = replace(stroke, points=stroke.points[: max(1, points)])
        looked._put(_Made(part, self._seen(part), None))
        return looked

    def cover(self, answered: Collection[str] | None) -> None:
        """Lays a picture under the lines, or (None) lifts it.

        Args:
            answered: the ids of the strokes that the picture answered.
        """
        width, height = self.size
        self._covered = None if answered is None else frozenset(answered)
        self._since = Layers(width, height, tint=True)
        for made in self._made:
            self._put_since(made)

    def clear(self) -> None:
        """Takes everything off the page."""
        self._fills = Page(*size_of(self.paper, FILL_SIZE), printed=self._printed)
        self._made = []
        self._start()

    def on_paper(self, below: Bytes | None = None) -> Bytes:
        """Gives the drawing on its paper, uint8 (H, W, 3), sRGB.

        Args:
            below: uint8 (H, W, 3), a scanned paper; None is the paper's color.
        """
        paper = _plane(self.paper.color)[:3]
        if below is not None:
            paper = below.transpose(2, 0, 1).astype(np.float32) / 255
        color, ink = self._all.color, self._all.inks[-1]
        rgb = (color[:3] + paper * (1 - color[3])) * (1 - ink[3]) + ink[:3]
        return np.rint(_pixels(np.clip(rgb, 0, 1)) * 255).astype(np.uint8)

    def lines(self) -> Bytes:
        """Gives pens and stamps alone: uint8 (H, W, 4), sRGB, straight alpha."""
        return _straight(self._all.ink)

    def painted_over(self, painted: Bytes) -> Bytes:
        """Gives a painted layer under the areas drawn since it was laid, without any line.

        Args:
            painted: uint8 (H, W, 3), sRGB.
        """
        color = self._since.color
        if not color[3].any():
            return painted
        below = painted.transpose(2, 0, 1).astype(np.float32) / 255
        rgb = color[:3] + below * (1 - color[3])
        return np.rint(_pixels(np.clip(rgb, 0, 1)) * 255).astype(np.uint8)

    def _found(self, stroke: Stroke) -> _Made:
        width = self._fills.width_px
        lines = _shape(stroke, self.paper.aspect, width_px=width, fine=0.5 / width)
        color = _rgb(stroke.color)
        region = None
        if stroke.tool == "fill":
            region = self._fills.fill(stroke.points[0].x, stroke.points[0].y, color)
        elif stroke.tool == "eraser":
            self._fills.erase(lines)
        elif stroke.tool == "brush":
            self._fills.brush(lines, color)
        else:
            self._fills.ink(lines, color)
        return _Made(stroke, self._seen(stroke), region)

    def _seen(self, stroke: Stroke) -> Shape:
        width, scale = self.size[0], _supersampling(self.long_side)
        return _shape(stroke, self.paper.aspect, width_px=width * scale, fine=0.1 / width)

    def _put(self, made: _Made) -> None:
        self._made.append(made)
        self._draw(self._all, made)
        self._put_since(made)

    def _put_since(self, made: _Made) -> None:
        if self._covered is None or made.stroke.id in self._covered:
            return
        if made.stroke.tool in (*AREAS, "eraser"):
            self._draw(self._since, made)

    def _draw(self, layers: Layers, made: _Made) -> None:
        regions = iter((made.region,) if made.region else ())
        kind = _kind(made.stroke, 0)[0]
        scale = _supersampling(self.long_side)
        _apply(layers, kind, [(made.stroke, made.shape)], scale=scale, fills=regions)


def _shape(stroke: Stroke, aspect: float, *, width_px: float, fine: float) -> Shape:
    return shapes_of(trace((stroke,), aspect, fine=fine), width_px)[0]
