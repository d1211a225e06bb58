"""Traces -> outlines, and drawing them hard-edged on a canvas. Knows no tools and no paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engines.sketch.traces import Traces

_SHIFT = 4  # sub-pixel bits of OpenCV's drawing coordinates
_EDGE = 0.5  # OpenCV also draws a polygon's outline: half a pixel beyond it
_MAX_TURN = 1.4  # radians along one ribbon

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Color = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One stroke's outline, to be drawn as the union of its parts.

    Attributes:
        ribbons: fixed-point polygons int32 (n, 2) along stretches that do not fold.
        discs: fixed-point x, y and radius of the ends and of sharp turns.
        bounds: left, top, right and bottom in pixels.
    """

    ribbons: list[NDArray[np.int32]]
    discs: list[list[int]]
    bounds: Floats


def shapes_of(traces: Traces, width_px: float) -> list[Shape]:
    """Outlines each trace.

    Args:
        traces: N strokes.
        width_px: the canvas's width in pixels.

    Returns:
        N shapes.
    """
    places = traces.places * width_px
    radii = np.maximum(traces.radii * width_px, 0.5)
    shapes = [Shape([], [], box) for box in _boxes(places, radii, traces.starts)]
    ends = np.zeros(len(places), bool)
    ends[traces.starts[:-1]] = ends[traces.starts[1:] - 1] = True
    turned = _sharp(places, radii, ends)
    owners = np.searchsorted(traces.starts, np.arange(len(places)), side="right") - 1
    at = np.flatnonzero(turned)
    discs = np.column_stack([places[at] - 0.5, radii[at] - _EDGE])
    for owner, disc in zip(owners[at].tolist(), _fixed(discs).tolist(), strict=True):
        shapes[owner].discs.append(disc)
    whole = np.diff(owners, append=-1) == 0  # a segment, not the step to the next stroke
    for first, ribbon in _ribbons(places, radii, turned, whole):
        shapes[owners[first]].ribbons.append(ribbon)
    return shapes


def _boxes(places: Floats, radii: Floats, starts: NDArray[np.intp]) -> Floats:
    low = np.minimum.reduceat(places - radii[:, None], starts[:-1])
    return np.hstack([low, np.maximum.reduceat(places + radii[:, None], starts[:-1])])


def _sharp(places: Floats, radii: Floats, ends: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a ribbon stops: at ends, sharp turns, and before it could lie over itself."""
    step = np.diff(places, axis=0)
    length = np.maximum(np.hypot(*step.T), 1e-9)
    along = step / length[:, None]
    cos = (along[1:] * along[:-1]).sum(1)
    sin = np.abs(along[:-1, 0] * along[1:, 1] - along[:-1, 1] * along[1:, 0])
    sharp = ends.copy()
    # The inner edge would fold back where the line turns tighter than it is wide.
    tight = sin * radii[1:-1] > 0.8 * np.minimum(length[1:], length[:-1])
    sharp[1:-1] |= (cos < 0.94) | tight
    turn = np.cumsum(np.where(sharp[1:-1], 0.0, np.arctan2(sin, cos)))
    sharp[1:-1] |= np.diff(np.floor(turn / _MAX_TURN), prepend=0) > 0
    return sharp


def _ribbons(
    places: Floats, radii: Floats, turned: NDArray[np.bool_], whole: NDArray[np.bool_]
) -> Iterator[tuple[int, NDArray[np.int32]]]:
    """Gives the first sample and the polygon of each stretch between sharp places."""
    step = np.diff(places, axis=0)
    normal = step[:, ::-1] * (1, -1) / np.maximum(np.hypot(*step.T), 1e-9)[:, None]
    mean = normal[1:] + normal[:-1]
    mean /= np.maximum(np.hypot(*mean.T), 1e-9)[:, None]
    smooth = ~turned[1:-1, None]
    starts, ends = normal.copy(), normal.copy()
    starts[1:] = np.where(smooth, mean, normal[1:])
    ends[:-1] = np.where(smooth, mean, normal[:-1])
    half = (radii - _EDGE)[:, None]
    sides = [
        (
            _fixed(places[:-1] + s * starts * half[:-1] - 0.5),
            _fixed(places[1:] + s * ends * half[1:] - 0.5),
        )
        for s in (1, -1)
    ]
    (left0, left), (right0, right) = sides
    cuts = np.flatnonzero(turned).tolist()
    for a, b in pairwise(cuts):
        if whole[a]:
            parts = [left0[a : a + 1], left[a:b], right[a:b][::-1], right0[a : a + 1]]
            yield a, np.concatenate(parts)


def _fixed(values: Floats) -> NDArray[np.int32]:
    return np.rint(values * (1 << _SHIFT)).astype(np.int32)


def draw(canvas: Bytes, shape: Shape, color: Color, *, at: tuple[int, int] = (0, 0)) -> None:
    """Draws one stroke, hard-edged, on uint8 (H, W) or (H, W, C).

    Args:
        canvas: drawn on.
        shape: the stroke.
        color: a value for each channel.
        at: x and y of the shape's canvas at which this one begins.
    """
    import cv2

    left, top = (place << _SHIFT for place in at)
    for ribbon in shape.ribbons:
        cv2.fillPoly(canvas, [ribbon - np.array((left, top), np.int32)], color, shift=_SHIFT)
    for x, y, radius in shape.discs:
        place = (x - left, y - top)
        cv2.circle(canvas, place, radius, color, thickness=cv2.FILLED, shift=_SHIFT)
