"""What an instrument is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Texts = Mapping[str, str]  # by language
Better = Literal["lower", "higher", "neither"]
BETTER: tuple[Better, ...] = ("lower", "higher", "neither")
ThresholdKind = Literal[
    "minimal_important_difference", "reliable_change", "reliable_change_index", "noticed_change"
]
# Those that a file may name; the index is computed of a scale's error of measurement.
KINDS: tuple[ThresholdKind, ...] = (
    "minimal_important_difference",
    "reliable_change",
    "noticed_change",
)


@dataclass(frozen=True, slots=True)
class Licence:
    """What allows the items to be shown, who holds them, and where that is written."""

    text: str
    holder: str
    source: str


@dataclass(frozen=True, slots=True)
class Language:
    """Where the texts of a language are from, and what is to be known of them."""

    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What an item may be answered with.

    Attributes:
        low: the lowest answer.
        high: the highest answer.
        whole: whole numbers alone; else any number from low to high.
        labels: by language one text for each whole number, or none.
        ends: by language the texts of the lowest and the highest answer, or none.
    """

    low: float
    high: float
    whole: bool
    labels: Mapping[str, tuple[str, ...]]
    ends: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    Attributes:
        id: its name within the instrument.
        text: by language.
        reverse: counts from the other end: low + high - answer.
        look_above: an answer above this is for a person to look at at once; None for most.
        loinc: its LOINC code, or "".
    """

    id: str
    text: Texts
    reverse: bool
    look_above: float | None
    loinc: str


@dataclass(frozen=True, slots=True)
class Band:
    """A range of a scale with a published name, both ends within."""

    name: str
    low: float
    high: float
    text: Texts


@dataclass(frozen=True, slots=True)
class Scale:
    """A sum of items.

    Attributes:
        name: within the instrument; "total" is of all items.
        items: their ids.
        low: the lowest sum.
        high: the highest sum.
        better: which way a person would wish it to go.
        bands: from low to high without a gap, or none.
        bands_source: where they were published.
        loinc: the sum's LOINC code, or "".
        error: its standard error of measurement in points, as published; None where none is named.
        error_source: where.
    """

    name: str
    items: tuple[str, ...]
    low: float
    high: float
    better: Better
    bands: tuple[Band, ...]
    bands_source: str
    loinc: str
    error: float | None = None
    error_source: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A change that somebody published as one that counts: in points or per cent of the start."""

    kind: ThresholdKind
    scale: str
    points: float | None
    percent: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Caseness:
    """From which score on a source counts a person as a case."""

    scale: str
    at_least: float
    source: str


@dataclass(frozen=True)
class Instrument:
    """A questionnaire.

    Attributes:
        name: in lower case; the file may be named otherwise.
        title: by language.
        recall_days: how many days the questions look back on; 0 is now. Asked more often than
            that, answers overlap.
        attended: answered only where a person of the practice is at hand.
        instruction: by language.
        licence: what allows it to be shown.
        languages: by code.
        answers: what each item may be answered with.
        items: in the order they are asked.
        scales: their sums.
        thresholds: published changes that count.
        caseness: published scores from which a person counts as a case.
    """

    name: str
    title: Texts
    recall_days: int
    attended: bool
    instruction: Texts
    licence: Licence
    languages: Mapping[str, Language]
    answers: Answers
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    thresholds: tuple[Threshold, ...]
    caseness: tuple[Caseness, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """The items by their ids."""
        return {item.id: item for item in self.items}

    def scale(self, name: str) -> Scale:
        """The scale of that name.

        Raises:
            KeyError: there is none.
        """
        return {scale.name: scale for scale in self.scales}[name]
