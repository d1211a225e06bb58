"""Where a value lies among those of the same person's earlier pictures. No norm, no other people.

That a picture differs from the earlier ones says nothing of why.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

# Fewer earlier pictures say nothing. Six is the smallest count n whose range holds the person's
# own middle with at least 95 %: 1 - 2^(1 - n) is 94 % for five and 97 % for six, whatever the
# distribution (the sign test's interval for a median; Conover, Practical Nonparametric Statistics).
MIN_EARLIER = 6


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
