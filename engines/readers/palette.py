"""The palette reader: lightness, warmth, colorfulness and the main colors.

Of a drawing, its marks are read, each pixel by how much of it is marked; of a picture, all of what
people see. No measure here means a mood: dark, cool or gray pictures are not sad pictures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.picture import Picture
from engines.picture.cielab import lab_of
from engines.reading import Evidence, NamedColor, Reading, Seen
from engines.sketch import Sketch
from engines.strokes import Drawing

MAX_COLORS = 5
MIN_SHARE = 0.02
# A painted pixel differs from the paper by more than this in CIELAB. Sketchwell's own choice.
PAINTED = 6.0
_MAX_PX = 256  # pictures are read at no more than this a side

Floats = NDArray[np.float64]

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
COLOR_NAMES = tuple(_NAMES)


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
    pixels = _small(picture.composite())
    return _read("picture", pixels, np.ones(len(pixels)))


def read_paint(picture: Picture) -> Reading:
    """Reads the palette of the painter's layer alone, where it differs from the bare paper."""
    pixels = _small(picture.painted)
    return _read("picture", pixels, painted(picture, pixels).astype(np.float64))


def painted(picture: Picture, pixels: Floats) -> NDArray[np.bool_]:
    """Gives which pixels (N, 3) in 0..1 are painted: farther than `PAINTED` from the paper."""
    paper = np.frombuffer(bytes.fromhex(picture.request.drawing.paper.color[1:]), np.uint8)
    return np.linalg.norm(lab_of(pixels) - lab_of(paper), axis=-1) > PAINTED


def _small(seen: NDArray[np.uint8]) -> Floats:
    import cv2

    scale = min(1.0, _MAX_PX / max(seen.shape[:2]))
    small = cv2.resize(seen, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float64).reshape(-1, 3) / 255


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


def named(lab: Floats) -> NDArray[np.int_]:
    """Gives the number of each color's basic name, in the order of `COLOR_NAMES`.

    The name is that of the nearest example in CIELAB; examples are Sketchwell's own.

    Args:
        lab: CIELAB (..., 3).
    """
    of = [number for number, each in enumerate(_NAMES.values()) for _ in each.split()]
    known = bytes.fromhex("".join(_NAMES.values()).replace("#", "").replace(" ", ""))
    prototypes = lab_of(np.frombuffer(known, np.uint8).reshape(-1, 3))
    # The nearest by |x - p|^2, of which |x|^2 is the same for every p.
    far = (prototypes**2).sum(-1) - 2 * (lab @ prototypes.T)
    return np.array(of)[far.argmin(-1)]


def _main_colors(rgb: Floats, lab: Floats, weight: Floats) -> tuple[NamedColor, ...]:
    nearest = named(lab)
    found: list[NamedColor] = []
    for number, name in enumerate(COLOR_NAMES):
        own = weight * (nearest == number)
        share = float(own.sum() / weight.sum())
        if share >= MIN_SHARE:
            mean = np.rint(np.average(rgb, axis=0, weights=own) * 255).astype(np.uint8)
            found.append(NamedColor(name, "#" + mean.tobytes().hex(), share))
    return tuple(sorted(found, key=lambda color: (-color.share, color.name))[:MAX_COLORS])
