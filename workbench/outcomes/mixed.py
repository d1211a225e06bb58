"""A linear mixed model fitted by REML: refused where it did not converge, never passed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import minimize
from scipy.stats import t as student

from engines.errors import AnalysisError
from workbench.outcomes import freedom, kenward, likelihood, neighbors
from workbench.outcomes.likelihood import Design, Floats, Products

# As lme4 checks: the gradient over the Hessian's root at most 0.002 (lme4, ?convergence).
GRADIENT = 2e-3
AGREE = 1e-3  # a search that ends further below shows that the one before was no optimum
RESTARTS = 6
AT_ZERO = 1e-4
STEPS = 4000
Errors = Literal["satterthwaite", "kenward-roger"]


@dataclass(frozen=True, slots=True)
class Term:
    """A fixed term.

    Attributes:
        name: its name.
        estimate: in the outcome's points for one unit of the term.
        error: its standard error.
        low: the lower end of its 95 % interval, by t with `df`.
        high: the upper end.
        df: degrees of freedom, by the method that the fit names.
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
        lag1: the correlation of neighboring whitened residuals of a person.
        lag1_expected: what it is where sittings do not depend on each other: a little below zero,
            for residuals are what a fit left.
        lag1_error: what it then varies by.
        lag1_p: two-sided, of no dependence. Where it is small, errors are too small.
        method: of errors and degrees of freedom.
        between_sites: the standard deviation between sites; None where they are no level.
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
    lag1_expected: float
    lag1_error: float
    lag1_p: float
    method: Errors
    between_sites: float | None = None

    def term(self, name: str) -> Term:
        """The fixed term of that name."""
        return {term.name: term for term in self.terms}[name]


def fit(design: Design, *, errors: Errors = "satterthwaite") -> Fit:
    """The model's fit by restricted maximum likelihood.

    Args:
        design: the data.
        errors: how standard errors and degrees of freedom are found. Kenward and Roger's hold for
            few people too, and cost more.

    Raises:
        AnalysisError: fixed terms cannot be told apart, nothing is left to explain, or the fit did
            not converge: the search broke off, starts disagree, or the optimum is no optimum.

    Source: Bates et al., 2015 (`likelihood`), Kuznetsova et al., 2017 (`freedom`), Kenward and
    Roger, 1997 (`kenward`).
    """
    if np.linalg.matrix_rank(design.x) < design.x.shape[1]:
        names = ", ".join(design.names)
        raise AnalysisError(f"The terms {names} cannot be told apart in these data. Leave one out.")
    scale = np.sqrt((design.z**2).mean(axis=0))
    _check_scatter(design)
    of = likelihood.products(design.y, design.x, design.z / scale, design.person, design.site)
    theta = _optimum(of)
    at = likelihood.solve(of, theta)
    sigma = float(np.sqrt(at.left / (of.n - of.p)))
    lower = likelihood.factor(theta, of.q) / scale[:, None] * sigma
    between = float(theta[-1]) * sigma if of.sites else None
    found = likelihood.Found(at.beta, lower @ lower.T, between or 0.0, sigma)
    lag1 = neighbors.lag1(design, found, likelihood.sites_of(of, theta) if of.sites else None)
    return Fit(
        terms=_terms(design, of, np.r_[theta, sigma], found, errors),
        spreads=tuple(float(each) for each in np.sqrt(np.diag(found.spread))),
        correlation=_correlation(found.spread, sigma),
        residual=sigma,
        criterion=likelihood.profiled(of, theta),
        rows=of.n,
        people=of.people,
        left_out=design.left_out,
        singular=bool((np.abs(theta[of.scales]) < AT_ZERO).any()),
        lag1=lag1.value,
        lag1_expected=lag1.expected,
        lag1_error=lag1.error,
        lag1_p=lag1.p,
        method=errors,
        between_sites=between,
    )


def _check_scatter(design: Design) -> None:
    """Refuses values that fixed terms and a line for each person explain to the last digit."""
    both = np.column_stack([design.x, design.y])
    for rows in likelihood.together(design.person):
        own = design.z[rows]
        both[rows] -= own @ np.linalg.lstsq(own, both[rows], rcond=None)[0]
    x, y = both[:, :-1], both[:, -1]
    left = y - x @ np.linalg.lstsq(x, y, rcond=1e-9)[0]
    if np.abs(left).max() <= 1e-9 * max(1.0, float(np.abs(design.y).max())):
        raise AnalysisError("The values lie on the model exactly: there is no scatter to judge by.")


def _optimum(of: Products) -> Floats:
    """The covariance factor of the lowest criterion: what a fresh search cannot get below."""
    ends = [_search(of, start, step=0.2, fine=1e-3) for start in _starts(of)]
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


def _starts(of: Products) -> list[Floats]:
    more = (0.3,) if of.sites else ()
    if of.q == 1:
        return [np.array([value, *more]) for value in (1.0, 0.1)]
    starts = ((1.0, 0.0, 1.0), (1.0, 0.0, 0.1), (0.3, 0.0, 0.3))
    return [np.array([*start, *more]) for start in starts]


def _search(of: Products, start: Floats, *, step: float, fine: float) -> tuple[float, Floats]:
    """Where the search from a start ends: by Nelder and Mead's simplex, which needs no slopes.

    Nothing bounds it: a column of the factor may turn its sign and the model stays the same, so
    that the edge where a variance is zero is a valley and no wall to be caught at.
    """
    corners = np.vstack([start, start + step * np.eye(len(start))])
    options = {"initial_simplex": corners, "xatol": fine, "fatol": fine / 1e3, "maxfev": STEPS}
    done = minimize(_height(of), start, method="Nelder-Mead", options=options)
    own = of.scales[: of.q]
    signs = np.where(done.x[own] < 0, -1.0, 1.0)
    theta = np.r_[
        (likelihood.factor(done.x, of.q) * signs)[np.tril_indices(of.q)],
        np.abs(done.x[own[-1] + 1 :]),
    ]
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
    inner = [k for k in range(len(theta)) if k not in of.scales or theta[k] > AT_ZERO]
    if np.isclose(theta[of.scales[: of.q]], 0, atol=AT_ZERO).any():
        inner = [k for k in inner if k in of.scales]

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


def _terms(
    design: Design, of: Products, theta_sigma: Floats, found: likelihood.Found, method: Errors
) -> tuple[Term, ...]:
    names, beta = design.names, found.beta
    if method == "kenward-roger":
        errors, frees = kenward.adjusted(design, found)
    else:
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
