"""Where lines and fills lie on a raster: hard-edged lines, and the region that a fill reaches.

A fill's region is found on a raster of fixed size, so that the page looks the same at every size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engines.traces import Traces

# Gaps in an outline up to this share of the paper's width do not let a fill out.
GAP = 0.015
BRUSH_OPACITY = 0.55
_SHIFT = 4  # sub-pixel bits of OpenCV's drawing coordinates
_EDGE = 0.5  # OpenCV also draws a polygon's outline: half a pixel beyond it
_MAX_TURN = 1.4  # radians along one ribbon
_TUCK_PX = 3
_DIFFERENT = 96  # as in the pad: how far from the seed's color a fill still goes, of 255

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Color = tuple[int, ...]
Place = Literal["under", "over", "recolor"]


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


def draw(canvas: Bytes, shape: Shape, color: Color) -> None:
    """Draws one stroke, hard-edged, on uint8 (H, W) or (H, W, C)."""
    import cv2

    for ribbon in shape.ribbons:
        cv2.fillPoly(canvas, [ribbon], color, shift=_SHIFT)
    for x, y, radius in shape.discs:
        cv2.circle(canvas, (x, y), radius, color, thickness=cv2.FILLED, shift=_SHIFT)


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """What a fill reaches.

    Attributes:
        mask: uint8 (h, w), 255 inside, on the fixed raster.
        place: "under" everything on bare paper, "over" the color there, or "recolor" a line.
    """

    mask: Bytes
    place: Place


class Page:
    """The drawing so far on the fixed raster, hard-edged, without its paper. Grows in place."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self.width_px = width_px
        self._rgba = np.zeros((height_px, width_px, 4), np.uint8)
        self._inked = np.zeros((height_px, width_px), np.uint8)

    def ink(self, shape: Shape, color: Color) -> None:
        """Draws a line."""
        draw(self._rgba, shape, (*color, 255))
        draw(self._inked, shape, (1,))

    def erase(self, shape: Shape) -> None:
        """Takes away what lies under a line."""
        draw(self._rgba, shape, (0, 0, 0, 0))
        draw(self._inked, shape, (0,))

    def brush(self, shape: Shape, color: Color) -> None:
        """Brushes one area, see-through."""
        import cv2

        mask = np.zeros(self._inked.shape, np.uint8)
        draw(mask, shape, (1,))
        full = np.full_like(self._rgba, (*color, 255))
        mixed = cv2.addWeighted(self._rgba, 1 - BRUSH_OPACITY, full, BRUSH_OPACITY, 0)
        cv2.copyTo(mixed, mask, self._rgba)

    def fill(self, x: float, y: float, color: Color) -> Region:
        """Fills what can be reached from a place (0..1 of width and height), and says where."""
        height, width = self._inked.shape
        seed = min(int(y * height), height - 1), min(int(x * width), width - 1)
        place: Place = "over" if self._rgba[seed][3] >= 8 else "under"
        if self._inked[seed]:
            place = "recolor"
        wall = _unlike(self._rgba, seed)
        mask = reached(wall, seed, reach_px=GAP / 2 * width)
        self._rgba[mask > 0] = (*color, 255)
        return Region(_tucked(mask, wall), place)


def _unlike(rgba: Bytes, seed: tuple[int, int]) -> Bytes:
    """Gives 1 where a pixel differs from the seed's color: what stops a fill; (h, w)."""
    import cv2

    away = cv2.absdiff(rgba, rgba[seed].astype(np.float64))
    summed = cv2.transform(away, np.array([[1, 1, 1, 1.5]]))  # saturates at 255
    return (np.asarray(summed) > _DIFFERENT).astype(np.uint8)


def _tucked(mask: Bytes, wall: Bytes) -> Bytes:
    """Lets a region reach a little under the lines around it, so that no bare rim stays."""
    for _ in range(_TUCK_PX):
        mask = np.maximum(mask, _dilated(mask) * wall)
    return mask


def reached(wall: Bytes, seed: tuple[int, int], *, reach_px: float) -> Bytes:
    """Gives what a fill from the seed reaches when gaps narrower than twice the reach are closed.

    A disc of that radius is rolled from the seed: what it can touch without crossing a wall, plus
    the corners too narrow for it. Shapes smaller than the disc take a smaller disc.

    Args:
        wall: uint8 (h, w), 1 where a fill is stopped.
        seed: row and column, not on a wall.
        reach_px: the disc's radius.

    Returns:
        uint8 (h, w), 255 inside.
    """
    import cv2

    flooded = np.pad(wall, 1, constant_values=1)
    flags = 4 | (2 << 8) | cv2.FLOODFILL_MASK_ONLY
    *_, (left, top, width, height) = cv2.floodFill(wall, flooded, seed[::-1], 0, flags=flags)
    part = slice(top, top + height), slice(left, left + width)
    free = (flooded[1:-1, 1:-1][part] == 2).astype(np.uint8)
    found = np.zeros_like(wall)
    found[part] = _rolled(free, (seed[0] - top, seed[1] - left), reach_px) * np.uint8(255)
    return found


def _rolled(free: Bytes, seed: tuple[int, int], reach_px: float) -> Bytes:
    """Gives the part of a connected area that a disc reaches from the seed, with its corners."""
    import cv2

    walled = cv2.distanceTransform(np.pad(free, 1), cv2.DIST_L2, 5)
    room = np.asarray(walled, np.float32)[1:-1, 1:-1]
    widest = room[_roomiest(room, seed, reach_px)]
    radius = next(r for r in (reach_px, reach_px * 0.6, reach_px * 0.3, 0.0) if r < widest)
    open_ = (room > radius).astype(np.uint8)
    labels = np.asarray(cv2.connectedComponents(open_, connectivity=4)[1], np.int32)
    own = (labels == labels[_roomiest(room, seed, radius)]).astype(np.uint8)
    if not (open_ - own).any():
        return free
    return _grown(own, open_ - own, free - open_)


def _roomiest(room: NDArray[np.float32], seed: tuple[int, int], enough: float) -> tuple[int, int]:
    """Walks from the seed away from walls, until there is room enough or no more to gain."""
    y, x = seed
    while room[y, x] <= enough:
        top, left = max(0, y - 2), max(0, x - 2)
        around = room[top : y + 3, left : x + 3]
        dy, dx = divmod(int(around.argmax()), around.shape[1])
        if around[dy, dx] <= room[y, x]:
            break
        y, x = top + dy, left + dx
    return y, x


def _grown(own: Bytes, other: Bytes, rest: Bytes) -> Bytes:
    """Grows two areas into the rest at one pace until it is shared out; gives the first."""
    import cv2

    labels = np.asarray(cv2.connectedComponents(rest, connectivity=4)[1], np.int32)
    mine, theirs = (_touched(labels, _dilated(area) & rest) for area in (own, other))
    own = own | (mine & ~theirs)[labels].astype(np.uint8)
    shared = (mine & theirs)[labels].astype(np.uint8)
    while shared.any():
        step, rival = _dilated(own) & shared, _dilated(other) & shared
        if not step.any():
            break
        own, other = own | step, other | (rival & ~step)
        shared &= ~(own | other)
    return own


def _dilated(mask: Bytes) -> Bytes:
    import cv2

    cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)
    return np.asarray(cv2.dilate(mask, cross), np.uint8)


def _touched(labels: NDArray[np.int32], area: Bytes) -> NDArray[np.bool_]:
    touched = np.zeros(int(labels.max()) + 1, bool)
    touched[labels[area > 0]] = True
    touched[0] = False
    return touched
