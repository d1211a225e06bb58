"""Two periods, two orders: half of the people begin with one phase, half with the other.

The classic analysis of each person's sum and difference. It parts the phase from the period, which
a fixed order cannot. What it cannot part: a carry-over that differs between the phases from the
phase's effect, unless people's first periods alone are compared.

Source: B. Jones and M. G. Kenward, 2014, Design and analysis of cross-over trials, 3rd ed., section
2.3 (t-tests), after M. Hills and P. Armitage, 1979, British Journal of Clinical Pharmacology 8(1),
7-20. The test of carry-over is weak, and choosing the analysis by it misleads (P. R. Freeman, 1989,
Statistics in Medicine 8(12), 1421-1432): it is shown, and nothing is chosen by it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from engines.errors import AnalysisError
from workbench.outcomes.likelihood import Floats

FEWEST = 2


@dataclass(frozen=True, slots=True)
class Course:
    """One person's means of both periods.

    Attributes:
        began_with_second: whether the second phase (with the painter) came first.
        first: the mean of the first period; None where it is missing.
        second: that of the second period.
    """

    began_with_second: bool
    first: float | None
    second: float | None


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference in the measure's points, its 95 % interval, Student's t, two-sided p."""

    value: float
    error: float
    low: float
    high: float
    t: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class Crossover:
    """What two periods say.

    Attributes:
        people: how many counted in each order: first phase first, second phase first.
        left_out: how many lacked a period.
        phase: second phase - first phase, adjusted for the period, if neither carries over more
            than the other.
        period: second period - first period, adjusted for the phase.
        carry_over: of the second phase - of the first, what lasts into the period after.
        first_period: second phase - first phase between people, in the first period alone: what
            no carry-over can touch.
    """

    people: tuple[int, int]
    left_out: int
    phase: Contrast
    period: Contrast
    carry_over: Contrast
    first_period: Contrast


def crossed(courses: Sequence[Course]) -> Crossover:
    """The four contrasts of a crossover.

    Raises:
        AnalysisError: fewer than two people with both periods in an order, a value that is not
            finite, or values without scatter.
    """
    one = _means(courses, second_first=False)
    other = _means(courses, second_first=True)
    if min(len(one), len(other)) < FEWEST:
        raise AnalysisError(
            f"{len(one)} and {len(other)} people have both periods in the two orders. "
            f"A crossover needs {FEWEST} in each."
        )
    steps = one[:, 1] - one[:, 0], other[:, 1] - other[:, 0]
    sums = one.sum(axis=1), other.sum(axis=1)
    return Crossover(
        people=(len(one), len(other)),
        left_out=len(courses) - len(one) - len(other),
        phase=_contrast(*steps, weights=(0.5, -0.5)),
        period=_contrast(*steps, weights=(0.5, 0.5)),
        carry_over=_contrast(*sums, weights=(-1.0, 1.0)),
        first_period=_contrast(one[:, 0], other[:, 0], weights=(-1.0, 1.0)),
    )


def _means(courses: Sequence[Course], *, second_first: bool) -> Floats:
    """The means (n, 2) of those in one order who have both."""
    both = [
        (each.first, each.second)
        for each in courses
        if each.began_with_second == second_first
        and each.first is not None
        and each.second is not None
    ]
    made = np.array(both, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(made).all():
        raise AnalysisError("A mean is not finite. Write None where a period is missing.")
    return made


def _contrast(one: Floats, other: Floats, *, weights: tuple[float, float]) -> Contrast:
    """A weighted sum of two groups' means, with the variance that both share."""
    df = len(one) + len(other) - 2
    squares = ((one - one.mean()) ** 2).sum() + ((other - other.mean()) ** 2).sum()
    shares = weights[0] ** 2 / len(one) + weights[1] ** 2 / len(other)
    error = math.sqrt(float(squares) / df * shares)
    if error == 0:
        raise AnalysisError("All people differ alike: there is no scatter to judge by.")
    value = weights[0] * float(one.mean()) + weights[1] * float(other.mean())
    half, t = float(student.ppf(0.975, df)) * error, value / error
    p = 2 * float(student.sf(abs(t), df))
    return Contrast(value, error, value - half, value + half, t, df, p)
