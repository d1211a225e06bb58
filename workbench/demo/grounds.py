"""Motifs of the demo people that stand on the ground: each is a few strokes around a place."""

from __future__ import annotations

import math

from workbench.demo.hand import INK, Hand, ring


def house(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    w, h = size * 0.5, size * 0.6
    hand.draw([(x - w, y), (x - w, y - h), (x + w, y - h), (x + w, y), (x - w, y)], curved=False)
    hand.draw(
        [
            (x - w * 1.2, y - h),
            (x, y - h - size * 0.45),
            (x + w * 1.2, y - h),
            (x - w * 1.2, y - h),
        ],
        curved=False,
    )
    hand.fill(x, y - h - size * 0.15, color)
    door = size * 0.13
    hand.draw(
        [(x - door, y), (x - door, y - h * 0.55), (x + door, y - h * 0.55), (x + door, y)],
        curved=False,
    )
    hand.fill(x, y - h * 0.2, "#7a5a3c")
    side, top = size * 0.16, y - h * 0.75
    left = x - w * 0.75
    hand.draw(
        [
            (left, top),
            (left + side, top),
            (left + side, top + side),
            (left, top + side),
            (left, top),
        ],
        curved=False,
    )


def tree(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    hand.draw(
        [(x - size * 0.07, y), (x - size * 0.05, y - size * 0.5)], color="#6b4a2f", width=0.008
    )
    hand.draw(
        [(x + size * 0.07, y), (x + size * 0.05, y - size * 0.5)], color="#6b4a2f", width=0.008
    )
    crown = [
        (
            x + size * 0.42 * math.cos(t) * (1 + 0.12 * math.sin(5 * t)),
            y - size * 0.8 + size * 0.36 * math.sin(t),
        )
        for t in [math.tau * k / 16 for k in range(17)]
    ]
    hand.draw(crown, color=INK)
    hand.fill(x, y - size * 0.8, color)


def bare_tree(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    hand.draw(
        [(x, y), (x + size * 0.02, y - size * 0.5), (x - size * 0.02, y - size)],
        color=color,
        width=0.014,
    )
    for side, low, reach in ((-1, 0.45, 0.4), (1, 0.55, 0.45), (-1, 0.7, 0.28), (1, 0.78, 0.22)):
        base, tip = y - size * low, y - size * (low + 0.3)
        hand.draw(
            [
                (x, base),
                (x + side * size * reach * 0.6, (base + tip) / 2),
                (x + side * size * reach, tip),
            ],
            color=color,
            width=0.008,
        )


def hills(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    ridge = [
        (x - size, y),
        (x - size * 0.6, y - size * 0.2),
        (x - size * 0.15, y - size * 0.04),
        (x + size * 0.35, y - size * 0.26),
        (x + size, y - size * 0.02),
    ]
    hand.draw(ridge, color=INK)
    hand.scrub(x, y + 0.09, (size * 0.96, 0.07), color, 0.06)


def mountain(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    hand.draw(
        [
            (x - size * 0.6, y),
            (x - size * 0.08, y - size * 0.8),
            (x + size * 0.12, y - size * 0.6),
            (x + size * 0.3, y - size * 0.72),
            (x + size * 0.75, y),
        ],
        curved=False,
    )
    hand.scrub(x + size * 0.05, y - size * 0.17, (size * 0.36, size * 0.14), color, 0.05)


def sea(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    hand.scrub(x, y + 0.1, (size, 0.09), color, 0.06)
    for row, shift in ((0.0, 0.0), (0.07, 0.08), (0.14, -0.05)):
        waves = [
            (x - size + shift + step * size / 6, y + row + (0.012 if step % 2 else -0.012))
            for step in range(12)
        ]
        hand.draw(waves, color="#2f5470", width=0.006)


def boat(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    hull = [
        (x - size * 0.5, y - size * 0.15),
        (x - size * 0.3, y + size * 0.1),
        (x + size * 0.3, y + size * 0.1),
        (x + size * 0.5, y - size * 0.15),
        (x - size * 0.5, y - size * 0.15),
    ]
    hand.draw(hull, curved=False)
    hand.fill(x, y, "#7a5236")
    hand.draw([(x, y - size * 0.15), (x, y - size * 0.95)], width=0.008)
    hand.draw(
        [
            (x + 0.008, y - size * 0.9),
            (x + size * 0.42, y - size * 0.28),
            (x + 0.008, y - size * 0.28),
            (x + 0.008, y - size * 0.9),
        ],
        curved=False,
    )
    hand.fill(x + size * 0.12, y - size * 0.42, color)


def flower(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    top = y - size
    hand.draw(
        [(x, y), (x + size * 0.06, y - size * 0.4), (x, top + size * 0.2)],
        color="#4c7a46",
        width=0.008,
    )
    hand.draw(
        [
            (x + size * 0.04, y - size * 0.35),
            (x + size * 0.25, y - size * 0.55),
            (x + size * 0.05, y - size * 0.45),
        ],
        color="#4c7a46",
    )
    for step in range(5):
        turn = math.tau * step / 5
        px, py = x + size * 0.19 * math.cos(turn), top + size * 0.19 * math.sin(turn)
        hand.draw(ring(px, py, size * 0.11), color=color, width=0.007)
        hand.fill(px, py, color)
    hand.draw(ring(x, top, size * 0.08), color="#c8932b", width=0.01)


def path(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    for side in (-1, 1):
        hand.draw(
            [
                (x + side * size * 0.06, y),
                (x + side * size * 0.1 + size * 0.08, y + size * 0.35),
                (x + side * size * 0.22 - size * 0.06, y + size * 0.8),
            ],
            color=color,
            width=0.008,
        )


def figure(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    hand.draw(ring(x, y - size * 0.85, size * 0.13))
    hand.draw(
        [
            (x, y - size * 0.72),
            (x - size * 0.2, y - size * 0.2),
            (x + size * 0.2, y - size * 0.2),
            (x, y - size * 0.72),
        ],
        curved=False,
    )
    hand.fill(x, y - size * 0.35, color)
    for side in (-1, 1):
        hand.draw(
            [(x + side * size * 0.06, y - size * 0.58), (x + side * size * 0.28, y - size * 0.4)]
        )
        hand.draw([(x + side * size * 0.08, y - size * 0.2), (x + side * size * 0.09, y)])


def window(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    w, h = size * 0.5, size * 0.62
    hand.draw(
        [(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h), (x - w, y - h)],
        curved=False,
        width=0.01,
    )
    hand.draw([(x, y - h), (x, y + h)], curved=False)
    hand.draw([(x - w, y), (x + w, y)], curved=False)
    for dx, dy in ((-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5), (0.5, 0.5)):
        hand.fill(x + w * dx, y + h * dy, color)
