"""The mixed model of `study`, fitted to many simulated studies of one design at once.

`value ~ time + phase`, a random intercept and slope for each person, REML, Satterthwaite's degrees
of freedom: what `mixed.fit` finds one by one, by Newton's steps on all of them together. A test
holds both to each other. Studies whose search does not settle are told apart, never passed over.

Source: as `likelihood` and `freedom`. Steps along directions of negative curvature are turned
downhill: Y. Dauphin et al., 2014, Identifying and attacking the saddle point problem, NIPS 27.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.outcomes.likelihood import Floats

START = (1.0, 0.0, 0.3)
STEPS, HALVINGS = 40, 12
LONGEST = 1.0  # a step, in deviations of the residual
SETTLED = 1e-6  # the square of the scaled gradient, a quarter of what lme4 lets pass
STEP = 1e-3
FLAT = 1e-8
PHASE = 2
# Where central differences of second order look: the middle, the six ends, the twelve corners.
OFFSETS = np.array(
    [
        (0, 0, 0),
        *(s * np.eye(3, dtype=int)[k] for k in range(3) for s in (-1, 1)),
        *(
            s * np.eye(3, dtype=int)[i] + u * np.eye(3, dtype=int)[j]
            for i, j in ((1, 0), (2, 0), (2, 1))
            for s in (-1, 1)
            for u in (-1, 1)
        ),
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The phase's estimate of each of r studies.

    Attributes:
        estimate: (r,) in points.
        error: (r,) its standard error.
        df: (r,) Satterthwaite's degrees of freedom.
        settled: (r,) whether the search ended at a minimum.
    """

    estimate: Floats
    error: Floats
    df: Floats
    settled: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """Products over each person's rows: (r, n) Z'Z, (r, 3 n, c c) outer products, (r, c, c)."""

    near: Floats
    both: Floats
    far: Floats
    outer: Floats
    whole: Floats
    rows: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _At:
    """The model at (r, k) covariance factors: log determinants, what is left, the phase's part."""

    logs: Floats
    left: Floats
    beta: Floats
    variance: Floats


def fitted(y: Floats, seen: NDArray[np.bool_], phase: NDArray[np.bool_]) -> Found:
    """The phase's estimate in each study.

    Args:
        y: (r, n, t) the outcome of r studies with n people and t sittings.
        seen: (r, n, t) whether it is there; what is not there does not count.
        phase: (n, t) whether the sitting is one of the second phase.
    """
    data = _products(y, seen, phase)
    theta = np.tile(np.array(START), (len(y), 1))
    settled = np.zeros(len(y), dtype=bool)
    for _ in range(STEPS):
        going = ~settled
        if not going.any():
            break
        some = _some(data, going)
        theta[going], settled[going] = _stepped(some, theta[going])
    return _found(data, theta, settled)


def _products(y: Floats, seen: NDArray[np.bool_], phase: NDArray[np.bool_]) -> _Data:
    n, t = phase.shape
    # Time is centered and scaled: the phase's estimate is the same, and the search is shorter.
    time = np.arange(t) - (t - 1) / 2
    time = time / np.sqrt((time**2).mean())
    x = np.stack([np.ones((n, t)), np.broadcast_to(time, (n, t)), phase.astype(np.float64)], -1)
    there = seen.astype(np.float64)
    columns = np.concatenate([np.broadcast_to(x, (*y.shape, 3)), y[..., None]], -1)
    held = columns * there[..., None]
    z0 = held.sum(axis=2)
    z1 = np.einsum("t,rntc->rnc", time, held)
    outer = [a[..., :, None] * b[..., None, :] for a, b in ((z0, z0), (z0, z1), (z1, z1))]
    outer[1] = outer[1] + np.swapaxes(outer[1], -1, -2)
    flat = np.concatenate([each.reshape(len(y), n, 16) for each in outer], axis=1)
    whole = np.einsum("rntc,rntd->rcd", held, columns, optimize=True)
    near, both, far = there.sum(-1), there @ time, there @ time**2
    return _Data(near, both, far, flat, whole, there.sum(axis=(1, 2)))


def _some(data: _Data, which: NDArray[np.bool_]) -> _Data:
    every = (data.near, data.both, data.far, data.outer, data.whole, data.rows)
    return _Data(*(each[which] for each in every))


