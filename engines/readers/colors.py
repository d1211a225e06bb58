"""The color reader: how many named colors the marks have, how evenly, and how long they touch.

After the published outline of C_CREATES (Kim, Bae and Lee, 2007, The Arts in Psychotherapy 34),
whose "variety of color" adds the number of colors to the length of the edges between them. Its
weights are not public, so the two stand apart here. Neither means a mood, a trait or a wish:
somebody who was handed two crayons has two colors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.picture.cielab import lab_of
from engines.readers.palette import named
from engines.reading import Evidence, Reading
from engines.sketch import Sketch
from engines.strokes import Drawing

# A pixel has a color of its own where at least this much of it is covered; at softer edges the
# paper shines through. A color counts from this share of the marks on. Sketchwell's own choices.
COVERED = 0.75
COUNTS_FROM = 0.01
# What is thinner than this in pixels, between two colors, is where they melt into each other.
_MELTS_PX = 2
_BESIDE_PX = 1.5

Labels = NDArray[np.int_]


def read_drawing(drawing: Drawing, sketch: Sketch) -> Reading:
    """Reads the colors of a drawing's marks by their basic names (`palette`).

    Gives:

    - "colors": how many names have at least a hundredth of the marks; 0 for an empty page.
    - "color_mix": the effective number of colors, exp(-sum p ln p) over the names' shares p: 3
      where three share the marks evenly, nearer to 1 the more one prevails (Hill, 1973, Ecology
      54(2), the number of order 1). None where nothing is marked.
    - "color_borders": how long different names touch, in diagonals of the page; 0 where colors
      stand apart. A gap of up to two pixels, of 512 to the longer side, is a touch. Pixel borders
      are counted across and down and multiplied by pi / 4, which is right on average over all
      directions (Crofton's formula). None where nothing is marked.
    """
    del drawing  # the sketch shows the colors
    covered = np.maximum(sketch.ink, sketch.area) >= COVERED
    if not covered.any():
        values = (0, None, None)
    else:
        labels = _settled(_labels(sketch, covered))
        shares = np.bincount(labels[covered]) / covered.sum()
        present = shares[shares > 0]
        mix = float(np.exp(-(present * np.log(present)).sum()))
        values = (int((shares >= COUNTS_FROM).sum()), mix, _borders(labels))
    names = (("colors", "count"), ("color_mix", ""), ("color_borders", "diagonals"))
    pairs = zip(names, values, strict=True)
    return Reading("drawing", tuple(Evidence(n, value, unit) for (n, unit), value in pairs))


def _labels(sketch: Sketch, covered: NDArray[np.bool_]) -> Labels:
    """The number of each covered pixel's color name; -1 elsewhere."""
    labels = np.full(covered.shape, -1)
    labels[covered] = named(lab_of(sketch.rgb[covered].astype(np.float64)))
    return labels


def _settled(labels: Labels) -> Labels:
    """Gives soft seams the color of what lies next to them: inside marks and just beside them."""
    import cv2

    kept = np.full(labels.shape, -1)
    square = np.ones((_MELTS_PX, _MELTS_PX), np.uint8)
    for label in np.unique(labels[labels >= 0]):
        mask = (labels == label).astype(np.uint8)
        kept[cv2.morphologyEx(mask, cv2.MORPH_OPEN, square) > 0] = label
    if (kept < 0).all():
        return labels
    away = (kept < 0).astype(np.uint8)
    far, found = cv2.distanceTransformWithLabels(
        away, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    nearest = np.asarray(found, int)
    known = np.zeros(int(nearest.max()) + 1, int)
    known[nearest[kept >= 0]] = kept[kept >= 0]
    return np.where((labels >= 0) | (np.asarray(far) <= _BESIDE_PX), known[nearest], -1)


def _borders(labels: Labels) -> float:
    """Where two names meet, in diagonals."""
    met = 0
    for one, other in ((labels[1:], labels[:-1]), (labels[:, 1:], labels[:, :-1])):
        met += int(((one != other) & (one >= 0) & (other >= 0)).sum())
    return float(met * np.pi / 4 / np.hypot(*labels.shape))
