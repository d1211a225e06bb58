"""Land, water and weather that the words ask for: broad washes, and what falls or glitters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Color = tuple[float, float, float]
Form = Literal["level", "rolling", "peaks", "treetops", "pool", "band"]
Specks = Literal["rain", "snow", "stars", "flowers", "puffs", "sparks"]


@dataclass(frozen=True, slots=True)
class Land:
    """A ground or a water.

    Attributes:
        far, near: its color at the edge and at the foot of the page, 0..1 sRGB.
        form: how its edge runs; "pool" and "band" lie in the land.
        rise: how far its edge lies above the page's own ground, in parts of the page's height;
            how wide a pool or a band is, in parts of the page's width.
        on: the land that lies behind or around it.
        specks: what is strewn over it.
    """

    far: Color
    near: Color
    form: Form = "rolling"
    rise: float = 0.0
    on: str | None = None
    specks: Specks | None = None


@dataclass(frozen=True, slots=True)
class Air:
    """A sky: its color at the top and above the ground, how dense, and what is in it."""

    top: Color
    low: Color
    dense: float = 0.6
    specks: Specks | None = None


_SEA = Land((0.50, 0.71, 0.82), (0.17, 0.43, 0.63), "level", 0.12)
_GRASS = Land((0.62, 0.74, 0.42), (0.40, 0.58, 0.28))
_SAND = Land((0.95, 0.87, 0.68), (0.88, 0.75, 0.52))
_WATER = ((0.58, 0.77, 0.86), (0.30, 0.57, 0.72))
LANDS: dict[str, Land] = {
    "sea": _SEA,
    "waves": Land(_SEA.far, _SEA.near, "rolling", 0.12),
    "water": _SEA,
    "lake": Land(*_WATER, "pool", 0.42, "meadow"),
    "pond": Land(*_WATER, "pool", 0.24, "meadow"),
    "river": Land(*_WATER, "band", 0.22, "meadow"),
    "stream": Land(*_WATER, "band", 0.12, "meadow"),
    "waterfall": Land((0.80, 0.89, 0.94), (0.48, 0.70, 0.82), "band", 0.16, "cliff"),
    "beach": Land(_SAND.far, _SAND.near, "rolling", -0.04, "sea"),
    "sand": _SAND,
    "island": Land(_SAND.far, _SAND.near, "pool", 0.3, "sea"),
    "snow": Land((0.95, 0.97, 0.99), (0.84, 0.89, 0.95)),
    "ice": Land((0.88, 0.94, 0.97), (0.70, 0.84, 0.92), "level"),
    "meadow": _GRASS,
    "flower meadow": Land(_GRASS.far, _GRASS.near, specks="flowers"),
    "field": Land((0.86, 0.80, 0.50), (0.72, 0.66, 0.36)),
    "garden": Land(_GRASS.far, _GRASS.near, specks="flowers"),
    "forest": Land((0.42, 0.58, 0.40), (0.24, 0.42, 0.26), "treetops", 0.2, "meadow"),
    "forest floor": Land((0.58, 0.50, 0.36), (0.42, 0.34, 0.24)),
    "desert": Land((0.95, 0.83, 0.58), (0.86, 0.67, 0.42)),
    "path": Land((0.86, 0.78, 0.64), (0.74, 0.63, 0.48), "band", 0.16, "meadow"),
    "road": Land((0.68, 0.68, 0.69), (0.50, 0.50, 0.52), "band", 0.26, "meadow"),
    "hill": Land((0.60, 0.73, 0.44), (0.42, 0.60, 0.32), "rolling", 0.14),
    "mountains": Land((0.62, 0.66, 0.74), (0.42, 0.48, 0.56), "peaks", 0.34, "meadow"),
    "valley": Land((0.62, 0.68, 0.66), (0.46, 0.56, 0.48), "peaks", 0.22, "meadow"),
    "cliff": Land((0.72, 0.64, 0.54), (0.52, 0.44, 0.36), "level", 0.2),
    "landscape": Land((0.64, 0.73, 0.50), (0.46, 0.60, 0.36), "rolling", 0.1, "meadow"),
}
AIRS: dict[str, Air] = {
    "blue sky": Air((0.45, 0.68, 0.90), (0.83, 0.92, 0.96)),
    "starry sky": Air((0.08, 0.10, 0.28), (0.26, 0.26, 0.46), 0.9, "stars"),
    "night": Air((0.07, 0.09, 0.24), (0.22, 0.23, 0.40), 0.9),
    "sunset": Air((0.55, 0.45, 0.70), (0.98, 0.66, 0.42)),
    "sunrise": Air((0.62, 0.70, 0.88), (1.0, 0.83, 0.66)),
    "clouds": Air((0.62, 0.77, 0.90), (0.88, 0.92, 0.95), 0.5, "puffs"),
    "rain": Air((0.55, 0.60, 0.66), (0.78, 0.82, 0.85), 0.5, "rain"),
    "storm clouds": Air((0.26, 0.29, 0.37), (0.58, 0.61, 0.66), 0.8),
    "fog": Air((0.84, 0.86, 0.88), (0.93, 0.94, 0.94), 0.75),
    "wind": Air((0.70, 0.82, 0.90), (0.90, 0.94, 0.95), 0.4),
    "falling snow": Air((0.74, 0.80, 0.87), (0.90, 0.93, 0.95), 0.6, "snow"),
    "northern lights": Air((0.10, 0.14, 0.32), (0.35, 0.78, 0.58), 0.85, "stars"),
    "fireworks": Air((0.08, 0.09, 0.24), (0.24, 0.20, 0.40), 0.9, "sparks"),
}
SPECKS = 90
LAND_COVER = 0.9
_TINTS: dict[Specks, tuple[Color, ...]] = {
    "rain": ((0.42, 0.52, 0.66),),
    "snow": ((1.0, 1.0, 1.0),),
    "stars": ((1.0, 0.95, 0.75),),
    "puffs": ((0.98, 0.98, 0.98),),
    "flowers": ((0.93, 0.45, 0.52), (0.96, 0.80, 0.32), (0.97, 0.95, 0.92), (0.66, 0.48, 0.80)),
    "sparks": ((0.98, 0.80, 0.35), (0.92, 0.40, 0.45), (0.50, 0.75, 0.95), (0.75, 0.90, 0.50)),
}
# Radius or length of a speck in parts of the page's long side: least, and what chance adds.
_SIZES: dict[Specks, tuple[float, float]] = {
    "rain": (0.02, 0.02),
    "snow": (0.0025, 0.004),
    "stars": (0.0015, 0.004),
    "puffs": (0.03, 0.05),
    "flowers": (0.004, 0.006),
    "sparks": (0.003, 0.006),
}


def scenery(names: tuple[str, ...], ground: float, size: tuple[int, int], seed: int) -> Floats:
    """Paints what was asked for, far to near.

    Args:
        names: of `LANDS` and `AIRS`, in the order asked for.
        ground: y of the ground's edge in parts of the page's height.
        size: width and height.
        seed: 0..2**32-1; the same shapes at every size.

    Returns:
        (height, width, 4) float32 0..1, straight alpha.
    """
    page = np.zeros((size[1], size[0], 4), np.float32)
    for name in (name for name in names if name in AIRS):
        air = AIRS[name]
        over(page, _air(air, size, ground))
        _strew(page, air.specks, (0.0, ground), _chance(seed, name))
    for name in _far_to_near([name for name in names if name in LANDS]):
        land = LANDS[name]
        over(page, _land(land, size, ground, _chance(seed, name)))
        _strew(page, land.specks, (ground + 0.03, 1.0), _chance(seed, name + " specks"))
    return page


def _chance(seed: int, name: str) -> np.random.Generator:
    """Each scenery has its own chance, whatever else is asked for."""
    return np.random.Generator(np.random.PCG64([seed, *name.encode("ascii")]))


def _far_to_near(names: list[str]) -> list[str]:
    """Every land once, after what lies behind it; higher edges first."""
    behind = [land for name in names if (land := LANDS[name].on) is not None]
    all_of_them = dict.fromkeys([*behind, *names])
    inner = ("pool", "band")
    return sorted(all_of_them, key=lambda n: (LANDS[n].form in inner, -LANDS[n].rise))


def over(page: Floats, layer: Floats) -> None:
    """Lays straight alpha over straight alpha."""
    import cv2

    left, top, width, height = cv2.boundingRect(np.asarray(layer[..., 3] > 0, np.uint8))
    part = (slice(top, top + height), slice(left, left + width))
    if not width:
        return
    *below, beneath = cv2.split(page[part])
    *color, above = cv2.split(layer[part])
    whole = above + beneath * (1 - above)
    share = above / np.maximum(whole, np.float32(1e-4))
    mixed = [old + share * (new - old) for old, new in zip(below, color, strict=True)]
    page[part] = cv2.merge([*mixed, whole])


def _air(air: Air, size: tuple[int, int], ground: float) -> Floats:
    down = np.clip(_down(size) / max(0.2, ground), 0, 1)
    color = _graded(air.top, air.low, down)
    return _merged([*color, np.full_like(down, air.dense)])


def _land(land: Land, size: tuple[int, int], ground: float, rng: np.random.Generator) -> Floats:
    down, soft = _down(size), 1.5 / size[1]
    if land.form == "pool":
        inside = _pool(land, size, ground, rng)
    elif land.form == "band":
        inside = _band(land, size, ground, rng)
    else:
        inside = (down - (ground - land.rise + _edge(land, size[0], rng)[None])) / soft
    share = np.clip((down - ground + land.rise) / max(0.08, 1 - ground + land.rise), 0, 1)
    alpha = LAND_COVER * np.clip(inside, 0, 1)
    color = _graded(land.far, land.near, share)
    return _merged([*color, alpha])


def _graded(far: Color, near: Color, share: Floats) -> list[Floats]:
    """R, G and B on the way from one color to another."""
    ends = zip(np.asarray(far, np.float32), np.asarray(near, np.float32), strict=True)
    return [start * (1 - share) + share * end for start, end in ends]


def _merged(planes: Sequence[NDArray[Any]]) -> Floats:
    import cv2

    return np.asarray(cv2.merge([np.asarray(plane, np.float32) for plane in planes]), np.float32)


def _edge(land: Land, width: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """How far the edge lies below its mean, in parts of the page's height, (width,)."""
    across = np.linspace(0, 1, width)
    if land.form == "level":
        return 0.002 * np.sin(40 * across)
    if land.form == "peaks":
        knots = np.linspace(-0.05, 1.05, 8)
        heights = np.where(np.arange(8) % 2, 0.0, land.rise) + rng.uniform(-0.05, 0.05, 8)
        return np.interp(across, knots, heights)
    if land.form == "treetops":
        bumps = np.abs(np.sin(np.pi * (9 * across + rng.random()))) ** 0.6
        return 0.05 * (1 - bumps) + 0.02 * np.sin(5 * across + 6 * rng.random())
    waves, high = rng.random((2, 3)), 0.012 + 0.25 * max(0.0, land.rise)
    parts = [
        np.sin(2 * np.pi * ((k + 1) * across * (0.6 + 0.5 * waves[0, k]) + waves[1, k])) / (k + 1)
        for k in range(3)
    ]
    return high * np.sum(parts, 0)


