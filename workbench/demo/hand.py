"""A hand made of numbers: turns outlines into strokes with time, pressure and a little wobble."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engines.strokes import Drawing, Paper, Point, Stroke, Tool

Outline = Sequence[tuple[float, float]]
STEP = 0.012
INK = "#2f2b25"


class Hand:
    """Draws on one page. Coordinates are paper widths both ways, so that circles stay round."""

    def __init__(self, seed: int, *, aspect: float = 4 / 3) -> None:
        self._seed = seed
        self._random = np.random.default_rng(seed)
        self._aspect = aspect
        self._clock_ms = 0.0
        self._strokes: list[Stroke] = []

    def draw(
        self,
        outline: Outline,
        *,
        color: str = INK,
        width: float = 0.0065,
        tool: Tool = "pen",
        curved: bool = True,
    ) -> None:
        """One stroke along an outline, through its points where `curved`, else with corners."""
        path = _resampled(_curve(outline) if curved and len(outline) > 2 else np.array(outline))
        path = path + self._wobble(len(path))
        self._add(path, color, width, tool)

    def fill(self, x: float, y: float, color: str) -> None:
        """A fill seeded at one point."""
        self._add(np.array([[x, y]]), color, 0.01, "fill")

    def scrub(
        self, x: float, y: float, half: tuple[float, float], color: str, width: float
    ) -> None:
        """An area brushed to and fro: half is half its width and half its height."""
        wide, high = half
        rows = max(2, round(2 * high / (width * 0.72)))
        heights = np.linspace(y - high, y + high, rows)
        ends = [
            (x - wide, x + wide) if row % 2 == 0 else (x + wide, x - wide) for row in range(rows)
        ]
        outline = [
            (end, height)
            for (first, second), height in zip(ends, heights, strict=True)
            for end in (first, second)
        ]
        self.draw(outline, color=color, width=width, tool="brush", curved=False)

    def rest(self) -> None:
        """Puts the pen down for a while, as one does between two things."""
        self._clock_ms += float(self._random.uniform(5_000, 28_000))

    def drawing(self) -> Drawing:
        """Everything drawn so far."""
        return Drawing(paper=Paper(aspect=self._aspect), strokes=tuple(self._strokes))

    def _wobble(self, count: int) -> NDArray[np.float64]:
        noise = self._random.normal(0.0, 0.0022, (count, 2))
        kernel = np.ones(5) / 5
        return np.stack(
            [np.convolve(noise[:, axis], kernel, "same")[:count] for axis in (0, 1)], axis=1
        )

    def _add(self, path: NDArray[np.float64], color: str, width: float, tool: Tool) -> None:
        page = np.clip(path * (1.0, self._aspect), 0.0, 1.0)
        pressures = _pressures(len(page), float(self._random.uniform(0.45, 0.75)))
        points = []
        for (x, y), pressure in zip(page, pressures, strict=True):
            points.append(Point(_short(x), _short(y), round(self._clock_ms, 1), _short(pressure)))
            self._clock_ms += 12.0
        self._clock_ms += float(self._random.uniform(250, 900))
        name = f"demo-{self._seed}-{len(self._strokes) + 1}"
        self._strokes.append(Stroke(name, tool, color, width, "pen", tuple(points)))


def _short(value: float) -> float:
    return round(float(value), 4)


def _pressures(count: int, level: float) -> NDArray[np.float64]:
    along = np.linspace(0.0, 1.0, count)
    return np.clip(level * (0.55 + 0.45 * np.sin(np.pi * np.clip(along, 0.08, 0.94))), 0.05, 1.0)


def _curve(outline: Outline) -> NDArray[np.float64]:
    """A Catmull-Rom curve through the points."""
    points = np.array(outline, dtype=np.float64)
    closed = bool(np.allclose(points[0], points[-1]))
    before, after = (points[-2], points[1]) if closed else (points[0], points[-1])
    padded = np.vstack([before, points, after])
    t = np.linspace(0, 1, 12, endpoint=False)[:, None]
    pieces = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(
            0.5
            * (
                2 * p1
                + (p2 - p0) * t
                + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
                + (3 * p1 - p0 - 3 * p2 + p3) * t**3
            )
        )
    return np.vstack([*pieces, points[-1:]])


def _resampled(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same path with points at even distances."""
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    if along[-1] == 0.0:
        return path[:1]
    marks = np.linspace(0.0, along[-1], max(2, round(along[-1] / STEP) + 1))
    return np.stack([np.interp(marks, along, path[:, axis]) for axis in (0, 1)], axis=1)


def ring(x: float, y: float, radius: float, *, squash: float = 1.0) -> list[tuple[float, float]]:
    """A closed round outline."""
    turns = [math.tau * step / 14 for step in range(15)]
    return [(x + radius * math.cos(t), y + radius * squash * math.sin(t)) for t in turns]
