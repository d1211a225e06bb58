"""Keeping to the drawing: the person's colors stay where they were drawn, regions stay whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.painters.faces import faces
from engines.picture import Influence
from engines.sketch.tones import gray_of, length_of, spread_of, thrice, with_plane

Floats = NDArray[np.float32]
Labels = NDArray[np.int32]

# How far an underpainting is pulled towards the strokes' own colors.
HOLD: dict[Influence, float] = {"hint": 1.0, "together": 0.85, "transform": 0.5}
# How much of the network's paint stays on the page, away from every stroke.
FREE: dict[Influence, float] = {"hint": 0.12, "together": 0.92, "transform": 1.0}
# How much of it stays by the strokes and inside what they enclose, at most.
NEAR: dict[Influence, float] = {"hint": 0.4, "together": 0.8, "transform": 0.8}
# How thick the paint is laid.
DEPTH: dict[Influence, float] = {"hint": 1.0, "together": 1.0, "transform": 1.25}
CALM_SHARE = 0.7
# How bare a face is left, and what plain daylight is.
BARED, DAYLIGHT = 0.9, 0.85
# A small network hedges: what it is unsure of comes out in the mean color of everything, dark and
# brown. Its hue (R, G, B minus their mean) is the mean over 133 enclosed regions of 46 held-out
# sketches in black, no words, no mood, four steps: `python -m engines.training evaluate --hedge`.
# Only what departs from it says something of the thing.
# Since half of an answer is its first step's, the command gives (0.039, -0.006, -0.033).
HEDGE = np.array((0.031, -0.003, -0.028), np.float32)
HEDGE_KEPT = 0.3
# Share of the surrounding light's hue that an unknown thing takes on, roughly.
LIT = 0.6
# How much of pale paint, and of paint that says nothing, goes back to the ground.
PALE, GUESSED = 0.95, 0.65
# How far the parts of one thing are brought to a common color, and how far around a part reaches
# for it: in parts of the long side.
COMMON, COMMON_REACH = 0.75, 0.13
# Marks with less between their strongest and weakest channel are gray.
GRAYISH = 0.06
# How bare is left what the painter should not decide: enclosed parts of less than this share of the
# page; paper between marks as close as this (their coverage, blurred), which give the tone there
# themselves; and parts in black lines of drawings that are half in color, or more.
SPARED, SMALL = 0.8, 0.016
DENSE, DENSER = 0.3, 0.5
LEFT_BLACK = 0.7
# Open paint from edge to edge is land, sea or sky; a patch in the open, whose rows are less full,
# is a guess, and goes back to the ground by this share. Paint counts from this darkness.
AIRED, PATCH, WIDE, DARK = 0.5, 0.6, 0.9, 0.12
# Enclosed paint is brought towards this colorfulness, at most times the gain, and thinned
# towards the light around it, the more the less sure it is.
LEAST_CHROMA, MOST_GAIN, THINNED, UNSURE = 0.16, 2.0, 0.38, 0.12


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The drawing on the underpainting's grid, float32 0..1.

    Attributes:
        rgb: (h, w, 3), the marks over the paper.
        ink, area: (h, w), coverage by lines and by broad marks.
    """

    rgb: Floats
    ink: Floats
    area: Floats


def kept(
    under: Floats,
    marks: Marks,
    ground: Floats,
    paper: tuple[float, float, float],
    influence: Influence,
    *,
    plain: bool = True,
) -> Floats:
    """Gives an underpainting that keeps to the drawing.

    Args:
        under: (h, w, 3) float32, 0..1 sRGB, what the network painted.
        marks: the drawing on the same grid.
        ground: (h, w, 3) float32, 0..1 sRGB, what lies where paint is unsure or left out: the
            strokes' own colors, spread on the paper.
        paper: 0..1 sRGB.
        influence: "hint" leaves most of the ground bare; "transform" holds least.
        plain: whether no mood of light was asked for.

    Returns:
        (h, w, 3) float32, 0..1.
    """
    labels, count = regions(marks.ink)
    start = under
    if plain and influence != "transform":
        start = _aired(whitened(under, ground), ground, labels)
    calm = _cleared(_calmed(start, labels, count), labels, count, plain=plain)
    calm = _harmonized(calm, labels, count)
    calm = _spared(calm, marks, ground, labels, count)
    calm = _bared(calm, faces(marks.ink, labels, count), paper, plain=plain)
    hold = HOLD[influence]
    held = _held_by_lines(_deepened(calm, influence), marks, labels, count, hold=hold)
    held = _held_by_areas(held, marks, hold=hold)
    return np.clip(_on_ground(held, marks, labels, ground, influence), 0, 1, dtype=np.float32)


