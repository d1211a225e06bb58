"""True pictures: icons on skies, grounds, papers, painted as after a perfect network.

Nine things share a sheet, because a medium paints a sheet for little more than it takes for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.media import Medium
from engines.sketch import Sketch, rasterize
from engines.strokes import Drawing
from engines.training.evaluation.everyday import ICONS, NUMBERS, THINGS
from engines.training.evaluation.tracing import EXACT, Box, crowd, laid
from engines.training.figures import Rng
from engines.training.icons import Icons
from engines.training.lights import GROUNDS, Textures, ground_of, paper_of, sky_of
from engines.training.repertoire import GROUND_FIGURES, LOOSE_FIGURES, SKY_FIGURES
from engines.training.things import Thing, mirrored, thing_of_figure

STYLE = "watercolor"
CROP = 64
NOTHING = len(THINGS)
CELL, ACROSS, SHEET_PX = 64, 3, 384
# In this share of the sheets nobody drew: the medium is guided by the things' own borders, as it is
# for things that a painter adds. Without any border it would paint clouds of color.
UNDRAWN, EMPTY = 0.4, 0.12
_FIGURES = {**GROUND_FIGURES, **SKY_FIGURES, **LOOSE_FIGURES}
_ALSO = {"boat": "sailboat"}

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class World:
    """What pictures are made of: icons (held-out ones among them), textures, an open medium."""

    icons: Icons
    textures: Textures
    medium: Medium

    def thing(self, name: str, rng: Rng) -> Thing:
        """One of the looks of an everyday thing, mirrored half of the time."""
        looks = [at for at, own in enumerate(self.icons.names) if own in ICONS[name]]
        figure = next((own for own in _FIGURES if _ALSO.get(own, own) == name), None)
        pick = int(rng.integers(len(looks) + (figure is not None)))
        if figure is not None and pick == len(looks):
            return thing_of_figure(figure, _FIGURES[figure](rng), rng)
        thing = icon_thing(self.icons, looks[pick])
        return mirrored(thing) if rng.random() < 0.5 else thing

    def ground(self, rng: Rng, *, mood: int | None = None) -> NDArray[Any]:
        """What lies around things: sky, ground, paper or one color, float32 (128, 128, 3)."""
        mood = int(rng.integers(0, 7)) if mood is None else mood
        kind = rng.choice(["sky", "ground", "paper", "color"], p=[0.3, 0.25, 0.3, 0.15])
        if kind == "sky":
            return sky_of(mood, rng, self.textures)
        if kind == "ground":
            return ground_of(str(rng.choice(list(GROUNDS))), mood, rng, self.textures)
        if kind == "paper":
            return paper_of(rng, self.textures)
        color = rng.uniform(0.35, 1.0, 3) * np.ones((128, 128, 1))
        return (color * (1 + 0.05 * self.textures.soft(rng)[..., None])).astype(np.float32)

    def painted(self, under: NDArray[Any], drawing: Drawing, *, side: int, seed: int) -> Bytes:
        """What the medium makes of a known look, guided by a drawing's lines: (H, W, 3)."""
        return self.medium.render(np.clip(under, 0, 1), rasterize(drawing, side), seed=seed)


def icon_thing(icons: Icons, at: int) -> Thing:
    """One icon as a thing."""
    rgba = icons.rgba[at].astype(np.float32) / 255
    return Thing(rgba, tuple(icons.lines[at]), icons.words[at], simple=False)


def sheet(world: World, rng: Rng, names: list[str | None]) -> tuple[Bytes, NDArray[Any]]:
    """Paints nine things and cuts them out.

    Args:
        world: what to make them of.
        rng: decides everything else.
        names: nine everyday things; None is an empty place.

    Returns:
        uint8 (9, 64, 64, 3), and their numbers (9,), `NOTHING` for an empty place.
    """
    import cv2

    side = CELL * ACROSS
    under = cv2.resize(world.ground(rng), (side, side), interpolation=cv2.INTER_LINEAR)
    boxes, things = [], []
    for at, name in enumerate(names):
        box = _box(at, rng)
        boxes.append(box)
        if name is not None:
            thing = world.thing(name, rng)
            things.append((thing, box))
            under = laid(thing.rgba, under, box)
    coarse = int(rng.choice([side, side // 2, side // 3]))
    under = cv2.resize(
        cv2.resize(under, (coarse, coarse), interpolation=cv2.INTER_AREA), (side, side)
    )
    lines = _lines(things, side, rng)
    pixels = world.medium.render(
        np.clip(under, 0, 1, dtype=np.float32),
        lines,
        seed=int(rng.integers(2**31)),
        strength=rng.uniform(0.4, 0.8),
    )
    numbers = [NOTHING if name is None else NUMBERS[name] for name in names]
    return np.stack([_cut(pixels, box, rng) for box in boxes]), np.array(numbers)


def _lines(things: list[tuple[Thing, Box]], side: int, rng: Rng) -> Sketch | NDArray[Any]:
    if rng.random() > UNDRAWN:
        return rasterize(crowd(things, side, rng), SHEET_PX)
    return rasterize(crowd(things, side, rng, hand=EXACT), SHEET_PX).ink * np.float32(0.8)


def _box(at: int, rng: Rng) -> Box:
    size = CELL * rng.uniform(0.62, 0.98)
    x, y = (CELL - size) * rng.uniform(0, 1, 2)
    return float(at % ACROSS * CELL + x), float(at // ACROSS * CELL + y), float(size)


def _cut(pixels: Bytes, box: Box, rng: Rng) -> Bytes:
    scale = SHEET_PX / (CELL * ACROSS)
    x, y, size = (value * scale for value in box)
    # As loosely as a window of a page holds a thing: see `painting.windows`.
    around = size * rng.uniform(0.9, 1.55)
    dx, dy = max(0.0, around - size) * rng.uniform(-0.45, 0.45, 2)
    return cropped(pixels, (x + size / 2 + dx, y + size / 2 + dy, around))


def cropped(pixels: Bytes, square: Box) -> Bytes:
    """Cuts a square out: its middle and its side in pixels; (64, 64, 3), the border repeated."""
    import cv2

    x, y, side = square
    whole = max(2, round(side))
    rows, columns = (
        np.clip(np.arange(round(at - side / 2), round(at - side / 2) + whole), 0, most - 1)
        for at, most in ((y, pixels.shape[0]), (x, pixels.shape[1]))
    )
    way = cv2.INTER_AREA if whole > CROP else cv2.INTER_LINEAR
    cut = np.ascontiguousarray(pixels[rows[:, None], columns])
    return np.asarray(cv2.resize(cut, (CROP, CROP), interpolation=way), np.uint8)


def sheets(world: World, seed: int, count: int) -> tuple[Bytes, NDArray[Any]]:
    """Many sheets, each thing about equally often: (9 n, 64, 64, 3), (9 n,)."""
    rng = np.random.default_rng(seed)
    order: list[str | None] = []
    while len(order) < 9 * count:
        names: list[str | None] = [*THINGS, *[None] * round(EMPTY * len(THINGS))]
        order += [names[at] for at in rng.permutation(len(names))]
    made = [
        sheet(world, np.random.default_rng([seed, at]), order[9 * at : 9 * at + 9])
        for at in range(count)
    ]
    return np.concatenate([one for one, _ in made]), np.concatenate([own for _, own in made])
