"""How far raters agree who rated the same pictures: intraclass correlations, each by its name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import f as fisher

from engines.errors import AnalysisError

Form = Literal["icc_1_1", "icc_2_1", "icc_3_1", "icc_1_k", "icc_2_k", "icc_3_k"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """An intraclass correlation with its 95 % interval.

    Attributes:
        form: after Shrout and Fleiss: 1, other raters for each picture; 2, raters taken at random;
            3, these raters alone. Then 1, of a single rating; k, of the mean of all of them.
        value: the estimate; it can be below 0.
        low: the lower end of the interval.
        high: the upper end.
        targets: how many pictures counted.
        raters: how many raters.
        left_out: pictures that not everybody rated.
    """

    form: Form
    value: float
    low: float
    high: float
    targets: int
    raters: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of n targets by k raters: between targets, within, of raters, what is left."""

    n: int
    k: int
    between: float
    within: float
    raters: float
    error: float


def agreement(ratings: Sequence[Sequence[float | None]]) -> tuple[Agreement, ...]:
    """All six intraclass correlations of ratings, a row for each picture, a column for each rater.

    Pictures that a rater left out are left out whole, and counted.

    Raises:
        AnalysisError: fewer than two complete pictures or two raters, or nothing differs.

    Source: P. E. Shrout and J. L. Fleiss, 1979, Intraclass correlations: uses in assessing rater
    reliability, Psychological Bulletin 86(2), 420-428.
    """
    whole = [row for row in ratings if None not in row]
    if len(whole) < 2 or len({len(row) for row in ratings}) != 1 or len(whole[0]) < 2:
        raise AnalysisError(
            f"{len(whole)} pictures were rated by everybody. "
            "Two pictures and two raters are needed."
        )
    table = np.array(whole, dtype=np.float64)
    if not np.isfinite(table).all() or np.ptp(table) == 0:
        raise AnalysisError(
            "The ratings are all alike, or not finite: there is nothing to compare."
        )
    squares = _squares(table)
    gone = len(ratings) - len(whole)
    forms: dict[Form, Ends] = {**_first(squares), **_second(squares), **_third(squares)}
    return tuple(Agreement(form, *ends, squares.n, squares.k, gone) for form, ends in forms.items())


def _squares(table: np.ndarray) -> _Squares:
    n, k = table.shape
    rows, columns, mean = table.mean(axis=1), table.mean(axis=0), table.mean()
    left = table - rows[:, None] - columns[None, :] + mean
    return _Squares(
        n,
        k,
        between=float(k * ((rows - mean) ** 2).sum() / (n - 1)),
        within=float(((table - rows[:, None]) ** 2).sum() / (n * (k - 1))),
        raters=float(n * ((columns - mean) ** 2).sum() / (k - 1)),
        error=float((left**2).sum() / ((n - 1) * (k - 1))),
    )


Ends = tuple[float, float, float]


def _first(s: _Squares) -> dict[Form, Ends]:
    single, mean = _by_ratio(s, _ratio(s.between, s.within), s.n * (s.k - 1))
    return {"icc_1_1": single, "icc_1_k": mean}


def _third(s: _Squares) -> dict[Form, Ends]:
    single, mean = _by_ratio(s, _ratio(s.between, s.error), (s.n - 1) * (s.k - 1))
    return {"icc_3_1": single, "icc_3_k": mean}


def _ratio(over: float, under: float) -> float:
    return over / under if under else math.inf


def _by_ratio(s: _Squares, ratio: float, df: int) -> tuple[Ends, Ends]:
    """Both correlations that depend on one ratio of mean squares, and F's ends of it."""
    low = ratio / float(fisher.ppf(0.975, s.n - 1, df))
    high = ratio * float(fisher.ppf(0.975, df, s.n - 1))
    single = [1.0 if math.isinf(f) else (f - 1) / (f + s.k - 1) for f in (ratio, low, high)]
    mean = [1.0 if math.isinf(f) else 1 - 1 / f for f in (ratio, low, high)]
    return (single[0], single[1], single[2]), (mean[0], mean[1], mean[2])


def _second(s: _Squares) -> dict[Form, Ends]:
    """Raters at random: the interval after Satterthwaite, Shrout and Fleiss p. 424."""
    n, k = s.n, s.k
    value = (s.between - s.error) / (s.between + (k - 1) * s.error + k * (s.raters - s.error) / n)
    together = k * value * s.raters + s.error * (n * (1 + (k - 1) * value) - k * value)
    rest = n * (1 + (k - 1) * value) - k * value
    df = (k - 1) * (n - 1) * together**2
    df /= (n - 1) * (k * value * s.raters) ** 2 + (rest * s.error) ** 2
    up = float(fisher.ppf(0.975, n - 1, df))
    down = float(fisher.ppf(0.975, df, n - 1))
    mixed = k * s.raters + (k * n - k - n) * s.error
    low = n * (s.between - up * s.error) / (up * mixed + n * s.between)
    high = n * (down * s.between - s.error) / (mixed + n * down * s.between)
    ends = (value, low, high)
    mean = [k * each / (1 + (k - 1) * each) for each in ends]
    return {"icc_2_1": ends, "icc_2_k": (mean[0], mean[1], mean[2])}
