"""Pictures as bytes: JPEG to show at once, PNG to keep. No disk, no network."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines import sketch
from engines.picture import Picture, pixels_of
from engines.record import Answer
from engines.sketch.scans import Scan
from engines.strokes import Drawing

LIVE_QUALITY = 85
FINAL_QUALITY = 92
THUMB_PX = 320
ALONE_PX = 768
# Level 1 is five times faster than the default; the archive seals the bytes anyway.
PNG_LEVEL = 1


def jpeg(pixels: NDArray[np.uint8], *, quality: int = LIVE_QUALITY) -> bytes:
    """A picture (H, W, 3) as JPEG."""
    return _saved(Image.fromarray(pixels), "JPEG", quality=quality)


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A picture (H, W, 3) as PNG, without any note in it."""
    return _saved(Image.fromarray(pixels), "PNG", compress_level=PNG_LEVEL)


def thumbnail(pixels: NDArray[np.uint8]) -> bytes:
    """A small PNG of a picture."""
    image = Image.fromarray(pixels)
    image.thumbnail((THUMB_PX, THUMB_PX), Image.Resampling.LANCZOS)
    return _saved(image, "PNG", compress_level=PNG_LEVEL)


def drawing_alone(
    drawing: Drawing, *, scan: Scan | None = None, long_side: int = ALONE_PX
) -> NDArray[np.uint8]:
    """The drawing on its paper, (H, W, 3); `scan` is the paper drawing that its paper names."""
    drawn = sketch.rasterize(drawing, long_side, scan=scan)
    return np.rint(drawn.rgb * 255).astype(np.uint8)


def picture_of(answer: Answer, *, scan: Scan | None = None) -> Picture:
    """The picture of an answer, its lines drawn again from the strokes and the paper drawing."""
    painted = pixels_of(answer.painted_png)
    lines = sketch.lines_rgba(answer.request.drawing, max(painted.shape[:2]), scan=scan)
    return Picture(answer.request, painted, lines, answer.provenance)


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    kept = io.BytesIO()
    image.save(kept, kind, **options)
    return kept.getvalue()