def regions(ink: Floats, *, marked: float = 0.25) -> tuple[Labels, int]:
    """Labels what lines enclose, small gaps closed; 0 for all that is open to the page's edge.

    Args:
        ink: (h, w), coverage by lines.
        marked: coverage from which a cell belongs to a line.

    Returns:
        (h, w) int32 labels (cells under a line belong to the region beside them) and their count.
    """
    import cv2

    lines = (ink > marked).astype(np.uint8)
    closed = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    count, labels = cv2.connectedComponents(1 - np.maximum(lines, closed), connectivity=4)
    found = np.asarray(labels, np.int32)
    keep = np.arange(count, dtype=np.int32)
    keep[np.unique(np.concatenate([found[0], found[-1], found[:, 0], found[:, -1]]))] = 0
    grown = cv2.dilate(keep[found].astype(np.float32), np.ones((3, 3), np.uint8))
    return np.asarray(grown, np.int32), count


def _blur(plane: Floats, sigma: float) -> Floats:
    import cv2

    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), np.float32)


def _spread(planes: Floats, sigma: float) -> Floats:
    """A wide blur on a fourth of the grid: under 0.01 away on average, and far quicker."""
    import cv2

    size = planes.shape[1::-1]
    fourth = (size[0] // 4, size[1] // 4)
    small = np.asarray(cv2.resize(planes, fourth, interpolation=cv2.INTER_AREA), np.float32)
    return np.asarray(cv2.resize(_blur(small, sigma / 4), size), np.float32)


def _means(values: Floats, weight: Floats, labels: Labels, count: int) -> Floats:
    flat, heavy = labels.ravel().astype(np.intp), weight.ravel().astype(np.float64)
    total = np.bincount(flat, heavy, count) + 1e-6
    sums = [
        np.bincount(flat, heavy * values[..., k].ravel(), count) / total
        for k in range(values.shape[2])
    ]
    return np.stack(sums, -1).astype(np.float32)


def _laid_out(colors: Floats, labels: Labels) -> Floats:
    """Each region in a color of its own: (count, 3) -> (h, w, 3)."""
    return np.take(colors, labels, axis=0)


def _spared(under: Floats, marks: Marks, ground: Floats, labels: Labels, count: int) -> Floats:
    """Gives paint back to the ground where the drawing leaves nothing to decide."""
    size = np.bincount(labels.ravel(), minlength=count) / labels.size
    colored = float((_colored(marks) * marks.ink).sum() / (marks.ink.sum() + 1e-3))
    small = SPARED * np.clip(2 - 2 * size / SMALL, 0, 1)
    parts = np.maximum(small, LEFT_BLACK * min(1.0, 2 * colored))
    parts[0] = 0
    between = np.maximum(_blur(marks.ink, 2.0), _blur(marks.area, 3.0) * (1 - marks.area))
    close = np.clip((between - DENSE) / (DENSER - DENSE), 0, 1)
    share = np.maximum(_blur(parts[labels].astype(np.float32), 0.8), SPARED * close)
    return np.asarray(under + thrice(share) * (ground - under), np.float32)


def _aired(under: Floats, ground: Floats, labels: Labels) -> Floats:
    """Thins patches of paint that end in mid-air."""
    free = (labels == 0).astype(np.float32)
    painted = (gray_of(ground) - gray_of(under) > DARK) * free
    across = painted.sum(1) / np.maximum(free.sum(1), 1)
    wide = np.clip((_blur(across[:, None].astype(np.float32), 3.0) - PATCH) / (WIDE - PATCH), 0, 1)
    share = AIRED * (1 - wide) * _blur(free, 1.0)
    return np.asarray(under + thrice(share) * (ground - under), np.float32)


def _harmonized(under: Floats, labels: Labels, count: int) -> Floats:
    """Brings neighboring enclosed parts towards a common color: they are mostly of one thing."""
    inside = (labels > 0).astype(np.float32)
    if not inside.any():
        return under
    far = COMMON_REACH * max(labels.shape)
    reach = _spread(with_plane(under * thrice(inside), inside), far)
    common = reach[..., :3] / thrice(reach[..., 3] + np.float32(1e-4))
    alike = np.ones(labels.shape, np.float32)
    own, wanted = (_means(paint, alike, labels, count) for paint in (under, common))
    change = _laid_out(COMMON * (wanted - own), labels) * thrice(inside)
    return np.clip(under + _blur(change.astype(np.float32), 0.8), 0, 1, dtype=np.float32)


def _calmed(under: Floats, labels: Labels, count: int) -> Floats:
    """Mixes every enclosed region a little with its own mean color: less patchy, still alive."""
    mean = _means(under, np.ones(labels.shape, np.float32), labels, count)
    share = thrice(_blur((labels > 0).astype(np.float32), 1.0) * CALM_SHARE)
    return np.asarray(under + share * (_laid_out(mean, labels) - under), np.float32)


def _cleared(under: Floats, labels: Labels, count: int, *, plain: bool) -> Floats:
    """Clears enclosed paint: more of its own hue, thinned to let the light around it through.

    Under a mood of light everything takes on some of the hue around it: that says nothing about
    the thing either, and hues are thinned, not strengthened.
    """
    most_gain, dull_kept = (MOST_GAIN, HEDGE_KEPT) if plain else (1.1, 1.0)
    mean = _means(under, np.ones(labels.shape, np.float32), labels, count)
    gray = mean.mean(1, keepdims=True)
    hue = mean - gray
    dull = HEDGE if plain else HEDGE + LIT * hue[0]
    own = hue - dull
    strength = np.linalg.norm(own, axis=1, keepdims=True)
    gain = np.clip(LEAST_CHROMA / (strength + 0.03), 1, most_gain)
    unsure = np.clip((UNSURE - strength) / UNSURE, 0, 1)
    lift = (THINNED + (1 - THINNED) * 0.75 * unsure) * np.maximum(gray[0] - gray, 0)
    inside = thrice((labels > 0).astype(np.float32))
    change = _laid_out(gain * own + dull_kept * dull - hue + lift, labels) * inside
    return np.clip(under + _blur(change.astype(np.float32), 0.8), 0, 1, dtype=np.float32)


def _bared(
    under: Floats, face: Floats, paper: tuple[float, float, float], *, plain: bool
) -> Floats:
    """Leaves faces the paper's color, in the light of the picture: nobody is given a skin."""
    if not face.any():
        return under
    cover = thrice(BARED * _blur(face, 1.0))
    around = (under * (1 - cover)).sum((0, 1)) / ((1 - cover).sum((0, 1)) + 1e-3)
    light = np.ones(3) if plain else np.clip(around / DAYLIGHT, 0, 1)
    return np.asarray(under + cover * (np.asarray(paper) * light - under), np.float32)


def _deepened(under: Floats, influence: Influence) -> Floats:
    """The same paint laid thicker: absorbance times `DEPTH`."""
    return np.asarray(np.clip(under, 0, 1) ** DEPTH[influence], np.float32)


def _held_by_lines(
    under: Floats, marks: Marks, labels: Labels, count: int, *, hold: float
) -> Floats:
    """Pulls paint towards colored lines: close to them, and inside what they enclose."""
    chroma = np.asarray(_colored(marks) * marks.ink, np.float32)
    near = _blur(chroma, 2.2)
    color = _blur(marks.rgb * thrice(chroma), 2.2) / thrice(near + np.float32(1e-4))
    weight = thrice(np.clip(near * 3.0, 0, 0.7) * hold)
    edge = _blur(marks.ink, 1.5)
    colored = np.clip(near / (edge + 1e-3), 0, 1, dtype=np.float32)
    inside = _means(with_plane(color, colored), edge, labels, count)
    tone = _laid_out(inside[:, :3], labels)
    share = thrice(np.take(inside[:, 3], labels) * (labels > 0))
    mean = _laid_out(_means(under, np.ones(labels.shape, np.float32), labels, count), labels)
    # Watered-down ink inside, with the network's light and shade around its own mean.
    wash = np.clip(tone * 0.8 + 0.2 + 0.6 * (under - mean), 0, 1, dtype=np.float32)
    inner = under + np.clip(share * 0.75 * hold, 0, 1) * (wash - under)
    return np.asarray(inner + weight * (color * 0.85 + 0.15 - inner), np.float32)


def _colored(marks: Marks) -> Floats:
    """How far marks are of a color and not gray, muted colors too."""
    return np.asarray(np.clip((spread_of(marks.rgb) - GRAYISH) * 3.5, 0, 1), np.float32)


def _held_by_areas(under: Floats, marks: Marks, *, hold: float) -> Floats:
    """Brushed and filled areas keep their color, with a little of the network's light."""
    weight = thrice(marks.area * 0.92 * hold)
    light = np.clip(under - under.mean((0, 1)), -0.5, 0.5) * 0.12
    return under + weight * (np.clip(marks.rgb + light, 0, 1) - under)


def whitened(under: Floats, ground: Floats) -> Floats:
    """Gives pale or unsure paint back to the ground: white left between washes.

    Args:
        under: (h, w, 3) float32, 0..1.
        ground: (h, w, 3) float32, 0..1, see `kept`.
    """
    gray, chroma = gray_of(under), spread_of(under)
    pale = PALE * np.clip((0.10 - chroma) / 0.06, 0, 1) * np.clip((gray - 0.76) / 0.1, 0, 1)
    hue = _blur(under - thrice(gray), 2.0)
    for channel, most in enumerate(HEDGE):
        hue[..., channel] -= most
    unsure = GUESSED * np.clip((UNSURE - length_of(hue)) / UNSURE, 0, 1)
    return np.asarray(under + thrice(np.maximum(pale, unsure)) * (ground - under), np.float32)


def _on_ground(
    under: Floats, marks: Marks, labels: Labels, ground: Floats, influence: Influence
) -> Floats:
    free, most = FREE[influence], NEAR[influence]
    near = np.clip(_blur(np.maximum(marks.ink, marks.area), 5.0) * 3.0, 0, 1)
    near = most * np.maximum(0.7 * near, _blur((labels > 0).astype(np.float32), 1.5))
    cover = free + (1 - free) * np.maximum(near, marks.area)
    cover = thrice(np.asarray(cover, np.float32))
    return np.asarray(ground + cover * (under - ground), np.float32)
