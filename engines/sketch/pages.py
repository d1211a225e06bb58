"""Where a sheet of paper lies in a photo: four corners, or none that one could be sure of.

Candidates come from straight lines (edges, the Hough transform; two roughly parallel pairs make a
page) and from what stands out by color (Otsu's threshold on lightness and on both color axes). All
are judged alike, on the boundary: all along a page's edge the color changes, in one way, at a step
and not at a line; inside lies one paper. Then each side is drawn through the steps found at a finer
scale.

Sources: Z. Zhang and L.-W. He, "Whiteboard scanning and image enhancement", Digital Signal
Processing 17 (2007), for quadrangles from lines; R. Duda and P. Hart, "Use of the Hough
transformation to detect lines and curves in pictures", CACM 15 (1972), in the progressive form of
J. Matas et al. (2000) that OpenCV has; N. Otsu, "A threshold selection method from gray-level
histograms", IEEE SMC 9 (1979).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.sketch.quads import MIN_SHARE, crossing, from_colors, from_lines

WORK_PX, FINE_PX = 420, 1400
# A corner may lie this far outside of the photo.
OUTSIDE = 0.25
# Candidates less sure than this are not offered; judged on the photos of tests/engines/photos.py.
SURE = 0.5
# Below this faint edges are looked at too, and what is small is rather something drawn or a shadow.
PLAIN, LARGE = 0.75, 0.2
MANY = 60
GROWS = 0.45
# A side that runs along the photo's own edge says little.
UNSEEN = 0.15
_SAMPLES = 32
# A step in color that counts, and one that is beyond doubt: distances in CIELAB.
_STEP, _CLEAR = 3.0, 12.0
_DEPTHS_PX = (3.0, 6.0)
_AWAY_PX = 8.0

Bytes = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Corners:
    """A page in a photo.

    Attributes:
        places: four (x, y) in shares of the photo's width and height, clockwise as seen, from the
            one nearest the photo's top left. A corner may lie a little outside of 0..1.
        confidence: 0..1; 1 where every edge is seen along all its length.
    """

    places: tuple[tuple[float, float], ...]
    confidence: float


WHOLE = Corners(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)), 0.0)


def find_page(rgb: Bytes) -> Corners | None:
    """Finds the sheet that a photo is about: of several, the largest and most central.

    Args:
        rgb: uint8 (H, W, 3), sRGB.

    Returns:
        Its corners; None where nothing is sure, as when the page fills the photo.
    """
    fine = _shrunk(rgb, FINE_PX)
    lab = _lab(_shrunk(fine, WORK_PX))
    quads = np.concatenate([from_lines(lab), from_colors(lab)])
    best, confidence = _best(lab, quads)
    if confidence < PLAIN:
        best, confidence = _best(lab, np.concatenate([quads, from_lines(lab, faint=True)]))
    if best is None or confidence < SURE:
        return None
    if confidence < PLAIN and _area(best[None])[0] < LARGE * lab[..., 0].size:
        return None
    sharp = _sharpened(_lab(fine), best * (fine.shape[1] / lab.shape[1]))
    shares = _ordered(sharp / (fine.shape[1], fine.shape[0]))
    return Corners(tuple((float(x), float(y)) for x, y in shares), round(confidence, 3))


def _best(lab: Floats, quads: Floats) -> tuple[Floats | None, float]:
    """The one that is most likely the page, and how sure that is."""
    size = (lab.shape[1], lab.shape[0])
    quads = quads[_plausible(quads, size)]
    if not len(quads):
        return None, 0.0
    support, lighter = _boundaries(lab, quads)
    first = np.argsort(-_scores(quads, size, support, lighter))[:MANY]
    best = _grown(lab, quads, quads[first[_purest(lab, quads[first], support[first])]])
    return best, float(_boundaries(lab, best[None])[0][0])


def _shrunk(rgb: Bytes, long_side: int) -> Bytes:
    """A small photo; halved first while that leaves enough, which takes little time."""
    import cv2

    small = rgb
    while max(small.shape[:2]) >= 2 * long_side:
        small = cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    scale = min(1.0, long_side / max(rgb.shape[:2]))
    size = (max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale)))
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_AREA), np.uint8)


def _lab(rgb: Bytes) -> Floats:
    """A small photo in CIELAB (L 0..100), its texture calmed."""
    import cv2

    lab = cv2.cvtColor(cv2.medianBlur(rgb, 5), cv2.COLOR_RGB2LAB).astype(np.float32)
    return (lab - (0, 128, 128)) * np.array((100 / 255, 1, 1), np.float32)


def _plausible(quads: Floats, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Convex, large enough, not much outside of the photo, no corner too sharp; not the frame."""
    slack = np.float32(OUTSIDE) * np.array(size, np.float32)
    inside = ((quads >= -slack) & (quads <= size + slack)).all((1, 2))
    side = np.roll(quads, -1, 1) - quads
    after = np.roll(side, -1, 1)
    turn = side[..., 0] * after[..., 1] - side[..., 1] * after[..., 0]
    convex = (turn > 0).all(1) | (turn < 0).all(1)
    length = np.maximum(np.linalg.norm(side, axis=2), 1e-6)
    sine = np.abs(turn) / (length * np.roll(length, -1, 1))
    seen = np.clip(quads, 0, np.array(size, np.float32))
    share = _area(seen) / (size[0] * size[1])
    shape = length.max(1) < 4 * length.min(1)
    fits = (share > MIN_SHARE) & (share < 0.97)
    return inside & convex & (sine > 0.6).all(1) & shape & fits


