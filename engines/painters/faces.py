"""Faces drawn in lines: they stay the paper's color, because no painter may choose a skin.

Found by their parts alone: two like marks side by side in the upper part of an outline. Cats and
suns with eyes are found too, and stay bare with them; nobody is recognized.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Labels = NDArray[np.int32]

# An eye, in parts of its face: area of its box, distance and difference of a pair, where it lies.
MOST_EYE, MOST_UNLIKE = 0.06, 3.0
LEAST_APART, MOST_APART = 0.15, 0.72
MOST_SLANT, LOWEST, MOST_ASIDE = 0.13, 0.66, 0.2
# The smallest face, in parts of the page: below it eyes are dots of chance.
LEAST_FACE = 0.004
MARKED = 0.3  # coverage from which a cell belongs to a mark


@dataclass(frozen=True, slots=True)
class _Part:
    """A mark's box: middle, width, height, all in cells."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        return self.width * self.height


def faces(ink: Floats, labels: Labels, count: int) -> Floats:
    """Marks what lies inside the outlines of faces.

    Args:
        ink: (h, w) float32 0..1, coverage by lines.
        labels: (h, w), enclosed regions, see `engines.painters.keeping.regions`.
        count: of the labels.

    Returns:
        (h, w) float32, 1 inside a face, else 0.
    """
    import cv2

    found = np.zeros(ink.shape, np.float32)
    marks = _parts((ink > MARKED).astype(np.uint8))
    sizes = np.bincount(labels.ravel(), minlength=count)
    for label in np.flatnonzero(sizes >= LEAST_FACE * labels.size).tolist():
        if label == 0:
            continue
        region = (labels == label).astype(np.uint8)
        if not _may_have_eyes(marks, region):
            continue
        outlines = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
        whole = np.zeros_like(region)
        cv2.drawContours(whole, outlines, -1, 1, cv2.FILLED)
        (frame,) = _parts(whole)[:1] or (None,)
        if frame is not None and _has_eyes([m for m in marks if _inside(m, whole, frame)], frame):
            found[whole > 0] = 1
    return found


def _parts(mask: NDArray[np.uint8]) -> list[_Part]:
    """The connected parts of a mask, the largest box first."""
    import cv2

    boxes = cv2.connectedComponentsWithStats(mask, connectivity=8)[2][1:, :4].astype(float)
    parts = [_Part(x + w / 2, y + h / 2, w, h) for x, y, w, h in boxes.tolist()]
    return sorted(parts, key=lambda part: -part.area)


def _may_have_eyes(marks: list[_Part], region: NDArray[np.uint8]) -> bool:
    """Whether enough marks are small and near, which is quickly told."""
    import cv2

    left, top, width, height = cv2.boundingRect(region)
    held = [
        mark
        for mark in marks
        if mark.area <= MOST_EYE * width * height
        and left <= int(mark.x) < left + width
        and top <= int(mark.y) < top + height
    ]
    return len(held) > 1


def _inside(part: _Part, whole: NDArray[np.uint8], frame: _Part) -> bool:
    held = whole[int(part.y), int(part.x)] > 0
    return held and part.area <= MOST_EYE * frame.area


def _has_eyes(marks: list[_Part], frame: _Part) -> bool:
    pairs = ((one, two) for at, one in enumerate(marks) for two in marks[at + 1 :])
    return any(_are_eyes(one, two, frame) for one, two in pairs)


def _are_eyes(one: _Part, two: _Part, frame: _Part) -> bool:
    left, top = frame.x - frame.width / 2, frame.y - frame.height / 2
    middle = ((one.x + two.x) / 2 - left) / frame.width - 0.5
    down = max((one.y + two.y) / 2 - top, 0) / frame.height
    sizes = sorted((eye.width + 2) * (eye.height + 2) for eye in (one, two))  # dots may differ
    alike = sizes[1] <= MOST_UNLIKE * sizes[0]
    level = abs(one.y - two.y) <= MOST_SLANT * frame.height
    apart = LEAST_APART <= abs(one.x - two.x) / frame.width <= MOST_APART
    return alike and level and apart and abs(middle) <= MOST_ASIDE and down <= LOWEST
