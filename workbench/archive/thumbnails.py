"""A small picture of a turn: the painted layer, or bare paper, under the person's own lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines import sketch
from engines.errors import RecordError
from engines.picture import pixels_of, png_of
from engines.picture.overlay import laid_over
from engines.record import Answer, Turn
from engines.sketch.scans import Scan
from engines.strokes import Drawing
from workbench import measures
from workbench.archive.schema import COLOR_MEASURES

LONG_SIDE = 192


def made(turn: Turn, scan_png: bytes | None = None) -> bytes:
    """PNG bytes, 192 pixels on the long side.

    `scan_png` is the paper drawing that the turn lies on; without it the strokes stand alone.
    """
    scan = None if scan_png is None else Scan(scan_png)
    return png_of(pixels(turn.drawing, turn.answer, scan=scan))


def pixels(
    drawing: Drawing, answer: Answer | None, *, scan: Scan | None = None
) -> NDArray[np.uint8]:
    """What `made` packs, (H, W, 3)."""
    if scan is None:
        drawing = replace(drawing, paper=replace(drawing.paper, scan=None))
    if answer is None or not answer.painted_png:
        seen = sketch.rasterize(drawing, LONG_SIDE, scan=scan).rgb
        return np.rint(seen * 255).astype(np.uint8)
    lines = sketch.lines_rgba(drawing, LONG_SIDE, scan=scan)
    painted = Image.fromarray(pixels_of(answer.painted_png)).convert("RGB")
    small = painted.resize((lines.shape[1], lines.shape[0]), Image.Resampling.LANCZOS)
    return laid_over(np.asarray(small), lines, paper=drawing.paper.color)


def measured(turn: Turn, small_png: bytes | None) -> Mapping[str, float | None]:
    """A turn's measures; one of before there were shares of colors has those of its picture."""
    if any(name in turn.measures for name in COLOR_MEASURES):
        return turn.measures
    return {**turn.measures, **color_shares(small_png)}


def color_shares(small_png: bytes | None) -> dict[str, float]:
    """The share of each named color, by its column; nothing where no picture can be read."""
    try:
        return measures.color_shares(pixels_of(small_png)[..., :3]) if small_png else {}
    except RecordError:
        return {}
