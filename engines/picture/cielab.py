"""Colors as CIELAB, and how far apart two of them look."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# CIE XYZ of the sRGB primaries under D65. Source: IEC 61966-2-1.
_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def lab_of(rgb: NDArray[np.generic]) -> Floats:
    """Turns sRGB into CIELAB under D65.

    Args:
        rgb: (..., 3), uint8 0..255 or float 0..1.

    Returns:
        float64 (..., 3): L* 0..100, a*, b*.

    Source: IEC 61966-2-1; CIE 15:2004.
    """
    scale = 255.0 if rgb.dtype == np.uint8 else 1.0
    c = np.asarray(rgb, np.float64) / scale
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _XYZ.T / _WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)


def ciede2000(one: Floats, other: Floats) -> Floats:
    """Gives the color difference CIEDE2000 of two CIELAB arrays (..., 3), with all weights 1.

    Source: Sharma, Wu and Dalal, 2005, Color Research and Application 30(1), eqs. 2 to 22.
    """
    l1, a1, b1 = np.moveaxis(np.asarray(one, np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(other, np.float64), -1, 0)
    g = 0.5 * (1 - _far((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2))
    c1, c2 = np.hypot((1 + g) * a1, b1), np.hypot((1 + g) * a2, b2)
    h1, h2 = _hue((1 + g) * a1, b1), _hue((1 + g) * a2, b2)
    gray = c1 * c2 == 0
    turn = np.where(gray, 0.0, (h2 - h1 + 180) % 360 - 180)
    turn = np.where((turn == -180) & (h2 > h1), 180.0, turn)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    mean_l, mean_c, mean_h = (l1 + l2) / 2, (c1 + c2) / 2, _mean_hue(h1, h2, gray)
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    dc, hue = (c2 - c1) / (1 + 0.045 * mean_c), dh / (1 + 0.015 * mean_c * t)
    rotation = 60 * np.exp(-(((mean_h - 275) / 25) ** 2))
    rt = -np.sin(np.radians(rotation)) * 2 * _far(mean_c)
    return np.sqrt(((l2 - l1) / sl) ** 2 + dc**2 + hue**2 + rt * dc * hue)


def _far(chroma: Floats) -> Floats:
    return np.sqrt(chroma**7 / (chroma**7 + 25.0**7))


def _hue(a: Floats, b: Floats) -> Floats:
    return np.degrees(np.arctan2(b, a)) % 360


def _mean_hue(h1: Floats, h2: Floats, gray: NDArray[np.bool_]) -> Floats:
    total = h1 + h2
    apart = np.where(total < 360, total + 360, total - 360) / 2
    mean = np.where(np.abs(h1 - h2) <= 180, total / 2, apart)
    return np.where(gray, total, mean)
