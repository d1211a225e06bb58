"""Where a thing that was asked for goes on a drawing: where there is room, on ground, sky, water.

Candidates are drawn from the seed alone and the drawing only decides among them, so that a small
new stroke moves nothing, and another variation puts things elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from engines.lexicon import Place, Side, Wish, shape, things
from engines.painters.keeping import regions
from engines.sketch import Sketch

Floats = NDArray[np.float32]
Places = NDArray[np.float64]
Frame = tuple[float, float, float, float]

CANDIDATES = 240
SOLID = 40  # alpha from which a shape is there
GRID = 128
# Where ground begins on a page that shows none, in parts of its height from the top.
USUAL_GROUND = 0.8
# A line counts as ground when it covers this share of the page's width, below this height.
GROUND_WIDTH, GROUND_HEIGHT = 0.5, 0.45
# An enclosed or painted part larger than this share of the page is background, not a thing.
BACKGROUND = 0.55
# A thing that less than this share of could be seen is left out, and said to be.
LEAST_SEEN, ALMOST_ALL = 0.5, 0.85
SHRINK, SMALLEST = 0.8, 0.45
# How far things stay from the page's edges, where a medium leaves the paper bare, in parts of it.
MARGIN = 0.05
MIDDLES: dict[Side, float] = {"left": 0.2, "middle": 0.5, "right": 0.8}


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing on the page; lengths in parts of the page's long side.

    Attributes:
        thing: its name.
        shape: which of its shapes.
        left, top, side: the square that holds the shape.
        mirrored: whether it faces the other way.
        turn: degrees against the clock.
        color: 0..1 sRGB, or None for its own.
    """

    thing: str
    shape: int
    left: float
    top: float
    side: float
    mirrored: bool
    turn: float
    color: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """What is on a page already, on a grid of 128 cells on the long side.

    Attributes:
        taken: (h, w) float32 0..1, how little room there is.
        things: (h, w) float32 0..1, drawn things, behind which others may stand.
        ground: y of the ground's edge in parts of the page's height.
        bare: whether nothing is drawn.
        marked: whether only a marked part is painted: things go where it is, in the air too.
    """

    taken: Floats
    things: Floats
    ground: float
    bare: bool = False
    marked: bool = False


def room_of(sketch: Sketch, *, inside: Floats | None = None) -> Room:
    """Looks where a drawing leaves room.

    Args:
        sketch: the drawing, 128 px on the long side.
        inside: (h, w) 0..1, the part of the page that is painted; the whole where None.
    """
    things = _things(sketch)
    drawn = np.maximum(_spread(sketch.ink, 5), things)
    taken = np.clip(np.maximum(drawn, 0.3 * sketch.area), 0, 1, dtype=np.float32)
    ground, bare = _ground(sketch.ink, things), not (sketch.ink.any() or sketch.area.any())
    if inside is None:
        return Room(taken, things, ground, bare=bare)
    # What was marked was found wrong: new things may cover what is drawn there.
    return Room(np.maximum(0.3 * taken, 1 - inside), 0 * things, ground, bare=bare, marked=True)


def placed(
    wishes: tuple[Wish, ...], room: Room, seed: int
) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """Finds a place for every thing that was asked for.

    Args:
        wishes: what was asked for, in order.
        room: of the drawing.
        seed: 0..2**32-1; decides the candidates, the shapes and which way they face.

    Returns:
        What goes where, far to near; and the names of things for which there was no room.
    """
    taken = room.taken.copy()
    found: list[Placed] = []
    without_room: dict[str, None] = {}
    for number, wish in enumerate(wishes):
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence((seed, number))))
        near: float | None = None
        for _ in range(wish.count):
            one = _one(wish, taken, room, rng, near=near)
            if one is None:
                without_room[wish.thing] = None
                continue
            found.append(one)
            middle = (one.left + one.side / 2) * max(taken.shape) / taken.shape[1]
            near = middle if near is None else near
            _take(taken, one)
    return tuple(sorted(found, key=lambda p: p.top + p.side * _frame(p.thing, p.shape)[3])), tuple(
        without_room
    )


def _spread(plane: Floats, width: int) -> Floats:
    import cv2

    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    return np.asarray(cv2.dilate(plane, kernel), np.float32)


def _things(sketch: Sketch) -> Floats:
    """What lines enclose, and compact painted parts; no whole skies and no frames."""
    import cv2

    labels, count = regions(sketch.ink)
    found = np.zeros(sketch.ink.shape, np.float32)
    for label in range(1, count):
        part = labels == label
        if part.mean() < BACKGROUND:
            found[part] = 1
    parts, painted = cv2.connectedComponents((sketch.area > 0.5).astype(np.uint8))
    for label in range(1, parts):
        part = painted == label
        if part.mean() < BACKGROUND:
            found[part] = 1
    return found


