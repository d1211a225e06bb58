"""Where a fill lies: the region that it reaches on the page drawn so far.

A fill's region is found on a raster of fixed size, so that the page looks the same at every size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engines.sketch.outlines import Bytes, Color, Shape, draw

# Gaps in an outline up to this share of the paper's width do not let a fill out.
GAP = 0.015
BRUSH_OPACITY = 0.55
_TUCK_PX = 3
_DIFFERENT = 96  # as in the pad: how far from the seed's color a fill still goes, of 255

Place = Literal["under", "over", "recolor"]


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

    def __init__(self, width_px: int, height_px: int, *, printed: Bytes | None = None) -> None:
        """Begins a page.

        Args:
            width_px: of the raster.
            height_px: of the raster.
            printed: uint8 (h, w), 1 where a paper drawing below has a line: it stops fills, and no
                eraser takes it off.
        """
        self.width_px = width_px
        self._printed = printed
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
        full = np.full(mask.shape, _packed(color), np.uint32).view(np.uint8)
        full = full.reshape(self._rgba.shape)
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
        if self._printed is not None:
            # From a place on a printed line a fill keeps to that line.
            wall |= self._printed ^ self._printed[seed]
        mask = reached(wall, seed, reach_px=GAP / 2 * width)
        np.copyto(self._rgba.view(np.uint32)[..., 0], _packed(color), where=mask > 0)
        return Region(_tucked(mask, wall), place)


def _packed(color: Color) -> int:
    """One opaque pixel as a number in memory order."""
    return int(np.array([*color, 255], np.uint8).view(np.uint32)[0])


def _unlike(rgba: Bytes, seed: tuple[int, int]) -> Bytes:
    """Gives 1 where a pixel differs from the seed's color: what stops a fill; (h, w)."""
    import cv2

    r, g, b, a = cv2.split(cv2.absdiff(rgba, rgba[seed].astype(np.float64)))
    away = cv2.addWeighted(cv2.add(cv2.add(r, g), b), 1, a, 1.5, 0)  # saturates at 255
    return np.asarray(away > _DIFFERENT, np.uint8)


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
    cv2.floodFill(wall, flooded, seed[::-1], 0, flags=flags)
    inside = np.asarray(flooded[1:-1, 1:-1] == 2, np.uint8)
    # The box that floodFill itself gives can be too small (seen with OpenCV 5.0).
    left, top, width, height = cv2.boundingRect(inside)
    part = slice(top, top + height), slice(left, left + width)
    free = inside[part]
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
    whose = (mine + 2 * theirs).astype(np.uint8)[labels]  # 1 own, 2 other, 3 to be shared
    own = own | (whose == 1)
    shared = np.asarray(whose == 3, np.uint8)
    left, top, width, height = cv2.boundingRect(shared)
    part = slice(max(0, top - 1), top + height + 1), slice(max(0, left - 1), left + width + 1)
    own[part] = _shared_out(own[part], other[part], shared[part])
    return own


def _shared_out(own: Bytes, other: Bytes, shared: Bytes) -> Bytes:
    while shared.any():
        step, rival = _dilated(own) & shared, _dilated(other) & shared
        if not step.any():
            break
        own, other = own | step, other | (rival & ~step)
        shared = shared & ~(own | other)
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
