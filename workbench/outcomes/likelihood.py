"""The restricted likelihood of a linear mixed model with one grouping: random terms of persons.

y = X b + Z_i u_i + e, u_i ~ N(0, s^2 L L'), e ~ N(0, s^2). Everything about a person enters through
products of a few numbers, and people who came to the same sittings share one factorization, so that
a thousand of them cost little more than ten.

Source: D. Bates, M. Mächler, B. Bolker and S. Walker, 2015, Fitting linear mixed-effects models
using lme4, Journal of Statistical Software 67(1), sections 3.1 to 3.4: the profiled REML criterion
as a function of the relative covariance factor, eq. 39 to 42.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """What is left of the data: products over all rows, and over people with the same Z'Z.

    Attributes:
        n: rows.
        people: how many.
        whole: (p + 1, p + 1) [X y]'[X y].
        zz: (u, q, q) the u different Z'Z.
        counts: (u,) how many people have each.
        outer: (u, q, q, p + 1, p + 1) the outer products of Z'[X y], summed over those people.
    """

    n: int
    people: int
    whole: Floats
    zz: Floats
    counts: Floats
    outer: Floats

    @property
    def p(self) -> int:
        """How many fixed terms."""
        return len(self.whole) - 1

    @property
    def q(self) -> int:
        """How many random terms a person has."""
        return self.zz.shape[1]


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


def products(y: Floats, x: Floats, z: Floats, person: NDArray[np.intp]) -> Products:
    """The products of y (n,), x (n, p) and z (n, q), with persons numbered from 0."""
    order = np.argsort(person, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(person[order]) != 0])
    both, zo = np.column_stack([x, y])[order], z[order]
    zz = np.add.reduceat(zo[:, :, None] * zo[:, None, :], starts, axis=0)
    zb = np.add.reduceat(zo[:, :, None] * both[:, None, :], starts, axis=0)
    flat, same, counts = np.unique(
        zz.reshape(len(zz), -1), axis=0, return_inverse=True, return_counts=True
    )
    outer = np.zeros((len(flat), *zz.shape[1:], both.shape[1], both.shape[1]))
    np.add.at(outer, same.ravel(), np.einsum("kqi,krj->kqrij", zb, zb))
    alike = flat.reshape(-1, *zz.shape[1:])
    return Products(len(y), len(zz), both.T @ both, alike, counts.astype(np.float64), outer)


def factor(theta: Floats, q: int) -> Floats:
    """The lower triangle (q, q) that theta fills row by row."""
    made = np.zeros((q, q))
    made[np.tril_indices(q)] = theta
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
    rest = (of.whole - np.tensordot(weights, of.outer, axes=3)).astype(np.float64)
    chol = np.linalg.cholesky(rest[:p, :p])
    inverse: Floats = np.linalg.inv(rest[:p, :p]).astype(np.float64)
    beta = inverse @ rest[:p, p]
    left = float(rest[p, p] - rest[:p, p] @ beta)
    random = of.counts @ np.log(np.diagonal(inner, axis1=1, axis2=2)).sum(axis=1)
    return Solved(beta, left, inverse, 2 * float(random + np.log(np.diag(chol)).sum()))


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
