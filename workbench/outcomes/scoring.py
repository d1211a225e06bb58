"""Answers to a questionnaire: sums of a person's own answers, and what asks for a person at once.

A sum is never filled up: with an answer missing it is incomplete and has no band. No result here,
and no missing result, says that there is no risk.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral, Real

from engines.errors import InstrumentError
from workbench.outcomes.instruments.form import Band, Instrument, Item, Scale

Given = Mapping[str, object]  # by item id; None, or no key, where nothing was answered


@dataclass(frozen=True, slots=True)
class Sum:
    """What the answers of one scale come to.

    Attributes:
        scale: which.
        answered: how many of its items were.
        total: their sum after reversing; None while any is missing.
        band: the published band of the total; None without a total or bands.
    """

    scale: Scale
    answered: int
    total: float | None
    band: Band | None

    @property
    def complete(self) -> bool:
        """Whether every item was answered."""
        return self.total is not None


@dataclass(frozen=True, slots=True)
class Look:
    """An answer that a person of the practice has to look at, at once, and acknowledge by name."""

    instrument: str
    item: Item
    answer: float


@dataclass(frozen=True, slots=True)
class Scored:
    """All sums of an instrument, and what is to be looked at. No `looks` is not “no risk”."""

    instrument: Instrument
    sums: tuple[Sum, ...]
    looks: tuple[Look, ...]

    def total(self, scale: str = "total") -> float | None:
        """The sum of a scale; None while it is incomplete."""
        return {each.scale.name: each.total for each in self.sums}[scale]


def score(instrument: Instrument, given: Given) -> Scored:
    """The sums of some answers.

    Args:
        instrument: whose they are.
        given: by item id; None, or no key, for what was not answered.

    Raises:
        InstrumentError: an answer is no number (booleans and NaN are none), not whole where it has
            to be, out of range, or to an item that there is not. Call `to_look_at` beforehand: it
            answers even where this refuses.

    Source: the sums and bands as published, named in the instrument's file. That a sum needs every
    answer is our own rule.
    """
    strange = sorted(set(given) - set(instrument.by_id))
    if strange:
        raise InstrumentError(f"{instrument.name} has no item {', '.join(map(repr, strange))}.")
    answers = {item.id: _checked(instrument, item, given.get(item.id)) for item in instrument.items}
    sums = tuple(_sum(instrument, scale, answers) for scale in instrument.scales)
    return Scored(instrument, sums, to_look_at(instrument, given))


def to_look_at(instrument: Instrument, given: Given) -> tuple[Look, ...]:
    """Which answers a person has to look at at once, whatever the other answers are.

    Only the items concerned are read: the rest may be blank, or wrong.

    Raises:
        InstrumentError: an answer to such an item itself cannot be read.

    Source: PHQ-9 item 9 triggers from 1 on, whatever the total (validation against the eC-SSRS,
    https://mayoclinic.pure.elsevier.com/en/publications/the-phq-9-item-9-based-screening-for-suicide-risk-a-validation-st).
    Zero says little: 62.9 % of medical inpatients at risk had answered 0
    (https://pmc.ncbi.nlm.nih.gov/articles/PMC8258235).
    """
    found: list[Look] = []
    for item in instrument.items:
        if item.look_above is None:
            continue
        answer = _checked(instrument, item, given.get(item.id))
        if answer is not None and answer > item.look_above:
            found.append(Look(instrument.name, item, answer))
    return tuple(found)


def _sum(instrument: Instrument, scale: Scale, answers: Mapping[str, float | None]) -> Sum:
    counted = [
        _counted(instrument, instrument.by_id[item], answer)
        for item in scale.items
        if (answer := answers[item]) is not None
    ]
    if len(counted) < len(scale.items):
        return Sum(scale, len(counted), None, None)
    total = math.fsum(counted)
    return Sum(scale, len(counted), total, band_of(scale, total))


def band_of(scale: Scale, total: float) -> Band | None:
    """The published band that a total lies in; None where a scale has none."""
    return next((band for band in scale.bands if band.low <= total <= band.high), None)


def _counted(instrument: Instrument, item: Item, answer: float) -> float:
    allowed = instrument.answers
    return allowed.low + allowed.high - answer if item.reverse else answer


def _checked(instrument: Instrument, item: Item, answer: object) -> float | None:
    if answer is None:
        return None
    allowed = instrument.answers
    kind = Integral if allowed.whole else Real
    if isinstance(answer, bool) or not isinstance(answer, kind):
        wanted = "a whole number" if allowed.whole else "a number"
        raise _refused(instrument, item, answer, wanted)
    value = float(answer)  # pyright: ignore[reportArgumentType]
    if not allowed.low <= value <= allowed.high:  # NaN is in no range
        raise _refused(instrument, item, answer, "a number")
    return value


def _refused(instrument: Instrument, item: Item, answer: object, wanted: str) -> InstrumentError:
    low, high = instrument.answers.low, instrument.answers.high
    return InstrumentError(
        f"{instrument.name}: {item.id} was answered with {answer!r}. "
        f"It takes {wanted} from {low:g} to {high:g}, or none where there was no answer."
    )
