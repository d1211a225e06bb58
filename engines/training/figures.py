"""Things as people draw them in a few strokes: a lollipop tree, a house of two shapes.

Every figure is a list of parts in a unit square (x to the right, y down), different each time. A
part is filled in the target, drawn as a line in the sketch, or both: a stick figure's limbs are
lines in the sketch and rounded limbs in the target.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rng = np.random.Generator
Color = tuple[float, float, float]
Points = NDArray[Any]

PAPER = (0.97, 0.95, 0.91)
SKIN = (
    (0.95, 0.80, 0.69),
    (0.88, 0.67, 0.52),
    (0.74, 0.52, 0.35),
    (0.56, 0.36, 0.23),
    (0.37, 0.24, 0.17),
    PAPER,
)
LIVELY = (
    (0.85, 0.25, 0.22),
    (0.95, 0.58, 0.20),
    (0.97, 0.80, 0.25),
    (0.45, 0.68, 0.30),
    (0.20, 0.60, 0.58),
    (0.25, 0.50, 0.80),
    (0.48, 0.38, 0.72),
    (0.85, 0.45, 0.62),
    (0.60, 0.42, 0.28),
    (0.90, 0.86, 0.76),
)  # fmt: skip
GREENS = (
    (0.35, 0.58, 0.25),
    (0.28, 0.50, 0.30),
    (0.52, 0.66, 0.28),
    (0.25, 0.45, 0.38),
    (0.85, 0.55, 0.20),
)
BROWN = (0.48, 0.33, 0.22)
WOODS = (BROWN, (0.60, 0.43, 0.28), (0.36, 0.26, 0.20))
WALLS = (
    (0.95, 0.80, 0.54),
    (0.87, 0.70, 0.52),
    (0.80, 0.48, 0.38),
    (0.75, 0.82, 0.86),
    (0.96, 0.92, 0.85),
)
ROOFS = ((0.75, 0.30, 0.22), (0.55, 0.30, 0.25), (0.35, 0.42, 0.52), (0.62, 0.40, 0.28))
SUNNY = (0.98, 0.80, 0.28)
BLUE = (0.30, 0.55, 0.82)
GLASS = (0.62, 0.80, 0.90)
LAMP = (1.0, 0.90, 0.55)
DARK = (0.16, 0.15, 0.18)


MOSTLY_FIRST = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of a figure.

    Attributes:
        points: float32 (n, 2) in the unit square.
        color: 0..1 sRGB.
        closed: whether the line returns to its start.
        filled: whether the target is filled inside.
        thick: where above 0 the target is a line of this width (of the unit square).
        drawn: whether the sketch shows the line.
        skin: whether it is somebody's skin, which stays bare paper unless it is drawn in a color.
    """

    points: Points
    color: tuple[float, float, float]
    closed: bool = True
    filled: bool = True
    thick: float = 0.0
    drawn: bool = True
    skin: bool = False


Figure = Callable[[Rng], list[Part]]


def polygon(*xy: float) -> Points:
    """Points from x0, y0, x1, y1, ..."""
    return np.array(xy, np.float32).reshape(-1, 2)


def oval(x: float, y: float, rx: float, ry: float | None = None, *, turn: float = 0.0) -> Points:
    """A closed ellipse around (x, y), turned by `turn` radians."""
    angles = np.linspace(0, 2 * np.pi, 25)[:-1]
    px, py = rx * np.cos(angles), (ry or rx) * np.sin(angles)
    turned = np.stack(
        [px * np.cos(turn) - py * np.sin(turn), px * np.sin(turn) + py * np.cos(turn)], 1
    )
    return (turned + np.array((x, y))).astype(np.float32)


def arc(x: float, y: float, rx: float, ry: float, *, start: float, end: float) -> Points:
    """An open arc, angles in turns (0 = right, 0.25 = down)."""
    angles = np.linspace(start, end, 14) * 2 * np.pi
    return np.stack([x + rx * np.cos(angles), y + ry * np.sin(angles)], 1).astype(np.float32)


