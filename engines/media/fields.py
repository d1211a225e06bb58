"""Noise fields of a sheet: what chance decides, as arrays, the same on every runtime.

Every field but the grain is laid out on a fixed grid (`GRID` cells along the long side), so that a
picture keeps its shapes when its size changes. The numbers come from numpy's PCG64, whose stream
is stable across versions and machines.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRID = 256
DRIFT_GRID = 128
BLOOMS = 7

Field = NDArray[np.float32]


def grid_of(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """(rows, columns) of a grid with the aspect of `size` (width, height); even, at least 8."""
    scale = long_side / max(size)
    return max(8, 2 * round(size[1] * scale / 2)), max(8, 2 * round(size[0] * scale / 2))


@lru_cache(maxsize=8)
def fields_of(
    seed: int, size: tuple[int, int], page: tuple[int, int] | None = None
) -> dict[str, Field]:
    """The fields of one sheet.

    Args:
        seed: 0.. ; decides everything here.
        size: (width, height) of the picture in pixels.
        page: (width, height) on which it is painted, where that is smaller: the relief there is
            the mean of the picture's own, as deep again.

    Returns:
        drift (1, 2, h, w): smooth displacement in x and y, standard deviation about 1.
        clouds (1, 5, h, w): slow turbulence; hue turbulence; blooms, -1..1; distance to the
            sheet's edge in long sides; dabs, blotches of a brush's width.
        grain (1, 1, H, W): the paper's relief, standard deviation about 1.
        All float32, read-only.
    """
    if page is not None and page != size:
        return {**fields_of(seed, size), "grain": _shrunk(fields_of(seed, size)["grain"], page)}
    rng = np.random.Generator(np.random.PCG64(seed))
    rows, columns = grid_of(size, GRID)
    clouds = [_turbulence(rng, (rows, columns), 4, 5), _turbulence(rng, (rows, columns), 3, 4)]
    clouds += [_blooms(rng, (rows, columns)), _border(rng, (rows, columns))]
    clouds += [_turbulence(rng, (rows, columns), 28, 2)]
    coarse = grid_of(size, DRIFT_GRID)
    drift = [_turbulence(rng, coarse, 6, 3) for _ in range(2)]
    grain = _grain(rng, size)
    return {
        "drift": _frozen(np.stack(drift)[None]),
        "clouds": _frozen(np.stack(clouds)[None]),
        "grain": _frozen(grain[None, None]),
    }


def _shrunk(grain: Field, page: tuple[int, int]) -> Field:
    import cv2

    small = np.asarray(cv2.resize(grain[0, 0], page, interpolation=cv2.INTER_AREA), np.float32)
    return _frozen((small / small.std())[None, None])


def _frozen(array: Any) -> Field:
    result = np.ascontiguousarray(array, dtype=np.float32)
    result.setflags(write=False)
    return result


def _lattice(rng: np.random.Generator, grid: tuple[int, int], cells: int) -> Field:
    import cv2

    unit = max(grid) / cells
    shape = (int(grid[0] / unit) + 3, int(grid[1] / unit) + 3)
    lattice = rng.standard_normal(shape, dtype=np.float32)
    enlarged = cv2.resize(lattice, (grid[1], grid[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(enlarged, dtype=np.float32)


def _turbulence(rng: np.random.Generator, grid: tuple[int, int], cells: int, octaves: int) -> Field:
    """Sums octaves of cubic value noise, each half as strong; zero mean, unit deviation."""
    total = sum(0.5**k * _lattice(rng, grid, cells * 2**k) for k in range(octaves))
    field = np.asarray(total, dtype=np.float32)
    return (field - field.mean()) / (field.std() + 1e-6)


def _blooms(rng: np.random.Generator, grid: tuple[int, int]) -> Field:
    """Backruns: water pushed pigment outward: light inside, a dark crinkled rim, fading outside.

    Source: Curtis et al. 1997, "Computer-generated watercolor", section 2.2; here a profile in
    place of their simulation.
    """
    y, x = _mesh(grid)
    crinkle = 0.2 * _turbulence(rng, grid, 12, 4)
    field = np.zeros(grid, np.float32)
    for _ in range(BLOOMS):
        cx, cy = rng.random(2) * (x.max(), y.max())
        radius, power = rng.uniform(0.05, 0.2), rng.uniform(0.4, 1.0)
        rho = np.hypot(x - cx, (y - cy) * rng.uniform(0.9, 1.4)) / radius + crinkle
        inside = -0.8 * np.clip(1 - rho, 0, 1) ** 0.5
        rim = np.exp(-np.clip(rho - 1, 0, None) / 0.16) * (rho > 1)
        field += np.float32(power) * (inside + 0.9 * rim)
    return np.clip(field, -1, 1, dtype=np.float32)


def _border(rng: np.random.Generator, grid: tuple[int, int]) -> Field:
    """Distance to the sheet's edge in long sides, wandering as a hand-laid edge does."""
    y, x = _mesh(grid)
    distance = np.minimum(np.minimum(x, x.max() - x), np.minimum(y, y.max() - y))
    wander = 0.0045 * _turbulence(rng, grid, 7, 2) + 0.0016 * _turbulence(rng, grid, 40, 2)
    return (distance + wander).astype(np.float32)


def _mesh(grid: tuple[int, int]) -> tuple[Field, Field]:
    unit = np.float32(1 / max(grid))
    rows = np.arange(grid[0], dtype=np.float32) * unit
    columns = np.arange(grid[1], dtype=np.float32) * unit
    return rows[:, None].repeat(grid[1], 1), columns[None].repeat(grid[0], 0)


def _grain(rng: np.random.Generator, size: tuple[int, int]) -> Field:
    """Cold-pressed paper: bumps of about 1/150 of the long side, with finer tooth on top."""
    import cv2

    width, height = size
    noise = rng.standard_normal((height, width), dtype=np.float32)
    unit = max(size) / 512
    bumps = cv2.GaussianBlur(noise, (0, 0), 1.5 * unit)
    tooth = cv2.GaussianBlur(noise, (0, 0), 0.7 * unit)
    bumps = bumps / bumps.std() - 0.8 * cv2.GaussianBlur(bumps, (0, 0), 4 * unit) / bumps.std()
    field = bumps + 0.45 * tooth / tooth.std()
    return field / field.std()
