"""Reading and Evidence: what can be seen in a drawing, a picture or words. No sentences.

A Reading describes marks, colors and wording. It does not mean anything about the person who made
them: not a mood, not a trait, not a condition. What may be said about it stands in
`engines.wording`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Seen = Literal["drawing", "picture", "words"]


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
