"""Drawings made by script, on which every training is looked at. No person drew them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.strokes import Drawing, Paper, Point, Stroke, Tool

BLACK, RED, GREEN, BLUE, BROWN, YELLOW, PINK = (
    "#222222", "#c8321e", "#2e8b3a", "#1f5fb0", "#5a371e", "#e6b414", "#be3c8c",
)  # fmt: skip


class Pad:
    """Collects strokes into a drawing."""

    def __init__(self, aspect: float = 1.0) -> None:
        self._aspect, self._strokes = aspect, list[Stroke]()

    def line(self, *xy: float, color: str = BLACK, width: float = 0.011, tool: Tool = "pen") -> Pad:
        """A line through x0, y0, x1, y1, ... on the unit page."""
        wobble = np.random.default_rng(len(self._strokes)).normal(0, 0.002, len(xy))
        xy_array = np.clip(np.array(xy) + wobble, 0, 1).reshape(-1, 2)
        points = tuple(Point(float(x), float(y)) for x, y in _dense(xy_array))
        self._strokes.append(Stroke(f"s{len(self._strokes)}", tool, color, width, "import", points))
        return self

    def ring(
        self, x: float, y: float, rx: float, ry: float | None = None, color: str = BLACK
    ) -> Pad:
        """An ellipse, not quite closed."""
        angles = np.linspace(0.1, 6.3, 40)
        ring = np.stack([x + rx * np.cos(angles), y + (ry or rx) * np.sin(angles)], 1)
        return self.line(*(float(v) for v in ring.ravel()), color=color)

    def drawing(self) -> Drawing:
        """What was drawn."""
        return Drawing(Paper(aspect=self._aspect), tuple(self._strokes))


def _dense(points: NDArray[Any]) -> NDArray[Any]:
    at = np.linspace(0, len(points) - 1, max(2, 6 * len(points)))
    return np.stack([np.interp(at, np.arange(len(points)), points[:, i]) for i in (0, 1)], 1)


def _house() -> Drawing:
    pad = (
        Pad()
        .line(0.2, 0.5, 0.2, 0.8, 0.5, 0.8, 0.5, 0.5, 0.2, 0.5)
        .line(0.17, 0.5, 0.35, 0.32, 0.53, 0.5, 0.17, 0.5, color=RED)
    )
    pad.line(0.3, 0.8, 0.3, 0.65, 0.38, 0.65, 0.38, 0.8, color=BROWN).ring(
        0.8, 0.17, 0.08, color=YELLOW
    )
    pad.ring(0.73, 0.52, 0.11, color=GREEN).line(0.73, 0.63, 0.73, 0.81, color=BROWN)
    return pad.line(0.0, 0.82, 0.4, 0.82, 1.0, 0.8, color=GREEN).drawing()


def _black_house() -> Drawing:
    pad = (
        Pad(4 / 3)
        .line(0.3, 0.45, 0.3, 0.8, 0.6, 0.8, 0.6, 0.45, 0.3, 0.45)
        .line(0.27, 0.45, 0.45, 0.2, 0.63, 0.45)
    )
    pad.line(0.4, 0.8, 0.4, 0.62, 0.48, 0.62, 0.48, 0.8).ring(0.85, 0.2, 0.06).line(
        0.0, 0.8, 1.0, 0.81
    )
    return pad.drawing()


def _boat() -> Drawing:
    xs = np.linspace(0, 1, 40)
    wave = np.stack([xs, 0.78 + 0.015 * np.sin(xs * 40)], 1).ravel()
    pad = (
        Pad()
        .line(0.25, 0.65, 0.75, 0.65, 0.65, 0.78, 0.35, 0.78, 0.25, 0.65)
        .line(0.5, 0.65, 0.5, 0.2, 0.7, 0.55, 0.5, 0.57)
    )
    return pad.line(*(float(v) for v in wave), color=BLUE).drawing()


def _sad_face() -> Drawing:
    pad = (
        Pad().ring(0.5, 0.5, 0.32, 0.38).ring(0.38, 0.42, 0.04, 0.025).ring(0.62, 0.42, 0.04, 0.025)
    )
    pad.line(0.5, 0.45, 0.47, 0.57, 0.52, 0.58).line(0.4, 0.72, 0.5, 0.67, 0.6, 0.72)
    return pad.line(0.19, 0.4, 0.25, 0.15, 0.5, 0.08, 0.75, 0.15, 0.81, 0.4, color=BROWN).drawing()


def _red_scribble() -> Drawing:
    rng = np.random.default_rng(4)
    turns = np.linspace(0, 60, 160)
    spread = 0.18 + 0.1 * np.sin(turns * 0.37)
    x = 0.5 + spread * np.cos(turns) + rng.normal(0, 0.02, 160)
    y = 0.5 + spread * np.sin(turns * 1.13) + rng.normal(0, 0.02, 160)
    return Pad().line(*np.stack([x, y], 1).ravel().tolist(), color="#d01f1f", width=0.014).drawing()


def _stick_in_rain() -> Drawing:
    pad = (
        Pad().ring(0.5, 0.4, 0.07).line(0.5, 0.47, 0.5, 0.68).line(0.37, 0.55, 0.5, 0.5, 0.63, 0.55)
    )
    pad.line(0.42, 0.85, 0.5, 0.68, 0.58, 0.85)
    for x, y in (
        (0.1, 0.1),
        (0.25, 0.25),
        (0.4, 0.08),
        (0.6, 0.15),
        (0.75, 0.3),
        (0.9, 0.12),
        (0.15, 0.5),
        (0.82, 0.55),
        (0.9, 0.75),
        (0.2, 0.75),
    ):
        pad.line(x, y, x - 0.02, y + 0.07, color=BLUE)
    return pad.drawing()


def _mountains() -> Drawing:
    return (
        Pad(16 / 9)
        .line(0.0, 0.7, 0.2, 0.4, 0.35, 0.6, 0.55, 0.2, 0.75, 0.6, 0.85, 0.5, 1.0, 0.72)
        .drawing()
    )


def _cat() -> Drawing:
    pad = (
        Pad()
        .ring(0.35, 0.35, 0.14)
        .line(0.24, 0.28, 0.24, 0.12, 0.33, 0.21)
        .line(0.38, 0.21, 0.47, 0.12, 0.47, 0.28)
    )
    pad.ring(0.48, 0.66, 0.24, 0.2).line(0.7, 0.58, 0.88, 0.45, 0.84, 0.32).ring(
        0.3, 0.33, 0.012
    ).ring(0.4, 0.33, 0.012)
    return pad.line(0.33, 0.4, 0.37, 0.4, 0.35, 0.42, 0.33, 0.4).drawing()


def _flower() -> Drawing:
    pad = Pad().line(0.5, 0.4, 0.49, 0.7, 0.5, 0.95, color=GREEN).ring(0.5, 0.3, 0.06, color=YELLOW)
    for angle in np.linspace(0, 2 * np.pi, 6)[:-1]:
        pad.ring(0.5 + 0.13 * np.cos(angle), 0.3 + 0.13 * np.sin(angle), 0.07, color=PINK)
    return pad.line(0.5, 0.75, 0.62, 0.65, 0.66, 0.7, 0.5, 0.77, color=GREEN).drawing()


def _brushed() -> Drawing:
    pad = Pad(4 / 3)
    for y in (0.06, 0.14, 0.22, 0.30):
        pad.line(0.02, y, 0.98, y + 0.01, color="#3b82c4", width=0.09, tool="brush")
    for y in (0.84, 0.93):
        pad.line(0.02, y, 0.98, y, color="#3f8f46", width=0.1, tool="brush")
    return pad.ring(0.5, 0.6, 0.12, 0.16).line(0.5, 0.76, 0.5, 0.86).drawing()


def _empty() -> Drawing:
    return Pad().drawing()


TRIALS: dict[str, tuple[Drawing, str]] = {
    "house": (_house(), ""),
    "black house": (_black_house(), "house sun"),
    "boat": (_boat(), "boat"),
    "sad face": (_sad_face(), ""),
    "red scribble": (_red_scribble(), ""),
    "stick figure in rain": (_stick_in_rain(), "rain"),
    "mountains": (_mountains(), ""),
    "cat": (_cat(), "cat"),
    "flower": (_flower(), "flower"),
    "brushed": (_brushed(), "balloon"),
    "empty": (_empty(), "flower"),
}
