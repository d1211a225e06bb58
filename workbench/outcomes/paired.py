"""Each person's mean in one phase against their mean in the other: not adjusted for time.

Where everybody goes from one phase to the other and gets better meanwhile anyhow, this finds a
difference that the phases did not make. Show it beside the mixed model (`study`), never alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import root_scalar
from scipy.stats import nct
from scipy.stats import t as student

from engines.errors import AnalysisError
from workbench.outcomes.likelihood import Floats

FEWEST = 3


@dataclass(frozen=True, slots=True)
class Effect:
    """A standardized difference under its name, with a 95 % interval."""

    name: Literal["d_z", "d_av"]
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Paired:
    """A paired comparison of means.

    Attributes:
        people: how many had both means.
        left_out: how many lacked one.
        difference: second - first, in the measure's points.
        low: the lower end of its 95 % interval.
        high: the upper end.
        t: Student's.
        df: people - 1.
        p: two-sided.
        d_z: the difference over the standard deviation of the differences.
        d_av: the difference over the root mean square of both standard deviations.
        adjusted_for_time: False, always.
    """

    people: int
    left_out: int
    difference: float
    low: float
    high: float
    t: float
    df: int
    p: float
    d_z: Effect
    d_av: Effect
    adjusted_for_time: Literal[False] = False


def compared(first: Sequence[float | None], second: Sequence[float | None]) -> Paired:
    """The paired comparison of two columns, a row for each person; None where a mean is missing.

    Raises:
        AnalysisError: the columns differ in length, fewer than three people have both, or all
            differences are alike.

    Source: Student, 1908. d_z, and the interval from the noncentral t: G. Cumming, 2012,
    Understanding the new statistics, ch. 11. d_av with the root mean square there (D. Lakens, 2013,
    Frontiers in Psychology 4:863, takes the mean of both deviations instead: slightly different);
    its interval: J. Algina and H. J. Keselman, 2003, Educational and Psychological Measurement
    63(4), 537-553.
    """
    if len(first) != len(second):
        raise AnalysisError(f"There are {len(first)} means and {len(second)}. Give pairs.")
    both = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    one, other = np.array(both, dtype=np.float64).reshape(-1, 2).T
    moved = other - one
    n = len(moved)
    if n < FEWEST or not np.isfinite(moved).all() or moved.std() == 0:
        raise AnalysisError(f"{n} pairs, or pairs that all differ alike, cannot be compared.")
    mean, error = float(moved.mean()), float(moved.std(ddof=1)) / math.sqrt(n)
    t, half = mean / error, float(student.ppf(0.975, n - 1)) * error
    p = 2 * float(student.sf(abs(t), n - 1))
    low, high = _noncentral(t, n - 1)
    return Paired(
        n,
        len(first) - n,
        mean,
        mean - half,
        mean + half,
        t,
        n - 1,
        p,
        Effect("d_z", t / math.sqrt(n), low / math.sqrt(n), high / math.sqrt(n)),
        _d_av(one, other, mean, (low, high)),
    )


def _d_av(one: Floats, other: Floats, mean: float, noncentral: tuple[float, float]) -> Effect:
    covariance = np.cov(one, other)
    sums = float(np.trace(covariance))
    shrink = math.sqrt(2 * (sums - 2 * float(covariance[0, 1])) / (len(one) * sums))
    low, high = noncentral
    return Effect("d_av", mean / math.sqrt(sums / 2), low * shrink, high * shrink)


def _noncentral(t: float, df: int) -> tuple[float, float]:
    """The noncentralities at which t is the 97.5th and the 2.5th percentile."""
    # Of positive t alone, and from -2 on, where no end lies below -1.96: in its far tail the
    # distribution function gives up.
    size, reach = abs(t), 6 * math.sqrt(1 + t**2 / (2 * df))

    def end(share: float) -> float:
        off = root_scalar(lambda at: nct.cdf(size, df, at) - share, bracket=(-2, size + reach))
        return float(off.root)

    low, high = end(0.975), end(0.025)
    return (low, high) if t >= 0 else (-high, -low)


def holm(p_values: dict[str, float]) -> dict[str, float]:
    """Holm's adjusted p-values of several outcomes, by name; smaller than alpha counts.

    Raises:
        AnalysisError: a p-value is not from 0 to 1.

    Source: S. Holm, 1979, A simple sequentially rejective multiple test procedure, Scandinavian
    Journal of Statistics 6(2), 65-70.
    """
    for name, p in p_values.items():
        if not 0 <= p <= 1:
            raise AnalysisError(f"The p-value of {name} is {p!r}. It has to be from 0 to 1.")
    adjusted: dict[str, float] = {}
    highest = 0.0
    for place, (name, p) in enumerate(sorted(p_values.items(), key=lambda each: each[1])):
        highest = max(highest, min(1.0, (len(p_values) - place) * p))
        adjusted[name] = highest
    return {name: adjusted[name] for name in p_values}
