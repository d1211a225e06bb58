"""How long a replay takes to open and a film to make, on drawings of the demo people."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from engines.picture import PictureRequest, Provenance
from engines.record import Answer, Sitting, Turn
from engines.strokes import Drawing
from workbench import frames
from workbench.demo.easel import drawn
from workbench.demo.people import ALDER
from workbench.replay.encoding import film_of
from workbench.replay.player import shown_of
from workbench.replay.scenes import Replay
from workbench.replay.shares import shares_of
from workbench.replay.timeline import replay_of

AT = "2026-05-03T17:00:00+00:00"
SIZE_PX = (384, 288)


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians.

    Attributes:
        opened_ms: the time line, the shares and what the player is given; all but the browser's.
        film_s: a film as WebP, its pictures painted and packed.
        film_kb: how large it is.
        strokes: how many were played.
    """

    opened_ms: float
    film_s: float
    film_kb: float
    strokes: int


def bench(*, times: int = 3) -> Measured:
    """Measures on the demo sitting with the most strokes, its answers made of plain noise."""
    sitting = _sitting()
    replay = replay_of(sitting)
    opened = _median_s(lambda: _opened(sitting), times)
    film_s = _median_s(lambda: film_of(replay), max(1, times // 2))
    strokes = sum(scene.what == "stroke" for scene in replay.scenes)
    return Measured(1000 * opened, film_s, len(film_of(replay).data) / 1024, strokes)


def _opened(sitting: Sitting) -> Replay:
    replay = replay_of(sitting)
    shares_of(replay)
    shown_of(replay, sitting.person, clock=str)
    return replay


def _median_s(work: Callable[[], Any], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return median(took)


def _sitting() -> Sitting:
    pages = max((m.pages for m in ALDER.meetings), key=lambda p: sum(len(d.motifs) for d in p))
    drawings = [drawn(page, seed=n) for n, page in enumerate(pages)]
    turns = tuple(_turn(n, drawing) for n, drawing in enumerate(drawings))
    return Sitting("bench", "bench", "painter", AT, AT, turns=turns)


def _turn(number: int, drawing: Drawing) -> Turn:
    width, height = SIZE_PX
    noise = np.random.default_rng(number).integers(90, 220, (height // 8, width // 8, 3))
    layer = noise.astype(np.uint8).repeat(8, axis=0).repeat(8, axis=1)
    made = Provenance("bench", "none", "", "")
    answer = Answer(f"a{number}", PictureRequest(drawing), made, frames.png(layer))
    return Turn(answer.id, AT, drawing, answer, "kept")
