"""Moods of light: what each does to sky, ground and things. 0 is none: paper and plain day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOODS = ("none", "calm", "warm", "bright", "misty", "stormy", "dusk")
PAPER = np.array([0.975, 0.96, 0.935], np.float32)

Color = tuple[float, float, float]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Light:
    """One mood of light.

    Attributes:
        skies: pairs of colors, top and horizon.
        tint: what things and ground are multiplied by.
        veil: share of the horizon's color laid over everything (mist).
        clouds: how strongly clouds show.
    """

    skies: tuple[tuple[Color, Color], ...]
    tint: Color
    veil: float
    clouds: float


LIGHTS = (
    Light(
        (
            ((0.72, 0.84, 0.93), (0.95, 0.95, 0.91)),
            ((0.80, 0.88, 0.94), (0.97, 0.95, 0.90)),
            ((0.66, 0.82, 0.93), (0.90, 0.94, 0.94)),
        ),
        (1.0, 1.0, 1.0), 0.0, 0.3,
    ),
    Light(
        (
            ((0.45, 0.70, 0.78), (0.84, 0.93, 0.88)),
            ((0.55, 0.68, 0.86), (0.90, 0.91, 0.94)),
            ((0.50, 0.76, 0.74), (0.93, 0.95, 0.85)),
        ),
        (0.94, 1.0, 1.0), 0.08, 0.4,
    ),
    Light(
        (
            ((0.96, 0.68, 0.42), (1.0, 0.90, 0.66)),
            ((0.93, 0.60, 0.50), (1.0, 0.85, 0.62)),
            ((0.98, 0.78, 0.48), (1.0, 0.93, 0.78)),
        ),
        (1.06, 0.97, 0.82), 0.10, 0.35,
    ),
    Light(
        (
            ((0.18, 0.55, 0.92), (0.72, 0.90, 0.98)),
            ((0.25, 0.62, 0.95), (0.85, 0.95, 0.97)),
            ((0.15, 0.62, 0.85), (0.75, 0.94, 0.92)),
        ),
        (1.05, 1.05, 1.0), 0.0, 0.45,
    ),
    Light(
        (
            ((0.76, 0.80, 0.85), (0.90, 0.91, 0.91)),
            ((0.80, 0.79, 0.86), (0.92, 0.90, 0.90)),
            ((0.74, 0.82, 0.82), (0.91, 0.92, 0.88)),
        ),
        (0.96, 0.97, 1.0), 0.34, 0.25,
    ),
    Light(
        (
            ((0.22, 0.27, 0.38), (0.52, 0.58, 0.64)),
            ((0.28, 0.26, 0.40), (0.56, 0.55, 0.64)),
            ((0.20, 0.33, 0.40), (0.58, 0.66, 0.64)),
        ),
        (0.72, 0.76, 0.84), 0.10, 0.5,
    ),
    Light(
        (
            ((0.18, 0.15, 0.40), (0.92, 0.50, 0.48)),
            ((0.13, 0.16, 0.38), (0.66, 0.45, 0.66)),
            ((0.25, 0.16, 0.42), (0.96, 0.64, 0.45)),
        ),
        (0.80, 0.70, 0.86), 0.08, 0.25,
    ),
)  # fmt: skip

GROUNDS: dict[str, tuple[Color, ...]] = {
    "grass": ((0.56, 0.70, 0.36), (0.45, 0.64, 0.34), (0.64, 0.74, 0.42)),
    "sand": ((0.90, 0.80, 0.58), (0.86, 0.73, 0.52)),
    "snow": ((0.92, 0.95, 0.98), (0.88, 0.92, 0.97)),
    "water": ((0.28, 0.56, 0.76), (0.22, 0.52, 0.66), (0.40, 0.66, 0.80)),
    "earth": ((0.62, 0.50, 0.38), (0.70, 0.56, 0.42), (0.55, 0.48, 0.42)),
}
GROUND_WORDS: dict[str, tuple[str, ...]] = {
    "grass": ("grass", "field", "garden", "meadow", "park"),
    "sand": ("sand", "beach", "desert"),
    "snow": ("snow", "winter"),
    "water": ("sea", "water", "lake", "river", "ocean", "waves"),
    "earth": ("earth", "ground", "path", "autumn"),
}
LINE_COLORS: dict[str, tuple[Color, ...]] = {
    "grass": ((0.20, 0.55, 0.20), (0.35, 0.65, 0.25)),
    "sand": ((0.85, 0.65, 0.25), (0.95, 0.80, 0.30)),
    "snow": ((0.55, 0.65, 0.75), (0.45, 0.55, 0.70)),
    "water": ((0.12, 0.40, 0.75), (0.20, 0.55, 0.80)),
    "earth": ((0.48, 0.32, 0.18), (0.40, 0.28, 0.20)),
}


class Textures:
    """A bank of soft noise fields, float32 (128, 128) of mean 0 and spread 1."""

    def __init__(self, *, side: int = 128, count: int = 48) -> None:
        """Makes the bank, always the same."""
        import cv2

        rng = np.random.default_rng(20)
        self._fields: dict[str, list[NDArray[Any]]] = {"soft": [], "fine": []}
        for name, cells in (("soft", 5), ("fine", 14)):
            for _ in range(count):
                grid = rng.normal(0, 1, (cells, cells)).astype(np.float32)
                field = cv2.resize(grid, (side, side), interpolation=cv2.INTER_CUBIC)
                self._fields[name].append((field - field.mean()) / field.std())

    def soft(self, rng: Rng) -> NDArray[Any]:
        """Broad patches, a few across the page."""
        return _flipped(self._fields["soft"], rng)

    def fine(self, rng: Rng) -> NDArray[Any]:
        """Smaller patches."""
        return _flipped(self._fields["fine"], rng)


def _flipped(fields: list[NDArray[Any]], rng: Rng) -> NDArray[Any]:
    field = fields[rng.integers(len(fields))]
    return field[:: rng.choice([-1, 1]), :: rng.choice([-1, 1])]


def sky_of(mood: int, rng: Rng, textures: Textures) -> NDArray[Any]:
    """A sky over the whole square, float32 (128, 128, 3)."""
    light = LIGHTS[mood]
    top, low = (np.array(c, np.float32) for c in light.skies[rng.integers(len(light.skies))])
    shift = rng.normal(0, 0.02, 3).astype(np.float32)
    side = textures.soft(rng).shape[0]
    ramp = np.linspace(0, 1, side, dtype=np.float32)[:, None] ** rng.uniform(0.7, 1.4)
    ramp = np.clip(ramp + 0.03 * textures.soft(rng), 0, 1)[..., None]
    sky = top * (1 - ramp) + low * ramp + shift
    puffs = np.clip(
        textures.soft(rng) * 0.6 + textures.fine(rng) * 0.4 - rng.uniform(0.2, 1.2), 0, 1
    )[..., None]
    whiter = low * 0.5 + (0.5 if mood < 5 else 0.25)
    return sky + puffs * light.clouds * 0.8 * (whiter - sky)


def ground_of(kind: str, mood: int, rng: Rng, textures: Textures) -> NDArray[Any]:
    """A ground over the whole square, float32 (128, 128, 3), darker towards the viewer."""
    colors = GROUNDS[kind]
    color = np.array(colors[rng.integers(len(colors))], np.float32) * np.array(
        LIGHTS[mood].tint, np.float32
    )
    color = color + rng.normal(0, 0.025, 3).astype(np.float32)
    depth = np.linspace(1.08, 0.86, 128, dtype=np.float32)[:, None]
    shade = depth + 0.03 * textures.soft(rng) + 0.02 * textures.fine(rng)
    return color * shade[..., None]


def paper_of(rng: Rng, textures: Textures) -> NDArray[Any]:
    """A page left mostly white, with one or two pale washes, float32 (128, 128, 3)."""
    page = np.broadcast_to(PAPER, (128, 128, 3)).copy()
    pales = (
        (0.82, 0.89, 0.94),
        (0.95, 0.88, 0.78),
        (0.86, 0.91, 0.82),
        (0.89, 0.86, 0.93),
        (0.78, 0.87, 0.92),
    )
    height = np.linspace(0, 1, 128, dtype=np.float32)[:, None]
    for lean in rng.choice([1.0, -1.0], int(rng.integers(1, 3)), replace=False):
        color = np.array(pales[rng.integers(len(pales))], np.float32)
        wash = np.clip(0.3 + 0.5 * textures.soft(rng) + lean * (0.5 - height), 0, 1) * rng.uniform(
            0.4, 0.95
        )
        page += wash[..., None] * (color - page)
    return page
