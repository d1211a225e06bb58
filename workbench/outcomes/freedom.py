"""Degrees of freedom of a mixed model's fixed terms, after Satterthwaite.

Source: F. E. Satterthwaite, 1946, Biometrics Bulletin 2(6), 110-114, for mixed models as in
A. Kuznetsova, P. B. Brockhoff and R. H. B. Christensen, 2017, lmerTest package, Journal of
Statistical Software 82(13), section 2.2: 2 v^2 / (g' A g), v the variance of a term, g its gradient
in the variance parameters and A their covariance, twice the inverse of the criterion's Hessian.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from workbench.outcomes.likelihood import Products, covariance, criterion

Floats = NDArray[np.float64]
# A central difference of fourth order.
OFFSETS = (-2, -1, 1, 2)
WEIGHTS = (1 / 12, -2 / 3, 2 / 3, -1 / 12)
SECONDS = ((-2, -1 / 12), (-1, 4 / 3), (0, -5 / 2), (1, 4 / 3), (2, -1 / 12))
STEP = 1e-2
FLAT = 1e-8


def satterthwaite(of: Products, theta_sigma: Floats) -> Floats:
    """Degrees of freedom (p,) of each fixed term.

    Args:
        of: the data.
        theta_sigma: covariance factor and residual standard deviation at the fit.
    """
    information = hessian(lambda at: criterion(of, at), theta_sigma)
    values, vectors = np.linalg.eigh(information)
    # Where a variance lies at zero its direction says nothing and is left out, as lmerTest does.
    held = values > FLAT * values.max()
    spread = 2 * (vectors[:, held] / values[held]) @ vectors[:, held].T
    slopes = gradient(lambda at: np.diag(covariance(of, at)), theta_sigma)
    variances = np.diag(covariance(of, theta_sigma))
    return 2 * variances**2 / np.einsum("ip,ij,jp->p", slopes, spread, slopes)


def gradient(of: Callable[[Floats], Floats], at: Floats) -> Floats:
    """The slopes (parameters, results) of a function at a point."""
    steps = _steps(at)
    rows = []
    for place, step in enumerate(steps):
        unit = np.eye(len(at))[place] * step
        found = [w * of(at + o * unit) for o, w in zip(OFFSETS, WEIGHTS, strict=True)]
        rows.append(np.sum(found, axis=0) / step)
    return np.array(rows)


def hessian(of: Callable[[Floats], float], at: Floats) -> Floats:
    """The second derivatives (parameters, parameters) of a function at a point."""
    count, steps = len(at), _steps(at)
    made = np.zeros((count, count))
    for i in range(count):
        unit = np.eye(count)[i] * steps[i]
        made[i, i] = sum(w * of(at + o * unit) for o, w in SECONDS) / steps[i] ** 2
        for j in range(i):
            other = np.eye(count)[j] * steps[j]
            made[i, j] = made[j, i] = _mixed(of, at, unit, other) / (steps[i] * steps[j])
    return made


def _mixed(of: Callable[[Floats], float], at: Floats, one: Floats, other: Floats) -> float:
    return sum(
        v * w * of(at + o * one + u * other)
        for o, v in zip(OFFSETS, WEIGHTS, strict=True)
        for u, w in zip(OFFSETS, WEIGHTS, strict=True)
    )


def _steps(at: Floats) -> Floats:
    return STEP * np.maximum(np.abs(at), 0.1)
