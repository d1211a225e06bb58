"""Uneven light and shadow taken off a straightened page, without bleaching what was drawn.

What is paper is told by color: the most common color of the page, lighter places counting more;
what departs from it in hue was drawn and says nothing about the light, so that a pale crayon or a
wash keeps its strength. Gray is told from shadow by where it lies and how it feels: a shadow comes
in from an edge of the page and is as smooth as the paper; gray that touches no edge, or has the
grain of a pencil, was drawn. The light on drawn places is taken from the paper around them.

Hue is compared at equal lightness: `_lab` gives a and b times 116/(L+16), which makes them the same
in shadow and in light, since CIELAB's f(Y) = (L+16)/116 scales with the light as a and b do.

White or colored: paper less colorful than `WHITE_CHROMA` is white paper under tinted light, and
becomes white; warm lamps tint more, so that yellowish paper needs `WARM_CHROMA`. More colorful
paper keeps its hue, and paper that carries marks lighter than itself is dark paper and stays dark.

Limits: a smooth gray area, without grain, that reaches an edge of the page is lightened as a
shadow would be; cream paper becomes white, and white paper by candle light colored.

Source of the idea: Zhang and He 2007 (see `engines.sketch.pages`), section 4, where the board's
color is estimated from the lighter pixels of each cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WORK_PX = 320
WHITE_CHROMA, WARM_CHROMA = 17.0, 34.0
# Hues of warm light, degrees in CIELAB: from orange to yellow.
_WARM = (62.0, 102.0)
# A page's brightest channel once the light is even, for paper that is not white.
FULL = 245.0
# Darker than its surroundings by this (natural logarithm of lightness) is a shadow, or drawn.
_DARKER, _DARKEST = 0.07, 1.1
_SPREADS_PX = (40.0, 14.0, 5.0, 1.8)

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Evened:
    """A page in even light.

    Attributes:
        rgb: uint8 (H, W, 3), sRGB.
        paper: the paper's color, "#rrggbb".
    """

    rgb: Bytes
    paper: str


def even_light(rgb: Bytes) -> Evened:
    """Divides a page by the light that fell on it.

    Args:
        rgb: uint8 (H, W, 3), a straightened page.

    Returns:
        The page as in even light; its paper white, or in its own color.
    """
    import cv2

    scale = min(1.0, WORK_PX / max(rgb.shape[:2]))
    size = (max(16, round(rgb.shape[1] * scale)), max(16, round(rgb.shape[0] * scale)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    calm = np.asarray(cv2.medianBlur(small, 15), np.uint8)
    lab = _lab(calm)
    bare = _bare(lab, np.abs(small.astype(np.float32) - calm).mean(2))
    field = _field(calm.astype(np.float32), bare)
    paper = _paper(calm, lab, bare, small)
    gain = np.array(paper, np.float32) / np.maximum(field, 4)
    full = cv2.resize(np.clip(gain, 0, 12), rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    lit = cv2.multiply(rgb, full, dtype=cv2.CV_8U)
    return Evened(
        np.asarray(lit, np.uint8), "#{:02x}{:02x}{:02x}".format(*np.rint(paper).astype(int))
    )


def _lab(rgb: Bytes) -> Floats:
    """CIELAB, L 0..100; a and b as they would be on white."""
    import cv2

    lab = np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    lab[..., 1:] *= 116 / (lab[..., :1] + 16)
    return lab


def _bare(lab: Floats, grain: Floats) -> NDArray[np.bool_]:
    """Where bare paper is seen, lit or in shadow."""
    hue = _common_hue(lab)
    away = np.linalg.norm(lab[..., 1:] - hue, axis=2)
    spread = float(np.median(away[away < 8])) if (away < 8).any() else 2.0
    like = away < np.clip(3.5 * spread, 3.5, 8)
    rest = np.log(np.maximum(lab[..., 0], 2)) - _plain(lab[..., 0], like)
    dark = like & (rest < -_DARKER)
    bright = like & ~dark
    usual = float(np.median(grain[bright])) if bright.any() else 1.0
    return (like & ~_drawn(dark, rest, grain > max(2.5, 2.2 * usual))) & (rest > -_DARKEST)


def _common_hue(lab: Floats) -> Floats:
    """The most common place in the a-b plane, lighter pixels counting more."""
    import cv2

    flat = lab.reshape(-1, 3)
    weight = (flat[:, 0] / 100) ** 3
    bins = np.arange(-66, 69, 4)
    counts = np.histogram2d(flat[:, 1], flat[:, 2], [bins, bins], weights=weight)[0]
    soft = cv2.GaussianBlur(counts, (0, 0), 0.8)
    a, b = np.unravel_index(int(soft.argmax()), soft.shape)
    center = np.array((bins[a] + 2, bins[b] + 2), np.float32)
    near = np.linalg.norm(flat[:, 1:] - center, axis=1) < 5
    return np.median(flat[near, 1:], 0) if near.any() else center


def _plain(lightness: Floats, like: NDArray[np.bool_]) -> Floats:
    """The logarithm of light as a smooth hill, (h, w): what it would be without shadow and marks.

    Least squares, again and again, with ever less weight for what is darker than the hill.
    """
    height, width = lightness.shape
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], -1)
    known = np.log(np.maximum(lightness, 2))
    some = like[::3, ::3].ravel()
    if some.sum() < 20:
        return np.full_like(lightness, float(np.quantile(known, 0.9)))
    a, b = terms[::3, ::3].reshape(-1, 6)[some], known[::3, ::3].ravel()[some]
    weight = np.where(b >= np.quantile(b, 0.5), 1.0, 0.15)
    fit = np.zeros(6)
    for _ in range(7):
        heavy = a.T * (weight * weight)
        fit = np.linalg.lstsq(heavy @ a, heavy @ b, rcond=None)[0]
        rest = b - a @ fit
        weight = np.where(rest < -0.03, 0.03, 1.0) / (1 + np.abs(rest) / 0.03)
    return (terms @ fit).astype(np.float32)


def _drawn(dark: NDArray[np.bool_], rest: Floats, rough: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which gray places were drawn: they touch no edge of the page, or have grain, or are black."""
    import cv2

    count, found = cv2.connectedComponents(dark.astype(np.uint8))
    labels = np.asarray(found, np.int32)
    edge = np.concatenate([labels[:2].ravel(), labels[-2:].ravel(), labels[:, :2].ravel()])
    reaches = np.zeros(count, bool)
    reaches[np.unique(np.concatenate([edge, labels[:, -2:].ravel()]))] = True
    size = np.maximum(np.bincount(labels.ravel(), minlength=count), 1)
    grainy = np.bincount(labels.ravel(), rough.ravel().astype(float), count) / size > 0.4
    deep = np.bincount(labels.ravel(), rest.ravel(), count) / size < -_DARKEST
    drawn = ~reaches | grainy | deep
    drawn[0] = False
    return drawn[labels]


