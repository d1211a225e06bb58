"""Land, weather, vessels and small things in few strokes."""

from __future__ import annotations

import numpy as np

from engines.training.figures import (
    BLUE,
    BROWN,
    DARK,
    GLASS,
    GREENS,
    LIVELY,
    PAPER,
    WALLS,
    WOODS,
    Part,
    Rng,
    arc,
    line,
    one,
    oval,
    polygon,
    scalloped,
)


def boat(rng: Rng) -> list[Part]:
    """A hull, a mast, one or two sails."""
    hull = Part(
        polygon(0.05, 0.7, 0.95, 0.7, rng.uniform(0.72, 0.85), 0.95, rng.uniform(0.15, 0.28), 0.95),
        one(rng, WOODS + LIVELY[:1]),
    )
    x = rng.uniform(0.4, 0.55)
    sail = Part(polygon(x, 0.05, 0.9, 0.58, x, 0.6), one(rng, (PAPER, *LIVELY)))
    parts = [hull, line(polygon(x, 0.04, x, 0.7), BROWN, 0.03), sail]
    if rng.random() < 0.5:
        parts.append(
            Part(polygon(x - 0.03, 0.18, x - 0.03, 0.6, 0.12, 0.6), one(rng, (PAPER, *LIVELY)))
        )
    return parts


def mountains(rng: Rng) -> list[Part]:
    """An open ridge of one to four peaks; filled below in the target."""
    count = int(rng.integers(1, 5))
    xs = np.linspace(0.0, 1.0, 2 * count + 1) + np.concatenate(
        [[0], rng.normal(0, 0.03, 2 * count - 1), [0]]
    )
    ys = np.where(
        np.arange(2 * count + 1) % 2 == 1,
        rng.uniform(0.1, 0.45, 2 * count + 1),
        rng.uniform(0.6, 0.95, 2 * count + 1),
    )
    ridge = np.stack([xs, ys], 1).astype(np.float32)
    if rng.random() < 0.5:
        t = np.linspace(0, 1, 40)
        ridge = np.stack([np.interp(t, xs, xs), np.interp(t, xs, ys)], 1)
        ridge[:, 1] = np.convolve(np.pad(ridge[:, 1], 3, mode="edge"), np.ones(7) / 7, mode="valid")
        ridge = ridge.astype(np.float32)
    stone = one(
        rng,
        (
            (0.52, 0.55, 0.62),
            (0.45, 0.52, 0.55),
            (0.60, 0.55, 0.52),
            (0.42, 0.55, 0.42),
            (0.55, 0.50, 0.65),
        ),
    )
    ground = np.concatenate([ridge, polygon(1.0, 1.0, 0.0, 1.0)])
    parts = [Part(ground, stone, drawn=False), Part(ridge, stone, closed=False, filled=False)]
    if rng.random() < 0.4:
        peak = ridge[int(np.argmin(ridge[:, 1]))]
        cap = polygon(
            peak[0],
            peak[1],
            peak[0] + 0.05,
            peak[1] + 0.13,
            peak[0],
            peak[1] + 0.1,
            peak[0] - 0.05,
            peak[1] + 0.13,
        )
        parts.append(Part(cap, (0.95, 0.96, 0.98)))
    return parts


def car(rng: Rng) -> list[Part]:
    """A body, a cabin, two wheels."""
    color = one(rng, LIVELY)
    cabin = Part(polygon(0.25, 0.48, 0.35, 0.25, 0.65, 0.25, 0.78, 0.48), GLASS)
    body = Part(polygon(0.04, 0.48, 0.96, 0.48, 0.97, 0.75, 0.03, 0.75), color)
    return [cabin, body, *(Part(oval(x, 0.76, 0.11), (0.25, 0.25, 0.28)) for x in (0.25, 0.75))]


def rainbow(rng: Rng) -> list[Part]:
    """Three to six bows."""
    colors = (
        (0.88, 0.35, 0.33),
        (0.95, 0.62, 0.3),
        (0.96, 0.84, 0.4),
        (0.5, 0.72, 0.42),
        (0.35, 0.58, 0.82),
        (0.55, 0.45, 0.75),
    )
    count = int(rng.integers(3, 7))
    bows = [
        arc(0.5, 0.95, 0.47 - 0.05 * i, 0.8 - 0.085 * i, start=0.5, end=1.0) for i in range(count)
    ]
    return [line(bow, colors[i], 0.07) for i, bow in enumerate(bows)]


