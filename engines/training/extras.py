"""Figures that only the lexicon needs: no icon shows them, and people ask for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engines.training.figures import (
    BROWN,
    DARK,
    GREENS,
    LIVELY,
    PAPER,
    SUNNY,
    WALLS,
    WOODS,
    Figure,
    Part,
    Rng,
    arc,
    line,
    one,
    oval,
    polygon,
    tree,
)
from engines.training.people import stick_person
from engines.training.repertoire import GROUND_FIGURES, LOOSE_FIGURES, SKY_FIGURES


def apple_tree(rng: Rng) -> list[Part]:
    """A tree with round red fruit in its crown."""
    spots = ((0.36, 0.24), (0.6, 0.18), (0.5, 0.36), (0.68, 0.38), (0.3, 0.42))
    fruit = [Part(oval(x, y, 0.04), LIVELY[0]) for x, y in spots]
    return [*tree(rng), *fruit]


def bridge(rng: Rng) -> list[Part]:
    """An arched bridge of stone, seen from the side."""
    stone = one(rng, ((0.62, 0.58, 0.54), WOODS[1]))
    top = arc(0.5, 0.72, 0.5, 0.42, start=0.5, end=1.0)
    under = arc(0.5, 0.86, 0.3, 0.3, start=1.0, end=0.5)
    body = np.concatenate([top, polygon(1.0, 0.86, 0.8, 0.86), under, polygon(0.0, 0.86)])
    rail = arc(0.5, 0.6, 0.49, 0.42, start=0.52, end=0.98)
    posts = [line(polygon(x, y, x, y + 0.14), BROWN, 0.03) for x, y in _along_rail()]
    return [Part(body, stone), *posts, line(rail, BROWN, 0.035)]


def _along_rail() -> list[tuple[float, float]]:
    return [
        (x, 0.6 - 0.42 * float(np.sqrt(1 - (2 * x - 1) ** 2))) for x in (0.1, 0.3, 0.5, 0.7, 0.9)
    ]


def swing(rng: Rng) -> list[Part]:
    """A frame with a seat on two ropes."""
    wood, seat = one(rng, WOODS), one(rng, LIVELY[:3])
    legs = [line(polygon(*xy), wood, 0.05) for xy in _SWING_LEGS]
    ropes = [line(polygon(x, 0.1, x, 0.72), DARK, 0.02) for x in (0.4, 0.6)]
    return [*legs, line(polygon(0.14, 0.08, 0.86, 0.08), wood, 0.06), *ropes,
            line(polygon(0.36, 0.73, 0.64, 0.73), seat, 0.06)]  # fmt: skip


_SWING_LEGS = ((0.16, 0.08, 0.03, 0.97), (0.16, 0.08, 0.29, 0.97), (0.84, 0.08, 0.71, 0.97),
               (0.84, 0.08, 0.97, 0.97))  # fmt: skip


def table(rng: Rng) -> list[Part]:
    """A table of wood."""
    wood = one(rng, WOODS)
    legs = [line(polygon(x, 0.42, x, 0.92), wood, 0.07) for x in (0.14, 0.86)]
    return [*legs, Part(polygon(0.02, 0.34, 0.98, 0.34, 0.98, 0.44, 0.02, 0.44), wood)]


def bench(rng: Rng) -> list[Part]:
    """A garden bench with a back."""
    wood = one(rng, WOODS)
    legs = [line(polygon(x, 0.3, x, 0.9), DARK, 0.05) for x in (0.14, 0.86)]
    rows = [line(polygon(0.05, y, 0.95, y), wood, 0.08) for y in (0.3, 0.42, 0.62)]
    return [*legs, *rows]


def windmill(rng: Rng) -> list[Part]:
    """A tower with four sails."""
    wall = one(rng, WALLS)
    tower = Part(polygon(0.38, 0.36, 0.62, 0.36, 0.72, 0.98, 0.28, 0.98), wall)
    cap = Part(polygon(0.36, 0.37, 0.5, 0.22, 0.64, 0.37), LIVELY[0])
    door = Part(polygon(0.45, 0.8, 0.55, 0.8, 0.55, 0.98, 0.45, 0.98), BROWN)
    sails = []
    for turn in (0.35, 1.92, 3.49, 5.06):
        tip = (0.5 + 0.34 * float(np.cos(turn)), 0.34 + 0.34 * float(np.sin(turn)))
        sails.append(line(polygon(0.5, 0.34, *tip), PAPER, 0.09))
        sails.append(line(polygon(0.5, 0.34, *tip), BROWN, 0.025))
    return [tower, cap, door, *sails]


def well(rng: Rng) -> list[Part]:
    """A well of stone under a small roof."""
    stone, wood = (0.62, 0.6, 0.58), one(rng, WOODS)
    posts = [line(polygon(x, 0.25, x, 0.7), wood, 0.05) for x in (0.25, 0.75)]
    roof = Part(polygon(0.08, 0.3, 0.5, 0.04, 0.92, 0.3), LIVELY[0])
    rim = Part(oval(0.5, 0.66, 0.34, 0.07), (0.35, 0.45, 0.55))
    wall = Part(polygon(0.16, 0.66, 0.84, 0.66, 0.8, 0.97, 0.2, 0.97), stone)
    return [wall, rim, *posts, line(polygon(0.5, 0.28, 0.5, 0.6), DARK, 0.015), roof]


def person(rng: Rng) -> list[Part]:
    """A figure without a face: whether it smiles is not for us to say. Sometimes with hair."""
    parts = stick_person(rng)
    body, features = parts[:6], parts[6:]
    return [*body, *(part for part in features if part.filled and np.ptp(part.points[:, 0]) > 0.1)]


def family(rng: Rng) -> list[Part]:
    """Two grown-ups and a child between them."""
    return [
        *_placed(person(rng), x=0.0, width=0.5),
        *_placed(person(rng), x=0.5, width=0.5),
        *_placed(person(rng), x=0.34, width=0.32),
    ]


def friends(rng: Rng) -> list[Part]:
    """Two people beside each other."""
    return [
        *_placed(person(rng), x=0.02, width=0.5),
        *_placed(person(rng), x=0.48, width=0.5),
    ]


def _placed(parts: list[Part], *, x: float, width: float) -> list[Part]:
    """A person made smaller, standing on the lower border."""
    scale, push = np.array([width, width * 1.7], np.float32), np.array([x, 1 - width * 1.7])
    return [
        replace(part, points=(part.points * scale + push).astype(np.float32),
                thick=part.thick * width * 1.3)
        for part in parts
    ]  # fmt: skip


def shooting_star(rng: Rng) -> list[Part]:
    """A star with a tail of light."""
    turns = np.arange(10) * np.pi / 5 + rng.uniform(-0.2, 0.2)
    radii = np.where(np.arange(10) % 2 == 0, 0.26, 0.12)
    star = np.stack([0.3 + radii * np.sin(turns), 0.68 - radii * np.cos(turns)], 1)
    pale = (0.99, 0.92, 0.68)
    tail = [Part(polygon(x, y, *end, x + 0.1, y + 0.08), pale) for x, y, end in _TAIL]
    return [*tail, Part(star.astype(np.float32), SUNNY)]


_TAIL = ((0.26, 0.5, (0.86, 0.04)), (0.36, 0.58, (0.98, 0.2)), (0.42, 0.68, (0.9, 0.42)))


def hot_air_balloon(rng: Rng) -> list[Part]:
    """A balloon in two colors over a basket."""
    outer, inner = one(rng, LIVELY), one(rng, LIVELY[2:])
    envelope = np.concatenate(
        [arc(0.5, 0.37, 0.36, 0.35, start=0.45, end=1.05), polygon(0.6, 0.74, 0.4, 0.74)]
    )
    ropes = [
        line(polygon(x, 0.72, 0.5 + (x - 0.5) * 0.8, 0.86), BROWN, 0.015) for x in (0.41, 0.59)
    ]
    basket = Part(polygon(0.41, 0.84, 0.59, 0.84, 0.57, 0.98, 0.43, 0.98), WOODS[1])
    return [*ropes, Part(envelope, outer), Part(oval(0.5, 0.38, 0.15, 0.355), inner), basket]


def pumpkin(rng: Rng) -> list[Part]:
    """A pumpkin with ribs and a stalk."""
    orange = one(rng, (LIVELY[1], (0.90, 0.48, 0.16)))
    deep = (orange[0] * 0.92, orange[1] * 0.88, orange[2] * 0.85)
    stalk = Part(polygon(0.46, 0.3, 0.48, 0.1, 0.58, 0.08, 0.55, 0.3), GREENS[1])
    sides = [Part(oval(x, 0.6, 0.24, 0.34), deep) for x in (0.26, 0.74)]
    near = [Part(oval(x, 0.6, 0.2, 0.36), orange) for x in (0.38, 0.62)]
    return [stalk, *sides, *near, Part(oval(0.5, 0.6, 0.13, 0.37), deep)]


def watering_can(rng: Rng) -> list[Part]:
    """A watering can with spout and handle."""
    color = one(rng, (LIVELY[4], *LIVELY))
    body = Part(polygon(0.34, 0.4, 0.78, 0.4, 0.82, 0.94, 0.3, 0.94), color)
    spout = line(polygon(0.36, 0.8, 0.1, 0.34), color, 0.07)
    rose = line(polygon(0.02, 0.4, 0.17, 0.28), color, 0.06)
    handle = line(arc(0.78, 0.62, 0.18, 0.2, start=-0.25, end=0.25), color, 0.05)
    top = line(arc(0.56, 0.4, 0.18, 0.2, start=0.5, end=1.0), color, 0.05)
    return [spout, rose, handle, top, body]


def pinwheel(rng: Rng) -> list[Part]:
    """A toy windmill on a stick."""
    first = int(rng.integers(len(LIVELY)))
    wings = []
    for number in range(4):
        turn = number * np.pi / 2 + 0.4
        ends = [(0.5 + r * np.cos(turn + a), 0.33 + r * np.sin(turn + a)) for r, a in _WING]
        color = LIVELY[(first + 2 * number) % len(LIVELY)]
        wings.append(Part(polygon(0.5, 0.33, *ends[0], *ends[1]), color))
    return [line(polygon(0.5, 0.33, 0.5, 0.98), WOODS[1], 0.035), *wings,
            Part(oval(0.5, 0.33, 0.04), LIVELY[2])]  # fmt: skip


_WING = ((0.32, 0.0), (0.2, 0.9))


def ball(rng: Rng) -> list[Part]:
    """A ball with a band of another color."""
    outer, inner = one(rng, LIVELY), one(rng, LIVELY[2:])
    turn = float(rng.uniform(-0.6, 0.6))
    return [Part(oval(0.5, 0.5, 0.47), outer), Part(oval(0.5, 0.5, 0.47, 0.17, turn=turn), inner),
            Part(oval(0.36, 0.3, 0.09, 0.06, turn=-0.6), PAPER)]  # fmt: skip


def grass(rng: Rng) -> list[Part]:
    """A tuft of grass."""
    green = one(rng, GREENS[:3])
    tips = zip((0.1, 0.3, 0.5, 0.7, 0.9), (0.5, 0.25, 0.15, 0.3, 0.5), strict=True)
    return [Part(polygon(0.42, 0.95, x, y, 0.58, 0.95), green) for x, y in tips]


FIGURES: dict[str, Figure] = {
    **GROUND_FIGURES,
    **SKY_FIGURES,
    **LOOSE_FIGURES,
    "apple_tree": apple_tree,
    "bridge": bridge,
    "swing": swing,
    "table": table,
    "bench": bench,
    "windmill": windmill,
    "well": well,
    "person": person,
    "family": family,
    "friends": friends,
    "grass": grass,
    "hot_air_balloon": hot_air_balloon,
    "pumpkin": pumpkin,
    "watering_can": watering_can,
    "pinwheel": pinwheel,
    "ball": ball,
    "shooting_star": shooting_star,
}
