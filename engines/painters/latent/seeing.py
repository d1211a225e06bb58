"""What the networks are shown: the person's own lines, and their colors as a start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.sketch import Sketch

Floats = NDArray[np.float32]
# The control networks were trained on lines this thick, in pixels of a 512 px page: scribble's on
# drawings by hand, SDXS's by a brush of 8 (github.com/IDKiro/sdxs, demo_sketch.py).
LEAST_LINE = 4.0 / 512
EDGE = 0.5  # how bright the edge of a brushed area is, beside a line's 1


def lines_of(sketch: Sketch) -> Floats:
    """Renders the sketch's raster as the control networks know it: no edge detector guesses.

    Returns:
        (1, 3, H, W) float32, 0..1: lines bright on black, thin ones widened; the edges of brushed
        and filled areas fainter, because nobody drew a line there.
    """
    import cv2

    wide = max(1, round(LEAST_LINE * max(sketch.ink.shape)))
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
    lines = cv2.dilate(sketch.ink, brush)
    solid = (sketch.area > 0.5).astype(np.float32)
    edges = EDGE * (cv2.dilate(solid, brush) - cv2.erode(solid, brush))
    seen = np.clip(np.maximum(lines, edges), 0, 1)
    return np.ascontiguousarray(np.broadcast_to(seen, (1, 3, *seen.shape)), np.float32)


def sized(pixels: Floats, size: tuple[int, int]) -> Floats:
    """Brings (h, w, 3) to (width, height): softly where it grows, by areas where it shrinks."""
    import cv2

    smaller = size[0] < pixels.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.clip(cv2.resize(pixels, size, interpolation=how), 0, 1, dtype=np.float32)


def tensor_of(pixels: Floats) -> Floats:
    """(H, W, 3) in 0..1 as (1, 3, H, W) in -1..1."""
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None] * 2 - 1, np.float32)


def pixels_of(tensor: Floats) -> Floats:
    """(1, 3, H, W) in about -1..1 as (H, W, 3) in 0..1."""
    return np.clip(tensor[0].transpose(1, 2, 0) * 0.5 + 0.5, 0, 1, dtype=np.float32)