def one(rng: Rng, of: tuple[tuple[float, float, float], ...]) -> tuple[float, float, float]:
    """One color of a palette, slightly varied; more than half of the time its first.

    Where everything is equally likely, a network paints the mean of it all, which is mud.
    """
    index = 0 if rng.random() < MOSTLY_FIRST else rng.integers(len(of))
    color = np.clip(np.array(of[index]) + rng.normal(0, 0.03, 3), 0, 1)
    return float(color[0]), float(color[1]), float(color[2])


def line(points: Points, color: tuple[float, float, float], thick: float = 0.04) -> Part:
    """An open line, painted as wide as `thick`."""
    return Part(points, color, closed=False, filled=False, thick=thick)


def house(rng: Rng) -> list[Part]:
    """Walls, roof, door, windows, sometimes a chimney."""
    top, left, right = rng.uniform(0.38, 0.5), rng.uniform(0.1, 0.22), rng.uniform(0.78, 0.9)
    over, peak = rng.uniform(0, 0.08), rng.uniform(0.35, 0.65)
    wall = Part(polygon(left, top, right, top, right, 0.97, left, 0.97), one(rng, WALLS))
    roof = Part(
        polygon(left - over, top, peak, rng.uniform(0.03, 0.15), right + over, top), one(rng, ROOFS)
    )
    parts = [wall, roof]
    door = rng.uniform(left + 0.08, right - 0.25)
    parts.append(
        Part(polygon(door, 0.68, door + 0.15, 0.68, door + 0.15, 0.97, door, 0.97), one(rng, WOODS))
    )
    for x in (left + 0.08, right - 0.22) if rng.random() < 0.5 else (right - 0.22,):
        if rng.random() < 0.8 and abs(x - door) > 0.17:
            y = top + 0.08
            parts.append(Part(polygon(x, y, x + 0.14, y, x + 0.14, y + 0.14, x, y + 0.14), GLASS))
    if rng.random() < 0.3:
        parts.insert(
            0, Part(polygon(0.68, 0.12, 0.76, 0.12, 0.76, 0.36, 0.68, 0.36), one(rng, ROOFS))
        )
    return parts


def tree(rng: Rng) -> list[Part]:
    """A trunk (sometimes a single line) under a round or cloud-like crown."""
    crown, ry = one(rng, GREENS), rng.uniform(0.24, 0.36)
    wide = rng.uniform(0.03, 0.08)
    if rng.random() < 0.35:
        trunk = line(polygon(0.5, ry * 2 - 0.02, 0.5, 0.98), one(rng, WOODS), 0.07)
    else:
        trunk = Part(
            polygon(
                0.5 - wide, 0.55, 0.5 + wide, 0.55, 0.5 + wide * 1.2, 0.98, 0.5 - wide * 1.2, 0.98
            ),
            one(rng, WOODS),
        )
    shape = oval(0.5, ry + 0.03, rng.uniform(0.25, 0.42), ry)
    if rng.random() < 0.5:
        shape = scalloped(rng, shape)
    return [trunk, Part(shape, crown)]


def scalloped(rng: Rng, shape: Points) -> Points:
    """A cloud-like edge around a shape."""
    count, angles = int(rng.integers(5, 9)), np.linspace(0, 2 * np.pi, 60)[:-1]
    middle, spread = shape.mean(0), np.ptp(shape, axis=0) / 2
    bumps = 0.86 + 0.16 * np.abs(np.sin(angles * count / 2 + rng.uniform(0, 6)))
    ring = np.stack([np.cos(angles), np.sin(angles)], 1) * bumps[:, None] * spread
    return (middle + ring).astype(np.float32)


def pine(rng: Rng) -> list[Part]:
    """A fir: one to three triangles on a trunk."""
    color, levels = one(rng, GREENS[:4]), int(rng.integers(1, 4))
    parts = [Part(polygon(0.46, 0.8, 0.54, 0.8, 0.54, 0.98, 0.46, 0.98), one(rng, WOODS))]
    for i in reversed(range(levels)):
        low = 0.84 - 0.24 * (levels - 1 - i)
        half = 0.34 - 0.07 * (levels - 1 - i)
        parts.append(
            Part(polygon(0.5, low - 0.84 / levels - 0.02, 0.5 + half, low, 0.5 - half, low), color)
        )
    return parts


