"""A linear mixed model fitted by REML: refused where it did not converge, never passed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import t as student

from engines.errors import AnalysisError
from workbench.outcomes import freedom, likelihood
from workbench.outcomes.likelihood import Floats, Products

# As lme4 checks: the gradient over the Hessian's root at most 0.002 (lme4, ?convergence).
GRADIENT = 2e-3
AGREE = 1e-3  # a search that ends further below shows that the one before was no optimum
RESTARTS = 6
AT_ZERO = 1e-4
STEPS = 4000


@dataclass(frozen=True, slots=True)
class Term:
    """A fixed term.

    Attributes:
        name: its name.
        estimate: in the outcome's points for one unit of the term.
        error: its standard error.
        low: the lower end of its 95 % interval, by t with `df`.
        high: the upper end.
        df: Satterthwaite's degrees of freedom.
        t: estimate over error.
        p: two-sided.
    """

    name: str
    estimate: float
    error: float
    low: float
    high: float
    df: float
    t: float
    p: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A mixed model that converged.

    Attributes:
        terms: the fixed terms.
        spreads: the standard deviations of the random terms between persons.
        correlation: of random intercept and slope; None without a slope, or with one at zero.
        residual: the standard deviation of what is left.
        criterion: minus twice the restricted log-likelihood. Comparable between models with the
            same fixed terms alone.
        rows: how many values counted.
        people: of how many persons.
        left_out: values that were missing.
        singular: a variance lies at zero, or a correlation at one: the data do not carry all of
            the random terms.
        lag1: the correlation of neighboring whitened residuals of a person; far from 0 (more than
            2 `lag1_error`), sittings depend on the one before, and errors are too small.
        lag1_error: 1 / sqrt(pairs), what `lag1` varies by where there is no dependence.
    """

    terms: tuple[Term, ...]
    spreads: tuple[float, ...]
    correlation: float | None
    residual: float
    criterion: float
    rows: int
    people: int
    left_out: int
    singular: bool
    lag1: float
    lag1_error: float

    def term(self, name: str) -> Term:
        """The fixed term of that name."""
        return {term.name: term for term in self.terms}[name]


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
    """

    y: Floats
    x: Floats
    names: Sequence[str]
    z: Floats
    person: NDArray[np.intp]
    left_out: int


def fit(design: Design) -> Fit:
    """The model's fit by restricted maximum likelihood.

    Raises:
        AnalysisError: fixed terms cannot be told apart, nothing is left to explain, or the fit did
            not converge: the search broke off, starts disagree, or the optimum is no optimum.

    Source: Bates et al., 2015 (`likelihood`), Kuznetsova et al., 2017 (`freedom`).
    """
    if np.linalg.matrix_rank(design.x) < design.x.shape[1]:
        names = ", ".join(design.names)
        raise AnalysisError(f"The terms {names} cannot be told apart in these data. Leave one out.")
    scale = np.sqrt((design.z**2).mean(axis=0))
    _check_scatter(design)
    of = likelihood.products(design.y, design.x, design.z / scale, design.person)
    theta = _optimum(of)
    at = likelihood.solve(of, theta)
    sigma = float(np.sqrt(at.left / (of.n - of.p)))
    lower = likelihood.factor(theta, of.q) / scale[:, None] * sigma
    spread = lower @ lower.T
    singular = bool((np.abs(theta[_diagonal(of.q)]) < AT_ZERO).any())
    lag1, pairs = _lag1(design, at.beta, spread, sigma)
    return Fit(
        terms=_terms(design.names, of, np.r_[theta, sigma]),
        spreads=tuple(float(each) for each in np.sqrt(np.diag(spread))),
        correlation=_correlation(spread, sigma),
        residual=sigma,
        criterion=likelihood.profiled(of, theta),
        rows=of.n,
        people=of.people,
        left_out=design.left_out,
        singular=singular,
        lag1=lag1,
        lag1_error=float(1 / np.sqrt(max(pairs, 1))),
    )


def _check_scatter(design: Design) -> None:
    """Refuses values that fixed terms and a line for each person explain to the last digit."""
    both = np.column_stack([design.x, design.y])
    for rows in _people(design):
        own = design.z[rows]
        both[rows] -= own @ np.linalg.lstsq(own, both[rows], rcond=None)[0]
    x, y = both[:, :-1], both[:, -1]
    left = y - x @ np.linalg.lstsq(x, y, rcond=1e-9)[0]
    if np.abs(left).max() <= 1e-9 * max(1.0, float(np.abs(design.y).max())):
        raise AnalysisError("The values lie on the model exactly: there is no scatter to judge by.")


def _people(design: Design) -> list[NDArray[np.intp]]:
    """The rows of each person; a design keeps them together."""
    ends = np.flatnonzero(np.diff(design.person)) + 1
    return np.split(np.arange(len(design.y)), ends)


def _diagonal(q: int) -> list[int]:
    return [place for place, (i, j) in enumerate(zip(*np.tril_indices(q), strict=True)) if i == j]


def _optimum(of: Products) -> Floats:
    """The covariance factor of the lowest criterion: what a fresh search cannot get below."""
    ends = [_search(of, start, step=0.2, fine=1e-3) for start in _starts(of.q)]
    lowest, near = min(ends, key=lambda each: each[0])
    if not np.isfinite(lowest):
        raise _refused("the search broke off")
    for _ in range(RESTARTS):
        # A simplex can collapse; one begun anew from there goes on.
        again, there = _search(of, near, step=0.2, fine=1e-3)
        settled = lowest - again <= AGREE
        lowest, near = min((lowest, near), (again, there), key=lambda each: each[0])
        if settled:
            break
    else:
        raise _refused(f"{RESTARTS} searches one after the other each went lower")
    _, theta = _search(of, near, step=1e-3, fine=1e-7)
    _check(of, theta)
    return theta


def _starts(q: int) -> list[Floats]:
    if q == 1:
        return [np.array([value]) for value in (1.0, 0.1)]
    return [np.array(start) for start in ((1.0, 0.0, 1.0), (1.0, 0.0, 0.1), (0.3, 0.0, 0.3))]


def _search(of: Products, start: Floats, *, step: float, fine: float) -> tuple[float, Floats]:
    """Where the search from a start ends: by Nelder and Mead's simplex, which needs no slopes.

    Nothing bounds it: a column of the factor may turn its sign and the model stays the same, so
    that the edge where a variance is zero is a valley and no wall to be caught at.
    """
    corners = np.vstack([start, start + step * np.eye(len(start))])
    options = {"initial_simplex": corners, "xatol": fine, "fatol": fine / 1e3, "maxfev": STEPS}
    done = minimize(_height(of), start, method="Nelder-Mead", options=options)
    signs = np.where(done.x[_diagonal(of.q)] < 0, -1.0, 1.0)
    theta = (likelihood.factor(done.x, of.q) * signs)[np.tril_indices(of.q)]
    return (float(done.fun) if done.success else np.inf), theta


def _height(of: Products) -> Callable[[Floats], float]:
    def height(theta: Floats) -> float:
        try:
            return likelihood.profiled(of, theta)
        except np.linalg.LinAlgError:
            return np.inf

    return height


def _check(of: Products, theta: Floats) -> None:
    """Refuses a point that is no minimum, away from the edge where a variance is zero."""
    inner = [k for k in range(len(theta)) if k not in _diagonal(of.q) or theta[k] > AT_ZERO]
    if np.isclose(theta[_diagonal(of.q)], 0, atol=AT_ZERO).any():
        inner = [k for k in inner if k in _diagonal(of.q)]

    def height(some: Floats) -> float:
        whole = theta.copy()
        whole[inner] = some
        return likelihood.profiled(of, whole)

    if not inner:
        return
    slopes = freedom.gradient(lambda at: np.array(height(at)), theta[inner])
    bends = freedom.hessian(height, theta[inner])
    if np.linalg.eigvalsh(bends).min() <= 0:
        raise _refused("the criterion does not rise on all sides")
    steep = float(np.abs(np.linalg.solve(np.linalg.cholesky(bends), slopes)).max())
    if steep > GRADIENT:
        raise _refused(f"the scaled gradient is {steep:.4f}, above {GRADIENT}")


def _refused(why: str) -> AnalysisError:
    return AnalysisError(
        f"The mixed model did not converge ({why}), so it is not shown. "
        "Try it without the random slope, or with more sittings."
    )


def _terms(names: Sequence[str], of: Products, theta_sigma: Floats) -> tuple[Term, ...]:
    beta = likelihood.solve(of, theta_sigma[:-1]).beta
    errors = np.sqrt(np.diag(likelihood.covariance(of, theta_sigma)))
    frees = freedom.satterthwaite(of, theta_sigma)
    made = []
    for name, estimate, error, df in zip(names, beta, errors, frees, strict=True):
        half = float(student.ppf(0.975, df)) * error
        t = estimate / error
        p = 2 * float(student.sf(abs(t), df))
        ends = float(estimate - half), float(estimate + half)
        made.append(Term(name, float(estimate), float(error), *ends, float(df), float(t), p))
    return tuple(made)


def _correlation(spread: Floats, sigma: float) -> float | None:
    deviations = np.sqrt(np.diag(spread))
    if len(deviations) < 2 or deviations.min() < AT_ZERO * sigma:
        return None
    return float(spread[1, 0] / deviations[0] / deviations[1])


def _lag1(design: Design, beta: Floats, spread: Floats, sigma: float) -> tuple[float, int]:
    """The correlation of whitened residuals one sitting apart, and of how many pairs.

    Source: residuals whitened by the Cholesky factor of a person's covariance, "normalized" in
    J. C. Pinheiro and D. M. Bates, 2000, Mixed-effects models in S and S-PLUS, section 5.1.
    """
    left = design.y - design.x @ beta
    first, second = [], []
    for rows in _people(design):
        z = design.z[rows]
        root = np.linalg.cholesky(z @ spread @ z.T + sigma**2 * np.eye(len(rows)))
        white = np.linalg.solve(root, left[rows])
        first.append(white[:-1])
        second.append(white[1:])
    one, other = np.concatenate(first), np.concatenate(second)
    if len(one) < 3:
        return 0.0, len(one)
    return float(np.corrcoef(one, other)[0, 1]), len(one)
