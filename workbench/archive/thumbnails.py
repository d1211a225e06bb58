"""A small picture of a turn: the painted layer, or bare paper, under the person's own lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image

from engines import sketch
from engines.picture import pixels_of, png_of
from engines.picture.overlay import laid_over
from engines.record import Turn
from engines.sketch.scans import Scan

LONG_SIDE = 192


def made(turn: Turn, scan_png: bytes | None = None) -> bytes:
    """PNG bytes, 192 pixels on the long side.

    `scan_png` is the paper drawing that the turn lies on; without it the strokes stand alone.
    """
    drawing, scan = turn.drawing, None if scan_png is None else Scan(scan_png)
    if scan is None:
        drawing = replace(drawing, paper=replace(drawing.paper, scan=None))
    if turn.answer is None or not turn.answer.painted_png:
        seen = sketch.rasterize(drawing, LONG_SIDE, scan=scan).rgb
        return png_of(np.rint(seen * 255).astype(np.uint8))
    lines = sketch.lines_rgba(drawing, LONG_SIDE, scan=scan)
    painted = Image.fromarray(pixels_of(turn.answer.painted_png)).convert("RGB")
    small = painted.resize((lines.shape[1], lines.shape[0]), Image.Resampling.LANCZOS)
    return png_of(laid_over(np.asarray(small), lines))
