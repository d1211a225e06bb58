"""What a design could show with n people, by drawing many studies of it; nobody is described.

Each drawn study is analysed twice: by the mixed model (`study`) and by the paired comparison of
means that takes no notice of time (`paired`). Counted is how often each finds a difference that is
there, and how often each finds one that is not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from scipy.stats import t as student

from engines.errors import AnalysisError
from workbench.outcomes import many
from workbench.outcomes.likelihood import Floats
from workbench.outcomes.study import FEWEST_PEOPLE

Order = Literal["fixed", "crossover", "abab", "staggered"]
Counted = Literal["found", "model_fooled", "paired_found", "paired_fooled"]
ORDERS: tuple[Order, ...] = ("fixed", "crossover", "staggered", "abab")
ALPHA = 0.05
FEWEST_SITTINGS, MOST_SITTINGS, MOST_PEOPLE = 4, 40, 500
FEWEST_PAIRS = 3
BATCH = 50
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Assumed:
    """A design and what is taken to be true. All in points of the measure.

    Attributes:
        people: how many begin.
        sittings: how many each is to have.
        order: `fixed` (all have the second half with the painter), `crossover` (every other person
            the first half), `staggered` (the painter begins at different sittings), `abab`.
        trend: how much the value changes from one sitting to the next, with no painter at all.
        effect: what the painter adds in its sittings.
        within: the standard deviation of one person's values around their own line.
        between: the standard deviation of people's levels.
        slopes: the standard deviation of people's trends.
        dropout: the share of people who are gone before their last sitting, 0-1. Who leaves, and
            when, has nothing to do with their values: where it has, no analysis here repairs it.
    """

    people: int = 20
    sittings: int = 12
    order: Order = "fixed"
    trend: float = -0.3
    effect: float = -1.0
    within: float = 2.0
    between: float = 4.0
    slopes: float = 0.1
    dropout: float = 0.1


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the drawn studies, with a 95 % interval for what more of them would say."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of drawn studies.

    Attributes:
        studies: how many were drawn.
        refused: how many the model could not be fitted to; they count as having found nothing.
        found: in how many the model finds the effect, p < .05 and of the right sign.
        model_fooled: in how many it finds a difference where the painter does nothing.
        paired_found: in how many the paired comparison finds the effect.
        paired_fooled: in how many it finds a difference where the painter does nothing.
        widths: the widths of the model's 95 % intervals, added up.
    """

    studies: int = 0
    refused: int = 0
    found: int = 0
    model_fooled: int = 0
    paired_found: int = 0
    paired_fooled: int = 0
    widths: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        names = [each.name for each in fields(self)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def share(self, what: Counted) -> Share:
        """The share of one count, with its interval.

        Raises:
            AnalysisError: nothing was drawn yet.
        """
        return wilson(getattr(self, what), self.studies)

    @property
    def width(self) -> float | None:
        """The mean width of the model's interval, in points; None where no model was fitted."""
        fitted = self.studies - self.refused
        return self.widths / fitted if fitted else None


def wilson(count: int, of: int) -> Share:
    """A share and its 95 % interval.

    Raises:
        AnalysisError: of nothing.

    Source: E. B. Wilson, 1927, Journal of the American Statistical Association 22, 209-212; R. G.
    Newcombe, 1998, Statistics in Medicine 17(8), 857-872, method 3.
    """
    if of < 1:
        raise AnalysisError("There is no share of 0 drawn studies. Draw some first.")
    z, p = float(norm.ppf(0.975)), count / of
    middle = (p + z**2 / (2 * of)) / (1 + z**2 / of)
    half = z * math.sqrt(p * (1 - p) / of + z**2 / (4 * of**2)) / (1 + z**2 / of)
    return Share(p, max(0.0, middle - half), min(1.0, middle + half))


def phases(assumed: Assumed) -> Flags:
    """Whether the painter is there: (people, sittings)."""
    people, sittings = assumed.people, assumed.sittings
    who, when = np.arange(people)[:, None], np.arange(sittings)[None, :]
    half = sittings // 2
    if assumed.order == "abab":
        return np.broadcast_to((when * 4 // sittings) % 2 == 1, (people, sittings))
    if assumed.order == "crossover":
        return (when >= half) != (who % 2 == 1)
    if assumed.order == "staggered":
        starts = np.arange(max(2, sittings // 4), sittings - max(2, sittings // 4) + 1)
        return when >= starts[who % len(starts)]
    return np.broadcast_to(when >= half, (people, sittings))


def batch(assumed: Assumed, *, studies: int = BATCH, seed: int = 0, number: int = 0) -> Tally:
    """Draws and analyses some studies. The same numbers give the same studies.

    Args:
        assumed: the design and the truth.
        studies: how many.
        seed: of the whole simulation.
        number: which batch of it this is.

    Raises:
        AnalysisError: an assumption that cannot be.
    """
    check(assumed)
    rng = np.random.default_rng([seed, assumed.people, number])
    phase = phases(assumed)
    y, seen = _drawn(assumed, studies, rng)
    fooled, paired = _paired(y, seen, phase, 0.0), _paired(y, seen, phase, assumed.effect)
    able = _able(seen, phase)
    if not able.any():
        return Tally(studies, studies, 0, 0, paired, fooled)
    of = many.fitted(y[able], seen[able], phase)
    # The model's fit moves along with whatever is added to a phase, so both truths need one fit.
    p_nothing = _p(of.estimate / of.error, of.df)
    there = of.estimate + assumed.effect
    right = np.sign(there) == np.sign(assumed.effect)
    return Tally(
        studies=studies,
        refused=studies - int(of.settled.sum()),
        found=int((right & of.settled & (_p(there / of.error, of.df) < ALPHA)).sum()),
        model_fooled=int((of.settled & (p_nothing < ALPHA)).sum()),
        paired_found=paired,
        paired_fooled=fooled,
        widths=float((2 * student.ppf(1 - ALPHA / 2, of.df) * of.error)[of.settled].sum()),
    )


def check(assumed: Assumed) -> None:
    """Refuses what cannot be drawn.

    Raises:
        AnalysisError: a number out of its range.
    """
    ranges = {
        "people": (FEWEST_PEOPLE, MOST_PEOPLE),
        "sittings": (FEWEST_SITTINGS, MOST_SITTINGS),
        "dropout": (0.0, 0.9),
        "within": (1e-6, math.inf),
        "between": (0.0, math.inf),
        "slopes": (0.0, math.inf),
        "trend": (-math.inf, math.inf),
        "effect": (-math.inf, math.inf),
    }
    for name, (low, high) in ranges.items():
        value = getattr(assumed, name)
        if not low <= value <= high or not math.isfinite(value):
            raise AnalysisError(f"{name} is {value!r}. It has to be from {low:g} to {high:g}.")
    if assumed.order not in ORDERS:
        raise AnalysisError(f"There is no order {assumed.order!r}. There are {', '.join(ORDERS)}.")


def _drawn(assumed: Assumed, studies: int, rng: np.random.Generator) -> tuple[Floats, Flags]:
    """Values (studies, people, sittings) with no effect in them, and whether they are there."""
    shape = (studies, assumed.people, assumed.sittings)
    when = np.arange(assumed.sittings)
    level = rng.normal(0, assumed.between, (*shape[:2], 1))
    slope = assumed.trend + rng.normal(0, assumed.slopes, (*shape[:2], 1))
    y = level + slope * when + rng.normal(0, assumed.within, shape)
    leaving = 1 - (1 - assumed.dropout) ** (1 / (assumed.sittings - 1))
    stays = rng.random(shape) >= leaving
    stays[..., 0] = True
    return y, np.logical_and.accumulate(stays, axis=2)


def _able(seen: Flags, phase: Flags) -> Flags:
    """The studies that have enough of both phases for the model."""
    both = (seen & phase).any(axis=2) & (seen & ~phase).any(axis=2)
    enough = seen.sum(axis=(1, 2)) > 2 * phase.shape[0]
    return (both.sum(axis=1) >= FEWEST_PAIRS) & enough


def _paired(y: Floats, seen: Flags, phase: Flags, effect: float) -> int:
    """In how many studies the paired comparison finds something, of the effect's sign if any."""
    one, other = seen & ~phase, seen & phase
    with np.errstate(invalid="ignore", divide="ignore"):
        before = (y * one).sum(axis=2) / one.sum(axis=2)
        moved = (y * other).sum(axis=2) / other.sum(axis=2) - before + effect
        count = np.isfinite(moved).sum(axis=1)
        mean = np.nansum(moved, axis=1) / count
        spread = np.nansum((moved - mean[:, None]) ** 2, axis=1) / (count - 1)
        t = mean / np.sqrt(spread / count)
    known = np.isfinite(t) & (count >= FEWEST_PAIRS)
    right = (np.sign(t) == np.sign(effect)) | (effect == 0)
    return int((known & right & (_p(t, np.maximum(count - 1, 1)) < ALPHA)).sum())


def _p(t: Floats, df: Floats | NDArray[np.intp]) -> Floats:
    return 2 * student.sf(np.abs(t), df)


@dataclass(slots=True)
class Sweep:
    """The same design with several numbers of people, drawn batch by batch.

    Every batch goes once through all numbers of people, so that a picture of it is whole, if
    coarse, from the first on. Whoever holds it may stop at any time.

    Attributes:
        assumed: the design; its `people` is not used.
        sizes: the numbers of people.
        studies: how many are drawn for each.
        seed: of the drawing.
        tallies: by number of people, what was counted so far.
        steps: how many batches are done.
    """

    assumed: Assumed
    sizes: Sequence[int]
    studies: int = 500
    seed: int = 0
    tallies: dict[int, Tally] = field(default_factory=dict)
    steps: int = 0

    @property
    def share(self) -> float:
        """How much of it is done, 0-1."""
        return self.steps / (len(self.sizes) * -(-self.studies // BATCH))

    @property
    def done(self) -> bool:
        """Whether all is drawn."""
        return self.share >= 1

    def step(self) -> None:
        """One batch further; nothing once all is drawn."""
        if self.done:
            return
        number, place = divmod(self.steps, len(self.sizes))
        people = self.sizes[place]
        studies = min(BATCH, self.studies - number * BATCH)
        of = replace(self.assumed, people=people)
        found = batch(of, studies=studies, seed=self.seed, number=number)
        self.tallies[people] = self.tallies.get(people, Tally()) + found
        self.steps += 1


def batches(assumed: Assumed, *, studies: int = 500, seed: int = 0) -> Iterator[Tally]:
    """The tally so far, after each batch."""
    sweep = Sweep(assumed, (assumed.people,), studies, seed)
    while not sweep.done:
        sweep.step()
        yield sweep.tallies[assumed.people]
