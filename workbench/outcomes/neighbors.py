"""Whether a person's sittings hang together beyond what the model says: a check, no cure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from workbench.outcomes.likelihood import Design, Floats, Found, together

FEWEST_PAIRS = 3


@dataclass(frozen=True, slots=True)
class Lag:
    """The correlation of neighbors: see `mixed.Fit`."""

    value: float
    expected: float
    error: float
    p: float


def lag1(design: Design, found: Found, sites: Floats | None) -> Lag:
    """The correlation of whitened residuals one sitting apart, with a test of none.

    Where the model holds, whitened residuals are those of an ordinary regression, and the moments
    of their lag are known exactly but for what estimating the variances changes: p is of a normal
    with these moments. Sites, where they are a level, are taken out as predicted.

    Source: whitening by the Cholesky factor of a person's covariance, "normalized" in J. C.
    Pinheiro and D. M. Bates, 2000, Mixed-effects models in S and S-PLUS, section 5.1; moments of
    e'Se / e'e: A. D. Cliff and J. K. Ord, 1981, Spatial processes, section 8.3.
    """
    left = design.y - design.x @ found.beta
    if sites is not None and design.site is not None:
        left = left - sites[design.site]
    both = np.column_stack([left, design.x])
    for rows in together(design.person):
        z, own = design.z[rows], np.eye(len(rows))
        root = np.linalg.cholesky(z @ found.spread @ z.T + found.residual**2 * own)
        both[rows] = np.linalg.solve(root, both[rows])
    near = np.diff(design.person) == 0
    pairs = int(near.sum())
    if pairs < FEWEST_PAIRS:
        return Lag(0.0, 0.0, 1.0, 1.0)
    return _tested(both[:, 0], np.linalg.qr(both[:, 1:])[0], near, pairs)


def _tested(left: Floats, fixed: Floats, near: NDArray[np.bool_], pairs: int) -> Lag:
    scale = len(left) / pairs
    value = scale * float(left @ _shifted(left[:, None], near)[:, 0]) / float(left @ left)
    bent = _shifted(fixed, near)
    inner = fixed.T @ bent
    free = len(left) - fixed.shape[1]
    trace = -float(np.trace(inner))
    square = pairs / 2 - 2 * float((bent**2).sum()) + float((inner**2).sum())
    expected = trace / free
    variance = (2 * square + trace**2) / (free * (free + 2)) - expected**2
    error = scale * float(np.sqrt(variance))
    far = abs(value - scale * expected) / error
    return Lag(value, scale * expected, error, 2 * float(norm.sf(far)))


def _shifted(columns: Floats, near: NDArray[np.bool_]) -> Floats:
    """Half of the row before and half of the row after, where they are the same person's."""
    made = np.zeros_like(columns)
    made[:-1][near] += columns[1:][near] / 2
    made[1:][near] += columns[:-1][near] / 2
    return made