def _ground(ink: Floats, things: Floats) -> float:
    """The ground's edge: a long level line, else the foot of what stands lowest, else usual."""
    height = ink.shape[0]
    level = _spread(ink, 5).mean(1)
    low = int(GROUND_HEIGHT * height)
    rows = np.flatnonzero(level[low:] > GROUND_WIDTH)
    if rows.size:
        return float((low + rows[0] + 2) / height)
    drawn = np.flatnonzero(np.maximum(ink, things).max(1) > 0.4)
    if drawn.size and drawn[-1] > 0.5 * height:
        return float(min(0.93, drawn[-1] / height - 0.03))
    return USUAL_GROUND


def _one(
    wish: Wish,
    taken: Floats,
    room: Room,
    rng: np.random.Generator,
    *,
    near: float | None,
) -> Placed | None:
    thing = things()[wish.thing]
    number = int(rng.integers(thing.shapes))
    mirrored, turn = bool(rng.random() < 0.5), float(rng.uniform(-5, 5))
    draws = rng.random((CANDIDATES, 4))
    frame, scale, unit = _frame(wish.thing, number), 1.0, max(taken.shape)
    while scale >= SMALLEST:
        side = thing.size * scale * min(taken.shape)
        boxes = _boxes(draws, side, "loose" if room.marked else thing.place, room, frame)
        seen = 1 - _covered(taken, boxes, frame)
        off = _off(boxes, taken.shape[1], wish.side, near)
        best = int(np.argmax(3 * seen - off - 0.25 * draws[:, 3]))
        last = scale * SHRINK < SMALLEST
        if seen[best] >= (LEAST_SEEN if last else ALMOST_ALL):
            left, top, side = (float(length) / unit for length in boxes[best])
            return Placed(wish.thing, number, left, top, side, mirrored, turn, wish.color)
        scale *= SHRINK
    return None


@cache
def _frame(thing: str, number: int) -> Frame:
    """Left, top, right and bottom of what is there of a shape, in parts of its square."""
    rows, columns = np.nonzero(shape(thing, number)[..., 3] > SOLID)
    side = shape(thing, number).shape[0]
    ends = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    return tuple(float(end) / side for end in ends)  # pyright: ignore[reportReturnType]


def _boxes(draws: Places, side: float, place: Place, room: Room, frame: Frame) -> Places:
    """Left, top and side of every candidate's square in cells, (n, 3)."""
    height, width = room.taken.shape
    sides = side * (0.8 + 0.4 * draws[:, 2])
    left = MARGIN * width + draws[:, 0] * np.maximum(0, (1 - 2 * MARGIN) * width - sides)
    heights = sides * (frame[3] - frame[1])
    tops = _tops(place, heights, draws[:, 1], room.ground, height) - frame[1] * sides
    return np.stack([left, tops, sides], 1)


def _tops(place: Place, heights: Places, down: Places, ground: float, height: int) -> Places:
    """The upper edge of what is seen, in cells."""
    if place == "loose":
        return MARGIN * height + down * np.maximum(0, (1 - 2 * MARGIN) * height - heights)
    if place == "sky":
        highest, lowest = MARGIN * height, min(0.5, max(0.1, ground - 0.1)) * height
        return highest + down * np.maximum(0, lowest - heights * 0.6 - highest)
    lowest = 1 - MARGIN
    foot = ground + (0.06 + 0.8 * down) * max(0.04, lowest - ground)
    return np.maximum(0, np.minimum(foot, lowest) * height - heights)


def _off(boxes: Places, width: int, side: Side | None, near: float | None) -> Places:
    """How far from the wished side, and from the first of its group, as a cost."""
    middle = (boxes[:, 0] + boxes[:, 2] / 2) / width
    off = np.zeros(len(boxes))
    if side is not None:
        off += 4 * np.maximum(0, np.abs(middle - MIDDLES[side]) - 0.08)
    if near is not None:
        off += 0.6 * np.abs(middle - near)
    return off


def _covered(taken: Floats, boxes: Places, frame: Frame) -> Places:
    """Share of each box that is taken already, (n,)."""
    import cv2

    sums = cv2.integral(taken)
    low = np.round(boxes[:, :2] + np.outer(boxes[:, 2], frame[:2])).astype(int)
    high = np.round(boxes[:, :2] + np.outer(boxes[:, 2], frame[2:])).astype(int)
    low, high = np.maximum(low, 0), np.maximum(high, low + 1)
    limit = np.array(taken.shape[::-1])
    low, high = np.minimum(low, limit - 1), np.minimum(high, limit)
    (x0, y0), (x1, y1) = low.T, high.T
    inside = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
    return inside / ((x1 - x0) * (y1 - y0))


def box_of(one: Placed) -> Frame:
    """Left, top, right and bottom of what is seen of a thing, in parts of the page's long side."""
    left, top, right, bottom = (edge * one.side for edge in _frame(one.thing, one.shape))
    return one.left + left, one.top + top, one.left + right, one.top + bottom


def _take(taken: Floats, one: Placed) -> None:
    (left, top, right, bottom), unit = box_of(one), max(taken.shape)
    rows = slice(max(0, round(top * unit)), round(bottom * unit))
    taken[rows, max(0, round(left * unit)) : round(right * unit)] = 1.0
