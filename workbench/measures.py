"""What can be counted in a drawing and seen in a picture. Descriptions, never verdicts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines import sketch
from engines.sketch.scans import Scan
from engines.strokes import Drawing

SIDE_PX = 160
INKED = 0.25
COLOR_SHARE = 0.02
# Warm lies towards orange: 60 degrees in Oklab's a-b plane. Scaled so that pure orange is about 1.
WARM_DIRECTION = (0.5, 0.8660254)
WARM_SCALE = 0.16


def of(
    drawing: Drawing, seen: NDArray[np.uint8], *, scan: Scan | None = None
) -> dict[str, float | None]:
    """The measures of a kept turn.

    Args:
        drawing: the person's own marks.
        seen: (H, W, 3), what was kept: the painted layer, or the drawing on its paper.
        scan: the paper drawing below, which is of the person's making too.

    Returns:
        strokes: how many marks; drawing_s: seconds from the first touch to the last, None where
        times are missing; coverage: share of the paper that the person's marks cover, 0..1;
        lightness: mean Oklab lightness of the picture, 0..1; warmth: mean of Oklab color along
        orange, about -1 (blue) to 1 (orange); colors: how many of twelve
        coarse colours cover at least two hundredths of the picture.
    """
    lab = oklab(shrunk(seen))
    return {
        "strokes": float(len(drawing.strokes)),
        "drawing_s": _drawing_s(drawing),
        "coverage": _coverage(drawing, scan),
        "lightness": round(float(lab[..., 0].mean()), 4),
        "warmth": round(float((lab[..., 1:] @ np.array(WARM_DIRECTION)).mean() / WARM_SCALE), 4),
        "colors": float(_colors(lab)),
    }


def palette(seen: NDArray[np.uint8], *, count: int = 5) -> tuple[tuple[str, float], ...]:
    """The main colors of a picture and their shares, lightest first: k-means in Oklab."""
    pixels = shrunk(seen, side=64).reshape(-1, 3)
    lab = oklab(pixels)
    centers = lab[np.argsort(lab[:, 0])][np.linspace(0, len(lab) - 1, count).astype(int)]
    nearest = np.zeros(len(lab), dtype=int)
    for _ in range(12):
        nearest = ((lab[:, None] - centers[None]) ** 2).sum(axis=2).argmin(axis=1)
        for each in range(count):
            if (nearest == each).any():
                centers[each] = lab[nearest == each].mean(axis=0)
    found = []
    for each in np.argsort(-centers[:, 0]):
        mine = nearest == each
        if mine.any():
            red, green, blue = pixels[mine].mean(axis=0).round().astype(int)
            found.append((f"#{red:02x}{green:02x}{blue:02x}", float(mine.mean())))
    return tuple(found)


def oklab(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Oklab of sRGB pixels (..., 3).

    Source: Bjoern Ottosson, 2020, bottosson.github.io/posts/oklab.
    """
    srgb = pixels.astype(np.float64) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    to_lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return np.cbrt(linear @ to_lms.T) @ to_lab.T


def shrunk(pixels: NDArray[np.uint8], *, side: int = SIDE_PX) -> NDArray[np.uint8]:
    """Every n-th pixel, so that the long side is about `side`."""
    step = max(1, round(max(pixels.shape[:2]) / side))
    return pixels[::step, ::step]


def _drawing_s(drawing: Drawing) -> float | None:
    times = [point.t_ms for stroke in drawing.strokes for point in stroke.points]
    known = [each for each in times if each is not None]
    return round(max(known) / 1000, 1) if known and len(known) == len(times) else None


def _coverage(drawing: Drawing, scan: Scan | None) -> float | None:
    if not drawing.strokes and scan is None:
        return None
    drawn = sketch.rasterize(drawing, SIDE_PX, scan=scan)
    return round(float((np.maximum(drawn.ink, drawn.area) > INKED).mean()), 4)


def _colors(lab: NDArray[np.float64]) -> int:
    """How many of twelve hues, and white, grey and black, cover at least COLOR_SHARE."""
    light, a, b = lab[..., 0].ravel(), lab[..., 1].ravel(), lab[..., 2].ravel()
    chroma = np.hypot(a, b)
    hue = ((np.arctan2(b, a) / (2 * np.pi) * 12).round() % 12).astype(int)
    tones = np.digitize(light, (0.35, 0.8)) + 12
    kinds = np.where(chroma > 0.04, hue, tones)
    return int((np.bincount(kinds, minlength=15) / len(kinds) >= COLOR_SHARE).sum())
