"""The symmetry reader: how far the left of a drawing is the mirror image of its right.

It never means order, calm or anything else about a person: faces and houses are symmetrical
things, waves are not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.readers.lines import even, places_of
from engines.reading import Evidence, Reading
from engines.sketch import Sketch
from engines.strokes import Drawing, Stroke, widths_of

# The longer side of the box of the marks is read in this many cells; edges are as soft as one.
CELLS = 48
# So many scattered drawings are scored beside each, by this seed: a fortieth drawing like them is
# above all with 1 in 40 and below all with 1 in 40, so their range holds 95 % (a Monte Carlo test;
# Barnard, 1963, J. Royal Statistical Society B 25, 294).
SCATTERED = 39
SEED = 20_261_123
_STEP = 0.5  # cells between the places that are read along a line
_FINE = 0.25  # pixels of the sketch between the places that an eraser may have taken

Floats = NDArray[np.float64]


def read_drawing(drawing: Drawing, sketch: Sketch) -> Reading:
    """Reads the mirror symmetry, left to right, of what is left of a drawing's lines and stamps.

    Sketchwell's own formula. The covered share a of each cell of a grid (48 cells to the longer
    side of the box of the marks, Gaussian blur of one cell) is compared with its mirror image
    about every upright axis: max over axes of sum(a mirrored(a)) / sum(a a). Neither place nor
    size on the page changes it. Fills are left out: where they end is not in their strokes.

    Gives, each in 0..1 and None where nothing is left of any line:

    - "symmetry": 1 where the mirror image is the drawing itself.
    - "symmetry_scattered": what the same marks score when each is turned by any angle and moved
      to any place in the box of the marks: the median of 39 such drawings (their seed is fixed),
      `low` and `high` their least and greatest, which 95 % of such drawings lie between. No
      symmetry is told unless "symmetry" is above `high`. One circle, which every turn leaves as
      it is, scores 1 in both: it cannot be told.
    """
    marks = [mark for s in drawing.strokes for mark in _left(s, drawing.paper.aspect, sketch)]
    own, chance = _scores(marks) if marks else (None, [])
    middle = float(np.median(chance)) if chance else None
    low, high = min(chance, default=None), max(chance, default=None)
    scattered = Evidence("symmetry_scattered", middle, "", low, high)
    return Reading("drawing", (Evidence("symmetry", own, ""), scattered))


def _scores(marks: list[Floats]) -> tuple[float, list[float]]:
    """The score of marks as they lie, and of as many scattered drawings of the same marks."""
    every = np.vstack(marks)
    cell = max(float(np.ptp(every[:, :2], axis=0).max()), float(every[:, 2].max())) / CELLS
    read = [_even(mark, cell) for mark in marks]
    random = np.random.default_rng(SEED)
    chance = [_score(_scattered(read, random), cell) for _ in range(SCATTERED)]
    return _score(read, cell), chance


def _left(stroke: Stroke, aspect: float, sketch: Sketch) -> list[Floats]:
    """The runs (N, 3) of a stroke that no eraser took: x, y and width, in paper widths."""
    if stroke.tool in ("eraser", "fill"):
        return []
    height, width = sketch.ink.shape
    wide = np.array(widths_of(stroke))
    places, wide = even(places_of(stroke, aspect), _FINE / width, wide)
    column, row = (np.minimum(places * width, (width - 1, height - 1)).astype(int)).T
    seen = np.maximum(sketch.ink, sketch.area)[row, column] > 0
    run = np.column_stack([places, wide])
    cuts = np.flatnonzero(np.diff(seen.astype(int))) + 1
    first = seen[np.concatenate([[0], cuts])]
    return [part for part, kept in zip(np.split(run, cuts), first, strict=True) if kept]


def _even(mark: Floats, cell: float) -> Floats:
    """A mark read at even places, with the area that each stands for: x, y, width, area."""
    places, wide = even(mark[:, :2], _STEP * cell, mark[:, 2])
    length = np.hypot(*np.diff(places, axis=0).T).sum()
    area = wide * (length + wide.mean()) / len(places)  # ends are round: a dot has an area
    return np.column_stack([places, wide, area])


def _scattered(marks: list[Floats], random: np.random.Generator) -> list[Floats]:
    """Turns every mark by any angle and moves it to any place where it fits in all marks' box."""
    every = np.vstack(marks)[:, :2]
    start, size = every.min(0), np.ptp(every, axis=0)
    moved: list[Floats] = []
    for mark in marks:
        angle = random.uniform(0, 2 * np.pi)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        places = mark[:, :2] @ turn.T
        room = np.maximum(0, size - np.ptp(places, axis=0))
        places += start + random.uniform(0, 1, 2) * room - places.min(0)
        moved.append(np.column_stack([places, mark[:, 2:]]))
    return moved


def _score(marks: list[Floats], cell: float) -> float:
    """The best overlap of a drawing with its mirror image, over all upright axes."""
    covered = _covered(np.vstack(marks), cell)
    # Over all axes at once: a row's mirrored overlaps are its convolution with itself.
    waves = np.fft.rfft(covered, 2 * covered.shape[1], axis=1)
    overlaps = np.fft.irfft((waves**2).sum(0), 2 * covered.shape[1])
    return float(min(1.0, overlaps.max() / (covered**2).sum()))


def _covered(every: Floats, cell: float) -> Floats:
    """The covered share of each cell, soft at its edges; each place is a disc of seven dots."""
    import cv2

    angles = np.arange(6) * np.pi / 3
    ring = np.vstack([[(0, 0)], np.column_stack([np.cos(angles), np.sin(angles)]) / 3])
    dots = (every[:, None, :2] + ring * every[:, None, 2:3]).reshape(-1, 2) / cell
    dots -= dots.min(0) - 4  # room for the soft edge
    column, row = dots.astype(int).T
    size = (int(row.max()) + 5, int(column.max()) + 5)
    area = np.repeat(every[:, 3] / 7 / cell**2, 7)
    share = np.bincount(row * size[1] + column, area, size[0] * size[1]).reshape(size)
    return np.asarray(cv2.GaussianBlur(np.minimum(share, 1), (0, 0), 1.0), np.float64)
