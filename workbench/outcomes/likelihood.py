"""The restricted likelihood of a linear mixed model: random terms of persons, perhaps of sites.

y = X b + Z_i u_i + w_k + e, u_i ~ N(0, s^2 L L'), w_k ~ N(0, s^2 l^2), e ~ N(0, s^2). Everything
about a person enters through products of a few numbers, and people who came to the same sittings
share one factorization, so that a thousand of them cost little more than ten. Sites are few: they
are columns beside the fixed terms, and may hold a person whole (nested) or not (crossed).

Source: D. Bates, M. Mächler, B. Bolker and S. Walker, 2015, Fitting linear mixed-effects models
using lme4, Journal of Statistical Software 67(1), sections 3.1 to 3.4: the profiled REML criterion
as a function of the relative covariance factor, eq. 39 to 42.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A model's data, without missing values, in order of person and time.

    Attributes:
        y: (n,) the outcome.
        x: (n, p) the fixed terms.
        names: their p names.
        z: (n, q) the random terms, q 1 or 2, the first one constant.
        person: (n,) numbers from 0.
        left_out: how many rows had no value.
        site: (n,) numbers from 0 of sites or therapists as a level of their own; None without.
    """

    y: Floats
    x: Floats
    names: Sequence[str]
    z: Floats
    person: NDArray[np.intp]
    left_out: int
    site: NDArray[np.intp] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A fit's estimates, in the outcome's points.

    Attributes:
        beta: (p,) the fixed terms.
        spread: (q, q) the covariance of a person's random terms.
        between: the standard deviation between sites; 0 without that level.
        residual: the standard deviation of what is left.
    """

    beta: Floats
    spread: Floats
    between: float
    residual: float


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """What is left of the data: products over all rows, and over people with the same Z'Z.

    Attributes:
        n: rows.
        people: how many.
        whole: (c, c) C'C of all columns C = [S X y], S one for each site.
        zz: (u, q, q) the u different Z'Z.
        counts: (u,) how many people have each.
        outer: (u, q, q, c, c) the outer products of Z'C, summed over those people.
        sites: how many sites are a level of their own; 0 without that level.
    """

    n: int
    people: int
    whole: Floats
    zz: Floats
    counts: Floats
    outer: Floats
    sites: int = 0

    @property
    def p(self) -> int:
        """How many fixed terms."""
        return len(self.whole) - 1 - self.sites

    @property
    def q(self) -> int:
        """How many random terms a person has."""
        return self.zz.shape[1]

    @property
    def scales(self) -> list[int]:
        """The places in theta that are deviations, at zero at the edge: a person's, and sites'."""
        pairs = zip(*np.tril_indices(self.q), strict=True)
        own = [place for place, (i, j) in enumerate(pairs) if i == j]
        return [*own, own[-1] + 1] if self.sites else own


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The model at one covariance factor.

    Attributes:
        beta: (p,) the fixed terms.
        left: the penalized residual sum of squares, r^2.
        inverse: (p, p) the covariance of `beta`, divided by the residual variance.
        logs: log determinants of the random and the fixed part, together.
    """

    beta: Floats
    left: float
    inverse: Floats
    logs: float


def products(
    y: Floats,
    x: Floats,
    z: Floats,
    person: NDArray[np.intp],
    site: NDArray[np.intp] | None = None,
) -> Products:
    """The products of y (n,), x (n, p) and z (n, q), with persons and sites numbered from 0."""
    order = np.argsort(person, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(person[order]) != 0])
    sites = 0 if site is None else int(site.max()) + 1
    each = np.zeros((len(y), 0)) if site is None else np.eye(sites)[site]
    both, zo = np.column_stack([each, x, y])[order], z[order]
    zz = np.add.reduceat(zo[:, :, None] * zo[:, None, :], starts, axis=0)
    zb = np.add.reduceat(zo[:, :, None] * both[:, None, :], starts, axis=0)
    flat, same, counts = np.unique(
        zz.reshape(len(zz), -1), axis=0, return_inverse=True, return_counts=True
    )
    outer = np.zeros((len(flat), *zz.shape[1:], both.shape[1], both.shape[1]))
    np.add.at(outer, same.ravel(), np.einsum("kqi,krj->kqrij", zb, zb))
    alike = flat.reshape(-1, *zz.shape[1:])
    held = counts.astype(np.float64)
    return Products(len(y), len(zz), both.T @ both, alike, held, outer, sites)


