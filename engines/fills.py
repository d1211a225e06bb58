"""Where lines and fills lie on a raster: hard-edged lines, and the region that a fill reaches.

A fill's region is found on a raster of fixed size, so that the page looks the same at every size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engines.traces import Traces

# Gaps in an outline up to this share of the paper's width do not let a fill out.
GAP = 0.015
BRUSH_OPACITY = 0.55
_SHIFT = 4  # sub-pixel bits of OpenCV's drawing coordinates
_WIDTH_STEP = np.log(1.06)  # neighboring widths closer than 6 % are drawn as one piece
_TUCK_PX = 3
_DIFFERENT = 96  # as in the pad: how far from the seed's color a fill still goes, of 255

Bytes = NDArray[np.uint8]
Color = tuple[int, ...]
Place = Literal["under", "over", "recolor"]
Pieces = list[tuple[NDArray[np.int32], int]]


def pieces_of(traces: Traces, width_px: float) -> list[Pieces]:
    """Cuts each trace into pieces of one thickness, ready to be drawn.

    Args:
        traces: N strokes.
        width_px: the canvas's width in pixels.

    Returns:
        For each stroke its pieces: fixed-point points int32 (n, 2) and a thickness in pixels.
    """
    fixed = np.rint((traces.places * width_px - 0.5) * (1 << _SHIFT)).astype(np.int32)
    radii = traces.radii * width_px
    level = np.log(np.maximum(radii[:-1] + radii[1:], 1.0)) / _WIDTH_STEP
    thick = np.rint(np.exp(np.rint(level) * _WIDTH_STEP)).astype(np.int64)
    thick[traces.starts[1:-1] - 1] = 0  # no line from one stroke to the next
    cuts = np.flatnonzero(np.diff(thick, prepend=-1, append=-1))
    owners = np.searchsorted(traces.starts, cuts, side="right") - 1
    found: list[Pieces] = [[] for _ in traces.starts[1:]]
    for first, end, owner in zip(cuts[:-1].tolist(), cuts[1:].tolist(), owners, strict=False):
        if thick[first]:
            found[owner].append((fixed[first : end + 1], int(thick[first])))
    for at in np.flatnonzero(np.diff(traces.starts) == 1):
        dot = traces.starts[at]
        found[at] = [(fixed[[dot, dot]], max(1, round(2 * float(radii[dot]))))]
    return found


def draw(canvas: Bytes, pieces: Pieces, color: Color) -> None:
    """Draws one stroke's pieces with round caps, hard-edged, on uint8 (H, W) or (H, W, C)."""
    import cv2

    for points, thickness in pieces:
        cv2.polylines(
            canvas, [points], isClosed=False, color=color, thickness=thickness, shift=_SHIFT
        )


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

    def ink(self, pieces: Pieces, color: Color) -> None:
        """Draws a line."""
        draw(self._rgba, pieces, (*color, 255))
        draw(self._inked, pieces, (1,))

    def erase(self, pieces: Pieces) -> None:
        """Takes away what lies under a line."""
        draw(self._rgba, pieces, (0, 0, 0, 0))
        draw(self._inked, pieces, (0,))

    def brush(self, pieces: Pieces, color: Color) -> None:
        """Brushes one area, see-through."""
        import cv2

        mask = np.zeros(self._inked.shape, np.uint8)
        draw(mask, pieces, (1,))
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
