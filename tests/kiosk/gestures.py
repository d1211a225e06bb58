"""Draws on the real pad in a real browser by scripted gestures, for measuring painters.

`python -m tests.kiosk.gestures` writes what the pad then holds, in wire format, to
engines/training/evaluation/gestures.json. No person drew these.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from tests.conftest import CHROMIUM_FLAGS, chromium_path
from tests.kiosk.conftest import PadPage, Place

FIXTURE = Path(__file__).parents[2] / "engines" / "training" / "evaluation" / "gestures.json"
INK, RED, GREEN, FOREST, BLUE, SKY, SUN, BROWN, PINK, ORANGE, GREY = (
    "#22262b", "#dc4539", "#559c4c", "#2d5e45", "#3b70b8", "#93c9e8", "#f5c842", "#75472d",
    "#e58aa8", "#ee8a3d", "#858d92",
)  # fmt: skip


class Hand:
    """A hand on the pad: it wobbles, and its strokes come by pen, finger or mouse in turn."""

    def __init__(self, pad: PadPage, seed: int) -> None:
        self._pad, self._rng = pad, np.random.default_rng(seed)
        self._by = [pad.pen, pad.finger, pad.mouse][seed % 3]

    def take(self, tool: str, color: str, size: int = 3) -> Hand:
        self._pad.run("([t, c, s]) => { pad.setColor(c); pad.setTool(t); pad.setWidth(s); }",
                      [tool, color, size])  # fmt: skip
        return self

    def line(self, *xy: float, steps: int = 9) -> Hand:
        corners = np.array(xy, float).reshape(-1, 2)
        at = np.linspace(0, len(corners) - 1, steps * (len(corners) - 1) + 1)
        path = np.stack([np.interp(at, range(len(corners)), corners[:, k]) for k in (0, 1)], 1)
        drift = np.cumsum(self._rng.normal(0, 0.0012, path.shape), 0)
        self.draw((path + drift - drift.mean(0)).tolist())
        return self

    def ring(self, x: float, y: float, rx: float, ry: float | None = None) -> Hand:
        start, gap = self._rng.uniform(0, 6.28), self._rng.uniform(-0.25, 0.3)
        turn = np.linspace(start, start + 6.28 - gap, 26)
        ry = ry or rx * 4 / 3  # the page is 4:3, its units are not square
        wobble = 1 + self._rng.normal(0, 0.02, 26)
        ring = np.stack([x + rx * np.cos(turn) * wobble, y + ry * np.sin(turn) * wobble], 1)
        self.draw(ring.tolist())
        return self

    def tap(self, x: float, y: float) -> Hand:
        self._pad.mouse([(x, y)])
        return self

    def draw(self, path: Sequence[Sequence[float]]) -> None:
        places: list[Place] = [
            (min(0.995, max(0.005, x)), min(0.995, max(0.005, y))) for x, y in path
        ]
        self._by(places)


def _house(hand: Hand) -> None:
    hand.take("pen", INK).line(0.3, 0.45, 0.3, 0.8, 0.62, 0.8, 0.62, 0.45, 0.3, 0.45)
    hand.take("pen", RED).line(0.27, 0.46, 0.46, 0.2, 0.66, 0.46)
    hand.take("pen", BROWN).line(0.42, 0.8, 0.42, 0.62, 0.5, 0.62, 0.5, 0.8)
    hand.take("pen", BLUE).line(0.53, 0.53, 0.59, 0.53, 0.59, 0.62, 0.53, 0.62, 0.53, 0.53)


def _house_in_one_line(hand: Hand) -> None:
    hand.take("pen", INK, 2).line(
        0.3, 0.8, 0.3, 0.45, 0.6, 0.45, 0.3, 0.8, 0.6, 0.8, 0.6, 0.45, 0.45, 0.22, 0.3, 0.45,
        0.6, 0.8,
    )  # fmt: skip


def _tree(hand: Hand) -> None:
    hand.take("pen", BROWN, 4).line(0.47, 0.88, 0.47, 0.5).line(0.53, 0.88, 0.53, 0.5)
    hand.take("pen", FOREST).ring(0.5, 0.33, 0.17, 0.22)
    hand.take("brush", GREEN, 2).line(0.38, 0.3, 0.6, 0.26).line(0.4, 0.42, 0.62, 0.38)


def _sun(hand: Hand) -> None:
    hand.take("pen", ORANGE).ring(0.5, 0.5, 0.13)
    for turn in np.linspace(0, 6.28, 11)[:-1].tolist():
        x, y = float(np.cos(turn)), float(np.sin(turn))
        hand.line(0.5 + 0.17 * x, 0.5 + 0.22 * y, 0.5 + 0.25 * x, 0.5 + 0.33 * y, steps=4)


def _cat(hand: Hand) -> None:
    hand.take("pen", INK, 2).ring(0.4, 0.38, 0.12).line(0.31, 0.3, 0.3, 0.14, 0.38, 0.24)
    hand.line(0.43, 0.24, 0.5, 0.14, 0.5, 0.31).ring(0.52, 0.68, 0.2, 0.2)
    hand.line(0.7, 0.62, 0.82, 0.5, 0.8, 0.36).ring(0.36, 0.36, 0.01).ring(0.44, 0.36, 0.01)


def _fish(hand: Hand) -> None:
    hand.take("pen", BLUE).ring(0.45, 0.5, 0.2, 0.18)
    hand.line(0.64, 0.5, 0.8, 0.35, 0.78, 0.66, 0.64, 0.5).take("pen", INK).ring(0.33, 0.46, 0.012)
    hand.take("fill", ORANGE).tap(0.47, 0.5)


def _flower(hand: Hand) -> None:
    hand.take("pen", GREEN, 4).line(0.5, 0.95, 0.49, 0.7, 0.5, 0.45)
    hand.take("pen", PINK)
    for turn in np.linspace(0, 6.28, 7)[:-1].tolist():
        hand.ring(0.5 + 0.1 * float(np.cos(turn)), 0.33 + 0.14 * float(np.sin(turn)), 0.055)
    hand.take("pen", SUN).ring(0.5, 0.33, 0.045)


def _sailboat(hand: Hand) -> None:
    hand.take("pen", BROWN).line(0.28, 0.66, 0.72, 0.66, 0.63, 0.8, 0.36, 0.8, 0.28, 0.66)
    hand.take("pen", INK).line(0.5, 0.66, 0.5, 0.18).line(0.5, 0.2, 0.68, 0.58, 0.5, 0.6)
    hand.take("brush", BLUE, 3).line(0.04, 0.9, 0.3, 0.88, 0.6, 0.91, 0.96, 0.88)


def _snowman(hand: Hand) -> None:
    hand.take("pen", GREY).ring(0.5, 0.72, 0.14).ring(0.5, 0.45, 0.1).ring(0.5, 0.25, 0.07)
    hand.take("pen", ORANGE).line(0.5, 0.25, 0.56, 0.27, 0.5, 0.28)
    hand.take("pen", INK, 2).line(0.4, 0.44, 0.28, 0.34).line(0.6, 0.44, 0.72, 0.34)


def _rainbow(hand: Hand) -> None:
    turn = np.linspace(3.2, 6.22, 20)
    for radius, color in ((0.4, RED), (0.36, ORANGE), (0.32, SUN), (0.28, GREEN), (0.24, BLUE)):
        arc = np.stack([0.5 + radius * np.cos(turn), 0.8 + 1.5 * radius * np.sin(turn)], 1)
        hand.take("brush", color, 1).draw(arc.tolist())


def _stick_family(hand: Hand) -> None:
    hand.take("pen", INK, 2)
    for x, size in ((0.3, 1.0), (0.5, 1.1), (0.68, 0.65)):
        top = 0.82 - 0.42 * size
        hand.ring(x, top, 0.035 * size).line(x, top + 0.05 * size, x, 0.7)
        hand.line(x - 0.06 * size, top + 0.16 * size, x, top + 0.1 * size, x + 0.06 * size,
                  top + 0.16 * size).line(x - 0.04, 0.84, x, 0.7, x + 0.04, 0.84)  # fmt: skip


def _color_fields(hand: Hand) -> None:
    for y, color in ((0.12, SKY), (0.25, SKY), (0.38, PINK), (0.72, GREEN), (0.88, FOREST)):
        hand.take("brush", color, 5).line(0.03, y, 0.5, y + 0.02, 0.97, y)


def _lonely_line(hand: Hand) -> None:
    hand.take("pen", INK).line(0.2, 0.6, 0.4, 0.52, 0.63, 0.58, 0.82, 0.5)


def _scribble(hand: Hand) -> None:
    turn = np.linspace(0, 50, 150)
    x, y = 0.5 + 0.3 * np.sin(turn * 1.07), 0.5 + 0.33 * np.cos(turn * 0.83)
    hand.take("pen", BLUE).draw(np.stack([x, y], 1).tolist())


# The everyday thing that is drawn, where it is one (see engines/training/evaluation/everyday.py).
DRAWN: dict[str, tuple[str | None, Callable[[Hand], None]]] = {
    "house": ("house", _house),
    "house in one line": ("house", _house_in_one_line),
    "tree": ("tree", _tree),
    "sun": ("sun", _sun),
    "cat": ("cat", _cat),
    "fish": ("fish", _fish),
    "flower": ("flower", _flower),
    "sailboat": ("sailboat", _sailboat),
    "snowman": ("snowman", _snowman),
    "rainbow": ("rainbow", _rainbow),
    "stick family": (None, _stick_family),
    "color fields": (None, _color_fields),
    "lonely line": (None, _lonely_line),
    "scribble": (None, _scribble),
}


def drawn() -> list[dict[str, object]]:
    """Draws everything, each on a fresh pad."""
    from playwright.sync_api import sync_playwright

    found: list[dict[str, object]] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=[*CHROMIUM_FLAGS])
        for seed, (name, (thing, draw)) in enumerate(DRAWN.items()):
            pad = PadPage(browser, "{}")
            draw(Hand(pad, seed))
            found.append({"name": name, "thing": thing, "drawing": pad.run("pad.drawing")})
            pad.context.close()
        browser.close()
    return found


if __name__ == "__main__":
    FIXTURE.write_text("[\n" + ",\n".join(map(json.dumps, drawn())) + "\n]\n")
