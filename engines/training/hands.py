"""How somebody draws: width, wobble, gaps, how much is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.training.figures import Rng


@dataclass(frozen=True, slots=True)
class Hand:
    """How somebody draws: one for a page.

    Attributes:
        width: of lines, pixels at 128.
        wobble: pixels at 128.
        simple: 0 every line as it is, 1 the outline and a few lines, 2 a rough outline.
        colored: whether lines take the thing's own colors; otherwise `black`.
        black: the dark color used.
        gap: share of a closed line that may be missing.
        double: chance of drawing a line twice.
    """

    width: float
    wobble: float
    simple: int
    colored: bool
    black: NDArray[Any]
    gap: float
    double: float


def hand_of(rng: Rng) -> Hand:
    """Somebody's hand."""
    return Hand(
        width=float(
            rng.choice([0.75, 1.25, 1.6, 2.0, 2.5, 3.5], p=[0.1, 0.2, 0.3, 0.2, 0.12, 0.08])
        ),
        wobble=float(rng.uniform(0.2, 1.8)),
        simple=int(rng.choice([0, 1, 2], p=[0.35, 0.4, 0.25])),
        colored=bool(rng.random() < 0.28),
        black=np.full(3, rng.uniform(0.0, 0.25), np.float32),
        gap=float(rng.choice([0.0, 0.08, 0.25, 0.4], p=[0.4, 0.28, 0.18, 0.14])),
        double=float(rng.choice([0.0, 0.2, 0.8], p=[0.75, 0.15, 0.1])),
    )


def drawn(points: NDArray[Any], hand: Hand, rng: Rng, *, closed: bool) -> NDArray[Any]:
    """A line as this hand would draw it, in pixels at 128."""
    if closed:
        points = _opened(points, hand, rng)
    if hand.simple == 2 and len(points) > 12:
        points = _rough(points)
    count = max(8, min(80, int(np.abs(np.diff(points, axis=0)).sum() / 3)))
    points = _resampled(points, count)
    t = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    for _ in range(3):
        speed, phase = rng.uniform(1, 9), rng.uniform(0, 6.28, 2)
        points = points + hand.wobble * rng.uniform(0.2, 0.6) * np.sin(6.28 * speed * t + phase)
    return points.astype(np.float32)


def _opened(points: NDArray[Any], hand: Hand, rng: Rng) -> NDArray[Any]:
    points = np.roll(points, rng.integers(len(points)), 0)
    count = len(points)
    if rng.random() < 0.5:
        keep = max(3, round(count * (1 - rng.uniform(0, hand.gap))))
        ring = np.concatenate([points, points[:1]])
        return ring[: keep + 1]
    over = int(rng.integers(1, 1 + max(1, count // 10)))
    return np.concatenate([points, points[:over]])


def _rough(points: NDArray[Any]) -> NDArray[Any]:
    width = max(3, len(points) // 9) | 1
    padded = np.pad(points, ((width // 2, width // 2), (0, 0)), mode="edge")
    kernel = np.ones(width) / width
    return np.stack([np.convolve(padded[:, i], kernel, mode="valid") for i in (0, 1)], 1)


def _resampled(points: NDArray[Any], count: int) -> NDArray[Any]:
    steps = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, steps[-1], count)
    return np.stack([np.interp(at, steps, points[:, i]) for i in (0, 1)], 1)