def _area(quads: Floats) -> Floats:
    x, y = quads[..., 0], quads[..., 1]
    return np.abs((x * np.roll(y, -1, 1) - y * np.roll(x, -1, 1)).sum(1)) / 2


def _scores(quads: Floats, size: tuple[int, int], support: Floats, lighter: Floats) -> Floats:
    """How much each looks like the page that a photo is about; a large and central one first."""
    middle = np.linalg.norm(quads.mean(1) / size - 0.5, axis=1)
    share = _area(np.clip(quads, 0, np.array(size, np.float32))) / (size[0] * size[1])
    return support + 0.35 * np.sqrt(share) - 0.25 * middle + 0.12 * lighter


def _boundaries(lab: Floats, quads: Floats) -> tuple[Floats, Floats]:
    """How well pages are seen, 0..1, and whether they are lighter than what is around, -1..1."""
    sides, paper, lighter = _sides(lab, quads)
    support = 0.55 * sides.mean(1) + 0.45 * np.sort(sides, 1)[:, :2].mean(1)
    apart = np.linalg.norm(paper[..., 1:] - np.median(paper[..., 1:], 1, keepdims=True), axis=-1)
    return support * np.clip(1.3 - apart.max(1) / 25, 0.3, 1), lighter


def _sides(lab: Floats, quads: Floats) -> tuple[Floats, Floats, Floats]:
    """How well each side is seen, (n, 4); the paper beside it, (n, 4, 3); and (n,) lighter."""
    inner, outer, out = _beside(lab, quads)
    step = inner[0] - outer  # (n, 4, samples, 3)
    size = np.linalg.norm(step, axis=-1)
    way = np.median(step, 2, keepdims=True)
    way /= np.maximum(np.linalg.norm(way, axis=-1, keepdims=True), 1e-3)
    along = (step * way).sum(-1)
    # Inside a line's both banks are the same paper; beside an edge only the inner one is.
    even = np.linalg.norm(inner[1] - inner[0], axis=-1) < np.maximum(_STEP, 0.6 * size)
    good = np.clip((along - _STEP / 2) / (_STEP / 2), 0, 1) * np.where(even, 1.0, 0.4)
    good = np.where(out, UNSEEN, good)
    sides = good.mean(2)
    clear = np.clip(np.median(along, 2) / _CLEAR, 0.25, 1) ** 0.25
    sides = np.where(out.mean(2) > 0.6, UNSEEN, sides * clear)
    lighter = np.clip(np.median(step[..., 0], (1, 2)) / 12, -1, 1)
    return sides.astype(np.float32), np.median(inner[0], 2), lighter.astype(np.float32)


def _beside(lab: Floats, quads: Floats) -> tuple[tuple[Floats, Floats], Floats, NDArray[np.bool_]]:
    """Colors along the four sides: inside near and farther in, outside; and what is not seen."""
    height, width = lab.shape[:2]
    t = np.linspace(0.05, 0.95, _SAMPLES, dtype=np.float32)[:, None]
    ends = np.roll(quads, -1, 1)
    places = quads[:, :, None] * (1 - t) + ends[:, :, None] * t
    side = ends - quads
    normal = np.stack([side[..., 1], -side[..., 0]], -1)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6)
    toward = quads.mean(1, keepdims=True) - (quads + ends) / 2
    normal *= np.where((normal * toward).sum(-1, keepdims=True) < 0, -1, 1)
    near, far = (_at(lab, places + normal[:, :, None] * np.float32(depth)) for depth in _DEPTHS_PX)
    beyond = places - normal[:, :, None] * np.float32(_DEPTHS_PX[0])
    away = _at(lab, places - normal[:, :, None] * np.float32(_AWAY_PX))
    outer = _at(lab, beyond)
    # Beyond a drawn line the paper goes on: what is most like the inside counts.
    next_to, past = (np.linalg.norm(at - near, axis=-1, keepdims=True) for at in (outer, away))
    outer = np.where(next_to <= past, outer, away)
    out = ((beyond < 0) | (beyond > (width - 1, height - 1))).any(-1)
    return (near, far), outer, out


def _at(lab: Floats, places: Floats) -> Floats:
    height, width = lab.shape[:2]
    x = np.clip(np.rint(places[..., 0]), 0, width - 1).astype(np.intp)
    y = np.clip(np.rint(places[..., 1]), 0, height - 1).astype(np.intp)
    return lab[y, x]


