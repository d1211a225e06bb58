"""Change of one person between two scores: published thresholds side by side, each with its source.

A change is no proof that anything worked: scores fall while waiting, too. “Recovered” exists here
only as the outcome of a named definition.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from engines.errors import AnalysisError
from workbench.outcomes.instruments.form import Caseness, Instrument, Scale, Threshold

Z_95 = 1.959963984540054  # the normal quantile at 0.975
# Standard errors of measurement, in points, of instruments that ship: what is answered names the
# SHA-256 of an instrument's file, which stays as it is. None was found published for GAD-7.
ERRORS = {
    ("phq9", "total"): (
        2.5,
        "Jacobson and Truax, 1991, with the standard error of B. Löwe et al., 2004, Medical Care "
        "42(12), 1194-1201: 5 points are two of them",
    ),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A published threshold, and what the change is by it.

    Attributes:
        threshold: with its source.
        size: the change in the threshold's own unit, points or per cent of the start, later minus
            earlier; None where per cent of a start of 0 is asked for.
        reached: whether the size, whichever way it goes, is at least the threshold; None with it.
        index: the reliable change index, where the threshold is one of it.
    """

    threshold: Threshold
    size: float | None
    reached: bool | None
    index: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """From one score to a later one.

    Attributes:
        scale: of which scale.
        before: the earlier total.
        after: the later total.
        points: after - before.
        percent: of `before`; None where that is 0.
        better: whether it went the way a person would wish; None where it did not move, or the
            scale has no such way.
        judged: by every published threshold of the scale, none preferred.
    """

    scale: Scale
    before: float
    after: float
    points: float
    percent: float | None
    better: bool | None
    judged: tuple[Judged, ...]


def between(
    instrument: Instrument, before: float | None, after: float | None, *, scale: str = "total"
) -> Change | None:
    """The change between two totals of a scale; None where one of them is incomplete.

    Raises:
        AnalysisError: a total is out of the scale's range.

    Source: the thresholds as the instrument's file names them. Per cent of the start beside points:
    D. Kounali et al., 2022, https://pmc.ncbi.nlm.nih.gov/articles/PMC9340848.
    """
    of = instrument.scale(scale)
    if before is None or after is None:
        return None
    for total in (before, after):
        _check_total(instrument, of, total)
    points = after - before
    percent = 100 * points / before if before else None
    better = (
        None if not points or of.better == "neither" else (points < 0) == (of.better == "lower")
    )
    rows = [each for each in instrument.thresholds if each.scale == scale]
    judged = tuple(_judged(each, points, percent) for each in rows)
    judged += _indexed(instrument.name, of, before, after)
    return Change(of, before, after, points, percent, better, judged)


def _indexed(instrument: str, of: Scale, before: float, after: float) -> tuple[Judged, ...]:
    """The reliable change index, where a standard error of measurement was published."""
    error, source = of.error, of.error_source
    if error is None:
        error, source = ERRORS.get((instrument, of.name), (None, ""))
    if error is None:
        return ()
    found = reliable(before, after, error=error)
    told = Threshold("reliable_change_index", of.name, found.least, None, source)
    return (Judged(told, after - before, found.reached, found.index),)


def _judged(threshold: Threshold, points: float, percent: float | None) -> Judged:
    if threshold.points is not None:
        return Judged(threshold, points, abs(points) >= threshold.points)
    if percent is None or threshold.percent is None:
        return Judged(threshold, None, None)
    return Judged(threshold, percent, abs(percent) >= threshold.percent)


def _check_total(instrument: Instrument, scale: Scale, total: float) -> None:
    if not scale.low <= total <= scale.high:
        raise AnalysisError(
            f"A {scale.name} of {total:g} is no score of {instrument.name}: "
            f"it goes from {scale.low:g} to {scale.high:g}."
        )


@dataclass(frozen=True, slots=True)
class Reliable:
    """The reliable change index and what it is made of.

    Attributes:
        index: the change over the standard error of a difference; its sign is the change's.
        difference_error: that standard error, in points.
        least: the smallest change that counts as reliable, in points.
        reached: whether |index| is above 1.96.
    """

    index: float
    difference_error: float
    least: float
    reached: bool


def measurement_error(*, deviation: float, reliability: float) -> float:
    """The standard error of measurement in points: deviation sqrt(1 - reliability).

    Args:
        deviation: the standard deviation of the measure in a group like the person's, above 0.
        reliability: the measure's reliability in that group, at least 0 and below 1. Which
            coefficient is taken, retest or alpha, changes the result: name it where it is shown.

    Raises:
        AnalysisError: deviation or reliability is out of range.
    """
    if not deviation > 0 or not math.isfinite(deviation):
        raise AnalysisError(f"The standard deviation is {deviation!r}. It has to be above 0.")
    if not 0 <= reliability < 1:
        raise AnalysisError(f"The reliability is {reliability!r}. It has to be from 0 to below 1.")
    return deviation * math.sqrt(1 - reliability)


def reliable(before: float, after: float, *, error: float) -> Reliable:
    """The reliable change index: (after - before) / sqrt(2 error^2).

    Args:
        before: the earlier total.
        after: the later one.
        error: the measure's standard error of measurement, in points, above 0.

    Source: N. S. Jacobson and P. Truax, 1991, Clinical significance, Journal of Consulting and
    Clinical Psychology 59(1), 12-19, p. 14.
    """
    of_difference = math.sqrt(2) * error
    index = (after - before) / of_difference
    return Reliable(index, of_difference, Z_95 * of_difference, abs(index) > Z_95)


def cutoff_between(
    mean_clinical: float, sd_clinical: float, mean_other: float, sd_other: float
) -> float:
    """Criterion c: the score at which a person is as likely of one group as of the other.

    Source: Jacobson and Truax, 1991, p. 13: c = (s0 M1 + s1 M0) / (s0 + s1), the clinical group
    before treatment as 1 and the other one as 0.
    """
    return (sd_other * mean_clinical + sd_clinical * mean_other) / (sd_other + sd_clinical)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Whether one definition of recovery is met; never to be shown without it.

    Attributes:
        definition: its name, "england": a case on either measure before, and on neither after.
        cases: the published scores that it stands on.
        case_before: whether the person was a case, so that the definition applies at all.
        met: None where it does not apply.
    """

    definition: str
    cases: tuple[Caseness, ...]
    case_before: bool
    met: bool | None


def recovery_england(
    instruments: Mapping[str, Instrument],
    before: Mapping[str, float | None],
    after: Mapping[str, float | None],
) -> Recovery | None:
    """Recovery as the NHS Talking Therapies of England count it; None where a total is incomplete.

    Args:
        instruments: the shipped ones, by name.
        before: the first totals of "phq9" and "gad7".
        after: the last ones.

    Source: NHS Talking Therapies manual: at caseness on the PHQ-9 (10 or more) or the anxiety
    measure (GAD-7: 8 or more) at the start, and on neither at the end.
    """
    names = ("phq9", "gad7")
    cases = tuple(instruments[name].caseness[0] for name in names)
    first, last = [before.get(name) for name in names], [after.get(name) for name in names]
    if None in first or None in last:
        return None
    was, now = (any(_case(*one) for one in zip(cases, ends, strict=True)) for ends in (first, last))
    return Recovery("england", cases, was, not now if was else None)


def _case(caseness: Caseness, total: float | None) -> bool:
    return total is not None and total >= caseness.at_least
