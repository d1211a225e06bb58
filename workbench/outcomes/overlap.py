"""Two phases of one person, compared pair by pair: NAP and Tau with intervals. No p-values.

Sittings of one person are seldom independent, and an interval here takes them to be. A phase that
went before cannot be told apart from time. Six and six sittings say little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root_scalar
from scipy.stats import norm

from engines.errors import AnalysisError

Values = Sequence[float | None]
Better = Literal["lower", "higher"]
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure and its interval.

    Attributes:
        measure: its name, with the variant where there are several.
        value: the estimate.
        low: the lower end of the interval.
        high: the upper end.
        confidence: of the interval, such as 0.95.
        first: how many sittings of the first phase counted.
        second: how many of the second.
        left_out: how many had no value.
    """

    measure: str
    value: float
    low: float
    high: float
    confidence: float
    first: int
    second: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Phases:
    """The values of two phases in the order of time, turned so that more is better."""

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    first_times: NDArray[np.float64]
    second_times: NDArray[np.float64]
    left_out: int

    @property
    def pairs(self) -> NDArray[np.float64]:
        """(m, n): 1 where the second phase's value is the better one, -1 the worse one, 0 a tie."""
        return np.sign(self.second[None, :] - self.first[:, None])


def phases(first: Values, second: Values, *, better: Better) -> Phases:
    """The values of two phases, one for each sitting; missing ones keep their place in time.

    Raises:
        AnalysisError: a value is not finite, or a phase has fewer than three values.
    """
    times = np.arange(1, len(first) + len(second) + 1, dtype=np.float64)
    given = np.array([np.nan if v is None else float(v) for v in (*first, *second)])
    missing = np.array([v is None for v in (*first, *second)], dtype=bool)
    if not np.isfinite(given[~missing]).all():
        raise AnalysisError("A value is not finite. Leave out what is missing: write None.")
    turned = given if better == "higher" else -given
    early = np.arange(len(given)) < len(first)
    one, other = ~missing & early, ~missing & ~early
    if min(one.sum(), other.sum()) < FEWEST:
        raise AnalysisError(
            f"The phases have {one.sum()} and {other.sum()} values. "
            f"Each needs at least {FEWEST} to be compared."
        )
    return Phases(turned[one], turned[other], times[one], times[other], int(missing.sum()))


def nap(first: Values, second: Values, *, better: Better, confidence: float = 0.95) -> Estimate:
    """Nonoverlap of all pairs: in which share of pairs the second phase is better; ties are half.

    0.5 is no difference. The interval is the score interval that Newcombe calls method 5; at
    complete separation (0 or 1) it still has a width.

    Source: R. I. Parker and K. J. Vannest, 2009, An improved effect size for single-case research,
    Behavior Therapy 40(4), 357-367; the interval: R. G. Newcombe, 2006, Confidence intervals for an
    effect size measure based on the Mann-Whitney statistic, part 2, Statistics in Medicine 25(4),
    559-573, as set out at https://jepusto.com/posts/NAP-SEs-and-CIs/.
    """
    made = phases(first, second, better=better)
    value = float((made.pairs.mean() + 1) / 2)
    low, high = _score_interval(value, len(made.first), len(made.second), confidence)
    return _estimate("nap", value, (low, high), made, confidence)


def tau(first: Values, second: Values, *, better: Better, confidence: float = 0.95) -> Estimate:
    """Tau (nonoverlap): better pairs less worse pairs over all pairs, -1..1; it is 2 NAP - 1.

    Source: R. I. Parker, K. J. Vannest, J. L. Davis and S. B. Sauber, 2011, Combining nonoverlap
    and trend for single-case research, Behavior Therapy 42(2), 284-299; interval as of `nap`.
    """
    found = nap(first, second, better=better, confidence=confidence)
    ends = (2 * found.low - 1, 2 * found.high - 1)
    made = phases(first, second, better=better)
    return _estimate("tau", 2 * found.value - 1, ends, made, confidence)


def _estimate(
    measure: str, value: float, ends: tuple[float, float], made: Phases, confidence: float
) -> Estimate:
    counts = len(made.first), len(made.second)
    return Estimate(measure, value, *ends, confidence, *counts, made.left_out)


def _score_interval(value: float, m: int, n: int, confidence: float) -> tuple[float, float]:
    z2 = float(norm.ppf(0.5 + confidence / 2)) ** 2
    h = (m + n) / 2 - 1

    def off(x: float) -> float:
        spread = x * (1 - x) * (2 + h + (1 + 2 * h) * x * (1 - x))
        return m * n * (value - x) ** 2 * (2 - x) * (1 + x) - z2 * spread

    # At 0 and 1 the estimate itself is a root, and not the end that is looked for.
    inside = 1e-9
    low = root_scalar(off, bracket=(0, value - inside)).root if value > 0 else 0.0
    high = root_scalar(off, bracket=(value + inside, 1)).root if value < 1 else 1.0
    return low, high
