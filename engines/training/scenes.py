"""A whole scene: sky, ground, things, light. The same for the same (seed, index)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.training.figures import LIVELY, Figure, Rng
from engines.training.icons import Icons
from engines.training.lights import (
    GROUND_WORDS,
    GROUNDS,
    LIGHTS,
    Textures,
    ground_of,
    paper_of,
    sky_of,
)
from engines.training.places import mountains, rain
from engines.training.repertoire import GROUND_FIGURES, LOOSE_FIGURES, OFTEN, SKY_FIGURES
from engines.training.things import Thing, recolored, thing_of_figure, thing_of_icon

SIDE = 128
DUSK = 6
# Shares of the things that are drawn; and of the others, those that a planner shows.
DRAWN, IMAGINED = 0.8, 0.7
LEAST_VISIBLE = 0.3
# Sides of things, least and most, in parts of the page's short side.
SIZES = {"sky": (0.2, 0.42), "ground": (0.3, 0.75), "any": (0.45, 0.97), "imagined": (0.12, 0.6)}
PAGES = ((1.0, 0.62), (4 / 3, 0.14), (3 / 4, 0.10), (16 / 9, 0.14))


def _nowhere() -> NDArray[Any]:
    return np.zeros((1, 1), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A thing on the page.

    Attributes:
        thing: what it is.
        box: left, top and side in pixels of the 128 px square.
        turn: degrees.
        own_color: whether a person gave it this color (its lines then show it).
        in_sketch: whether it is drawn; in_words: whether it is named.
        imagined: whether it is not drawn but shown, because the words asked for it.
        mask: float32 (128, 128), where it ended up.
    """

    thing: Thing
    box: tuple[float, float, float]
    turn: float = 0.0
    own_color: bool = False
    in_sketch: bool = True
    in_words: bool = True
    imagined: bool = False
    mask: NDArray[Any] = field(default_factory=_nowhere)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A scene and everything that its sketch is made from.

    Attributes:
        painted: float32 (128, 128, 3), 0..1.
        placed: the things, far to near.
        horizon: float32 (128,), y in pixels of the ground's edge, or None without a ground.
        ground: the kind of ground.
        mood: 0..6.
        words: every word that belongs to it, unshuffled.
        page: left, top, right, bottom of the paper in pixels; the rest is letterbox.
    """

    painted: NDArray[Any]
    placed: tuple[Placed, ...]
    horizon: NDArray[Any] | None
    ground: str
    mood: int
    words: tuple[str, ...]
    page: tuple[int, int, int, int]


def page_of(rng: Rng) -> tuple[int, int, int, int]:
    """A paper format inside the square."""
    pick = rng.choice(len(PAGES), p=[share for _, share in PAGES])
    aspect = PAGES[pick][0]
    width, height = (SIDE, round(SIDE / aspect)) if aspect >= 1 else (round(SIDE * aspect), SIDE)
    left, top = (SIDE - width) // 2, (SIDE - height) // 2
    return left, top, left + width, top + height


def scene_of(rng: Rng, icons: Icons, textures: Textures, *, bare: bool = False) -> Scene:
    """Composes a scene; `bare` leaves skin as paper, for sketches in black."""
    mood = int(rng.integers(1, 7)) if rng.random() < 0.5 else 0
    page = page_of(rng)
    colored = float(rng.choice([0.0, 0.4, 1.0], p=[0.86, 0.06, 0.08]))
    painted, horizon, ground = _land(mood, page, rng, textures)
    placed: list[Placed] = []
    if rng.random() < 0.13:
        placed.append(_mountains(page, horizon, rng))
    for thing, where in _things(
        rng, icons, grounded=horizon is not None, bare=bare, lit=mood == DUSK
    ):
        if rng.random() < colored:
            placed.append(
                _place(
                    _in_own_color(thing, rng), where, page=page, horizon=horizon, rng=rng, own=True
                )
            )
        else:
            placed.append(_place(thing, where, page=page, horizon=horizon, rng=rng))
    if rng.random() < 0.05:
        placed.append(_rain(page, rng))
    # What was drawn stands in front of what was only asked for.
    placed.sort(key=lambda p: (-p.imagined, p.box[1] + p.box[2]))
    done: list[Placed] = []
    for one in placed:
        painted, mask = _painted_on(
            painted, one, mood=mood, loose=horizon is None, rng=rng, textures=textures
        )
        done.append(replace(one, mask=mask))
    words = [word for one in done if one.in_words for word in one.thing.words]
    if horizon is not None and rng.random() < 0.35:
        words.append(str(rng.choice(GROUND_WORDS[ground])))
    return Scene(np.clip(painted, 0, 1), tuple(done), horizon, ground, mood, tuple(words), page)


def _land(
    mood: int, page: tuple[int, int, int, int], rng: Rng, textures: Textures
) -> tuple[NDArray[Any], NDArray[Any] | None, str]:
    ground = str(rng.choice(list(GROUNDS), p=[0.55, 0.12, 0.08, 0.16, 0.09]))
    if rng.random() > (0.55 if mood == 0 else 0.65):
        return (sky_of(mood, rng, textures) if mood else paper_of(rng, textures)), None, ground
    tall = page[3] - page[1]
    middle = page[1] + tall * rng.uniform(0.45, 0.9)
    wave = rng.uniform(0, 0.035) * tall * textures.soft(rng)[64]
    ramp = np.linspace(-1, 1, SIDE) * rng.normal(0, 0.02) * tall
    horizon = (middle + wave + ramp).astype(np.float32)
    below = np.clip(np.arange(SIDE, dtype=np.float32)[:, None] - horizon + 0.5, 0, 1)[..., None]
    sky = sky_of(mood, rng, textures)
    return sky + below * (ground_of(ground, mood, rng, textures) - sky), horizon, ground


def _things(
    rng: Rng, icons: Icons, *, grounded: bool, bare: bool, lit: bool
) -> list[tuple[Thing, str]]:
    count = int(rng.choice([1, 2, 3, 4, 5], p=[0.40, 0.27, 0.17, 0.10, 0.06]))
    chosen: list[tuple[Thing, str]] = []
    large = count == 1 and rng.random() < 0.4
    for _ in range(count):
        if rng.random() < 0.45:
            where = "ground" if grounded and not large else "any"
            chosen.append((thing_of_icon(icons, rng, bare=bare), where))
            continue
        where = str(rng.choice(["ground", "sky", "any"], p=[0.5, 0.25, 0.25]))
        figures = {"ground": GROUND_FIGURES, "sky": SKY_FIGURES, "any": LOOSE_FIGURES}[where]
        name = _often(figures, rng)
        chosen.append(
            (
                thing_of_figure(name, figures[name](rng), rng, bare=bare, lit=lit),
                where if (grounded or count > 1) and not large else "any",
            )
        )
    return chosen


def _often(figures: dict[str, Figure], rng: Rng) -> str:
    shares = np.array([OFTEN.get(name, 1.0) for name in figures])
    return str(rng.choice(list(figures), p=shares / shares.sum()))


def _in_own_color(thing: Thing, rng: Rng) -> Thing:
    if rng.random() < 0.3:
        return thing
    base = np.array(LIVELY[rng.integers(9)]) if rng.random() < 0.7 else rng.uniform(0.05, 0.95, 3)
    color = np.clip(base * rng.uniform(0.75, 1.1) + rng.normal(0, 0.04, 3), 0.03, 0.97)
    return recolored(thing, color.astype(np.float32), share=rng.uniform(0.75, 1.0))


def _place(
    thing: Thing,
    where: str,
    *,
    page: tuple[int, int, int, int],
    horizon: NDArray[Any] | None,
    rng: Rng,
    own: bool = False,
) -> Placed:
    left, top, right, bottom = page
    room = min(right - left, bottom - top)
    in_sketch = bool(rng.random() < DRAWN)
    imagined = not in_sketch and bool(rng.random() < IMAGINED)
    side = room * float(rng.uniform(*SIZES["imagined" if imagined else where]))
    x = rng.uniform(left, max(right - side, left + 1))
    y = rng.uniform(top, max(bottom - side, top + 1))
    if where == "sky":
        y = rng.uniform(top, top + 0.3 * room)
    elif where == "ground" and horizon is not None:
        foot = rng.uniform(
            float(horizon.mean()) + 0.03 * room,
            max(bottom - 1.0, float(horizon.mean()) + 0.05 * room),
        )
        y = max(foot - side, top - 4.0)
    return Placed(
        thing,
        (x, y, side),
        turn=float(rng.normal(0, 5)),
        own_color=own,
        in_sketch=in_sketch,
        in_words=bool(not in_sketch or rng.random() < 0.8),
        imagined=imagined,
    )


def _mountains(page: tuple[int, int, int, int], horizon: NDArray[Any] | None, rng: Rng) -> Placed:
    left, top, right, bottom = page
    thing = thing_of_figure("mountains", mountains(rng), rng)
    side = (right - left) * rng.uniform(1.0, 1.15)
    foot = (
        float(horizon.mean()) + 3
        if horizon is not None
        else top + (bottom - top) * rng.uniform(0.75, 1.2)
    )
    return Placed(
        thing,
        (left - rng.uniform(0, 0.1) * side, foot - side, side),
        in_words=bool(rng.random() < 0.7),
    )


def _rain(page: tuple[int, int, int, int], rng: Rng) -> Placed:
    left, top, right, _ = page
    thing = thing_of_figure("rain", rain(rng), rng)
    return Placed(thing, (left, top, right - left), in_words=bool(rng.random() < 0.7))


def drawn_words(scene: Scene) -> dict[str, int]:
    """For every word of every thing, named or not: 1 drawn, 0 not, -1 a ground, or hardly visible.

    A word that several things share is drawn if one of them is.
    """
    told = dict.fromkeys((word for words in GROUND_WORDS.values() for word in words), -1)
    free = np.ones((SIDE, SIDE), np.float32)
    for placed in reversed(scene.placed):
        whole = float(placed.mask.sum())
        visible = float((placed.mask * free).sum()) > LEAST_VISIBLE * whole > 0
        free = free * (1 - placed.mask)
        state = (1 if visible else -1) if placed.in_sketch else 0
        for word in placed.thing.words:
            told[word] = max(told.get(word, state), state)
    return told


def matrix_of(placed: Placed) -> NDArray[Any]:
    """The 2 x 3 affine map from the thing's unit square to page pixels."""
    x, y, side = placed.box
    angle = np.deg2rad(placed.turn)
    c, s = np.cos(angle) * side, np.sin(angle) * side
    cx, cy = x + side / 2, y + side / 2
    return np.array([[c, -s, cx - 0.5 * (c - s)], [s, c, cy - 0.5 * (s + c)]], np.float32)


