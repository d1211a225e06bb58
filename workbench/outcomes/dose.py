"""How much of the painter a sitting held: columns for the mixed model, beside the phase.

Dose is not given by chance: people who keep more answers may be those who were better anyhow. So
it is split in two. A person's own mean says who they are; how far a sitting lies from it says what
that sitting held. Only the second is within persons, and even that may follow mood, not lead it.

Source: L. P. Wang and S. E. Maxwell, 2015, On disaggregating between-person and within-person
effects with longitudinal data using multilevel models, Psychological Methods 20(1), 63-83.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from engines.errors import AnalysisError

Column = list[float | None]


@dataclass(frozen=True, slots=True)
class Held:
    """What one sitting held of the painter.

    Attributes:
        person: whose sitting.
        phase: whether it was one with the painter.
        painted: the share of the kept pictures' pixels that the painter laid, 0-1; None where no
            picture was kept or it was not measured.
        shown: how many answers the painter gave.
        kept: how many of them were kept.
    """

    person: str
    phase: bool
    painted: float | None
    shown: int
    kept: int


def painted_columns(sittings: Sequence[Held]) -> dict[str, Column]:
    """`painted` (a sitting's share less that person's mean) and `painted_mean`, for a `Study`.

    Sittings without the painter hold none of it: their `painted` is 0, and they are no part of the
    mean. Beside the phase, the estimate is then of a whole picture painted against none at all,
    among sittings with the painter.

    Raises:
        AnalysisError: a share that is not from 0 to 1, or paint in a sitting without the painter.
    """
    return _columns("painted", sittings, [_painted(each) for each in sittings])


def kept_columns(sittings: Sequence[Held]) -> dict[str, Column]:
    """`kept` (the share of answers kept, less that person's mean) and `kept_mean`.

    A sitting with the painter in which nothing was shown has no share: it is missing, not zero.

    Raises:
        AnalysisError: more answers kept than shown, or answers in a sitting without the painter.
    """
    return _columns("kept", sittings, [_kept(each) for each in sittings])


def _columns(name: str, sittings: Sequence[Held], shares: Column) -> dict[str, Column]:
    own: dict[str, list[float]] = defaultdict(list)
    for sitting, share in zip(sittings, shares, strict=True):
        if sitting.phase and share is not None:
            own[sitting.person].append(share)
    means = {person: math.fsum(each) / len(each) for person, each in own.items()}
    centered: Column = []
    for sitting, share in zip(sittings, shares, strict=True):
        missing = sitting.phase and share is None
        mean = means.get(sitting.person, 0.0) if sitting.phase else 0.0
        centered.append(None if missing else (share or 0.0) - mean)
    return {name: centered, f"{name}_mean": [means.get(each.person) for each in sittings]}


def _painted(held: Held) -> float | None:
    if held.painted is not None and not 0 <= held.painted <= 1:
        raise AnalysisError(f"A painted share is {held.painted!r}. It has to be from 0 to 1.")
    _check_phase(held, painted=(held.painted or 0) > 0)
    return held.painted


def _kept(held: Held) -> float | None:
    if not 0 <= held.kept <= held.shown:
        raise AnalysisError(f"{held.kept} answers kept of {held.shown} cannot be.")
    _check_phase(held, painted=held.shown > 0)
    return held.kept / held.shown if held.shown else None


def _check_phase(held: Held, *, painted: bool) -> None:
    if painted and not held.phase:
        raise AnalysisError(
            "A sitting of the phase without the painter holds its paint. Set the phase right, or "
            "leave the sitting out and say so."
        )
