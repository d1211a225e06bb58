"""The composition reader: where on the page the marks lie, and how much of it is left open.

No measure here means a mood or a trait. The center and the box of the marks are the form reader's.
"""

from __future__ import annotations

import numpy as np

from engines.reading import Evidence, Reading
from engines.sketch import Sketch
from engines.strokes import Drawing

# Open is what lies farther than this from every mark, in shorter sides of the page.
# Sketchwell's own choice: about a thumb's breadth on a sheet of A4.
OPEN = 0.1
# A pixel is marked where at least this much of it is covered. Sketchwell's own choice.
MARKED = 0.25

_COLUMNS = ("left", "middle", "right")
_ROWS = ("top", "center", "bottom")


def read_drawing(drawing: Drawing, sketch: Sketch) -> Reading:
    """Reads where the marks lie; widths, fills and erasures count as the page shows them.

    Every formula is Sketchwell's own. All are shares in 0..1; marked paper counts once, however
    often the hand went over it. Gives:

    - "third_left", "third_middle", "third_right" and "third_top", "third_center",
      "third_bottom": share of the marks in each third of the width and of the height; three sum
      to 1. None where nothing is marked.
    - "quarter_top_left", "quarter_top_right", "quarter_bottom_left", "quarter_bottom_right": share
      of the marks in each quarter of the page; four sum to 1. None where nothing is marked.
    - "open_space": share of the page that is farther from every mark than a tenth of the page's
      shorter side; 1 for an empty page.
    """
    del drawing  # the sketch shows the page
    marked = np.maximum(sketch.ink, sketch.area).astype(np.float64)
    across, down = _parts(marked.sum(0), 3), _parts(marked.sum(1), 3)
    halves = [_parts(half.sum(0), 2) for half in _halves(marked)]
    names = [f"third_{name}" for name in (*_COLUMNS, *_ROWS)]
    names += [f"quarter_{row}_{side}" for row in ("top", "bottom") for side in ("left", "right")]
    values = [*across, *down, *halves[0], *halves[1]]
    total = float(marked.sum())
    shares = [value / total if total else None for value in values]
    evidence = [Evidence(n, v, "share") for n, v in zip(names, shares, strict=True)]
    return Reading("drawing", (*evidence, Evidence("open_space", _open(marked), "share")))


def _parts(along: np.ndarray, count: int) -> list[float]:
    """Sums over equal parts of a side; a pixel that a border crosses is shared out."""
    summed = np.concatenate([[0.0], along.cumsum()])
    borders = np.interp(np.linspace(0, len(along), count + 1), np.arange(len(summed)), summed)
    return np.diff(borders).tolist()


def _halves(marked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    middle = len(marked) // 2  # a sketch's sides are multiples of 8
    return marked[:middle], marked[middle:]


def _open(marked: np.ndarray) -> float:
    import cv2

    bare = (marked < MARKED).astype(np.uint8)
    if bare.all():
        return 1.0
    away = cv2.distanceTransform(bare, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return float((np.asarray(away) > OPEN * min(marked.shape)).mean())
