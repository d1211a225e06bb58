"""A small picture of a turn: the painted layer, or bare paper, under the person's own lines."""

from __future__ import annotations

import numpy as np
from PIL import Image

from engines import sketch
from engines.picture import pixels_of, png_of
from engines.picture.overlay import laid_over
from engines.record import Turn

LONG_SIDE = 192


def made(turn: Turn) -> bytes:
    """PNG bytes, 192 pixels on the long side."""
    if turn.answer is None or not turn.answer.painted_png:
        seen = sketch.rasterize(turn.drawing, LONG_SIDE).rgb
        return png_of(np.rint(seen * 255).astype(np.uint8))
    lines = sketch.lines_rgba(turn.drawing, LONG_SIDE)
    painted = Image.fromarray(pixels_of(turn.answer.painted_png)).convert("RGB")
    small = painted.resize((lines.shape[1], lines.shape[0]), Image.Resampling.LANCZOS)
    return png_of(laid_over(np.asarray(small), lines))
