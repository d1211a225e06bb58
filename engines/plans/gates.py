"""What answers must keep to, and what one output of one trial showed.

Source of the gates: a half-precision UNet of 3.3 million parameters was within 2e-4 of the mean and
1e-3 at worst of its fp32 graph; NVIDIA's own check takes 1e-2. Each gate leaves ten times what was
measured; int8's are of the trial in `engines/plans/README.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import PlanError
from engines.nets.base import Array

Feed = Mapping[str, Array]
Answer = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Gate:
    """What answers must keep to; differences are shares of the reference's own size.

    Attributes:
        cosine: the least cosine.
        mean: the most that the mean difference may be, of the mean answer.
        worst: the most that any difference may be, of the largest answer.
        strays: the most that a change of the answer, when something else is asked, may differ from
            how the reference's changes, as a share of that change.
        least: the smallest change that is looked at, as a share of the answer: less than that
            drowns in what the precision may cost.
        flat: the least spread, of the reference's.
    """

    cosine: float
    mean: float
    worst: float
    strays: float
    least: float
    flat: float = 0.02


GATES = {
    "fp32": Gate(0.99999, 0.001, 0.01, 0.1, 0.002),
    "fp16": Gate(0.999, 0.02, 0.1, 0.5, 0.03),
    "bf16": Gate(0.995, 0.06, 0.3, 0.75, 0.1),
    "int8": Gate(0.98, 0.2, 0.6, 0.75, 0.2),
    "fp8": Gate(0.98, 0.2, 0.6, 0.75, 0.2),
}
# A second run of the same may differ by the order of sums, whatever it is computed in.
AGAIN = Gate(0.9999, 0.005, 0.05, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """One output of one trial.

    Attributes:
        trial: its number.
        output: its name.
        cosine: of the angle between the two answers.
        mean: mean difference, as a share of the mean answer.
        worst: largest difference, as a share of the largest answer.
        fault: which gate it failed, in words; empty where it passed all.
    """

    trial: int
    output: str
    cosine: float
    mean: float
    worst: float
    fault: str = ""


def sizes_of(wanted: Sequence[Answer]) -> dict[str, tuple[float, float]]:
    """How large each output is over all trials: the mean magnitude, and the largest one.

    An output of few numbers may happen to be near zero in one trial: differences there are shares
    of what it usually is.
    """
    return {
        name: (
            float(np.mean([np.abs(_flat(each[name])).mean() for each in wanted])),
            max(float(np.abs(_flat(each[name])).max(initial=0)) for each in wanted),
        )
        for name in (wanted[0] if wanted else ())
    }


def judged(
    answer: Answer,
    wanted: Answer,
    gate: Gate | str,
    trial: int = 0,
    sizes: Mapping[str, tuple[float, float]] | None = None,
) -> list[Row]:
    """Every output of one trial, with the first gate that it fails.

    Args:
        answer: what was given.
        wanted: what the reference gives.
        gate: the gates, or the precision whose gates to use.
        trial: its number.
        sizes: of `sizes_of`; None for this trial's own.

    Raises:
        PlanError: an output is missing or has another shape.
    """
    kept = GATES[gate] if isinstance(gate, str) else gate
    usual = sizes_of([wanted]) if sizes is None else sizes
    return [
        replace(row, fault=row.fault or _failed(row, kept))
        for row in (_row(answer, name, wanted[name], kept, trial, usual[name]) for name in wanted)
    ]


def moved(
    answers: Sequence[Answer], wanted: Sequence[Answer], gate: Gate
) -> dict[tuple[int, str], float]:
    """Whether answers change with what is asked, from the first trial of a size to each other one.

    An answer that is always the same, or that takes one input for another, may be near enough to
    every single reference where eight bits are allowed much; but it does not move as they move.

    Args:
        answers: what was given, one a trial.
        wanted: what the reference gives.
        gate: says which changes are large enough to look at.

    Returns:
        How far the one change is from the other, as a share of it, by trial and output; small
        changes are left out.
    """
    found: dict[tuple[int, str], float] = {}
    firsts: dict[tuple[tuple[int, ...], ...], int] = {}
    for trial, each in enumerate(wanted):
        first = firsts.setdefault(tuple(array.shape for array in each.values()), trial)
        for name, base in wanted[first].items():
            change = _flat(wanted[trial][name]) - _flat(base)
            large = float(np.linalg.norm(change))
            if large <= gate.least * np.linalg.norm(_flat(base)):
                continue
            with np.errstate(invalid="ignore", over="ignore"):
                ours = _flat(answers[trial][name]) - _flat(answers[first][name])
                found[trial, name] = float(np.linalg.norm(ours - change)) / large
    return found


def _row(
    answer: Answer,
    name: str,
    expected: Array,
    gate: Gate,
    trial: int,
    size: tuple[float, float],
) -> Row:
    if name not in answer or answer[name].shape != expected.shape:
        met = answer[name].shape if name in answer else f"only {', '.join(answer)}"
        raise PlanError(
            f"The net gives {met} where the graph gives {name} of shape {expected.shape}: it was "
            "built from another graph. Build it again."
        )
    have, want = _flat(answer[name]), _flat(expected)
    if not np.isfinite(have).all():
        kind = "NaN" if np.isnan(have).any() else "infinity"
        share = float((~np.isfinite(have)).mean())
        return Row(trial, name, 0.0, 1.0, 1.0, f"{kind} in {share:.1%} of it")
    between = np.abs(have - want)
    mean = share_of(between.mean(), max(size[0], np.abs(want).mean()))
    worst = share_of(between.max(initial=0), max(size[1], np.abs(want).max(initial=0)))
    flat = have.std() < gate.flat * want.std()
    return Row(trial, name, cosine_of(have, want), mean, worst, "a flat answer" if flat else "")


def _failed(row: Row, gate: Gate) -> str:
    if not row.cosine >= gate.cosine:
        return f"cosine {row.cosine:.5f}, at least {gate.cosine} wanted"
    if not row.mean <= gate.mean:
        return f"mean difference {row.mean:.4f}, at most {gate.mean} wanted"
    if not row.worst <= gate.worst:
        return f"largest difference {row.worst:.3f}, at most {gate.worst} wanted"
    return ""


def share_of(part: Any, whole: Any) -> float:
    """A part of a whole; the part itself where the whole is nothing."""
    return float(part / whole) if whole else float(part)


def cosine_of(have: NDArray[np.float64], want: NDArray[np.float64]) -> float:
    """The cosine of the angle between two flat arrays; 1 where both are nothing."""
    length = float(np.linalg.norm(have) * np.linalg.norm(want))
    if not length:
        return 1.0 if not have.any() and not want.any() else 0.0
    return float(have @ want / length)


def _flat(array: Array) -> NDArray[np.float64]:
    return np.asarray(array, np.float64).ravel()
