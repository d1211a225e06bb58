"""Lines and color areas lifted from a page in even light.

A mark is what differs from the paper beyond the paper's own noise: with two thresholds, so that a
faint stretch counts where it goes on from a sure one (hysteresis, as in J. Canny, "A computational
approach to edge detection", IEEE PAMI 8 (1986)). Wide or densely colored marks are areas; thin ones
are lines, also where they lie over an area and are darker than it (what an opening takes off, the
top-hat of F. Meyer, "Iterative image transformations for an automatic screening of cervical
smears", J. Histochemistry and Cytochemistry 27 (1979)). Hatching stays lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Distances in CIELAB from the paper: faint and sure marks, however clean the photo is.
FAINT, SURE = 3.2, 8.0
# Darker than an area by this (little or much grain) is a line on it; a color is so colorful.
_OVER, _COLORED = (7.0, 18.0), 9.0
# A gray line, once lifted, is at least so much darker than paper (8 bits): about 3.2:1 on white.
LEGIBLE = 110.0
# A colored one so much; much more would make pale crayon another color, since yellow cannot darken.
CLEAR = 85.0
MOST_GAIN = 4.0
# What is wider than this share of the long side is an area: a crayon's stroke is a line.
WIDE = 0.032
# On an area, what is narrower than this share is a line: a brush's outline is.
NARROW = 0.02
# A colored patch smaller than this share of the page is part of a line.
LEAST_AREA = 0.0024
# Along the edge so much, in shares of the long side, is taken for paper.
RIM = 0.004

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Lifted:
    """What was drawn on a page, apart from the paper. Arrays are never written to.

    Attributes:
        rgb: uint8 (H, W, 3), the page on clean paper, as drawn.
        ink: uint8 (H, W), coverage by lines, 255 full.
        tone: uint8 (H, W, 3), the lines' color, dark enough to read; spread beyond the lines.
        area: uint8 (H, W), coverage by colored areas.
        width_px: how wide a typical line is; 0 where there is none.
    """

    rgb: Bytes
    ink: Bytes
    tone: Bytes
    area: Bytes
    width_px: float


def lift(rgb: Bytes, paper: str | None = None) -> Lifted:
    """Lifts lines and color areas from a page.

    Args:
        rgb: uint8 (H, W, 3), a page in even light.
        paper: its paper's color, "#rrggbb"; None: the most common color.
    """
    ground = (
        _most_common(rgb) if paper is None else np.array([*bytes.fromhex(paper[1:])], np.float32)
    )
    apart = _apart(rgb, ground)
    sure = _marks(apart)
    area = _areas(sure, apart)
    strength = _line_strength(apart, area) * sure
    typical = _typical(strength)
    ink = np.clip(strength * (1.15 / typical), 0, 1)
    clean = _cleaned(rgb, ground, apart, sure)
    whole = np.rint(ink * 255).astype(np.uint8)
    return Lifted(clean, whole, _tone(clean, ink, ground), _bytes(area), _line_width(whole))


def cleaned(rgb: Bytes, paper: str) -> Bytes:
    """Gives a page on clean paper: (H, W, 3), marks as they were, all else the paper's color.

    Args:
        rgb: uint8 (H, W, 3), a page in even light.
        paper: its paper's color, "#rrggbb".
    """
    ground = np.array([*bytes.fromhex(paper[1:])], np.float32)
    apart = _apart(rgb, ground)
    return _cleaned(rgb, ground, apart, _marks(apart))


@dataclass(frozen=True, slots=True, eq=False)
class _Apart:
    """How far each pixel is from the paper, float32 (H, W), in CIELAB: at all, in hue, darker."""

    far: Floats
    hue: Floats
    darker: Floats
    noise: float


def _apart(rgb: Bytes, ground: Floats) -> _Apart:
    import cv2

    soft = cv2.GaussianBlur(rgb, (0, 0), 0.8)
    lab = cv2.cvtColor(soft, cv2.COLOR_RGB2LAB)
    pixel = np.rint(ground).astype(np.uint8)[None, None]
    light, a, b = cv2.cvtColor(pixel, cv2.COLOR_RGB2LAB)[0, 0].astype(np.float32).tolist()
    planes = [plane.astype(np.float32) for plane in cv2.split(lab)]
    darker = (light - planes[0]) * np.float32(100 / 255)
    hue = cv2.magnitude(planes[1] - np.float32(a), planes[2] - np.float32(b))
    far = np.asarray(cv2.magnitude(darker, hue), np.float32)
    some = far[::5, ::5]
    quiet = some[some < 12]
    noise = float(np.median(quiet)) * 1.5 if quiet.size else 0.0
    return _Apart(far, np.asarray(hue, np.float32), darker, noise)


def _marks(apart: _Apart) -> Floats:
    """1 where something was drawn, 0 on paper; specks are paper."""
    import cv2

    faint = (apart.far > max(FAINT, 2.4 * apart.noise)).astype(np.uint8)
    faint *= _off_rim(apart.far.shape)
    sure = apart.far > max(SURE, 4.5 * apart.noise)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(faint, connectivity=8)
    found = np.asarray(labels, np.int32)
    seeds = np.bincount(found.ravel(), sure.ravel().astype(np.float32), count)
    unit = max(apart.far.shape) / 1000
    sizes = np.asarray(stats, np.int32)
    long = np.maximum(sizes[:, cv2.CC_STAT_WIDTH], sizes[:, cv2.CC_STAT_HEIGHT])
    keep = (seeds > (1.2 * unit) ** 2) & (long > 3.2 * unit)
    keep[0] = False
    return keep.astype(np.float32)[found]


def _off_rim(shape: tuple[int, ...]) -> Bytes:
    """0 along the page's edge, where a little of the table may show."""
    rim = max(2, round(RIM * max(shape)))
    mask = np.zeros(shape, np.uint8)
    mask[rim:-rim, rim:-rim] = 1
    return mask


