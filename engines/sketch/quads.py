"""Quadrangles that might be a page: from straight lines, and from what stands out by color.

`engines.sketch.pages` judges them, and names the sources.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Lines that are tried, in all and of each of so many directions.
LINES, LINES_A_WAY, WAYS = 28, 6, 12
# A page covers at least this share of the photo.
MIN_SHARE = 0.06
# What is near by, where faint edges are looked for.
AROUND_PX = 12.0

Bytes = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]


def from_lines(lab: Floats, *, faint: bool = False) -> Floats:
    """Pairs of roughly parallel lines across each other: float32 (n, 4, 2) in pixels.

    Args:
        lab: float32 (h, w, 3), a small photo in CIELAB, L 0..100.
        faint: count edges by what is around them: white paper on a white table, in a shadow.
    """
    lines = np.concatenate([_straight(_edges(_evened(lab) if faint else lab)), _frame(lab)])
    angles = lines[:, 0]
    pairs = [
        (i, j)
        for i, j in combinations(range(len(lines)), 2)
        if _between(angles[i], angles[j]) < np.deg2rad(32)
    ]
    if len(pairs) < 2:
        return np.zeros((0, 4, 2), np.float32)
    one, other = (np.array(part) for part in zip(*combinations(pairs, 2), strict=True))
    across = _between(angles[one[:, 0]], angles[other[:, 0]]) > np.deg2rad(50)
    one, other = one[across], other[across]
    order = ((0, 0), (0, 1), (1, 1), (1, 0))
    ends = [crossing(lines[one[:, a]], lines[other[:, b]]) for a, b in order]
    return np.stack(ends, 1).astype(np.float32)


def _between(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """The angle between two lines' normals, 0..pi/2."""
    apart = np.abs(one - other) % np.pi
    return np.minimum(apart, np.pi - apart)


def crossing(one: Floats, other: Floats) -> Floats:
    """Where lines (angle of the normal, distance) meet; far away where they hardly do."""
    c1, s1, c2, s2 = np.cos(one[:, 0]), np.sin(one[:, 0]), np.cos(other[:, 0]), np.sin(other[:, 0])
    det = c1 * s2 - s1 * c2
    det = np.where(np.abs(det) < 1e-6, 1e-6, det)
    x = (one[:, 1] * s2 - s1 * other[:, 1]) / det
    y = (c1 * other[:, 1] - one[:, 1] * c2) / det
    return np.stack([x, y], 1).astype(np.float32)


def _evened(lab: Floats) -> Floats:
    """Each plane in units of how much it varies near by, so that steep shadows hide nothing."""
    import cv2

    soft = cv2.GaussianBlur(lab, (0, 0), 1.2)
    mean = cv2.GaussianBlur(lab, (0, 0), AROUND_PX)
    spread = np.sqrt(cv2.GaussianBlur((lab - mean) ** 2, (0, 0), AROUND_PX))
    return np.asarray((soft - mean) / np.maximum(spread, 1) * (4, 8 / 3, 8 / 3), np.float32)


def _edges(lab: Floats) -> Bytes:
    import cv2

    edges = np.zeros(lab.shape[:2], np.uint8)
    for plane, gain in zip(cv2.split(lab), (2.0, 3.0, 3.0), strict=True):
        soft = cv2.GaussianBlur(np.clip(plane * gain + 64, 0, 255).astype(np.uint8), (0, 0), 1.2)
        edges |= np.asarray(cv2.Canny(soft, 18, 44), np.uint8)
    return edges


def _straight(edges: Bytes) -> Floats:
    """The strongest straight lines, (n, 2): angle of the normal, distance from the top left."""
    import cv2

    reach = max(edges.shape)
    found = cv2.HoughLinesP(
        edges, 1, np.pi / 240, 32, minLineLength=0.1 * reach, maxLineGap=0.03 * reach
    )
    if found is None:
        return np.zeros((0, 2), np.float32)
    ends = found.reshape(-1, 4).astype(np.float32)
    dx, dy = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    length = np.hypot(dx, dy)
    angle = np.arctan2(dx, -dy)
    away = (ends[:, 0] + ends[:, 2]) / 2 * np.cos(angle)
    away += (ends[:, 1] + ends[:, 3]) / 2 * np.sin(angle)
    turned = np.where(angle < 0, -1, 1)
    lines = np.stack([angle % np.pi, away * turned], 1)
    return _merged(lines[np.argsort(-length)], np.sort(length)[::-1], reach)


def _merged(lines: Floats, length: Floats, reach: int) -> Floats:
    """Counts lines that are nearly one together; gives the longest."""
    kept: list[Floats] = []
    weight: list[float] = []
    for line, long in zip(lines, length, strict=True):
        for n, old in enumerate(kept):
            flipped = abs(line[0] - old[0]) > np.pi / 2
            away = -line[1] if flipped else line[1]
            if _between(line[0], old[0]) < 0.05 and abs(away - old[1]) < 0.014 * reach:
                weight[n] += float(long)
                break
        else:
            kept.append(line)
            weight.append(float(long))
    found = np.array(kept, np.float32)[np.argsort(-np.array(weight))]
    # A striped cloth must not take all the places.
    ways = np.floor(found[:, 0] / np.pi * WAYS).astype(int)
    nth = np.array([(ways[:n] == way).sum() for n, way in enumerate(ways)])
    return found[nth < LINES_A_WAY][:LINES]


def _frame(lab: Floats) -> Floats:
    """The photo's own edges: a page may run out of it."""
    height, width = lab.shape[:2]
    quarter = np.pi / 2
    sides = [(0, 0), (0, width - 1), (quarter, 0), (quarter, height - 1)]
    return np.array(sides, np.float32)


def from_colors(lab: Floats) -> Floats:
    """Quadrangles around what stands out in lightness or color: float32 (n, 4, 2) in pixels."""
    import cv2

    found = [np.zeros((0, 4, 2), np.float32)]
    for plane in cv2.split(lab):
        spread = np.clip((plane - plane.min()) * (255 / max(float(np.ptp(plane)), 1)), 0, 255)
        above = cv2.threshold(spread.astype(np.uint8), 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
        for mask in (above, 1 - above):
            closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
            opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
            found += _hulls(np.asarray(opened, np.uint8))
    return np.concatenate(found)


def _hulls(mask: Bytes) -> list[Floats]:
    import cv2

    outlines = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    large = [each for each in outlines if cv2.contourArea(each) > MIN_SHARE * mask.size]
    quads = []
    for outline in sorted(large, key=cv2.contourArea, reverse=True)[:3]:
        hull = cv2.convexHull(outline)
        around = cv2.arcLength(hull, closed=True)
        for share in (0.02, 0.04, 0.07):
            few = cv2.approxPolyDP(hull, share * around, closed=True)
            if len(few) == 4:
                quads.append(few.reshape(1, 4, 2).astype(np.float32))
        quads.append(cv2.boxPoints(cv2.minAreaRect(hull))[None].astype(np.float32))
    return quads
