"""An estimated tone: how pleasant or lively a person may say that a picture felt, with an interval.

One linear mixed model over everybody's own ratings: each person has a mean and slopes of their own
about those of all, and those of all begin at what studies of color patches found. It is fitted by
restricted likelihood; what a person's next picture may be rated follows as its posterior. Whether
that is worth anything for a person is measured on their own ratings, each left out once.

Sources: D. A. Harville, 1977, Journal of the American Statistical Association 72(358), 320-338
(restricted likelihood, best linear unbiased prediction); P. Valdez and A. Mehrabian, 1994, Journal
of Experimental Psychology: General 123(4), 394-409 (pleasure .69 of brightness and .22 of
saturation, arousal -.31 and .60, standardized). Their sample looked at patches and did not draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import t as student

from engines.errors import AnalysisError

Floats = NDArray[np.float64]
Axis = Literal["pleasure", "arousal"]

# The studies' slopes, in ratings of 0..1 (whose spread among pictures is about a fifth) for each
# standardized feature: lightness and saturation.
RATING_SPREAD = 0.2
PUBLISHED: Mapping[Axis, tuple[float, float]] = {
    "pleasure": (RATING_SPREAD * 0.69, RATING_SPREAD * 0.22),
    "arousal": (RATING_SPREAD * -0.31, RATING_SPREAD * 0.60),
}
# What the studies count for: as much as so many rated pictures.
STUDIES_COUNT = 20.0
FEWEST, FEWEST_OF_ALL = 6, 12
_STARTS = ((0.5, 0.2), (1.5, 0.05), (0.1, 1.0))
_MOST = 100.0  # of a spread, in residual standard deviations


@dataclass(frozen=True, slots=True)
class Rated:
    """A picture that somebody rated: whose, its features, standardized, and the rating in 0..1."""

    person: str
    features: tuple[float, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a rating may be: the likeliest value, and the ends of its 95 % interval, in 0..1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Worth:
    """How far estimates were off for one person, each of their ratings left out once.

    Attributes:
        count: of ratings.
        error: the mean absolute error of the estimate.
        average: that of the person's own average of the other ratings.
        better: whether the estimate beats that average, and by more than chance: one-sided, paired
            by rating, 5 % by Student's t. By the mean alone it would for 43 of 100 people whose
            ratings have nothing to do with color (`tests/workbench/outcomes/test_tone.py`).
    """

    count: int
    error: float
    average: float
    better: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """What a person's ratings come to: W'W (k, k) and W'y (k,), W being 1 and the features."""

    squares: Floats
    products: Floats


@dataclass(frozen=True)
class Tone:
    """A fitted model.

    Attributes:
        slopes: (k,) of all: the mean rating at features of 0, then one slope a feature.
        spreads: between persons, of the mean and of every slope, in residual standard deviations.
        residual: the standard deviation of what is left, in ratings.
        count: of ratings.
        people: what each person's ratings come to.
        weight: (k, k), how firmly the slopes of all are known, over the residual's variance.
        toward: (k,), weight times slopes.
    """

    slopes: Floats
    spreads: tuple[float, float]
    residual: float
    count: int
    people: Mapping[str, Sums]
    weight: Floats
    toward: Floats

    def estimate(self, person: str, features: Sequence[float]) -> Estimate:
        """What a person may rate a picture; somebody without ratings is like everybody."""
        own = self.people.get(person, _none(len(self.slopes)))
        return self._estimate(own, self.weight, self.toward, features)

    def own(self, person: str) -> Floats:
        """A person's mean and slopes, (k,): those of all and how theirs differ."""
        root, known = _root(self.spreads, len(self.slopes)), self.people[person]
        return self.slopes + _shrink(root, known) @ (known.products - known.squares @ self.slopes)

    def worth(self, rated: Sequence[Rated]) -> Worth:
        """How far the estimates of one person's ratings are off, each left out once.

        Raises:
            AnalysisError: fewer than `FEWEST` ratings, or those of several people.
        """
        if len(rated) < FEWEST or len({each.person for each in rated}) != 1:
            raise AnalysisError(f"A worth needs {FEWEST} ratings of one person; {len(rated)} came.")
        root, known = _root(self.spreads, len(self.slopes)), self.people[rated[0].person]
        there = _told(root, known)
        errors = []
        for each in rated:
            row = _row(each.features)
            left = Sums(known.squares - np.outer(row, row), known.products - row * each.value)
            without = _told(root, left)
            weight = self.weight - there[0] + without[0]
            toward = self.toward - there[1] + without[1]
            found = self._estimate(left, weight, toward, each.features)
            errors.append(abs(found.value - each.value))
        values = np.array([each.value for each in rated])
        others = abs((values.sum() - values) / (len(values) - 1) - values)
        better = _beats(others - np.array(errors))
        return Worth(len(rated), float(np.mean(errors)), float(np.mean(others)), better)

    def _estimate(
        self, own: Sums, weight: Floats, toward: Floats, features: Sequence[float]
    ) -> Estimate:
        of_all = np.linalg.solve(weight, toward)
        shrink = _shrink(_root(self.spreads, len(self.slopes)), own)
        row = _row(features)
        value = row @ (of_all + shrink @ (own.products - own.squares @ of_all))
        apart = row - row @ shrink @ own.squares
        spread = 1 + row @ shrink @ row + apart @ np.linalg.solve(weight, apart)
        reach = student.ppf(0.975, self.count - 1) * self.residual * np.sqrt(spread)
        ends = (value, value - reach, value + reach)
        return Estimate(*(float(np.clip(each, 0, 1)) for each in ends))


