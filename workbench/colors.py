"""Which named colors a picture has, and how much of each. A description, never a verdict.

The names are the basic color terms of B. Berlin and P. Kay, 1969, Basic Color Terms. Each has a few
examples of our own choosing, light and dark; a pixel has the name of the nearest example in Oklab.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SIDE_PX = 160
NAMED_PX = 36
EXAMPLES = {
    "white": ("#ffffff", "#f7f3e9", "#ebe9e4"),
    "black": ("#000000", "#2b2a29"),
    "gray": ("#8a8a8a", "#b9b9b7", "#6a6a69", "#4c4c4d"),
    "brown": ("#7a4a2b", "#a0562f", "#a1744f", "#4a3222", "#cdb193"),
    "violet": ("#6b4fa0", "#b49bd6", "#432f66", "#a05fa8"),
    "blue": ("#2f6fb0", "#8db9dd", "#1f3560", "#3f97a6", "#5c6f86", "#a9c0cf"),
    "green": ("#2e8b57", "#8bbf6a", "#34502f", "#b3cfa6", "#6f7f3a", "#a8e6a1"),
    "pink": ("#e88ba8", "#f4c6cf", "#d7559a"),
    "red": ("#d62828", "#8c1d18", "#b94a40"),
    "orange": ("#f28c28", "#ffa51f", "#c9692c", "#f5b97e"),
    "yellow": ("#f5d547", "#d6b13a", "#f3e6a0", "#fff200"),
}


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


def shares(seen: NDArray[np.uint8]) -> dict[str, float]:
    """The share of a picture that has each color; together 1.

    Args:
        seen: (H, W, 3) sRGB.
    """
    lab = oklab(shrunk(seen, side=NAMED_PX)).reshape(-1, 3)
    away = ((lab[:, None] - _POINTS[None]) ** 2).sum(axis=2)
    counted = np.bincount(_OWNERS[away.argmin(axis=1)], minlength=len(EXAMPLES))
    return dict(zip(EXAMPLES, (counted / len(lab)).round(4).tolist(), strict=True))


def name(color: str) -> str:
    """The name of one color, given as "#rrggbb"."""
    found = shares(np.array([[_rgb(color)]], dtype=np.uint8))
    return max(found, key=found.__getitem__)


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color.removeprefix("#")))


_POINTS = oklab(np.array([_rgb(c) for every in EXAMPLES.values() for c in every], dtype=np.uint8))
_OWNERS = np.array([place for place, every in enumerate(EXAMPLES.values()) for _ in every])