def _painted_on(
    page: NDArray[Any],
    placed: Placed,
    *,
    mood: int,
    loose: bool,
    rng: Rng,
    textures: Textures,
) -> tuple[NDArray[Any], NDArray[Any]]:
    import cv2

    matrix = matrix_of(placed).copy()
    matrix[:, :2] /= SIDE
    layer = placed.thing.rgba.copy()
    layer[..., :3] *= layer[..., 3:]
    warped = cv2.warpAffine(layer, matrix, (SIDE, SIDE), flags=cv2.INTER_AREA)
    mask = warped[..., 3:]
    light = LIGHTS[mood]
    tint = np.array(light.tint, np.float32) ** (0.45 if placed.own_color else 0.8)
    glow = 1 + 0.05 * textures.fine(rng)[..., None]
    rgb = warped[..., :3] * tint * glow
    veil = light.veil * (0.4 if placed.own_color else 1.0)
    rgb = rgb * (1 - veil) + veil * mask * np.array(light.skies[0][1], np.float32)
    shadow = cv2.GaussianBlur(np.roll(mask[..., 0], 3, 0), (0, 0), 4.0)[..., None] * (
        0.10 if loose else 0.18
    )
    under = page * (1 - shadow * np.array([1.0, 0.85, 0.6], np.float32))
    return under * (1 - mask) + rgb, mask[..., 0]
