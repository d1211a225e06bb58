"""Motifs of the demo people without ground under them: each is a few strokes around a place."""

from __future__ import annotations

import math

from workbench.demo.hand import Hand, ring


def sun(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    hand.draw(ring(x, y, size * 0.5), color=color, width=0.009)
    hand.fill(x, y, color)
    for step in range(8):
        turn = math.tau * step / 8 + 0.2
        near, far = size * 0.68, size * 0.95
        c, s = math.cos(turn), math.sin(turn)
        hand.draw(
            [(x + near * c, y + near * s), (x + far * c, y + far * s)], color=color, width=0.008
        )


def moon(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    outer = [
        (x + size * 0.5 * math.cos(t), y + size * 0.5 * math.sin(t)) for t in (-1.9, -1, 0, 1, 1.9)
    ]
    inner = [
        (x + size * 0.1, y + size * 0.25),
        (x + size * 0.18, y),
        (x + size * 0.1, y - size * 0.25),
    ]
    hand.draw([*outer, *inner, outer[0]], color=color)
    hand.fill(x + size * 0.35, y, color)


def cloud(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    puff = [
        (x - size * 0.5, y),
        (x - size * 0.42, y - size * 0.2),
        (x - size * 0.12, y - size * 0.32),
        (x + size * 0.2, y - size * 0.26),
        (x + size * 0.46, y - size * 0.12),
        (x + size * 0.48, y + size * 0.03),
        (x - size * 0.5, y),
    ]
    hand.draw(puff, color=color)


def rain(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    for step in range(9):
        px = x - size * 0.5 + step * size / 8
        py = y + (step % 3) * size * 0.16
        hand.draw([(px, py), (px - size * 0.05, py + size * 0.2)], color=color, width=0.006)


def bird(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    hand.draw(
        [
            (x - size * 0.5, y - size * 0.12),
            (x - size * 0.22, y - size * 0.28),
            (x, y),
            (x + size * 0.22, y - size * 0.28),
            (x + size * 0.5, y - size * 0.12),
        ],
        color=color,
        width=0.007,
    )


def spiral(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    turns = [(step / 60, step / 60 * math.tau * 3.2) for step in range(61)]
    hand.draw(
        [(x + size * 0.5 * r * math.cos(t), y + size * 0.5 * r * math.sin(t)) for r, t in turns],
        color=color,
        width=0.012,
    )


def scribble(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    for lap in range(3):
        knot = [
            (
                x + size * 0.5 * math.cos(2.4 * k + lap),
                y + size * 0.36 * math.sin(3.1 * k + 2 * lap),
            )
            for k in range(14)
        ]
        hand.draw(knot, color=color, width=0.009)


def wash(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    hand.scrub(x, y, (size, size * 0.24), color, 0.07)


def heart(hand: Hand, x: float, y: float, size: float, color: str) -> None:
    half = [(0.0, -0.22), (0.22, -0.45), (0.48, -0.3), (0.4, 0.02), (0.0, 0.42)]
    outline = [(x + dx * size, y + dy * size) for dx, dy in half]
    outline += [(x - dx * size, y + dy * size) for dx, dy in reversed(half[:-1])]
    hand.draw(outline, color=color)
    hand.fill(x, y, color)
