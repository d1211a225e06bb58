"""Kenward and Roger's errors and degrees of freedom: for a study of few people.

An estimate's usual standard error takes the variances that it rests on as known. These add what is
lost by estimating them.

Source: M. G. Kenward and J. H. Roger, 1997, Small sample inference for fixed effects from
restricted maximum likelihood, Biometrics 53(3), 983-997, eq. 3 to 5 and section 3, as U. Halekoh
and S. Højsgaard, 2014, Journal of Statistical Software 59(9), lay it out: the covariance is linear
in its parameters, so that nothing of second order is needed. For one term their F is t squared with
2 v^2 / (g' W g) degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.errors import AnalysisError
from workbench.outcomes.likelihood import Design, Floats, Found, together

# Sites join people: what hangs together is inverted whole, at the cost of its rows' third power.
MOST_ROWS = 2000


@dataclass(slots=True)
class _Sums:
    """Over blocks: X'V^-1X, the P_r, the Q_rs, and the traces of V^-1 G_r V^-1 G_s."""

    information: Floats
    first: Floats
    second: Floats
    traces: Floats


def adjusted(design: Design, found: Found) -> tuple[Floats, Floats]:
    """Standard errors (p,) and degrees of freedom (p,) of the fixed terms.

    Raises:
        AnalysisError: more than 2,000 rows hang together by their sites.
    """
    blocks = _blocks(design.person, design.site)
    most = max(len(rows) for rows in blocks)
    if most > MOST_ROWS:
        raise AnalysisError(
            f"{most} values hang together by their sites, more than the {MOST_ROWS} that Kenward "
            "and Roger's errors are worked out for. Use Satterthwaite's."
        )
    sums = _sums(design, found, blocks)
    inverse: Floats = np.linalg.inv(sums.information).astype(np.float64)
    weights = _weights(sums, inverse)
    pulls = np.einsum("rs,rij,jk,skl->il", weights, sums.first, inverse, sums.first)
    middle = np.einsum("rs,rsil->il", weights, sums.second) - pulls
    errors = np.sqrt(np.diag(inverse + 2 * inverse @ middle @ inverse))
    slopes = np.einsum("ai,rij,ja->ra", inverse, sums.first, inverse)
    frees = 2 * np.diag(inverse) ** 2 / np.einsum("ra,rs,sa->a", slopes, weights, slopes)
    return errors, frees


def _weights(sums: _Sums, inverse: Floats) -> Floats:
    """The covariance of the variance parameters: twice the inverse of the expected information."""
    both = np.einsum("ij,rjk,kl,sli->rs", inverse, sums.first, inverse, sums.first)
    once = np.einsum("ij,rsji->rs", inverse, sums.second)
    return 2 * np.linalg.pinv(sums.traces - 2 * once + both, hermitian=True)


def _blocks(person: NDArray[np.intp], site: NDArray[np.intp] | None) -> list[NDArray[np.intp]]:
    """Rows that depend on each other: a person's, a site's people's, or all where both cross."""
    own = together(person)
    if site is None:
        return own
    if any(len(np.unique(site[rows])) > 1 for rows in own):
        return [np.arange(len(person))]
    return [np.flatnonzero(site == each) for each in np.unique(site)]


def _sums(design: Design, found: Found, blocks: list[NDArray[np.intp]]) -> _Sums:
    values = _parameters(found, design.site)
    p, count = design.x.shape[1], len(values)
    sizes = ((p, p), (count, p, p), (count, count, p, p), (count, count))
    of = _Sums(*(np.zeros(size) for size in sizes))
    for rows in blocks:
        x, site = design.x[rows], None if design.site is None else design.site[rows]
        parts = _parts(design.z[rows], design.person[rows], site)
        inverse = np.linalg.inv(np.tensordot(values, parts, axes=1))
        through = inverse @ x
        bent = parts @ through
        whitened = inverse @ parts
        of.information += x.T @ through
        of.first -= through.T @ bent
        of.second += np.einsum("rni,nm,smj->rsij", bent, inverse, bent, optimize=True)
        of.traces += np.einsum("rnm,smn->rs", whitened, whitened, optimize=True)
    return of


def _parameters(found: Found, site: NDArray[np.intp] | None) -> Floats:
    """The variances and covariances in the order of `_parts`."""
    own = found.spread[np.tril_indices(len(found.spread))]
    between = [] if site is None else [found.between**2]
    return np.array([*own, *between, found.residual**2])


def _parts(z: Floats, person: NDArray[np.intp], site: NDArray[np.intp] | None) -> Floats:
    """The matrices (parameters, n, n) whose weighted sum is the covariance of a block."""
    same = person[:, None] == person[None, :]
    made = []
    for i, j in zip(*np.tril_indices(z.shape[1]), strict=True):
        outer = np.outer(z[:, i], z[:, j]) * same
        made.append(outer if i == j else outer + outer.T)
    if site is not None:
        made.append((site[:, None] == site[None, :]).astype(np.float64))
    return np.array([*made, np.eye(len(z))])
