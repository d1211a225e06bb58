"""From noise to a picture: the few steps of the house network, whatever its side.

Two revisions are read, told apart by the shapes of their inputs: 64 px without imagined things, and
128 px with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.nets.base import Net
from engines.painters.base import Unwatched, Watch
from engines.picture import Effort

Floats = NDArray[np.float32]

SIDE = 128
# The times of the steps for 64 px; for more see `_times`.
STEPS: dict[Effort, tuple[float, ...]] = {"live": (1.0,), "final": (1.0, 0.75, 0.5, 0.25)}
# How much of the progress of a request the steps are.
SHARE = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """What the network paints from.

    Attributes:
        maps: (5 or 6, 128, 128) float32 0..1: R, G, B, ink, area, and imagined things where there
            may be any, see `engines.painters.imagining.shown`.
        words: eight ids, 0 for none.
        mood: 0 for none, else its number from 1.
        seed: of the noise.
    """

    maps: Floats
    words: list[int]
    mood: int
    seed: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """What the network painted.

    Attributes:
        clean: (128, 128, 3) float32, 0..1 sRGB, the page letterboxed.
        drawn: for each of the eight words the chance that its thing is in the drawing, 0..1; None
            where the network cannot tell.
    """

    clean: Floats
    drawn: tuple[float, ...] | None


def sampled(net: Net, cue: Cue, effort: Effort, *, watch: Watch | None = None) -> Sampled:
    """Paints in one step ("live") or four ("final"); the same noise gives the same picture.

    Args:
        net: `house.onnx`, opened.
        cue: what it paints from.
        effort: decides the steps.
        watch: told of every step.
    """
    watch = watch or Unwatched()
    channels, side = _shape_of(net)
    fixed = {
        "sketch": _fitted(cue.maps, channels)[None],
        "words": np.array([cue.words], np.int64),
        "mood": np.array([cue.mood], np.int64),
    }
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(cue.seed)))
    noisy = clean = rng.standard_normal((1, 3, side, side), dtype=np.float32)
    times, told = _times(effort, side), None
    for number, (now, later) in enumerate(zip(times, (*times[1:], 0.0), strict=True), 1):
        answers = net.run({**fixed, "noise": noisy, "t": np.array([now], np.float32)})
        clean = np.asarray(answers["clean"], np.float32)
        told = answers.get("drawn") if told is None else told
        noisy = clean + np.float32(later / now) * (noisy - clean)
        watch.progress(SHARE * number / len(times))
    picture = np.clip(clean[0].transpose(1, 2, 0) / 2 + 0.5, 0, 1)
    return Sampled(_enlarged(picture), None if told is None else _chances(told))


def _shape_of(net: Net) -> tuple[int, int]:
    """How many channels of the sketch a network takes, and the side of what it paints."""
    shapes = {slot.name: slot.shape for slot in net.inputs}
    return int(shapes["sketch"][1] or 0), int(shapes["noise"][-1] or 0)


def _fitted(maps: Floats, channels: int) -> Floats:
    """Adds an empty map of imagined things, or lays them into the areas for who knows no better."""
    if channels > len(maps):
        return np.concatenate([maps, np.zeros_like(maps[:1])])
    if channels < len(maps):
        return np.concatenate([maps[:4], np.maximum(maps[4:5], maps[5:])])
    return maps


def _times(effort: Effort, side: int) -> tuple[float, ...]:
    """Twice the side at one time is half the noise in every patch: it takes later times.

    Source: Hoogeboom, Heek, Salimans, simple diffusion, 2023, https://arxiv.org/abs/2301.11093
    """
    grown = side / 64
    return tuple(grown * t / (1 + (grown - 1) * t) for t in STEPS[effort])


def _chances(told: NDArray[np.generic]) -> tuple[float, ...]:
    logits = np.asarray(told, np.float64)[0]
    return tuple(float(chance) for chance in 1 / (1 + np.exp(-logits)))


def _enlarged(clean: Floats) -> Floats:
    import cv2

    if clean.shape[0] == SIDE:
        return clean
    return np.asarray(cv2.resize(clean, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), np.float32)