def _areas(sure: Floats, apart: _Apart) -> Floats:
    """Coverage by what is wide or densely colored, 0..1; opened at a quarter of the size."""
    import cv2

    height, width = sure.shape
    half, small = ((max(8, width // n), max(8, height // n)) for n in (2, 4))
    colored = sure * np.clip((apart.hue - _COLORED / 2) / (_COLORED / 2), 0, 1)
    # Paper's grain is closed, the gaps of hatching, a little wider, are not.
    dense, solid = (
        cv2.GaussianBlur(cv2.resize(p, half, interpolation=cv2.INTER_AREA), (0, 0), 1.25)
        for p in (colored, sure)
    )
    full = ((dense > 0.42) | (solid > 0.93)).astype(np.uint8)
    fine = cv2.morphologyEx(full * 255, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    shrunk = np.asarray(cv2.resize(fine, small, interpolation=cv2.INTER_AREA), np.uint8)
    closed = (shrunk > 242).astype(np.uint8)
    core = cv2.morphologyEx(closed, cv2.MORPH_OPEN, _disc(max(small), WIDE))
    grown = cv2.bitwise_and(cv2.dilate(_large(core), np.ones((3, 3), np.uint8)), closed)
    soft = cv2.GaussianBlur(np.asarray(grown, np.float32), (0, 0), 0.8)
    return np.asarray(cv2.resize(soft, (width, height)), np.float32)


def _disc(long_side: int, share: float) -> Any:
    import cv2

    reach = max(5, round(long_side * share)) | 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))


def _large(core: Any) -> Bytes:
    """Leaves small patches out: where thick lines meet, they are lines still."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=8)
    keep = np.asarray(stats, np.int32)[:, cv2.CC_STAT_AREA] > LEAST_AREA * core.size
    keep[0] = False
    return keep.astype(np.uint8)[np.asarray(labels, np.int32)]


def _line_strength(apart: _Apart, area: Floats) -> Floats:
    """How strongly a line shows: against the paper, or against the area it lies on."""
    import cv2

    if not area.any():
        return apart.far
    height, width = area.shape
    small = (max(8, width // 4), max(8, height // 4))
    dark = np.clip(apart.darker * 2.5, 0, 255).astype(np.uint8)
    calm = cv2.medianBlur(cv2.resize(dark, small, interpolation=cv2.INTER_AREA), 3)
    below = cv2.morphologyEx(calm, cv2.MORPH_OPEN, _disc(max(small), NARROW))
    soft = cv2.GaussianBlur(below, (0, 0), 0.6)
    beside = cv2.resize(soft, (width, height)).astype(np.float32) / np.float32(2.5)
    above = apart.darker - beside
    inside = np.abs(above[::3, ::3][area[::3, ::3] > 0.9])
    grain = float(np.median(inside)) if inside.size else 0.0
    over = np.maximum(above - np.clip(2.5 * grain, *_OVER), 0) * 1.8
    return np.where(area > 0.02, over, apart.far).astype(np.float32)


def _typical(strength: Floats) -> float:
    some = strength[::2, ::2]
    lines = some[some > SURE]
    return float(np.clip(np.quantile(lines, 0.6), 12, 60)) if lines.size > 20 else 30.0


def _cleaned(rgb: Bytes, ground: Floats, apart: _Apart, sure: Floats) -> Bytes:
    """The page with its paper made one color; faint marks fade in, they do not jump."""
    import cv2

    low = max(FAINT * 0.7, 1.8 * apart.noise)
    fade = np.clip((apart.far - low) / (1.2 * low), 0, 1)
    near = cv2.GaussianBlur(sure, (0, 0), 1.6)
    share = np.maximum(sure, np.minimum(fade, np.clip(3 * near, 0, 1)))
    paper = np.full_like(rgb, np.rint(ground).astype(np.uint8))
    return np.asarray(cv2.blendLinear(rgb, paper, share, 1 - share), np.uint8)


def _tone(clean: Bytes, ink: Floats, ground: Floats) -> Bytes:
    """The color of the nearest lines, (H, W, 3), strong enough to read."""
    import cv2

    height, width = ink.shape
    small = (max(8, width // 2), max(8, height // 2))
    weight = cv2.resize(ink * ink, small, interpolation=cv2.INTER_AREA)
    color = cv2.resize(clean, small, interpolation=cv2.INTER_AREA).astype(np.float32)
    total, shares = color * (weight**2)[..., None], weight**2
    total, shares = (cv2.GaussianBlur(each, (0, 0), 2.5) for each in (total, shares))
    tone = np.where(shares[..., None] > 1e-4, total / np.maximum(shares, 1e-4)[..., None], ground)
    gap = ground - tone
    gray = np.clip(1.6 - (gap.max(2) - gap.min(2)) / 30, 0, 1)
    wanted = CLEAR + gray * (LEGIBLE - CLEAR)
    gain = np.clip(wanted / np.maximum(np.abs(gap).mean(2), 1), 1, MOST_GAIN)
    dark = ground - gap * gain[..., None]
    full = cv2.resize(np.clip(dark, 0, 255).astype(np.uint8), (width, height))
    return np.asarray(full, np.uint8)


def _line_width(ink: Bytes) -> float:
    """Twice the area over the outline's length: the mean width of lines, in pixels."""
    import cv2

    full = (ink > 110).astype(np.uint8)
    edge = cv2.morphologyEx(full, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    outline = int(edge.sum())
    return 2 * int(full.sum()) / outline if outline else 0.0


def _most_common(rgb: Bytes) -> Floats:
    some = rgb[::4, ::4].reshape(-1, 3).astype(np.uint32)
    packed = (some[:, 0] << 16) | (some[:, 1] << 8) | some[:, 2]
    values, counts = np.unique(packed, return_counts=True)
    best = int(values[counts.argmax()])
    return np.array((best >> 16, best >> 8 & 255, best & 255), np.float32)


def _bytes(plane: Floats) -> Bytes:
    return np.rint(np.clip(plane, 0, 1) * 255).astype(np.uint8)