def _purest(lab: Floats, quads: Floats, support: Floats) -> int:
    """Of the best few the one that holds most of one paper."""
    import cv2

    lab, quads = lab[::3, ::3], quads / 3
    height, width = lab.shape[:2]
    scores = support + 0.4 * np.sqrt(_area(quads) / (width * height))
    for n, quad in enumerate(quads):
        mask = np.zeros((height, width), np.uint8)
        cv2.fillConvexPoly(mask, np.rint(quad).astype(np.int32), 1)
        inside = lab[mask > 0]
        paper = np.median(inside, 0)
        same = np.linalg.norm((inside - paper) * (0.3, 1, 1), axis=1) < 11
        scores[n] += 0.5 * float(same.mean())
    return int(np.argmax(scores))


def _grown(lab: Floats, quads: Floats, quad: Floats) -> Floats:
    """Takes in what was painted from edge to edge: a larger page with three of the same sides.

    Beyond the fourth the two sides must go on as a page's edge does, up to the new one.
    """
    area = _area(quads)
    for _ in range(2):
        own = float(_area(quad[None])[0])
        moved = [_strip(quad, each) for each in quads[area > 1.03 * own]]
        strips = [each for each in moved if each is not None]
        if not strips:
            break
        seen = _sides(lab, np.stack([strip for strip, _ in strips]))[0]
        sure = np.minimum(seen[:, [0, 2]].min(1), 2 * seen[:, 1])
        if sure.max() < GROWS:
            break
        quad = strips[int(np.argmax(sure))][1]
    return quad


def _strip(quad: Floats, larger: Floats) -> tuple[Floats, Floats] | None:
    """What a larger page adds at one side, from the old corner on; None where more is new."""
    away = np.linalg.norm(larger[:, None] - quad, axis=-1)
    near = away < 0.03 * np.sqrt(float(_area(quad[None])[0]))
    if near.sum() != 2 or near.any(1).sum() != 2:
        return None
    turn = next((n for n in range(4) if near.any(1)[n] and near.any(1)[n - 1]), None)
    if turn is None:
        return None
    larger = np.roll(larger, -turn, 0)  # its corners 3 and 0 are the old ones
    old = quad[np.linalg.norm(larger[:, None] - quad, axis=-1).argmin(1)]
    return np.stack([old[1], larger[1], larger[2], old[2]]), larger


def _sharpened(lab: Floats, quad: Floats) -> Floats:
    """Draws each side anew through the steepest places near it."""
    lines = [_refitted(lab, (quad[n], quad[(n + 1) % 4]), quad.mean(0)) for n in range(4)]
    corners = [crossing(lines[n - 1][None], lines[n][None])[0] for n in range(4)]
    moved = np.array(corners, np.float32)
    near = np.linalg.norm(moved - quad, axis=1) < 0.03 * max(lab.shape[:2])
    return np.where(near[:, None], moved, quad)


def _refitted(lab: Floats, side: tuple[Floats, Floats], middle: Floats) -> Floats:
    import cv2

    a, b = side
    reach = round(0.009 * max(lab.shape[:2]))
    normal = np.array((b[1] - a[1], a[0] - b[0]), np.float32)
    normal /= max(float(np.linalg.norm(normal)), 1e-6)
    normal *= -1 if float(normal @ (middle - (a + b) / 2)) < 0 else 1
    t = np.linspace(0.04, 0.96, 120, dtype=np.float32)[:, None]
    depth = np.arange(-reach - 2, reach + 3, dtype=np.float32)
    places = (a * (1 - t) + b * t)[:, None] + depth[:, None] * normal
    colors = _at(lab, places)
    step = colors[:, 4:] - colors[:, :-4]  # across five pixels, centered on the third
    way = np.median(step[:, reach - 2 : reach + 3], (0, 1))
    along = step @ (way / max(float(np.linalg.norm(way)), 1e-3))
    best, rows = along.argmax(1), np.arange(len(along))
    found = places[rows, best + 2]
    seen = ((found > 1) & (found < (lab.shape[1] - 2, lab.shape[0] - 2))).all(1)
    strong = seen & (along[rows, best] > 0.5 * np.median(along[rows, best]))
    if strong.sum() < 12:
        return _line(a, b - a)
    fitted = cv2.fitLine(found[strong], cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return _line(np.asarray(fitted[2:], np.float32), np.asarray(fitted[:2], np.float32))


def _line(place: Floats, way: Floats) -> Floats:
    """A line through a place: the angle of its normal, and its distance."""
    angle = np.arctan2(way[0], -way[1])
    return np.array((angle, place[0] * np.cos(angle) + place[1] * np.sin(angle)), np.float32)


def _ordered(quad: Floats) -> Floats:
    """Clockwise as seen (y grows downwards), from the corner nearest the top left."""
    around = quad - quad.mean(0)
    quad = quad[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
    return np.roll(quad, -int(quad.sum(1).argmin()), 0)