def rain(rng: Rng) -> list[Part]:
    """Short slanted strokes."""
    slant, count = rng.uniform(-0.04, 0.04), int(rng.integers(6, 22))
    drops = rng.uniform(0.03, 0.9, (count, 2))
    return [line(polygon(x, y, x + slant, y + 0.08), BLUE, 0.012) for x, y in drops]


def fence(rng: Rng) -> list[Part]:
    """Posts and two rails."""
    color, count = one(rng, WOODS), int(rng.integers(3, 7))
    posts = [
        polygon(x, 0.3, x + 0.07, 0.3, x + 0.07, 0.95, x, 0.95)
        for x in np.linspace(0.04, 0.88, count)
    ]
    return [line(polygon(0, y, 1, y), color, 0.05) for y in (0.48, 0.75)] + [
        Part(p, color) for p in posts
    ]


def cup(rng: Rng) -> list[Part]:
    """A mug with a handle, sometimes steam."""
    color = one(rng, (LIVELY[4], *LIVELY))
    parts = [line(arc(0.72, 0.62, 0.18, 0.16, start=-0.25, end=0.25), color, 0.05)]
    parts.append(Part(polygon(0.2, 0.35, 0.74, 0.35, 0.7, 0.95, 0.24, 0.95), color))
    parts.append(Part(oval(0.47, 0.35, 0.27, 0.07), (0.45, 0.30, 0.20)))
    if rng.random() < 0.5:
        parts += [
            line(polygon(x, 0.26, x + 0.04, 0.18, x - 0.03, 0.1, x, 0.02), (0.85, 0.87, 0.9), 0.03)
            for x in (0.38, 0.55)
        ]
    return parts


def balloon(rng: Rng) -> list[Part]:
    """An oval on a string."""
    string = polygon(0.5, 0.62, 0.54, 0.75, 0.47, 0.88, 0.5, 0.99)
    return [line(string, DARK, 0.015), Part(oval(0.5, 0.33, 0.25, 0.3), one(rng, LIVELY))]


def mushroom(rng: Rng) -> list[Part]:
    """A stem and a cap with dots."""
    cap = np.concatenate(
        [arc(0.5, 0.52, 0.44, 0.42, start=0.5, end=1.0), polygon(0.94, 0.55, 0.06, 0.55)]
    )
    parts = [
        Part(polygon(0.38, 0.52, 0.62, 0.52, 0.66, 0.96, 0.34, 0.96), PAPER),
        Part(cap, one(rng, (*LIVELY[:2], BROWN))),
    ]
    return parts + [
        Part(oval(x, y, 0.05), PAPER)
        for x, y in ((0.35, 0.35), (0.55, 0.22), (0.7, 0.42))
        if rng.random() < 0.7
    ]


def apple(rng: Rng) -> list[Part]:
    """A fruit with stalk and leaf."""
    fruit = Part(oval(0.5, 0.6, 0.36, 0.34), one(rng, (LIVELY[0], (0.55, 0.7, 0.3), LIVELY[1])))
    return [
        fruit,
        line(polygon(0.5, 0.28, 0.55, 0.08), BROWN, 0.035),
        Part(oval(0.66, 0.15, 0.12, 0.05, turn=-0.4), one(rng, GREENS[:3])),
    ]


def castle(rng: Rng) -> list[Part]:
    """One jagged outline, a gate, often open at the foot."""
    t = (0.05, 0.98, 0.05, 0.2, 0.13, 0.32, 0.2, 0.18, 0.28, 0.32, 0.32, 0.2, 0.33, 0.5)
    m = (0.43, 0.5, 0.43, 0.42, 0.5, 0.42, 0.5, 0.5, 0.57, 0.5, 0.57, 0.42, 0.64, 0.42, 0.66, 0.5)
    e = (0.67, 0.2, 0.74, 0.32, 0.8, 0.18, 0.87, 0.32, 0.95, 0.2, 0.95, 0.98)
    outline, stone = (
        polygon(*t, *m, *e),
        one(rng, ((0.66, 0.63, 0.60), (0.75, 0.66, 0.55), (0.58, 0.60, 0.66), WALLS[2])),
    )
    open_foot = rng.random() < 0.5
    parts = [Part(outline, stone, drawn=not open_foot)]
    if open_foot:
        parts.append(Part(outline, stone, closed=False, filled=False))
    gate = np.concatenate(
        [arc(0.5, 0.78, 0.1, 0.12, start=0.5, end=1.0), polygon(0.6, 0.98, 0.4, 0.98)]
    )
    return [*parts, Part(gate, one(rng, WOODS))]


def bush(rng: Rng) -> list[Part]:
    """A low round green."""
    return [Part(scalloped(rng, oval(0.5, 0.6, 0.46, 0.34)), one(rng, GREENS))]
