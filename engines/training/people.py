"""People in few strokes: skin in every tone or bare paper, never one default."""

from __future__ import annotations

import numpy as np

from engines.training.figures import (
    DARK,
    LIVELY,
    SKIN,
    Color,
    Part,
    Rng,
    arc,
    line,
    one,
    oval,
    polygon,
)


def skin_of(rng: Rng) -> Color:
    """Any tone, all equally likely, or bare paper."""
    return SKIN[rng.integers(len(SKIN))]


def stick_person(rng: Rng) -> list[Part]:
    """A circle and a few lines; in the target a small figure with a body."""
    skin, cloth, r = skin_of(rng), one(rng, (LIVELY[5], *LIVELY)), rng.uniform(0.09, 0.13)
    neck, hip, hand = 2 * r + 0.02, rng.uniform(0.55, 0.65), rng.uniform(0.25, 0.55)
    spread, foot = rng.uniform(0.16, 0.3), rng.uniform(0.08, 0.22)
    arm = rng.uniform(0.28, 0.4)
    if rng.random() < 0.7:
        body = line(polygon(0.5, neck, 0.5, hip), cloth, rng.uniform(0.1, 0.16))
    else:
        body = Part(polygon(0.5, neck, 0.5 + 0.17, hip, 0.5 - 0.17, hip), cloth)
    leg = one(rng, ((0.25, 0.32, 0.48), *LIVELY, DARK))
    parts = [
        line(polygon(0.5, hip, 0.5 - foot, 0.97), leg, 0.07),
        line(polygon(0.5, hip, 0.5 + foot, 0.97), leg, 0.07),
        body,
        line(polygon(0.5, arm, 0.5 - spread, hand), cloth, 0.055),
        line(polygon(0.5, arm, 0.5 + spread, hand), cloth, 0.055),
        Part(oval(0.5, r + 0.02, r), skin, skin=True),
    ]
    return parts + _features(rng, x=0.5, y=r + 0.02, r=r, hair=rng.random() < 0.4)


def face(rng: Rng) -> list[Part]:
    """A head with eyes, mouth, mostly a nose, sometimes hair. Skin in any tone, or bare paper."""
    rx, ry = rng.uniform(0.3, 0.4), rng.uniform(0.36, 0.46)
    parts = [Part(oval(0.5, 0.52, rx, ry), skin_of(rng), skin=True)]
    return parts + _features(rng, x=0.5, y=0.52, r=min(rx, ry), hair=rng.random() < 0.6)


def _features(rng: Rng, *, x: float, y: float, r: float, hair: bool) -> list[Part]:
    parts = [Part(oval(x + s * 0.36 * r, y - 0.15 * r, 0.12 * r, 0.09 * r), DARK) for s in (-1, 1)]
    low, mood = y + 0.42 * r, rng.choice([-1.0, 0.2, 1.0])
    xs = np.linspace(-0.35, 0.35, 9)
    mouth = np.stack([x + xs * r, low + mood * (0.12 - xs**2) * r], 1).astype(np.float32)
    parts.append(line(mouth, (0.70, 0.28, 0.28), 0.09 * r))
    if rng.random() < 0.5:
        parts.append(
            line(
                polygon(x, y - 0.1 * r, x - 0.08 * r, y + 0.15 * r, x + 0.04 * r, y + 0.17 * r),
                (0.5, 0.36, 0.3),
                0.06 * r,
            )
        )
    if hair:
        color = one(
            rng,
            (
                (0.25, 0.17, 0.12),
                (0.12, 0.10, 0.10),
                (0.65, 0.42, 0.2),
                (0.85, 0.72, 0.45),
                (0.6, 0.58, 0.56),
            ),
        )
        bow = arc(
            x, y, 1.08 * r, 1.12 * r, start=-0.5 - rng.uniform(0, 0.08), end=rng.uniform(0, 0.08)
        )
        cap = arc(x, y - 0.35 * r, 0.95 * r, 0.35 * r, start=0.0, end=-0.5)
        parts.insert(0, Part(np.concatenate([bow, cap]), color))
    return parts
