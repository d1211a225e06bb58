"""Reading and Evidence: what can be seen in a drawing, a picture or words. No sentences.

A Reading describes marks, colors and wording. It does not mean anything about the person who made
them: not a mood, not a trait, not a condition. What may be said about it stands in
`engines.wording`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Literal

Seen = Literal["drawing", "picture", "words"]

# Fewer earlier pictures say nothing. Six is the smallest count n whose range holds the person's
# own middle with at least 95 %: 1 - 2^(1 - n) is 94 % for five and 97 % for six, whatever the
# distribution (the sign test's interval for a median; Conover, Practical Nonparametric Statistics).
MIN_EARLIER = 6


@dataclass(frozen=True, slots=True)
class Evidence:
    """One measure of what can be seen.

    Attributes:
        name: which measure, such as "lightness"; its reader says how it is defined.
        value: the measure; None where it cannot be known, never 0 instead.
        unit: "L*", "share", "s", "count", ...; "" for a bare number.
        low: lower end of a 95 % interval, or None where the measure is exact.
        high: upper end of it, or None.
    """

    name: str
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class NamedColor:
    """A main color: its basic name, what it looks like on average, and its share of the marks.

    A color's name says how most people would call it, not what it stands for.
    """

    name: str
    color: str
    share: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader saw in one drawing or picture.

    Attributes:
        seen: what was read.
        evidence: the measures, in the reader's order.
        colors: the main colors, largest share first; empty where none were looked for or found.
    """

    seen: Seen
    evidence: tuple[Evidence, ...]
    colors: tuple[NamedColor, ...] = ()

    def value(self, name: str) -> float | None:
        """Gives the value of a measure; None where it could not be known.

        Raises:
            KeyError: this reading has no such measure.
        """
        for evidence in self.evidence:
            if evidence.name == name:
                return evidence.value
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Among:
    """A value's place among the person's earlier values; all in the measure's own unit.

    Attributes:
        count: how many earlier pictures had a value.
        median: their median.
        low: the least of them.
        high: the greatest of them.
        below: share of them that are less than the value, ties counted half, in 0..1.
        outside_by_chance: how often a further picture lies outside low..high though nothing
            changed, at most: 2 / (count + 1), for values in any order that is as good as another.
    """

    count: int
    median: float
    low: float
    high: float
    below: float
    outside_by_chance: float


def among(value: float | None, earlier: Iterable[float | None]) -> Among | None:
    """Places a value among those of the person's earlier pictures; Sketchwell's own summary.

    Args:
        value: of the picture that is looked at; None where it could not be known.
        earlier: of the earlier pictures, read by the same reader; None is left out, never 0.

    Returns:
        None where the value is None, or fewer than `MIN_EARLIER` earlier values are known.

    Raises:
        ValueError: a value is not finite.
    """
    known = sorted(_finite(one) for one in earlier if one is not None)
    if value is None or len(known) < MIN_EARLIER:
        return None
    own, count = _finite(value), len(known)
    less, ties = sum(one < own for one in known), known.count(own)
    below = (less + ties / 2) / count
    return Among(count, median(known), known[0], known[-1], below, 2 / (count + 1))


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"A measure is {value}: it must be a finite number, or None if unknown.")
    return float(value)