def together(labels: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The rows of each label; those of one stand together."""
    ends = np.flatnonzero(np.diff(labels)) + 1
    return np.split(np.arange(len(labels)), ends)


def factor(theta: Floats, q: int) -> Floats:
    """The lower triangle (q, q) that theta fills row by row; what comes after is the sites'."""
    made = np.zeros((q, q))
    made[np.tril_indices(q)] = theta[: q * (q + 1) // 2]
    return made


def solve(of: Products, theta: Floats) -> Solved:
    """The best fixed terms at a covariance factor.

    Raises:
        numpy.linalg.LinAlgError: the fixed terms cannot be told apart.
    """
    lower, p = factor(theta, of.q), of.p
    inner = np.linalg.cholesky(lower.T @ of.zz @ lower + np.eye(of.q))
    halves = np.linalg.solve(inner, np.broadcast_to(lower.T, inner.shape))
    weights = np.swapaxes(halves, 1, 2) @ halves
    within = (of.whole - np.tensordot(weights, of.outer, axes=3)).astype(np.float64)
    rest, between = _without_sites(within, of.sites, float(theta[-1]))
    chol = np.linalg.cholesky(rest[:p, :p])
    inverse: Floats = np.linalg.inv(rest[:p, :p]).astype(np.float64)
    beta = inverse @ rest[:p, p]
    left = float(rest[p, p] - rest[:p, p] @ beta)
    random = of.counts @ np.log(np.diagonal(inner, axis1=1, axis2=2)).sum(axis=1)
    logs = 2 * float(random + np.log(np.diag(chol)).sum())
    return Solved(beta, left, inverse, logs + between)


def _without_sites(within: Floats, sites: int, deviation: float) -> tuple[Floats, float]:
    """The products of fixed terms and outcome once sites are taken out, and a log determinant."""
    if not sites:
        return within, 0.0
    inner = np.eye(sites) + deviation**2 * within[:sites, :sites]
    root = np.linalg.cholesky(inner)
    half = np.linalg.solve(root, deviation * within[:sites, sites:])
    return within[sites:, sites:] - half.T @ half, 2 * float(np.log(np.diag(root)).sum())


def sites_of(of: Products, theta: Floats) -> Floats:
    """The predicted effect (sites,) of each site at a fit, in the outcome's points."""
    lower, sites = factor(theta, of.q), of.sites
    inner = np.linalg.inv(lower.T @ of.zz @ lower + np.eye(of.q))
    weights = lower @ inner @ lower.T
    within = of.whole - np.tensordot(weights, of.outer, axes=3)
    beta = np.r_[-solve(of, theta).beta, 1.0]
    pull = theta[-1] ** 2 * (within[:sites, sites:] @ beta)
    return np.linalg.solve(np.eye(sites) + theta[-1] ** 2 * within[:sites, :sites], pull)


def profiled(of: Products, theta: Floats) -> float:
    """The REML criterion with the residual variance at its best, minus twice the log-likelihood."""
    at = solve(of, theta)
    freed = of.n - of.p
    return at.logs + freed * (1 + float(np.log(2 * np.pi * at.left / freed)))


def criterion(of: Products, theta_sigma: Floats) -> float:
    """The REML criterion as a function of theta and, last, the residual standard deviation."""
    at = solve(of, theta_sigma[:-1])
    variance = float(theta_sigma[-1]) ** 2
    freed = of.n - of.p
    return at.logs + freed * float(np.log(2 * np.pi * variance)) + at.left / variance


def covariance(of: Products, theta_sigma: Floats) -> Floats:
    """The covariance (p, p) of the fixed terms at theta and the residual standard deviation."""
    return solve(of, theta_sigma[:-1]).inverse * float(theta_sigma[-1]) ** 2
