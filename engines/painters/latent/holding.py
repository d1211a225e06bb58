"""Keeping to the person's colors, whatever a large network made of them.

It works on the soft, large shapes of color only: strokes of paint, light and detail stay the
network's. The rules are the house painter's (`engines.painters.keeping`): paint near marks and
inside what they enclose is brought back to the marks' own colors, a hint leaves the paper bare, and
faces drawn in lines stay the paper's color, because nobody is given a skin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.painters.faces import faces
from engines.painters.keeping import FREE, regions
from engines.picture import Influence
from engines.sketch import Sketch

Floats = NDArray[np.float32]
BARED = 0.9
# With a mood the light was asked for: the colors are held half as strongly.
LIT = 0.5
INSIDE = 0.8  # of the hold near a line, in the middle of what lines enclose


def held(
    picture: Floats,
    marks: Sketch,
    ground: Floats,
    paper: tuple[float, float, float],
    *,
    influence: Influence,
    hold: float,
) -> Floats:
    """Gives a picture that keeps to the person's colors.

    Args:
        picture: (H, W, 3) float32, 0..1 sRGB, what the network painted.
        marks: the drawing on the small grid of `ground`.
        ground: (h, w, 3) float32, 0..1 sRGB, the strokes' own colors spread on the paper.
        paper: 0..1 sRGB.
        influence: a hint leaves most of the paper bare.
        hold: how far paint near marks is brought back, 0..1.

    Returns:
        (H, W, 3) float32, 0..1.
    """
    size = (picture.shape[1], picture.shape[0])
    labels, count = regions(marks.ink)
    small = _resized(picture, (ground.shape[1], ground.shape[0]))
    near = _near(marks, labels > 0)
    change = hold * near * (ground - small)
    painted = picture + _resized(change.astype(np.float32), size)
    cover = FREE[influence] + (1 - FREE[influence]) * near
    painted = painted + (1 - _resized(cover, size)[..., None]) * (_resized(ground, size) - painted)
    face = _resized(_blur(faces(marks.ink, labels, count), 1.0), size)[..., None]
    painted = painted + BARED * face * (np.asarray(paper, np.float32) - painted)
    return np.clip(painted, 0, 1, dtype=np.float32)


def shrunk(sketch: Sketch, grid: tuple[int, int]) -> Sketch:
    """A sketch on a small grid of (height, width) cells."""
    size = (grid[1], grid[0])
    return Sketch(
        _resized(sketch.rgb, size), _resized(sketch.ink, size), _resized(sketch.area, size)
    )


def _near(marks: Sketch, inside: NDArray[np.bool_]) -> Floats:
    drawn = np.maximum(marks.ink, marks.area)
    close = np.clip(_blur(drawn, 4.0) * 3, 0, 1)
    within = INSIDE * _blur(inside.astype(np.float32), 1.5)
    return np.maximum(np.maximum(close, within), marks.area)[..., None]


def _blur(plane: Floats, sigma: float) -> Floats:
    import cv2

    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), np.float32)


def _resized(planes: Floats, size: tuple[int, int]) -> Floats:
    import cv2

    how = cv2.INTER_AREA if size[0] < planes.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(planes, size, interpolation=how), np.float32)
