"""One training sample: sketch, painting, words, mood; the same for the same (seed, index)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.training.figures import LIVELY, Rng
from engines.training.hands import Hand, drawn, hand_of
from engines.training.icons import Icons
from engines.training.lights import Textures, paper_of, sky_of
from engines.training.repertoire import GROUND_FIGURES, LOOSE_FIGURES, SKY_FIGURES
from engines.training.scenes import SIDE, drawn_words, page_of, scene_of
from engines.training.sketches import Sheet, sketch_of, zigzag

SLOTS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What the network learns from.

    Attributes:
        sketch: uint8 (6, 128, 128): R, G, B over paper, ink, area, imagined.
        painted: uint8 (3, 128, 128).
        words: at most 8.
        mood: 0..6.
        drawn: for each of eight words 1 where its thing is in the sketch, 0 where it is not (it may
            be imagined, or neither); -1 where that means nothing or nobody could tell.
    """

    sketch: NDArray[Any]
    painted: NDArray[Any]
    words: tuple[str, ...]
    mood: int
    drawn: tuple[int, ...] = (-1,) * SLOTS


def sample_of(seed: int, index: int, *, icons: Icons, textures: Textures) -> Sample:
    """Makes one sample.

    Args:
        seed: of the whole data.
        index: which sample.
        icons: from `icons.load`.
        textures: shared noise fields.
    """
    rng = np.random.default_rng([seed, index])
    hand = hand_of(rng)
    if rng.random() < 0.11:
        return _abstract(hand, rng, textures, icons)
    scene = scene_of(rng, icons, textures, bare=not hand.colored)
    sheet, painted = sketch_of(scene, hand, rng)
    words = list(dict.fromkeys(scene.words))
    rng.shuffle(words)
    words = words[: int(rng.integers(1, SLOTS + 1))]
    told = drawn_words(scene)
    words = _with_a_stranger(words, told, icons, rng)
    return Sample(sheet.folded(), _folded(painted), tuple(words), scene.mood, _told(words, told))


def _told(words: list[str], told: dict[str, int]) -> tuple[int, ...]:
    """For each word what is known of it; nobody drew what is not known of."""
    known = tuple(told.get(word, 0) for word in words)
    return known + (-1,) * (SLOTS - len(known))


def _with_a_stranger(words: list[str], told: dict[str, int], icons: Icons, rng: Rng) -> list[str]:
    """Half of the time one word more, of a thing that is neither drawn nor painted."""
    if len(words) == SLOTS or rng.random() < 0.5:
        return words
    if rng.random() < 0.5:
        figures = (*GROUND_FIGURES, *SKY_FIGURES, *LOOSE_FIGURES)
        strange = (figures[rng.integers(len(figures))],)
    else:
        of_name = icons.groups["things"][rng.integers(len(icons.groups["things"]))]
        strange = icons.words[of_name[0]]
    if not strange or strange[0] == "blob" or set(strange) & set(told):
        return words
    return [*words, strange[rng.integers(len(strange))]]


def _abstract(hand: Hand, rng: Rng, textures: Textures, icons: Icons) -> Sample:
    mood = int(rng.integers(1, 7)) if rng.random() < 0.5 else 0
    page = sky_of(mood, rng, textures) if mood else paper_of(rng, textures)
    sheet = Sheet.blank(np.full(3, rng.uniform(0.96, 1.0), np.float32))
    count = int(rng.choice([0, 1, 2, 4, 7], p=[0.12, 0.3, 0.25, 0.2, 0.13]))
    palette = [_color(rng) for _ in range(int(rng.integers(1, 4)))]
    if rng.random() < 0.3:
        palette = [np.full(3, rng.uniform(0.0, 0.2), np.float32)]
    color, weight = (
        np.zeros((SIDE, SIDE, 3), np.float32),
        np.full((SIDE, SIDE, 1), 1e-4, np.float32),
    )
    for _ in range(count):
        tint = palette[rng.integers(len(palette))]
        before = np.maximum(sheet.ink, sheet.area).copy()
        broad = rng.random() < 0.3
        width = rng.uniform(5, 16) if broad else hand.width * rng.uniform(0.7, 1.5)
        sheet.stroke(_gesture(hand, rng), tint, width=width, broad=broad)
        cover = _spread(
            np.maximum(sheet.ink, sheet.area)
            - np.minimum(before, np.maximum(sheet.ink, sheet.area)),
            rng,
        )
        color += cover * tint
        weight += cover
    strength = np.clip(weight * 1.6, 0, 0.93)
    glow = 1 + 0.06 * textures.fine(rng)[..., None]
    field = np.clip(color / weight, 0, 1)
    field = (field + (1 - field) * np.clip(0.30 - 0.3 * weight, 0, 0.3)) * glow
    left, top, right, bottom = (2 * edge for edge in page_of(rng))
    outside = np.ones(sheet.ink.shape, bool)
    outside[top:bottom, left:right] = False
    sheet.clear(outside)
    words = _with_a_stranger([], {}, icons, rng)
    painted = _folded(page + strength * (field - page))
    return Sample(sheet.folded(), painted, tuple(words), mood, _told(words, {}))


def _color(rng: Rng) -> NDArray[Any]:
    base = np.array(LIVELY[rng.integers(9)]) if rng.random() < 0.6 else rng.uniform(0.05, 0.95, 3)
    return np.clip(base * rng.uniform(0.75, 1.1), 0.02, 0.98).astype(np.float32)


def _gesture(hand: Hand, rng: Rng) -> NDArray[Any]:
    x, y, side = rng.uniform(-5, 75), rng.uniform(-5, 75), rng.uniform(25, 90)
    kind = rng.choice(["zigzag", "spiral", "loops", "curve", "dots"])
    t = np.linspace(0, 1, 90)
    if kind == "zigzag":
        return zigzag(rng, (x, y, side), spacing=rng.uniform(3, 12))
    if kind == "spiral":
        turns, r = rng.uniform(2, 6), t * side / 2
        points = np.stack([r * np.cos(6.28 * turns * t), r * np.sin(6.28 * turns * t)], 1)
    elif kind == "loops":
        a, b, p = rng.uniform(1, 7), rng.uniform(1, 7), rng.uniform(0, 6, 2)
        points = np.stack([np.sin(6.28 * a * t + p[0]), np.sin(6.28 * b * t + p[1])], 1) * side / 2
    else:
        knots = rng.uniform(-0.5, 0.5, (int(rng.integers(3, 7)), 2)) * side
        points = np.stack(
            [np.interp(t * (len(knots) - 1), np.arange(len(knots)), knots[:, i]) for i in (0, 1)], 1
        )
    return drawn(
        (points + np.array((x + side / 2, y + side / 2))).astype(np.float32),
        hand,
        rng,
        closed=False,
    )


def _spread(cover: NDArray[Any], rng: Rng) -> NDArray[Any]:
    import cv2

    small = cv2.resize(cover, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    near = cv2.GaussianBlur(small, (0, 0), 2.0)
    far = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(6, 9)))
    return np.clip(near * 0.8 + far * 1.4, 0, 2)[..., None]


def _folded(painted: NDArray[Any]) -> NDArray[Any]:
    whole = np.round(np.clip(painted, 0, 1) * 255).astype(np.uint8)
    return np.ascontiguousarray(whole.transpose(2, 0, 1))