def fitted(
    rated: Sequence[Rated], published: Sequence[float], *, counting: float = STUDIES_COUNT
) -> Tone:
    """Fits the model.

    Args:
        rated: everybody's rated pictures.
        published: the slopes that those of all begin at, in ratings a feature.
        counting: for as many pictures; 0 leaves the studies out.

    Raises:
        AnalysisError: fewer than `FEWEST_OF_ALL` ratings, or they are all the same.
    """
    if len(rated) < FEWEST_OF_ALL or len({each.value for each in rated}) < 2:
        raise AnalysisError(
            f"An estimate needs {FEWEST_OF_ALL} ratings that are not all the same; "
            f"{len(rated)} came."
        )
    of = _Likelihood(rated, published, counting)
    tries = (minimize(of, start, method="Nelder-Mead") for start in _STARTS)
    best = min(tries, key=lambda each: each.fun).x
    spreads = (abs(float(best[0])), abs(float(best[1])))
    weight, toward, left = of.solved(spreads)
    slopes: Floats = np.asarray(np.linalg.solve(weight, toward), np.float64)
    residual = float(np.sqrt(left / of.free))
    return Tone(slopes, spreads, residual, len(rated), of.people, weight, toward)


class _Likelihood:
    """Minus twice the restricted log-likelihood of the spreads, the residual's profiled out."""

    def __init__(self, rated: Sequence[Rated], published: Sequence[float], counting: float) -> None:
        self.people = _summed(rated)
        self._squares = np.stack([each.squares for each in self.people.values()])
        self._products = np.stack([each.products for each in self.people.values()])
        self._values = sum(each.value**2 for each in rated)
        self._prior = np.diag([0.0, *[counting] * len(published)])
        self._begun = np.array([0.0, *published])
        # What has no prior costs a degree of freedom.
        self.free = len(rated) - (1 if counting else 1 + len(published))

    def __call__(self, spreads: Sequence[float]) -> float:
        if max(abs(each) for each in spreads) > _MOST:
            return float("inf")
        found = (abs(spreads[0]), abs(spreads[1]))
        weight, _, left = self.solved(found)
        inner = self._inner(_root(found, len(self._begun)))
        parted = np.linalg.slogdet(inner)[1].sum() + np.linalg.slogdet(weight)[1]
        return float(self.free * np.log(left / self.free) + parted)

    def solved(self, spreads: tuple[float, float]) -> tuple[Floats, Floats, float]:
        """The normal equations of the slopes of all, and the weighted squares that are left."""
        root = _root(spreads, len(self._begun))
        shrink = root @ np.linalg.inv(self._inner(root)) @ root
        seen = self._squares @ shrink
        weight = self._prior + (self._squares - seen @ self._squares).sum(axis=0)
        pulled = self._products - (seen @ self._products[..., None])[..., 0]
        toward = self._prior @ self._begun + pulled.sum(axis=0)
        own = np.einsum("pi,pij,pj->", self._products, shrink, self._products)
        before = self._begun @ self._prior @ self._begun
        left = self._values - own + before - toward @ np.linalg.solve(weight, toward)
        return weight, toward, float(max(left, 1e-12))

    def _inner(self, root: Floats) -> Floats:
        return np.eye(len(root)) + root @ self._squares @ root


def _beats(gains: Floats) -> bool:
    """Whether gains are above 0 on average by more than chance, one-sided, at 5 %."""
    error = gains.std(ddof=1) / np.sqrt(len(gains))
    return bool(gains.mean() > student.ppf(0.95, len(gains) - 1) * error)


def _summed(rated: Sequence[Rated]) -> dict[str, Sums]:
    rows: dict[str, list[Rated]] = {}
    for each in rated:
        rows.setdefault(each.person, []).append(each)
    return {person: _sums(own) for person, own in rows.items()}


def _sums(own: Sequence[Rated]) -> Sums:
    design = np.stack([_row(each.features) for each in own])
    return Sums(design.T @ design, design.T @ np.array([each.value for each in own]))


def _none(size: int) -> Sums:
    return Sums(np.zeros((size, size)), np.zeros(size))


def _row(features: Sequence[float]) -> Floats:
    return np.array([1.0, *features])


def _root(spreads: tuple[float, float], size: int) -> Floats:
    return np.diag([spreads[0], *[spreads[1]] * (size - 1)])


def _shrink(root: Floats, own: Sums) -> Floats:
    """From what a person's ratings leave over to how that person differs from all, (k, k)."""
    return root @ np.linalg.inv(np.eye(len(root)) + root @ own.squares @ root) @ root


def _told(root: Floats, own: Sums) -> tuple[Floats, Floats]:
    """What one person's ratings say of the slopes of all: their part of the normal equations."""
    seen = own.squares @ _shrink(root, own)
    return own.squares - seen @ own.squares, own.products - seen @ own.products
