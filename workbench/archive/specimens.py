"""Made-up strokes, answers and turns, the same for the same id: for the bench, kills and tests."""

from __future__ import annotations

import random
import zlib
from functools import lru_cache

import numpy as np

from engines.picture import PictureRequest, Provenance, png_of
from engines.record import Answer, Feeling, Turn
from engines.strokes import Drawing, Paper, Point, Stroke
from workbench.archive.schema import MEASURES

WHEN = "2026-03-02T10:00:00.000+00:00"
COLORS = ("#1d3557", "#e63946", "#2a9d8f", "#f4a261")


def stroke(name: str, points: int = 24) -> Stroke:
    """A pen stroke that wanders."""
    chance = _chance(name)
    x, y = chance.random(), chance.random()
    line = []
    for number in range(points):
        x = min(1.0, max(0.0, x + chance.uniform(-0.03, 0.03)))
        y = min(1.0, max(0.0, y + chance.uniform(-0.03, 0.03)))
        line.append(Point(round(x, 5), round(y, 5), number * 8.0, round(chance.random(), 3)))
    return Stroke(name, "pen", chance.choice(COLORS), 0.01, "pen", tuple(line))


def answer(name: str, drawing: Drawing | None = None) -> Answer:
    """An answer that nobody painted: a small picture of noise."""
    shown = drawing or Drawing(Paper(), (stroke(f"{name}-line"),))
    request = PictureRequest(shown, words="a house by a tree", seed=_seed(name), size=64)
    made = Provenance("wash", "none", "", "fp32", unknown_words=("by",))
    return Answer(name, request, made, painted_png(_seed(name) % 8), took_s=0.5)


def turn(name: str, *, answered: bool = True) -> Turn:
    """A kept turn with every measure but one."""
    chance = _chance(name)
    drawing = Drawing(Paper(), tuple(stroke(f"{name}-{number}") for number in range(3)))
    measures: dict[str, float | None] = {m: round(chance.random(), 4) for m in MEASURES}
    measures["colors"] = None
    shown = answer(f"{name}-answer", drawing) if answered else None
    felt = Feeling(round(chance.random(), 3), None)
    return Turn(name, WHEN, drawing, shown, "kept", felt, measures)


@lru_cache(maxsize=8)
def painted_png(seed: int) -> bytes:
    """A 64 by 64 picture of noise, about 12 kB."""
    noise = np.random.default_rng(seed).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    return png_of(noise)


def _chance(name: str) -> random.Random:
    return random.Random(_seed(name))


def _seed(name: str) -> int:
    return zlib.crc32(name.encode())
