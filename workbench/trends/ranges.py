"""Medians, quartiles and differences of a person's own answers. No verdicts, no p-values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb, floor

Values = Sequence[float | None]

FEWEST = 4
FEWEST_TO_COMPARE = 6
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Middle:
    """The middle half of some answers: lower quartile, median, upper quartile, how many."""

    low: float
    median: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Shift:
    """How much the second span lies above the first, and between what it may lie."""

    estimate: float
    low: float
    high: float


def given(values: Values) -> list[float]:
    """What was answered or measured; what was not is left out, never zero."""
    return [value for value in values if value is not None]


def quantile(values: Sequence[float], share: float) -> float:
    """The quantile of type 7: linear between the order statistics, at (n - 1) * share.

    Source: R. J. Hyndman and Y. Fan, 1996, Sample quantiles in statistical packages, The American
    Statistician 50(4), definition 7.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("There is no quantile of no values.")
    place = (len(ordered) - 1) * share
    below = min(floor(place), len(ordered) - 1)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def middle(values: Values) -> Middle | None:
    """Median and quartiles; None of fewer than four values."""
    known = given(values)
    if len(known) < FEWEST:
        return None
    low, median, high = (quantile(known, share) for share in (0.25, 0.5, 0.75))
    return Middle(low, median, high, len(known))


def earlier(values: Values) -> list[Middle | None]:
    """For each sitting the middle of the ones before it, so that no sitting is in its own band."""
    return [middle(values[:place]) for place in range(len(values))]


def shift(first: Values, second: Values) -> Shift | None:
    """The Hodges-Lehmann difference, second minus first, with its distribution-free interval.

    The interval is exact only if sittings were independent draws; things that change with time
    anyhow are not taken out. None where either span has fewer than six values.

    Source: J. L. Hodges and E. L. Lehmann, 1963, Annals of Mathematical Statistics 34(2); the
    interval by Moses as in M. Hollander and D. A. Wolfe, 1973, Nonparametric Statistical Methods,
    chapter 4.
    """
    before, after = given(first), given(second)
    if min(len(before), len(after)) < FEWEST_TO_COMPARE:
        return None
    return difference(before, after)


def difference(before: Sequence[float], after: Sequence[float]) -> Shift:
    """The Hodges-Lehmann difference of any two groups; see `shift`."""
    differences = sorted(late - early for early in before for late in after)
    place = _critical(len(before), len(after))
    return Shift(quantile(differences, 0.5), differences[place - 1], differences[-place])


def _critical(first: int, second: int) -> int:
    """The smallest u, at least 1, with P(U <= u) >= (1 - CONFIDENCE) / 2."""
    wanted = (1 - CONFIDENCE) / 2 * comb(first + second, first)
    reached = 0
    for u in range(first * second + 1):
        reached += _ways(u, first, second)
        if reached >= wanted:
            return max(1, u)
    return 1


@lru_cache(maxsize=100_000)
def _ways(u: int, first: int, second: int) -> int:
    """In how many orders of two groups the Mann-Whitney count is u."""
    if u < 0:
        return 0
    if first == 0 or second == 0:
        return int(u == 0)
    return _ways(u - second, first - 1, second) + _ways(u, first, second - 1)
