"""What can be counted in a drawing and seen in a picture. Descriptions, never verdicts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines import sketch
from engines.sketch.scans import Scan
from engines.strokes import Drawing
from workbench.colors import SIDE_PX, oklab, shares, shrunk

INKED = 0.25
COLOR_SHARE = 0.02
# Warm lies towards orange: 60 degrees in Oklab's a-b plane. Scaled so that pure orange is about 1.
WARM_DIRECTION = (0.5, 0.8660254)
WARM_SCALE = 0.16


def of(
    drawing: Drawing,
    seen: NDArray[np.uint8],
    *,
    scan: Scan | None = None,
    shown: NDArray[np.uint8] | None = None,
) -> dict[str, float | None]:
    """The measures of a kept turn.

    Args:
        drawing: the person's own marks.
        seen: (H, W, 3), what was kept: the painted layer, or the drawing on its paper.
        scan: the paper drawing below, which is of the person's making too.
        shown: (H, W, 3), what was looked at: the painted layer under the person's lines; `seen`
            where None.

    Returns:
        strokes: how many marks; drawing_s: seconds from the first touch to the last, None where
        times are missing; coverage: share of the paper that the person's marks cover, 0..1;
        lightness: mean Oklab lightness of the picture, 0..1; warmth: mean of Oklab color along
        orange, about -1 (blue) to 1 (orange); colors: how many of twelve
        coarse colours cover at least two hundredths of the picture; color_white and ten more:
        the share of `shown` that has each named color, together 1.
    """
    lab = oklab(shrunk(seen))
    return {
        "strokes": float(len(drawing.strokes)),
        "drawing_s": _drawing_s(drawing),
        "coverage": _coverage(drawing, scan),
        "lightness": round(float(lab[..., 0].mean()), 4),
        "warmth": round(float((lab[..., 1:] @ np.array(WARM_DIRECTION)).mean() / WARM_SCALE), 4),
        "colors": float(_colors(lab)),
        **color_shares(seen if shown is None else shown),
    }


def color_shares(shown: NDArray[np.uint8]) -> dict[str, float]:
    """The share of each named color in a picture (H, W, 3), by the measure's name."""
    return {f"color_{name}": share for name, share in shares(shown).items()}


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
