"""An icon's picture as the lines a hand might draw: its outline, then the borders inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SMALLEST_PX = 40
_NEAR_PX = 5


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of an object.

    Attributes:
        points: float32 (n, 2), x and y in 0..1 of the object's own square.
        color: float32 (3,), 0..1 sRGB: the color of what the line surrounds.
        closed: whether the last point joins the first.
        outer: whether it is the object's outline.
    """

    points: NDArray[Any]
    color: NDArray[Any]
    closed: bool
    outer: bool


def lines_of(rgba: NDArray[Any], *, colors: int = 7) -> list[Line]:
    """Traces an icon.

    Args:
        rgba: uint8 (S, S, 4), the icon on nothing.
        colors: how many flat colors the icon is reduced to before tracing.

    Returns:
        The outlines first, then inner borders from the largest region to the smallest, without
        the stretches that run along a line that is there already.
    """
    mask = (rgba[..., 3] > 127).astype(np.uint8)
    if mask.sum() < 4 * _SMALLEST_PX:
        return []
    drawn = np.zeros_like(mask)
    found = _traced(mask, rgba, drawn, outer=True)
    for region in _regions(rgba, mask, colors):
        found += _traced(region, rgba, drawn, outer=False)
        if len(found) > 40:
            break
    return found


def _regions(rgba: NDArray[Any], mask: NDArray[Any], colors: int) -> list[NDArray[Any]]:
    import cv2

    lab = cv2.cvtColor(rgba[..., :3], cv2.COLOR_RGB2LAB).astype(np.float32)
    inside = lab[mask > 0]
    cv2.setRNGSeed(1)
    rule = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 8, 1.0)
    count = min(colors, len(inside))
    start = np.zeros((len(inside), 1), np.int32)
    _, labels, _ = cv2.kmeans(inside, count, start, rule, 1, cv2.KMEANS_PP_CENTERS)
    full = np.full(mask.shape, -1, np.int32)
    full[mask > 0] = labels[:, 0]
    regions: list[tuple[int, NDArray[Any]]] = []
    for label in range(count):
        regions += _parts((full == label).astype(np.uint8))
    regions.sort(key=lambda pair: -pair[0])
    return [region for _, region in regions]


def _parts(layer: NDArray[Any]) -> list[tuple[int, NDArray[Any]]]:
    import cv2

    layer = cv2.morphologyEx(layer, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    count, names, stats, _ = cv2.connectedComponentsWithStats(layer, connectivity=4)
    areas = [(int(stats[i, cv2.CC_STAT_AREA]), i) for i in range(1, count)]
    names = np.asarray(names)
    return [(area, (names == i).astype(np.uint8)) for area, i in areas if area >= _SMALLEST_PX]


def _traced(
    region: NDArray[Any], rgba: NDArray[Any], drawn: NDArray[Any], *, outer: bool
) -> list[Line]:
    import cv2

    contours, _ = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    color = (rgba[..., :3][region > 0].mean(0) / 255).astype(np.float32)
    lines: list[Line] = []
    for contour in contours:
        points = np.asarray(contour[:, 0], np.int32)
        free = drawn[points[:, 1], points[:, 0]] == 0
        for piece, closed in _runs(points, free):
            lines.append(Line(_thinned(piece, region.shape[0]), color, closed, outer))
    cv2.drawContours(drawn, contours, -1, 1, _NEAR_PX)
    return lines


def _runs(points: NDArray[Any], free: NDArray[Any]) -> list[tuple[NDArray[Any], bool]]:
    if free.all():
        return [(points, True)] if len(points) >= 12 else []
    first = int(np.argmin(free))
    points, free = np.roll(points, -first, 0), np.roll(free, -first)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], free.astype(np.int8), [0]])))
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(points[a:b], False) for a, b in pairs if b - a >= 12]


def _thinned(points: NDArray[Any], side: int) -> NDArray[Any]:
    keep = max(6, len(points) // 4)
    at = np.linspace(0, len(points) - 1, keep).round().astype(int)
    return ((points[at] + 0.5) / side).astype(np.float32)
