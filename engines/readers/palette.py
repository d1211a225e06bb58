"""The palette reader: lightness, warmth, colorfulness and the main colors.

Of a drawing, its marks are read, each pixel by how much of it is marked; of a picture, all of what
people see. No measure here means a mood: dark, cool or gray pictures are not sad pictures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.picture import Picture
from engines.reading import Evidence, NamedColor, Reading, Seen
from engines.sketch import Sketch
from engines.strokes import Drawing

MAX_COLORS = 5
MIN_SHARE = 0.02
_MAX_PX = 256  # pictures are read at no more than this a side

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
# Sketchwell's own examples of the basic color names (Berlin and Kay, 1969), and of three more.
_NAMES = {
    "red": "#d62828 #a4161a #ef4444",
    "orange": "#f77f00 #ff9f1c #e8590c",
    "yellow": "#ffd60a #fff06a #e6c229",
    "green": "#2d8a3e #80c850 #1b4d2b #a9d8a0",
    "turquoise": "#1fa6a6 #76d7d0 #0b6e75",
    "blue": "#1d4ed8 #5aa2e8 #14285a #a9d1f2",
    "purple": "#7b2cbf #a684d8 #3c1361",
    "pink": "#f28bb0 #ffc8dd #e0359b",
    "brown": "#7f4f24 #a5703c #4a2c17",
    "beige": "#f0ddba #d9c5a0 #ffe0c4",
    "black": "#000000 #1c1c1e",
    "gray": "#808080 #b0b0b0 #555555",
    "white": "#ffffff #f2f2ee",
}


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


def warmth(lab: Floats) -> Floats:
    """Gives how warm colors look, about -2.5 (cool) to 2 (warm); grays are -0.5.

    Args:
        lab: CIELAB (..., 3).

    Source: Ou, Luo, Woodcock and Wright, 2004, Color Research and Application 29(3), part I, the
    warm-cool model; fitted to single color patches, not to pictures.
    """
    chroma, hue = np.hypot(lab[..., 1], lab[..., 2]), np.arctan2(lab[..., 2], lab[..., 1])
    return -0.5 + 0.02 * chroma**1.07 * np.cos(hue - np.radians(50))


def colorfulness(rgb: Floats, weight: Floats) -> float:
    """Gives the colorfulness of sRGB pixels: 0 for gray, 15 slightly, 59 quite, 109 extremely.

    Args:
        rgb: (N, 3) in 0..1.
        weight: (N,), not all 0.

    Source: Hasler and Suesstrunk, 2003, Proc. SPIE 5007, the measure M3 and its table 2.
    """
    r, g, b = rgb.T * 255
    spread, center = 0.0, 0.0
    for axis in (r - g, (r + g) / 2 - b):
        mean = np.average(axis, weights=weight)
        center += mean**2
        spread += np.average((axis - mean) ** 2, weights=weight)
    return float(np.sqrt(spread) + 0.3 * np.sqrt(center))


def read_drawing(drawing: Drawing, sketch: Sketch) -> Reading:
    """Reads the palette of a drawing's marks; every value is None where nothing is marked."""
    del drawing  # the sketch has all that a palette needs
    marked = np.maximum(sketch.ink, sketch.area).astype(np.float64)
    return _read("drawing", sketch.rgb.reshape(-1, 3).astype(np.float64), marked.ravel())


def read_picture(picture: Picture) -> Reading:
    """Reads the palette of what people see: the painted layer under the person's lines."""
    import cv2

    seen = picture.composite()
    scale = min(1.0, _MAX_PX / max(seen.shape[:2]))
    small = cv2.resize(seen, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    pixels = np.asarray(small, np.float64).reshape(-1, 3) / 255
    return _read("picture", pixels, np.ones(len(pixels)))


def _read(seen: Seen, rgb: Floats, weight: Floats) -> Reading:
    marked = weight > 0.02
    rgb, weight = rgb[marked], weight[marked]
    values: list[float | None] = [None, None, None]
    colors: tuple[NamedColor, ...] = ()
    if len(rgb):
        lab = lab_of(rgb)
        means = [np.average(measure, weights=weight) for measure in (lab[:, 0], warmth(lab))]
        values = [*map(float, means), colorfulness(rgb, weight)]
        colors = _main_colors(rgb, lab, weight)
    names = (("lightness", "L*"), ("warmth", ""), ("colorfulness", ""))
    evidence = tuple(Evidence(n, v, u) for (n, u), v in zip(names, values, strict=True))
    return Reading(seen, evidence, colors)


def _main_colors(rgb: Floats, lab: Floats, weight: Floats) -> tuple[NamedColor, ...]:
    names = [name for name, examples in _NAMES.items() for _ in examples.split()]
    known = bytes.fromhex("".join(_NAMES.values()).replace("#", "").replace(" ", ""))
    prototypes = lab_of(np.frombuffer(known, np.uint8).reshape(-1, 3))
    far = [((lab - prototype) ** 2).sum(-1) for prototype in prototypes]
    nearest = np.array(names)[np.argmin(far, axis=0)]
    found: list[NamedColor] = []
    for name in _NAMES:
        own = weight * (nearest == name)
        share = float(own.sum() / weight.sum())
        if share >= MIN_SHARE:
            mean = np.rint(np.average(rgb, axis=0, weights=own) * 255).astype(np.uint8)
            found.append(NamedColor(name, "#" + mean.tobytes().hex(), share))
    return tuple(sorted(found, key=lambda color: (-color.share, color.name))[:MAX_COLORS])
