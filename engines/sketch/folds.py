"""Folds taken off a page in even light: their shading is divided away, marks across them stay.

A fold is told from a drawn line by what a hand hardly does: it is straight to a few thousandths of
the page, runs from edge to edge nearly along the sides, is gray and faint, and everywhere so.
It is looked for by adding up the page's fine shading along leaning columns and rows (a Radon
transform over few angles), then followed piece by piece, since its depth changes on the way.

Source: P. Toft, "The Radon transform: theory and implementation" (1996), for lines from sums.

Limits: folds across corners and crumpled paper stay; a line drawn faintly with a ruler from edge
to edge, nearly along a side, goes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

WORK_PX = 720
# How far a fold leans from the sides, as a slope, and in how many steps one looks.
LEAN, STEPS = 0.05, 21
# Folds a way; a page folded to eighths has three.
MOST = 3
# Shading (natural logarithm) that counts along a fold, and the most that is no mark.
_LEAST, _DEEPEST = 0.012, 0.16
# Pieces along a fold, and the share of them in which it must be seen.
_PIECES, _SEEN = 16, 0.8
# Half the width of what is put right, in shares of the long side.
_HALF = 0.009
# Near the page's edge lies its own shade.
_EDGE = 0.05

Bytes = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]


def without_folds(rgb: Bytes) -> Bytes:
    """Gives a page without its folds.

    Args:
        rgb: uint8 (H, W, 3), a page in even light.

    Returns:
        uint8 (H, W, 3); the same array where no fold was found.
    """
    import cv2

    scale = min(1.0, WORK_PX / max(rgb.shape[:2]))
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    shade, bare = _shading(np.asarray(small, np.uint8))
    gain = np.zeros(shade.shape, np.float32)
    for turned in (False, True):
        way = (shade.T, bare.T, gain.T) if turned else (shade, bare, gain)
        for place, lean in _found(np.ascontiguousarray(way[0]), way[1]):
            _measured(way[0], way[1], place, lean, out=way[2])
    if not gain.any():
        return rgb
    return _divided(rgb, gain)


def _shading(rgb: Bytes) -> tuple[Floats, NDArray[np.bool_]]:
    """The fine shading of gray light, (h, w), and where it is no mark's."""
    import cv2

    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    light = np.log(np.maximum(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), 4).astype(np.float32))
    side = max(9, round(0.03 * max(light.shape))) | 1
    around = cv2.medianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), side).astype(np.float32)
    shade = light - np.log(np.maximum(around, 4))
    paper = np.median(lab[::4, ::4].reshape(-1, 3), 0)
    hue = np.linalg.norm(lab[..., 1:] - paper[1:], axis=2)
    bare = (np.abs(shade) < _DEEPEST) & (hue < 6)
    return np.where(bare, shade, 0).astype(np.float32), bare


def _found(shade: Floats, bare: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Folds from top to bottom: where they cross the middle row, and their slope."""
    import cv2

    height, width = shade.shape
    sums = np.zeros((STEPS, width), np.float32)
    leans = np.linspace(-LEAN, LEAN, STEPS)
    for n, lean in enumerate(leans):
        way = np.array([[1, lean, -lean * height / 2], [0, 1, 0]], np.float32)
        leaned = cv2.warpAffine(shade, way, (width, height), flags=cv2.INTER_LINEAR | 16)
        sums[n] = cv2.GaussianBlur(
            np.abs(_pieces(np.asarray(leaned, np.float32))).mean(0)[None], (0, 0), 0.7
        )[0]
    edge = round(_EDGE * width)
    sums[:, :edge] = sums[:, -edge:] = 0
    found: list[tuple[float, float]] = []
    usual = float(np.median(sums[:, edge:-edge]))
    for _ in range(MOST):
        n, x = (int(i) for i in np.unravel_index(int(sums.argmax()), sums.shape))
        if sums[n, x] < max(_LEAST, 2.5 * usual):
            break
        if _is_fold(shade, bare, float(x), float(leans[n])):
            found.append((float(x), float(leans[n])))
        sums[:, max(0, x - edge) : x + edge] = 0
    return found


def _pieces(leaned: Floats) -> Floats:
    """The mean shading of each piece of each column: (pieces, width)."""
    import cv2

    width = leaned.shape[1]
    pieces = cv2.resize(leaned, (width, _PIECES), interpolation=cv2.INTER_AREA)
    return np.asarray(pieces, np.float32)


def _strip(plane: Floats, place: float, lean: float, half: int) -> Floats:
    """What lies along a fold, (height, 2 half + 1), straightened."""
    import cv2

    height = plane.shape[0]
    way = np.array([[1, lean, place - half - lean * height / 2], [0, 1, 0]], np.float32)
    size = (2 * half + 1, height)
    source = np.ascontiguousarray(plane, np.float32)
    strip = cv2.warpAffine(source, way, size, flags=cv2.INTER_LINEAR | 16)
    return np.asarray(strip, np.float32)


def _profile(shade: Floats, bare: NDArray[np.bool_], place: float, lean: float) -> Floats:
    """The shading across a fold, a row for each piece; medians, so that marks count little."""
    half = round(_HALF * max(shade.shape))
    strip, seen = (_strip(plane.astype(np.float32), place, lean, half) for plane in (shade, bare))
    strip = np.where(seen > 0.99, strip, np.nan)
    rows = np.zeros((_PIECES, strip.shape[1]), np.float32)
    for n, part in enumerate(np.array_split(strip, _PIECES)):
        known = (~np.isnan(part)).sum(0) > 0.3 * len(part)
        if known.any():
            rows[n, known] = np.nanmedian(part[:, known], 0)
    return rows


def _is_fold(shade: Floats, bare: NDArray[np.bool_], place: float, lean: float) -> bool:
    """Whether it is seen all along, at one place, wherever the paper is bare."""
    rows = _profile(shade, bare, place, lean)
    middle = rows.shape[1] // 2
    core = rows[:, middle - 2 : middle + 3]
    core = core[np.abs(core).max(1) > 0]  # other pieces lie under marks
    if len(core) < _PIECES // 2:
        return False
    deepest = np.take_along_axis(core, np.abs(core).argmax(1)[:, None], 1)[:, 0]
    sign = np.sign(np.median(deepest))
    return float((deepest * sign > _LEAST).mean()) >= _SEEN


def _measured(
    shade: Floats, bare: NDArray[np.bool_], place: float, lean: float, *, out: Floats
) -> None:
    """Adds a fold's shading to `out`, in place."""
    import cv2

    rows = cv2.GaussianBlur(_profile(shade, bare, place, lean), (1, 3), 0)
    height, width = shade.shape
    half = rows.shape[1] // 2
    fade = np.clip((half + 1 - np.abs(np.arange(-half, half + 1))) / 2, 0, 1)
    full = cv2.resize((rows * fade).astype(np.float32), (rows.shape[1], height))
    way = np.array([[1, lean, place - half - lean * height / 2], [0, 1, 0]], np.float32)
    out += cv2.warpAffine(full, way, (width, height), flags=cv2.INTER_LINEAR)


def _divided(rgb: Bytes, shade: Floats) -> Bytes:
    """Takes shading off, only where there is some."""
    import cv2

    full = cv2.resize(np.exp(-shade), rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(rgb, cv2.merge([full] * 3), dtype=cv2.CV_8U), np.uint8)