def _field(calm: Floats, bare: NDArray[np.bool_]) -> Floats:
    """The light on the paper, (h, w, 3): seen where paper is bare, borrowed from near elsewhere."""
    import cv2

    weight = np.asarray(cv2.erode(bare.astype(np.uint8), np.ones((3, 3), np.uint8)), np.float32)
    if weight.sum() < 30:
        return np.broadcast_to(np.quantile(calm, 0.9, axis=(0, 1)), calm.shape).astype(np.float32)
    mean = (calm * weight[..., None]).sum((0, 1)) / weight.sum()
    field = np.broadcast_to(mean, calm.shape).astype(np.float32)
    for spread in _SPREADS_PX:
        near = cv2.GaussianBlur(weight, (0, 0), spread)
        seen = cv2.GaussianBlur(calm * weight[..., None], (0, 0), spread)
        share = np.clip(near / 0.25, 0, 1)[..., None]
        field = field + share * (seen / np.maximum(near, 1e-4)[..., None] - field)
    return np.asarray(field, np.float32)


def _paper(calm: Bytes, lab: Floats, bare: NDArray[np.bool_], small: Bytes) -> Floats:
    """The paper's color in even light."""
    if not bare.any():
        return np.array((255, 255, 255), np.float32)
    lit = bare & (lab[..., 0] >= np.quantile(lab[..., 0][bare], 0.6))
    seen = np.median(calm[lit].astype(np.float32), 0)
    own = np.median(lab[lit], 0)
    lighter = float((_lab(small)[..., 0] > own[0] + 25).mean())
    if lighter > 0.003 and own[0] < 55:
        return seen
    warm = _WARM[0] < np.degrees(np.arctan2(own[2], own[1])) < _WARM[1]
    if float(np.hypot(own[1], own[2])) < (WARM_CHROMA if warm else WHITE_CHROMA):
        return np.array((255, 255, 255), np.float32)
    return seen * (FULL / max(float(seen.max()), 1))