def _at(data: _Data, theta: Floats) -> _At:
    """The model at theta (r, k, 3), the factor's a, b, c of ((a, 0), (b, c))."""
    a, b, c = (theta[..., k, None] for k in range(3))
    near, both, far = (each[:, None] for each in (data.near, data.both, data.far))
    one = 1 + a**2 * near + 2 * a * b * both + b**2 * far
    cross = c * (a * both + b * far)
    two = 1 + c**2 * far
    det = one * two - cross**2
    # L inv(L'Z'ZL + 1) L', a symmetric matrix for each person.
    first = a**2 * two / det
    mixed = (a * b * two - a * c * cross) / det
    last = (b**2 * two - 2 * b * c * cross + c**2 * one) / det
    weights = np.concatenate([first, mixed, last], axis=-1)
    rest = data.whole[:, None] - (weights @ data.outer).reshape(*theta.shape[:2], 4, 4)
    inverse: Floats = np.linalg.inv(rest[..., :3, :3]).astype(np.float64)
    beta = np.einsum("rkij,rkj->rki", inverse, rest[..., :3, 3])
    left = rest[..., 3, 3] - np.einsum("rki,rki->rk", rest[..., :3, 3], beta)
    logs = np.log(det).sum(-1) - np.linalg.slogdet(inverse)[1]
    return _At(logs, left, beta[..., PHASE], inverse[..., PHASE, PHASE])


def _profiled(data: _Data, at: _At) -> Floats:
    free = (data.rows - 3)[:, None]
    return at.logs + free * np.log(at.left / free)


def _grid(theta: Floats) -> tuple[Floats, Floats]:
    steps = STEP * np.maximum(np.abs(theta), 0.5)
    return theta[:, None] + OFFSETS * steps[:, None], steps


def _slopes(values: Floats, steps: Floats) -> tuple[Floats, Floats]:
    """Gradient (r, 3) and Hessian (r, 3, 3) of values (r, 19) on the grid."""
    ends = values[:, 1:7].reshape(-1, 3, 2)
    gradient = (ends[..., 1] - ends[..., 0]) / (2 * steps)
    hessian = np.zeros((len(values), 3, 3))
    for k in range(3):
        hessian[:, k, k] = ends[:, k].sum(axis=1) - 2 * values[:, 0]
    corners = values[:, 7:].reshape(-1, 3, 4)
    for place, (i, j) in enumerate(((1, 0), (2, 0), (2, 1))):
        mixed = corners[:, place] @ np.array([1.0, -1.0, -1.0, 1.0]) / 4
        hessian[:, i, j] = hessian[:, j, i] = mixed
    return gradient, hessian / (steps[:, :, None] * steps[:, None, :])


def _stepped(data: _Data, theta: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """One step further, and whether there was nowhere to go."""
    points, steps = _grid(theta)
    values = _profiled(data, _at(data, points))
    gradient, hessian = _slopes(values, steps)
    bends, axes = np.linalg.eigh(hessian)
    least = 1e-4 * np.abs(bends).max(axis=1, keepdims=True)
    along = np.einsum("rij,ri->rj", axes, gradient)
    size = along / np.maximum(np.abs(bends), least)
    # At a saddle the gradient is nothing too: only where all rises is it a minimum.
    settled = ((along * size).sum(axis=1) < SETTLED) & (bends > -least).all(axis=1)
    step = -np.einsum("rij,rj->ri", axes, size)
    long = np.linalg.norm(step, axis=1, keepdims=True)
    step *= np.minimum(1, LONGEST / np.maximum(long, 1e-12))
    return theta + _shortened(data, theta, step, values[:, 0]), settled


def _shortened(data: _Data, theta: Floats, step: Floats, now: Floats) -> Floats:
    """The longest of the step's halves that goes down; nothing where none does."""
    shares = 0.5 ** np.arange(HALVINGS)
    tried = theta[:, None] + shares[:, None] * step[:, None]
    lower = _profiled(data, _at(data, tried)) < now[:, None]
    first = lower.argmax(axis=1)
    return step * np.where(lower.any(axis=1), shares[first], 0.0)[:, None]


def _found(data: _Data, theta: Floats, settled: NDArray[np.bool_]) -> Found:
    points, steps = _grid(theta)
    at = _at(data, points)
    free = data.rows - 3
    sigma = np.sqrt(at.left[:, 0] / free)
    logs, left = _slopes(at.logs, steps)[1], _slopes(at.left, steps)
    information = np.zeros((len(theta), 4, 4))
    information[:, :3, :3] = logs + left[1] / sigma[:, None, None] ** 2
    information[:, 3, :3] = information[:, :3, 3] = -2 * left[0] / sigma[:, None] ** 3
    information[:, 3, 3] = 4 * free / sigma**2
    bends, axes = np.linalg.eigh(information)
    held = bends > FLAT * bends[:, -1:]
    spread = np.where(held, 2 / np.where(held, bends, 1.0), 0.0)
    part = at.variance[:, 0]
    slope = np.c_[_slopes(at.variance, steps)[0] * sigma[:, None] ** 2, 2 * sigma * part]
    along = np.einsum("rij,ri->rj", axes, slope)
    variance = sigma**2 * part
    df = 2 * variance**2 / (spread * along**2).sum(axis=1)
    return Found(at.beta[:, 0], np.sqrt(variance), np.maximum(df, 1.0), settled)