def sun(rng: Rng) -> list[Part]:
    """A disc, mostly with rays."""
    r = rng.uniform(0.2, 0.3)
    parts = [Part(oval(0.5, 0.5, r), SUNNY)]
    if rng.random() < 0.75:
        for angle in np.linspace(0, 2 * np.pi, int(rng.integers(7, 14)))[:-1]:
            c, s = np.cos(angle), np.sin(angle)
            a, b = r + 0.06, rng.uniform(r + 0.14, 0.49)
            parts.append(
                line(polygon(0.5 + a * c, 0.5 + a * s, 0.5 + b * c, 0.5 + b * s), SUNNY, 0.03)
            )
    return parts


def cloud(rng: Rng) -> list[Part]:
    """A scalloped oval."""
    shape = scalloped(rng, oval(0.5, 0.5, rng.uniform(0.36, 0.48), rng.uniform(0.2, 0.28)))
    return [Part(shape, one(rng, ((0.93, 0.95, 0.97), (0.85, 0.89, 0.94), (0.98, 0.97, 0.95))))]


def moon(rng: Rng) -> list[Part]:
    """A crescent or a full disc."""
    if rng.random() < 0.3:
        return [Part(oval(0.5, 0.5, 0.35), (0.95, 0.92, 0.75))]
    bow, inner = (
        arc(0.5, 0.5, 0.4, 0.42, start=-0.25, end=0.25),
        arc(0.46, 0.5, 0.2, 0.42, start=0.25, end=-0.25),
    )
    return [Part(np.concatenate([bow, inner]), (0.97, 0.90, 0.60))]


def star(rng: Rng) -> list[Part]:
    """Five points."""
    angles = np.linspace(0, 2 * np.pi, 11)[:-1] - np.pi / 2 + rng.normal(0, 0.1)
    radius = np.where(np.arange(10) % 2 == 0, 0.46, rng.uniform(0.17, 0.24))
    shape = np.stack([0.5 + radius * np.cos(angles), 0.5 + radius * np.sin(angles)], 1)
    return [Part(shape.astype(np.float32), SUNNY)]


def heart(rng: Rng) -> list[Part]:
    """A heart."""
    t = np.linspace(0, 2 * np.pi, 40)[:-1]
    x, y = (
        16 * np.sin(t) ** 3,
        13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t),
    )
    shape = np.stack([0.5 + x / 36, 0.47 - y / 36], 1).astype(np.float32)
    return [Part(shape, one(rng, ((0.85, 0.22, 0.25), (0.90, 0.45, 0.55))))]


def flower(rng: Rng) -> list[Part]:
    """Petals around a middle, on a stem with a leaf or two."""
    color, count, r = (
        one(rng, (LIVELY[7], *LIVELY[:8])),
        int(rng.integers(4, 8)),
        rng.uniform(0.09, 0.13),
    )
    stem = polygon(0.5, 0.32, 0.5 + rng.normal(0, 0.03), 0.65, 0.5 + rng.normal(0, 0.04), 0.98)
    green = one(rng, GREENS[:3])
    parts = [line(stem, green, 0.035)]
    for side in (-1, 1):
        if rng.random() < 0.6:
            parts.append(
                Part(
                    oval(0.5 + side * 0.13, rng.uniform(0.65, 0.8), 0.12, 0.05, turn=-side * 0.6),
                    green,
                )
            )
    for i in range(count):
        angle = 2 * np.pi * i / count
        parts.append(Part(oval(0.5 + 0.17 * np.cos(angle), 0.27 + 0.17 * np.sin(angle), r), color))
    parts.append(Part(oval(0.5, 0.27, rng.uniform(0.07, 0.1)), SUNNY))
    return parts
