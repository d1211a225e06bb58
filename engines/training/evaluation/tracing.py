"""Icons and scenes -> drawings: the strokes that one of the training's hands would make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.strokes import Drawing, Paper, Point, Stroke
from engines.training.contours import Line
from engines.training.figures import Rng
from engines.training.hands import Hand, drawn, hand_of
from engines.training.scenes import SIDE, Scene, matrix_of
from engines.training.things import Thing

Box = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """A drawing of something whose true look is known.

    Attributes:
        drawing: the strokes.
        true: float32 (h, w, 3), 0..1, the look itself on the page, 128 cells on the long side.
    """

    drawing: Drawing
    true: NDArray[Any]


def traced_thing(thing: Thing, ground: NDArray[Any], rng: Rng) -> Traced:
    """One thing in the middle of a square page.

    Args:
        thing: in its own unit square.
        ground: float32 (128, 128, 3), 0..1: what the true picture shows around it.
        rng: decides the hand, the size and the place.
    """
    side = SIDE * rng.uniform(0.55, 0.8)
    x, y = ((SIDE - side) * rng.uniform(0.3, 0.7, 2)).tolist()
    hand = hand_of(rng)
    pages = _Pages((0, 0, SIDE, SIDE), hand, rng)
    for line in _chosen(thing, hand, rng):
        pages.add(line.points * side + np.array((x, y)), line.color, closed=line.closed)
    return Traced(pages.drawing(), laid(thing.rgba, ground, (x, y, side)))


def traced_scene(scene: Scene, rng: Rng) -> Traced:
    """A whole scene, far things first; nothing is cleared where things overlap, as on real pages.

    Args:
        scene: from `engines.training.scenes.scene_of`.
        rng: decides the hand.
    """
    hand = hand_of(rng)
    pages = _Pages(scene.page, hand, rng)
    if scene.horizon is not None:
        xs = np.arange(scene.page[0], scene.page[2], 2, dtype=np.float32)
        points = np.stack([xs, scene.horizon[xs.astype(int)]], 1)
        pages.add(points, np.array((0.3, 0.45, 0.25)), closed=False)
    for placed in scene.placed:
        if not placed.in_sketch:
            continue
        matrix = matrix_of(placed)
        for line in _chosen(placed.thing, hand, rng):
            points = line.points @ matrix[:, :2].T + matrix[:, 2]
            pages.add(points, line.color, closed=line.closed, own=placed.own_color)
    left, top, right, bottom = scene.page
    return Traced(pages.drawing(), scene.painted[top:bottom, left:right])


# As exact as the training's data: what a painter knows of a thing that it adds itself.
EXACT = Hand(0.75, 0.05, 0, False, np.zeros(3, np.float32), 0.0, 0.0)  # noqa: FBT003


def crowd(
    things: Sequence[tuple[Thing, Box]], side: float, rng: Rng, *, hand: Hand | None = None
) -> Drawing:
    """Many things on one square page by one hand; boxes in units of which the page has `side`."""
    pages = _Pages((0, 0, SIDE, SIDE), hand or hand_of(rng), rng)
    for thing, (x, y, size) in things:
        for line in _chosen(thing, pages.hand, rng):
            points = (line.points * size + np.array((x, y))) * SIDE / side
            pages.add(points, line.color, closed=line.closed)
    return pages.drawing()


def laid(rgba: NDArray[Any], ground: NDArray[Any], box: Box) -> NDArray[Any]:
    """Lays a thing (128, 128, 4), straight alpha, over a ground (h, w, 3); the box in cells."""
    import cv2

    x, y, side = box
    scale = side / rgba.shape[0]
    matrix = np.array([[scale, 0, x], [0, scale, y]], np.float32)
    layer = np.dstack([rgba[..., :3] * rgba[..., 3:], rgba[..., 3]]).astype(np.float32)
    if scale < 1:  # warping alone would skip cells
        layer = np.asarray(cv2.GaussianBlur(layer, (0, 0), 0.4 / scale), np.float32)
    height, width = ground.shape[:2]
    warped = cv2.warpAffine(layer, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return ground * (1 - warped[..., 3:]) + warped[..., :3]


def _chosen(thing: Thing, hand: Hand, rng: Rng) -> list[Line]:
    lines = list(thing.lines)
    if thing.simple or hand.simple == 0:
        return lines
    outer = [line for line in lines if line.outer]
    inner = [line for line in lines if not line.outer]
    return outer + inner[: int(rng.integers(1, 7 if hand.simple == 1 else 4))]


class _Pages:
    """Collects strokes; places come in pixels of the 128 px square, the page lies inside."""

    def __init__(self, page: tuple[int, int, int, int], hand: Hand, rng: Rng) -> None:
        self._page, self.hand, self._rng = page, hand, rng
        self._strokes: list[Stroke] = []

    def add(
        self, points: NDArray[Any], color: NDArray[Any], *, closed: bool, own: bool = False
    ) -> None:
        left, top, right, bottom = self._page
        line = drawn(points.astype(np.float32), self.hand, self._rng, closed=closed)
        places = (line - np.array((left, top))) / np.array((right - left, bottom - top))
        color = color if own or self.hand.colored else self.hand.black
        if color.min() > 0.8:
            color = np.array((0.55, 0.6, 0.68))
        self._strokes.append(
            Stroke(
                f"s{len(self._strokes)}", "pen", _hex(color), self.hand.width / (right - left),
                "import", tuple(Point(float(x), float(y)) for x, y in np.clip(places, 0, 1)),
            )
        )  # fmt: skip

    def drawing(self) -> Drawing:
        left, top, right, bottom = self._page
        return Drawing(Paper((right - left) / (bottom - top)), tuple(self._strokes))


def _hex(color: NDArray[Any]) -> str:
    return "#" + bytes(round(255 * float(c)) for c in np.clip(color, 0, 1)).hex()
