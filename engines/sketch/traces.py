"""Strokes -> traces: the smooth center line of every stroke and its radius along it. No pixels.

The pad draws its lines by the same rules and figures (`PAD_LOOK` in kiosk/static/pad.js).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.strokes import Stroke, widths_of

# A vertex is rounded by a quadratic curve: up to the middles of its two segments where the line
# turns by less than 45 degrees, else at most this far (paper widths), so that corners stay corners.
CORNER_REACH = 0.006
CORNER_COS = np.sqrt(0.5)
# Without pressure a pen line begins and ends a little thinner, over this many of its widths.
TAPER = 0.8
TAPER_WIDTHS = 1.2

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Traces:
    """Smooth lines of several strokes, one after the other.

    Attributes:
        places: float64 (N, 2), x and y, both in paper widths.
        radii: float64 (N,), in paper widths, more than 0.
        starts: int (strokes + 1,), where each stroke's samples begin; the last is N.
    """

    places: Floats
    radii: Floats
    starts: NDArray[np.intp]

    def __iter__(self) -> Iterator[tuple[Floats, Floats]]:
        for first, end in zip(self.starts[:-1], self.starts[1:], strict=True):
            yield self.places[first:end], self.radii[first:end]


def trace(strokes: Sequence[Stroke], aspect: float, *, fine: float) -> Traces:
    """Traces strokes as the pad does: rounded vertices, width by pressure, tapered ends.

    Args:
        strokes: any strokes; each has at least one point.
        aspect: width / height of their paper.
        fine: how far a straight piece may stray from the curve, in paper widths.
    """
    owner = np.repeat(np.arange(len(strokes)), [len(stroke.points) for stroke in strokes])
    knots = np.concatenate([_knots(stroke) for stroke in strokes] or [np.zeros((0, 3))])
    knots *= (1.0, 1.0 / aspect, 0.5)
    samples, owners = _rounded(knots, owner, fine)
    starts = np.searchsorted(owners, np.arange(len(strokes) + 1))
    places, radii = samples[:, :2], samples[:, 2]
    bare = np.array([stroke.tool == "pen" and _bare(stroke) for stroke in strokes], bool)
    if bare.any():
        radii = radii * np.where(bare[owners], _taper(places, radii, owners, starts), 1.0)
    return Traces(places, radii, starts)


def _knots(stroke: Stroke) -> Floats:
    """Places and widths at a stroke's points, (points, 3)."""
    knots = np.empty((len(stroke.points), 3))
    knots[:, 0] = [point.x for point in stroke.points]
    knots[:, 1] = [point.y for point in stroke.points]
    knots[:, 2] = widths_of(stroke)
    return knots


def _bare(stroke: Stroke) -> bool:
    return stroke.points[0].pressure is None or stroke.pointer not in ("pen", "touch")


def _rounded(
    knots: Floats, owner: NDArray[np.intp], fine: float
) -> tuple[Floats, NDArray[np.intp]]:
    """Replaces every inner knot (x, y, radius) by a quadratic curve; the ends stay."""
    inner = np.zeros(len(knots), bool)
    inner[1:-1] = (owner[:-2] == owner[1:-1]) & (owner[2:] == owner[1:-1])
    at = np.flatnonzero(inner)
    a, b, c = knots[at - 1], knots[at], knots[(at + 1) % len(knots)]
    first, last = _reaches(a, b, c)
    start, end = b + (a - b) * first, b + (c - b) * last
    bend = np.hypot(*(start - 2 * b + end)[:, :2].T)
    steps = np.ones(len(knots), np.intp)
    steps[at] = 1 + np.clip(np.ceil(np.sqrt(bend / (4 * fine))), 1, 14).astype(np.intp)
    whose = np.repeat(np.arange(len(knots)), steps)
    step = np.arange(len(whose)) - np.repeat(np.cumsum(steps) - steps, steps)
    t = (step / np.maximum(steps[whose] - 1, 1))[:, None]
    ends = [knots.copy(), knots.copy()]
    ends[0][at], ends[1][at] = start, end
    curve = ends[0][whose] * (1 - t) ** 2 + knots[whose] * (2 * t * (1 - t)) + ends[1][whose] * t**2
    fresh = np.ones(len(curve), bool)  # neighboring curves share an end, a resting hand a place
    fresh[1:] = np.abs(curve[1:, :2] - curve[:-1, :2]).max(1) > 1e-7
    fresh[1:] |= owner[whose[1:]] != owner[whose[:-1]]
    return curve[fresh], owner[whose[fresh]]


def _reaches(a: Floats, b: Floats, c: Floats) -> tuple[Floats, Floats]:
    """How far a curve reaches into the segments before and after its vertex, as shares (M, 1)."""
    before, after = np.hypot(*(b - a)[:, :2].T), np.hypot(*(c - b)[:, :2].T)
    along = ((b - a)[:, :2] * (c - b)[:, :2]).sum(1)
    reach = np.where(along > CORNER_COS * before * after, np.inf, CORNER_REACH)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = [np.minimum(0.5, reach / length) for length in (before, after)]
    still = (before == 0) | (after == 0)
    first, last = (np.where(still, 0.0, share)[:, None] for share in shares)
    return first, last


def _taper(
    places: Floats, radii: Floats, owners: NDArray[np.intp], starts: NDArray[np.intp]
) -> Floats:
    step = np.hypot(*np.diff(places, axis=0, prepend=places[:1]).T)
    length = np.cumsum(step)
    from_start = length - length[starts[:-1]][owners]
    total = (length[starts[1:] - 1] - length[starts[:-1]])[owners]
    to_end = np.where(total > 0, total - from_start, np.inf)  # a dot is thinner once, not twice
    reach = TAPER_WIDTHS * 2 * radii
    ends = [np.minimum(1.0, far / reach) for far in (from_start, to_end)]
    return (TAPER + (1 - TAPER) * ends[0]) * (TAPER + (1 - TAPER) * ends[1])
