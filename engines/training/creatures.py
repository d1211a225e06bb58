"""Animals in few strokes, a snowman, and shapes that mean nothing."""

from __future__ import annotations

import numpy as np

from engines.training.figures import (
    BROWN,
    DARK,
    LIVELY,
    Part,
    Rng,
    arc,
    line,
    one,
    oval,
    polygon,
)

FURS = (
    (0.88, 0.58, 0.28),
    (0.55, 0.52, 0.50),
    (0.72, 0.55, 0.40),
    (0.25, 0.23, 0.24),
    (0.93, 0.88, 0.80),
    BROWN,
)


def fish(rng: Rng) -> list[Part]:
    """A body, a tail, an eye, sometimes a gill."""
    color = one(rng, (LIVELY[1], *LIVELY))
    body = oval(0.56, 0.5, 0.36, rng.uniform(0.17, 0.27))
    tail = Part(polygon(0.24, 0.5, 0.03, 0.3, 0.1, 0.5, 0.03, 0.7), color)
    parts = [tail, Part(body, color), Part(oval(0.77, 0.44, 0.03), DARK)]
    if rng.random() < 0.5:
        parts.append(line(arc(0.58, 0.5, 0.1, 0.15, start=-0.2, end=0.2), color, 0.02))
    return parts


def butterfly(rng: Rng) -> list[Part]:
    """Four wings, a body, feelers."""
    upper, lower = one(rng, (LIVELY[1], *LIVELY)), one(rng, (LIVELY[5], *LIVELY))
    parts: list[Part] = []
    for s in (-1, 1):
        parts.append(Part(oval(0.5 + s * 0.24, 0.34, 0.23, 0.2, turn=-s * 0.6), upper))
        parts.append(Part(oval(0.5 + s * 0.2, 0.68, 0.18, 0.16, turn=s * 0.7), lower))
        parts.append(line(polygon(0.5, 0.26, 0.5 + s * 0.12, 0.08), DARK, 0.02))
    return [*parts, Part(oval(0.5, 0.52, 0.045, 0.28), one(rng, (DARK, BROWN)))]


def bird(rng: Rng) -> list[Part]:
    """A far bird as a flat V, or a round one with beak and wing."""
    if rng.random() < 0.4:
        left, right = (
            arc(0.28, 0.55, 0.22, 0.2, start=-0.45, end=-0.02),
            arc(0.72, 0.55, 0.22, 0.2, start=-0.48, end=-0.05),
        )
        return [line(np.concatenate([left, right]), DARK, 0.05)]
    color = one(rng, (LIVELY[5], *LIVELY))
    parts = [
        Part(polygon(0.2, 0.5, 0.02, 0.4, 0.08, 0.6), color),
        Part(oval(0.46, 0.55, 0.3, 0.21), color),
        Part(oval(0.72, 0.36, 0.14), color),
        Part(polygon(0.85, 0.32, 0.98, 0.38, 0.85, 0.42), (0.95, 0.65, 0.2)),
        Part(oval(0.75, 0.33, 0.025), DARK),
        Part(oval(0.42, 0.53, 0.16, 0.09, turn=0.3), one(rng, LIVELY)),
    ]
    legs = [line(polygon(x, 0.75, x, 0.95), DARK, 0.025) for x in (0.42, 0.52)]
    return legs + parts


def cat(rng: Rng) -> list[Part]:
    """A round head with two ears, a round body, a tail; or the head alone; sometimes a dog."""
    fur, alone = one(rng, FURS), rng.random() < 0.4
    x, y, r = (0.5, 0.55, 0.36) if alone else (0.36, 0.3, 0.19)
    parts: list[Part] = []
    if not alone:
        tail = polygon(0.78, 0.75, 0.92, 0.62, rng.uniform(0.85, 0.97), 0.4)
        parts += [line(tail, fur, 0.07), Part(oval(0.52, 0.7, 0.3, 0.25), fur)]
    parts.append(Part(oval(x, y, r, r * rng.uniform(0.85, 1.0)), fur))
    for s in (-1, 1):
        ear = polygon(
            x + s * 0.9 * r,
            y - 0.4 * r,
            x + s * 0.85 * r,
            y - 1.45 * r,
            x + s * 0.2 * r,
            y - 0.95 * r,
        )
        parts.append(Part(ear, fur))
        parts.append(Part(oval(x + s * 0.38 * r, y - 0.12 * r, 0.11 * r), DARK))
    parts.append(
        Part(
            polygon(x - 0.1 * r, y + 0.2 * r, x + 0.1 * r, y + 0.2 * r, x, y + 0.34 * r),
            (0.75, 0.4, 0.42),
        )
    )
    for s in (-1, 1):
        for k in (0.25, 0.42):
            parts.append(
                line(
                    polygon(x + s * 0.3 * r, y + k * r, x + s * 1.2 * r, y + (k * 1.5 - 0.1) * r),
                    DARK,
                    0.008,
                )
            )
    return parts


def snowman(rng: Rng) -> list[Part]:
    """Two or three balls, eyes, a carrot, arms of twigs."""
    snow = (0.93, 0.95, 0.98)
    sizes = (0.14, 0.18, 0.22) if rng.random() < 0.5 else (0.19, 0.29)
    parts, y = [], 0.03
    for r in sizes:
        parts.append(Part(oval(0.5, y + r, r), snow))
        y += 2 * r - 0.03
    head = sizes[0]
    parts += [Part(oval(0.5 + s * 0.35 * head, 0.03 + 0.8 * head, 0.025), DARK) for s in (-1, 1)]
    parts.append(
        Part(polygon(0.5, head, 0.5 + head * 1.2, 1.15 * head, 0.5, 1.3 * head), (0.93, 0.55, 0.2))
    )
    if rng.random() < 0.6:
        parts += [
            line(
                polygon(0.5 + s * 0.17, 0.45, 0.5 + s * 0.45, rng.uniform(0.25, 0.45)), BROWN, 0.03
            )
            for s in (-1, 1)
        ]
    return parts


def blob(rng: Rng) -> list[Part]:
    """A closed shape that means nothing, one to three of them."""
    parts: list[Part] = []
    for _ in range(int(rng.integers(1, 4))):
        middle, r = rng.uniform(0.3, 0.7, 2), rng.uniform(0.15, 0.32)
        angles = np.linspace(0, 2 * np.pi, 30)[:-1]
        wave = 1 + 0.25 * np.sin(angles * rng.integers(2, 5) + rng.uniform(0, 6))
        ring = middle + np.stack([np.cos(angles), np.sin(angles)], 1) * (r * wave)[:, None]
        parts.append(
            Part(
                ring.astype(np.float32),
                one(rng, ((0.93, 0.80, 0.62), (0.72, 0.84, 0.86), (0.92, 0.74, 0.70), *LIVELY)),
            )
        )
    return parts
