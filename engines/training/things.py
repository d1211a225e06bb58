"""One thing of a scene: its painted look, its lines, its words; from a figure or from an icon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.training.contours import Line
from engines.training.figures import GLASS, LAMP, PAPER, Part, Rng
from engines.training.icons import Icons
from engines.training.repertoire import MORE_WORDS

_SIDE = 128


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """A thing in its own unit square.

    Attributes:
        rgba: float32 (128, 128, 4), 0..1, not multiplied by alpha.
        lines: what a hand would draw of it.
        words: what a person might call it.
        simple: whether the lines are few already.
    """

    rgba: NDArray[Any]
    lines: tuple[Line, ...]
    words: tuple[str, ...]
    simple: bool

    @property
    def color(self) -> NDArray[Any]:
        """The mean color, float32 (3,)."""
        weight = self.rgba[..., 3:]
        return (self.rgba[..., :3] * weight).sum((0, 1)) / max(float(weight.sum()), 1.0)


def thing_of_figure(
    name: str, parts: list[Part], rng: Rng, *, bare: bool = False, lit: bool = False
) -> Thing:
    """Paints a figure's parts with soft light and shade, and keeps its lines.

    Args:
        name: its first word.
        parts: what it is made of.
        rng: decides the light.
        bare: leave skin as paper.
        lit: let lamps shine behind the windows.
    """
    if bare:
        parts = [replace(part, color=PAPER) if part.skin else part for part in parts]
    if lit:
        parts = [replace(part, color=LAMP) if part.color == GLASS else part for part in parts]
    canvas = np.zeros((_SIDE, _SIDE, 4), np.float32)
    light = rng.uniform(-1, 1)
    for part in parts:
        mask = _mask(part)
        shade = _shading(part, light)[..., None]
        layer = np.concatenate(
            [np.clip(np.array(part.color) * shade, 0, 1), np.ones_like(shade)], 2
        )
        canvas += mask[..., None] * (layer - canvas)
    lines = tuple(
        Line(part.points, np.array(part.color, np.float32), part.closed, outer=part.filled)
        for part in parts
        if part.drawn
    )
    return Thing(
        canvas, lines, (name, *MORE_WORDS.get(name, ())) if name != "blob" else (), simple=True
    )


def _mask(part: Part) -> NDArray[Any]:
    import cv2

    mask = np.zeros((_SIDE, _SIDE), np.uint8)
    points = np.round(part.points * _SIDE * 16).astype(np.int32)
    if part.filled:
        cv2.fillPoly(mask, [points], 255, cv2.LINE_AA, 4)
    if part.thick > 0:
        width = max(1, round(part.thick * _SIDE))
        cv2.polylines(mask, [points], part.closed, 255, width, cv2.LINE_AA, 4)
    return mask.astype(np.float32) / 255


def _shading(part: Part, light: float) -> NDArray[Any]:
    low, high = part.points.min(0), part.points.max(0)
    ys, xs = np.mgrid[0:_SIDE, 0:_SIDE].astype(np.float32) / (_SIDE)
    across = (xs - low[0]) / max(high[0] - low[0], 0.05) - 0.5
    down = (ys - low[1]) / max(high[1] - low[1], 0.05) - 0.5
    return 1.0 - np.clip(0.22 * down + 0.16 * light * across, -0.2, 0.25)


def thing_of_icon(icons: Icons, rng: Rng, *, bare: bool = False) -> Thing:
    """One icon, mirrored half of the time; people one in eight, faces one in forty.

    Args:
        icons: to choose from.
        rng: decides which.
        bare: thin people's colors towards paper, skin with them.
    """
    pick = rng.random()
    theme = "people" if pick < 0.12 else "faces" if pick < 0.145 else "things"
    of_name = icons.groups[theme][rng.integers(len(icons.groups[theme]))]
    index = of_name[rng.integers(len(of_name))]
    rgba = icons.rgba[index].astype(np.float32) / 255
    if bare and theme != "things":
        rgba[..., :3] += 0.6 * (np.array(PAPER, np.float32) - rgba[..., :3])
    thing = Thing(rgba, tuple(icons.lines[index]), icons.words[index], simple=False)
    return mirrored(thing) if rng.random() < 0.5 else thing


def mirrored(thing: Thing) -> Thing:
    """The thing as in a mirror."""
    turn, push = np.array([-1, 1], np.float32), np.array([1, 0], np.float32)
    lines = tuple(replace(line, points=line.points * turn + push) for line in thing.lines)
    return replace(thing, rgba=thing.rgba[:, ::-1], lines=lines)


def recolored(thing: Thing, color: NDArray[Any], *, share: float = 0.85) -> Thing:
    """The thing in one color, keeping its own light and shade.

    Args:
        thing: what to recolor.
        color: 0..1 sRGB (3,).
        share: how much of the new color, 0..1.
    """
    gray = thing.rgba[..., :3].mean(2, keepdims=True)
    weight = thing.rgba[..., 3:]
    middle = float((gray * weight).sum() / max(float(weight.sum()), 1.0))
    shade = np.clip(0.75 + 0.5 * (gray - middle) / max(middle, 0.3), 0.45, 1.0)
    # Lighter where the shade is high: watered-down pigment rather than the bare color.
    painted = 1 - (1 - color * np.minimum(shade + 0.2, 1.05)) * np.clip(1.25 - 0.35 * shade, 0, 1.1)
    rgb = thing.rgba[..., :3] * (1 - share) + np.clip(painted, 0, 1) * share
    lines = tuple(replace(line, color=color.astype(np.float32)) for line in thing.lines)
    return replace(thing, rgba=np.concatenate([rgb, weight], 2).astype(np.float32), lines=lines)
