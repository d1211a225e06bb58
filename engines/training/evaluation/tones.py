"""Dark, red, black and pale drawings, by script: a painter must not cheer them up."""

from __future__ import annotations

import numpy as np

from engines.strokes import Drawing
from engines.training.trials import Pad


def _scribbled(color: str, seed: int, *, width: float = 0.014, turns: float = 70) -> Pad:
    rng = np.random.default_rng(seed)
    t = np.linspace(0, turns, 200)
    spread = 0.22 + 0.12 * np.sin(t * 0.37)
    x = 0.5 + spread * np.cos(t) + rng.normal(0, 0.02, 200)
    y = 0.5 + spread * np.sin(t * 1.13) + rng.normal(0, 0.02, 200)
    return Pad().line(*np.stack([x, y], 1).ravel().tolist(), color=color, width=width)


def _brushed(color: str, *, rows: int = 6, pad: Pad | None = None) -> Pad:
    pad = pad or Pad()
    for y in np.linspace(0.1, 0.9, rows).tolist():
        pad.line(0.04, y, 0.5, y + 0.01, 0.96, y, color=color, width=0.12, tool="brush")
    return pad


def _figure(pad: Pad, color: str, *, width: float = 0.012) -> Pad:
    pad.ring(0.5, 0.36, 0.07, color=color).line(0.5, 0.43, 0.5, 0.66, color=color, width=width)
    pad.line(0.38, 0.55, 0.5, 0.48, 0.62, 0.55, color=color, width=width)
    return pad.line(0.42, 0.84, 0.5, 0.66, 0.58, 0.84, color=color, width=width)


def _house(color: str, *, width: float = 0.011) -> Pad:
    pad = Pad().line(0.3, 0.5, 0.3, 0.8, 0.7, 0.8, 0.7, 0.5, 0.3, 0.5, color=color, width=width)
    pad.line(0.26, 0.5, 0.5, 0.28, 0.74, 0.5, color=color, width=width)
    return pad.line(0.45, 0.8, 0.45, 0.63, 0.55, 0.63, 0.55, 0.8, color=color, width=width)


def _hatched(color: str) -> Pad:
    pad = Pad()
    for x in np.linspace(0.2, 0.8, 22).tolist():
        pad.line(x, 0.2, x - 0.06, 0.8, color=color, width=0.012)
    return pad


TONES: dict[str, Drawing] = {
    "dark page with a figure": _figure(_brushed("#262b33"), "#0e0e10").drawing(),
    "dark blue field": _brushed("#1d2745", rows=7).drawing(),
    "black scribble": _scribbled("#111111", 3, width=0.02, turns=110).drawing(),
    "black hatching": _hatched("#151515").drawing(),
    "black house": _house("#101010", width=0.02).drawing(),
    "red scribble": _scribbled("#b3141c", 4).drawing(),
    "red field": _brushed("#a01016", rows=5).drawing(),
    "red and black": _figure(_scribbled("#9c0f14", 6, turns=40), "#111111").drawing(),
    "pale house": _house("#c9d3da").drawing(),
    "pale field": _brushed("#e6e3ea", rows=4).drawing(),
    "pale figure": _figure(Pad(), "#d8cfc6").drawing(),
}
