"""Figures of one picture or of two, from pixels alone. Lengths are meant at a 512 px long side.

Colors are compared with CIEDE2000 on blurred pictures where texture is not the question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.picture.cielab import ciede2000, lab_of
from engines.sketch import Sketch, rasterize
from engines.strokes import Drawing

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

REACH_PX = 2.0
NEAR_PX = (3.0, 12.0)  # from a stroke's border: beside it
AROUND_PX, AROUND_BLUR = 24.0, 12.0
COLORED = 15.0  # chroma (CIELAB) from which a stroke counts as colored
STABLE_PX = 64.0
HAIRLINE = 0.004
_SEEN = 0.5


@dataclass(frozen=True, slots=True)
class Fidelity:
    """Share of the drawing's lines found again, and what chance alone finds: 0..1."""

    found: float
    chance: float

    @property
    def kept(self) -> float:
        """0 where no more is found than by chance, 1 where all is."""
        return (self.found - self.chance) / max(1e-6, 1 - self.chance)


def edges_of(pixels: Bytes) -> Mask:
    """Edges in lightness and in color, of pixels softened so that paper and grain are none.

    Source: Canny, 1986, as OpenCV has it, on L*, a*, b*.
    """
    import cv2

    soft = cv2.GaussianBlur(pixels, (0, 0), 1.5)
    planes = cv2.split(cv2.cvtColor(soft, cv2.COLOR_RGB2LAB))
    found = [
        cv2.Canny(plane, low, 2 * low) for plane, low in zip(planes, (24, 16, 16), strict=True)
    ]
    return np.any(np.stack(found) > 0, axis=0)


def line_fidelity(drawing: Drawing, painted: Bytes) -> Fidelity | None:
    """How much of the lines can be found again in paint that has no lines on it.

    A place on a line counts as found where an edge lies at most 2 px (of 512) beside the line as
    wide as it was drawn. Chance is the same, for the drawing as in a mirror.

    Args:
        drawing: what was drawn.
        painted: uint8 (H, W, 3), the painted layer.

    Returns:
        The shares, or None where the drawing has no line.
    """
    import cv2

    side = max(painted.shape[:2])
    wide = rasterize(drawing, side).ink > _SEEN
    thin = tuple(replace(s, width=HAIRLINE) for s in drawing.strokes if s.tool == "pen")
    lines = rasterize(replace(drawing, strokes=thin), side).ink > _SEEN
    if not lines.any():
        return None
    far = cv2.distanceTransform((~edges_of(painted)).astype(np.uint8), cv2.DIST_L2, 5)
    half = cv2.distanceTransform(wide.astype(np.uint8), cv2.DIST_L2, 5)
    allowed = np.maximum(half, 1) + REACH_PX * side / 512
    shares = [
        float((far[mask] <= room[mask]).mean())
        for mask, room in ((lines, allowed), (lines[:, ::-1], allowed[:, ::-1]))
    ]
    return Fidelity(shares[0], shares[1])


@dataclass(frozen=True, slots=True)
class Faithful:
    """Mean CIEDE2000 from colored strokes to the paint on them and beside them."""

    on: float
    near: float


def color_fidelity(sketch: Sketch, painted: Bytes) -> Faithful | None:
    """How far the paint is from the colors that were drawn there.

    Args:
        sketch: the drawing as pixels, of the painted layer's size.
        painted: uint8 (H, W, 3).

    Returns:
        The differences, or None where nothing colored was drawn.
    """
    import cv2

    drawn = lab_of(sketch.rgb)
    marks = np.maximum(sketch.ink, sketch.area) > _SEEN
    marks &= np.hypot(drawn[..., 1], drawn[..., 2]) > COLORED
    if marks.sum() < 20:
        return None
    scale = max(painted.shape[:2]) / 512
    kind = cv2.DIST_LABEL_PIXEL
    bare = np.asarray(~marks, np.uint8)
    found = cv2.distanceTransformWithLabels(bare, cv2.DIST_L2, 5, labelType=kind)
    far, nearest = np.asarray(found[0], np.float32), np.asarray(found[1], np.int32)
    table = np.zeros((int(nearest.max()) + 1, 3))
    table[nearest[marks]] = drawn[marks]
    paint = lab_of(_soft(painted, 1.5 * scale))
    others = np.maximum(sketch.ink, sketch.area) > 0.1
    ring = (far >= NEAR_PX[0] * scale) & (far <= NEAR_PX[1] * scale) & ~others
    on = float(ciede2000(drawn[marks], paint[marks]).mean())
    near = float(ciede2000(table[nearest[ring]], paint[ring]).mean()) if ring.any() else on
    return Faithful(on, near)


