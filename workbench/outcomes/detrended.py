"""Two phases of one person where the first already had a trend: Tau-U and baseline-corrected Tau.

Tau-U has several definitions that disagree, so each result here names its variant.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau, norm

from workbench.outcomes.overlap import Better, Estimate, Phases, Values, phases

Variant = Literal["a_vs_b_less_trend_a", "a_vs_b_plus_trend_b", "a_vs_b_plus_trend_b_less_trend_a"]
Over = Literal["pairs_between", "pairs_counted"]


def tau_u(
    first: Values,
    second: Values,
    *,
    better: Better,
    variant: Variant = "a_vs_b_less_trend_a",
    over: Over = "pairs_between",
) -> Estimate:
    """Tau-U: the score of the pairs between phases, with the phases' own trends taken in.

    The interval is S plus and minus 1.96 standard deviations that S has where nothing differs
    (Kendall's, ties in values taken into account), over the same denominator. It is wide, and of no
    use for testing. With `over="pairs_between"` the value itself can lie beyond -1 and 1.

    Args:
        first: the first phase, a value for each sitting, None where there is none.
        second: the phase after it.
        better: which way is better; the sign of the result is turned so that more is better.
        variant: which trends are taken in; the result's `measure` names it.
        over: what the score is divided by: the pairs between the phases (as Parker et al. do for
            the variant without trend B), or every pair that was counted.

    Source: Parker, Vannest, Davis and Sauber, 2011, Behavior Therapy 42(2), 284-299. That the
    definitions differ: D. F. Brossart, V. C. Laird and T. W. Armstrong, 2018, Cogent Psychology
    5(1). The standard deviation: M. G. Kendall, 1970, Rank correlation methods, 4th edition, ch. 4.
    """
    made = phases(first, second, better=better)
    m, n = len(made.first), len(made.second)
    ranks, counted = _order(variant, m, n)
    values = np.concatenate([made.first, made.second])
    score = _score(values, ranks)
    divisor = m * n if over == "pairs_between" else counted
    half = float(norm.ppf(0.975)) * _null_deviation(values, ranks)
    ends = ((score - half) / divisor, (score + half) / divisor)
    name = f"tau_u_{variant}_over_{over}"
    return Estimate(name, score / divisor, *ends, 0.95, m, n, made.left_out)


def _order(variant: Variant, m: int, n: int) -> tuple[NDArray[np.float64], int]:
    """The order that the values are compared with, and how many pairs that compares."""
    before = np.arange(m, 0, -1.0) if variant.endswith("less_trend_a") else np.ones(m)
    rising = "plus_trend_b" in variant
    after = np.arange(m + 1.0, m + n + 1) if rising else np.full(n, m + 1.0)
    own = m * (m - 1) // 2 if variant.endswith("less_trend_a") else 0
    return np.concatenate([before, after]), m * n + own + (n * (n - 1) // 2 if rising else 0)


def _score(values: NDArray[np.float64], ranks: NDArray[np.float64]) -> float:
    """Kendall's S: pairs in the same order less pairs in the opposite one."""
    same = np.sign(np.subtract.outer(values, values)) * np.sign(np.subtract.outer(ranks, ranks))
    return float(same.sum() / 2)


def _null_deviation(values: NDArray[np.float64], ranks: NDArray[np.float64]) -> float:
    """The standard deviation of S where the order says nothing of the values, with ties in both."""
    n = len(values)
    ties, groups = (np.unique(each, return_counts=True)[1] for each in (values, ranks))

    def total(power: NDArray[np.int64]) -> float:
        return float(power.sum())

    main = n * (n - 1) * (2 * n + 5)
    main -= sum(total(t * (t - 1) * (2 * t + 5)) for t in (ties, groups))
    threes = total(ties * (ties - 1) * (ties - 2)) * total(groups * (groups - 1) * (groups - 2))
    twos = total(ties * (ties - 1)) * total(groups * (groups - 1))
    return float(
        np.sqrt(main / 18 + threes / (9 * n * (n - 1) * (n - 2)) + twos / (2 * n * (n - 1)))
    )


@dataclass(frozen=True, slots=True)
class Corrected:
    """Baseline-corrected Tau, with what it was decided on.

    Attributes:
        estimate: the one that Tarlow's rule chooses.
        plain: Tau-b with the phase, nothing corrected.
        corrected: Tau-b with the phase after the first phase's slope was taken out.
        slope: of the first phase, a sitting, in the measure's own points and direction.
        trend_p: of the first phase's trend; None where its values are all alike.
        trend_taken_out: whether `estimate` is the corrected one: trend_p at most 0.05.
    """

    estimate: Estimate
    plain: Estimate
    corrected: Estimate
    slope: float
    trend_p: float | None
    trend_taken_out: bool


def corrected_tau(first: Values, second: Values, *, better: Better) -> Corrected:
    """Tau-b between values and phase, after a significant trend of the first phase is taken out.

    The slope is Theil and Sen's: the median of the slopes between all pairs of the first phase. A
    slope of few sittings, carried on through a long second phase, soon says more than the values
    do: look at both estimates.

    Source: K. R. Tarlow, 2017, An improved rank correlation effect size statistic for single-case
    designs: baseline corrected Tau, Behavior Modification 41(4), 427-467; standard error
    sqrt(2 (1 - tau^2) / N) there.
    """
    made = phases(first, second, better=better)
    slope = _slope(made)
    trend_p = _trend_p(made)
    out = trend_p is not None and trend_p <= 0.05
    plain = _phase_tau(made, 0.0, "tau_b_with_phase")
    corrected = _phase_tau(made, slope, "tau_b_with_phase_baseline_corrected")
    points = slope if better == "higher" else -slope
    return Corrected(corrected if out else plain, plain, corrected, points, trend_p, out)


def _slope(made: Phases) -> float:
    pairs = combinations(zip(made.first_times, made.first, strict=True), 2)
    return float(np.median([(v - u) / (t - s) for (s, u), (t, v) in pairs]))


def _trend_p(made: Phases) -> float | None:
    """Of the first phase's tau with time: exact without ties, else by the normal curve."""
    if np.ptp(made.first) == 0:
        return None
    found: Any = kendalltau(made.first_times, made.first)
    return float(found.pvalue)


def _phase_tau(made: Phases, slope: float, name: str) -> Estimate:
    times = np.concatenate([made.first_times, made.second_times])
    values = np.concatenate([made.first, made.second]) - slope * times
    # What a slope leaves of a straight line is dust, and no difference.
    values = np.round(values, 9)
    second = np.arange(len(values)) >= len(made.first)
    found: Any = kendalltau(values, second)
    value = 0.0 if np.ptp(values) == 0 else float(found.statistic)
    half = float(norm.ppf(0.975) * np.sqrt(2 * (1 - value**2) / len(values)))
    ends = max(-1.0, value - half), min(1.0, value + half)
    return Estimate(name, value, *ends, 0.95, len(made.first), len(made.second), made.left_out)