def _pool(
    land: Land, size: tuple[int, int], ground: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """More than 0 inside a flat ellipse that lies in the land."""
    middle, deep = 0.3 + 0.4 * rng.random(), ground + 0.45 * (1 - ground)
    across = (np.arange(size[0]) + 0.5) / size[0]
    high = max(0.03, min(0.28 * land.rise, 0.4 * (1 - ground)))
    away = np.hypot((across[None] - middle) / land.rise, (_down(size) - deep) / high)
    return (1 - away) * high * size[1] / 2


def _band(
    land: Land, size: tuple[int, int], ground: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """More than 0 inside a winding band that narrows towards the land's edge."""
    down = np.clip((_down(size) - ground) / max(0.05, 1 - ground), 0, 1)
    start, end, bend = 0.3 + 0.4 * rng.random(), 0.25 + 0.5 * rng.random(), rng.uniform(-1, 1)
    middle = start + (end - start) * down + 0.12 * bend * np.sin(2 * np.pi * down)
    across = (np.arange(size[0]) + 0.5) / size[0]
    half = land.rise * (0.12 + 0.88 * down) / 2
    inside = (half - np.abs(across[None] - middle)) * size[0] / 1.5
    return np.where(_down(size) >= ground, inside, 0)


def _down(size: tuple[int, int]) -> Floats:
    rows = (np.arange(size[1], dtype=np.float32) + 0.5) / size[1]
    return np.broadcast_to(rows[:, None], (size[1], size[0])).astype(np.float32)


def _strew(
    page: Floats, kind: Specks | None, rows: tuple[float, float], rng: np.random.Generator
) -> None:
    """Strews specks over a part of the page, the same at every size."""
    import cv2

    if kind is None:
        return
    height, width = page.shape[:2]
    count = SPECKS // 8 if kind == "puffs" else SPECKS
    spots = rng.random((count, 3)) * (1, rows[1] - rows[0], 1) + (0, rows[0], 0)
    for tint_number, tint in enumerate(_TINTS[kind]):
        mask = np.zeros((height, width), np.uint8)
        for x, y, chance in spots[tint_number :: len(_TINTS[kind])].tolist():
            least, more = _SIZES[kind]
            length = round((least + more * chance) * max(page.shape) * 16)
            at = (round(x * width * 16), round(y * height * 16))
            if kind == "rain":
                thick = max(1, round(0.003 * max(page.shape)))
                fall = (at[0] - length // 4, at[1] + length)
                cv2.line(mask, at, fall, 150, thick, cv2.LINE_AA, 4)
            else:
                cv2.circle(mask, at, max(8, length), 235, -1, cv2.LINE_AA, 4)
        if kind == "puffs":
            mask = cv2.GaussianBlur(mask, (0, 0), 0.012 * max(page.shape))
        alpha = np.float32(1 / 255) * mask[..., None]
        color = np.broadcast_to(np.asarray(tint, np.float32), page[..., :3].shape)
        over(page, np.concatenate([color, alpha], 2))