@dataclass(frozen=True, slots=True)
class Shift:
    """Paint against drawing near the strokes: lighter is > 0, warmer (b*) is > 0; CIEDE2000."""

    lightness: float
    warmth: float
    apart: float


def cheering(sketch: Sketch, painted: Bytes) -> Shift | None:
    """How the paint near the strokes differs from what was drawn, seen from a little way off.

    Drawing and paint are both blurred by 12 px (of 512), so that a line and the paper beside it
    are one tone, and compared within 24 px of the strokes. Blank paper scores above 0 in lightness:
    the lines themselves are missing from the painted layer.

    Returns:
        The means, or None where nothing was drawn.
    """
    import cv2

    marks = np.maximum(sketch.ink, sketch.area) > _SEEN
    if not marks.any():
        return None
    scale = max(painted.shape[:2]) / 512
    far = cv2.distanceTransform((~marks).astype(np.uint8), cv2.DIST_L2, 5)
    near = _small(np.asarray(far, np.float32)) <= AROUND_PX * scale
    soft = (_small(_soft(pixels, AROUND_BLUR * scale)) for pixels in (sketch.rgb, painted))
    drawn, paint = (lab_of(pixels)[near] for pixels in soft)
    apart = float(ciede2000(drawn, paint).mean())
    means = (paint - drawn).mean(0)
    return Shift(float(means[0]), float(means[2]), apart)


def page_change(sketch: Sketch, painted: Bytes) -> float:
    """Mean CIEDE2000 from the page as drawn to the paint, away from the lines."""
    open_page = _small(sketch.ink) < 0.1
    small = [lab_of(_small(_soft(pixels, 2.0))) for pixels in (sketch.rgb, painted)]
    return float(ciede2000(small[0], small[1])[open_page].mean())


@dataclass(frozen=True, slots=True)
class Stability:
    """Mean absolute change, 0..255, after one small stroke: within 64 px of it, and beyond."""

    inside: float
    outside: float


def stability(before: Bytes, after: Bytes, place: tuple[float, float, float]) -> Stability:
    """How far a small new stroke moves the picture, near it and elsewhere.

    Args:
        before: uint8 (H, W, 3).
        after: the same with the stroke, same seed.
        place: the stroke's middle and its half length, in shares of width, height and width.
    """
    height, width = before.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width]
    far = np.hypot(xs - place[0] * width, ys - place[1] * height) - place[2] * width
    inside = far <= STABLE_PX * max(height, width) / 512
    change = np.abs(before.astype(np.float32) - after.astype(np.float32)).mean(2)
    return Stability(float(change[inside].mean()), float(change[~inside].mean()))


@dataclass(frozen=True, slots=True)
class Diversity:
    """How variations differ: mean CIEDE2000 over pairs, and the share of edges not shared."""

    color: float
    edges: float


def diversity(pictures: Sequence[Bytes]) -> Diversity:
    """Gives how far variations of one request are apart, on average over all pairs."""
    labs = [lab_of(_small(_soft(pixels, 3.0))) for pixels in pictures]
    edges = [edges_of(pixels) for pixels in pictures]
    pairs = list(combinations(range(len(pictures)), 2))
    color = np.mean([ciede2000(labs[a], labs[b]).mean() for a, b in pairs])
    lost = [(_lost(edges[a], edges[b]) + _lost(edges[b], edges[a])) / 2 for a, b in pairs]
    return Diversity(float(color), float(np.mean(lost)))


def _lost(edges: Mask, others: Mask) -> float:
    """Share of the edges that have no other one within 2 px."""
    import cv2

    if not edges.any():
        return 0.0
    far = cv2.distanceTransform((~others).astype(np.uint8), cv2.DIST_L2, 5)
    return float((far[edges] > REACH_PX * max(edges.shape) / 512).mean())


def _soft(pixels: NDArray[Any], sigma: float) -> Floats:
    import cv2

    scale = 255 if pixels.dtype == np.uint8 else 1
    return np.asarray(
        cv2.GaussianBlur(pixels.astype(np.float32) / scale, (0, 0), sigma), np.float32
    )


def _small(pixels: Floats, side: int = 128) -> Floats:
    import cv2

    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.float32)
