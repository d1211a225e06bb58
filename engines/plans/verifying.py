"""Whether a net answers as its graph does in single precision on the processor.

The reference is ONNX Runtime's processor provider over the fp32 graph. Every output of every trial
passes the gates of `engines.plans.gates`: no NaN or infinity, not flat, the cosine of the angle
between the two answers, the mean difference and the largest difference. Then each input alone is
changed: answers must move as the reference's do, from there and from trial to trial of one size.
The first trial runs again twice, at the end, after every other size where sides are free. A
TensorRT engine that has not passed is not opened for painting.

A half-precision graph must be verified where it will run, or rounded as it would round there
(`engines.plans.rounding`): ONNX Runtime's processor provider computes it in single precision
between its casts, so an overflow does not show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

from engines.errors import PlanError
from engines.nets.base import Array, Net, Slot, fitted, open_net
from engines.plans.gates import (
    AGAIN,
    GATES,
    Answer,
    Feed,
    Row,
    judged,
    moved,
    sizes_of,
)

Shapes = Mapping[str, tuple[int, ...]]
SEEDS = (1, 2, 3)
# Noisy, half-way and nearly clean, of 1000 training steps.
TIMESTEPS = (999, 499, 19)
_TOKENS = 49_408  # CLIP's vocabulary
_TIMES = ("t", "time", "timestep", "timesteps")
# Inputs beyond these are changed in groups, by the digits of their number: of any two one alone is
# changed at some time, so that two that were taken for each other show.
ALONE = 5
AGAIN_SAYS = "another answer when run again"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found.

    Attributes:
        precision: whose gates held.
        rows: every output of every trial.
        repeats: whether the first trial's other runs gave the same bytes.
        strays: how far changes differ, by trial and output; see `gates.moved`.
        changed: names of inputs that were changed, by the trial's number.
        bad: the first trial that failed, as it was asked; None where all held.
        asked: shapes of every trial's inputs.
    """

    precision: str
    rows: tuple[Row, ...]
    repeats: bool
    strays: Mapping[tuple[int, str], float] = field(default_factory=dict)
    changed: Mapping[int, str] = field(default_factory=dict)
    bad: Feed | None = None
    asked: tuple[Shapes, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """What failed, in words."""
        return tuple(
            f"trial {row.trial}{self._at(row.trial)}, {row.output}: {row.fault}"
            for row in self.rows
            if row.fault
        )

    @property
    def shapes(self) -> dict[str, list[tuple[int, ...]]]:
        """The shapes that inputs of free sides were tried in; empty where all are fixed."""
        met = {name: [each[name] for each in self.asked] for name in (self.asked or ({},))[0]}
        found = {name: list(dict.fromkeys(shapes)) for name, shapes in met.items()}
        return {name: shapes for name, shapes in found.items() if len(shapes) > 1}

    def _at(self, trial: int) -> str:
        name = next(iter(self.shapes), None)
        return "" if name is None else f" ({name} of {'x'.join(map(str, self.asked[trial][name]))})"

    @property
    def held(self) -> bool:
        """Whether every gate held."""
        return not self.faults

    def figures(self) -> dict[str, Any]:
        """The worst of every figure, for the manifest."""
        return {
            "precision": self.precision,
            "gate": asdict(GATES[self.precision]),
            "trials": len({row.trial for row in self.rows}),
            "cosine": min(row.cosine for row in self.rows),
            "mean": max(row.mean for row in self.rows),
            "worst": max(row.worst for row in self.rows),
            "strays": max(self.strays.values(), default=None),
            "shapes": self.shapes,
            "repeats": self.repeats,
            "reference": "onnxruntime fp32",
            "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        }


@dataclass(frozen=True, slots=True)
class Expected:
    """What is asked of a net, and what its graph answers in single precision.

    Attributes:
        asked: the trials, then the first one with each input changed in turn.
        wanted: the reference's answers.
        changed: names of the inputs that were changed, by the trial's number.
    """

    asked: Sequence[Feed]
    wanted: Sequence[Answer]
    changed: Mapping[int, str]


def verify(reference: Path, net: Net, feeds: Sequence[Feed], *, precision: str) -> Verdict:
    """Compares an opened net with its graph in single precision.

    Args:
        reference: the fp32 ONNX file.
        net: the net to verify, opened; its inputs may be of another floating type.
        feeds: trials, in the reference's types.
        precision: whose gates to use.

    Raises:
        PlanError: there is no trial, or the net lacks an output that the reference has.
    """
    return held_to(net, expected(reference, feeds), precision=precision)


def expected(reference: Path, feeds: Sequence[Feed]) -> Expected:
    """What a graph answers in single precision; then it leaves the memory.

    Args:
        reference: the fp32 ONNX file.
        feeds: trials, in its types.

    Raises:
        PlanError: there is no trial.
    """
    if not feeds:
        raise PlanError("Nothing was verified: give at least one trial.")
    other = stirred(feeds)
    asked = [*feeds, *(feed for _, feed in other)]
    with open_net(reference) as known:
        wanted = [known.run(feed) for feed in asked]
    changed = {trial: names for trial, (names, _) in enumerate(other, len(feeds))}
    return Expected(asked, wanted, changed)


def held_to(net: Net, what: Expected, *, precision: str) -> Verdict:
    """Compares an opened net's answers with those expected; runs the first trial twice more.

    Args:
        net: the net to verify, opened; its inputs may be of another floating type.
        what: of `expected`.
        precision: whose gates to use.

    Raises:
        PlanError: the net lacks an output that the reference has.
    """
    gate, sizes = GATES[precision], sizes_of(what.wanted)
    answers = [net.run(fitted(feed, net.inputs)) for feed in what.asked]
    rows = [
        row
        for trial, (answer, wanted) in enumerate(zip(answers, what.wanted, strict=True))
        for row in judged(answer, wanted, gate, trial, sizes)
    ]
    strays = moved(answers, what.wanted, gate)
    first = fitted(what.asked[0], net.inputs)
    again = [net.run(first), net.run(first)]
    if not any(row.fault for row in rows):
        rows += _astray(strays, gate.strays, what.changed)
        rows += _restless(again, answers[0])
    bad = next((row.trial for row in rows if row.fault), None)
    return Verdict(
        precision,
        tuple(rows),
        repeats=all(_same(each, answers[0]) for each in again),
        strays=strays,
        changed=what.changed,
        bad=None if bad is None else what.asked[bad],
        asked=tuple({name: array.shape for name, array in feed.items()} for feed in what.asked),
    )


def _astray(
    strays: Mapping[tuple[int, str], float], most: float, changed: Mapping[int, str]
) -> Iterator[Row]:
    for (trial, output), share in strays.items():
        if not share <= most:
            what = f"when {changed[trial]} changes" if trial in changed else "from trial to trial"
            told = f"does not change as the graph's answer does {what} (off by {share:.0%} of it)"
            yield Row(trial, output, 0.0, share, share, told)


def _restless(again: Sequence[Answer], first: Answer) -> Iterator[Row]:
    for answer in again:
        for row in judged(answer, first, AGAIN):
            if row.fault:
                told = f"{AGAIN_SAYS} ({row.fault})"
                yield Row(0, row.output, row.cosine, row.mean, row.worst, told)


def _same(one: Answer, other: Answer) -> bool:
    return all(one[name].tobytes() == other[name].tobytes() for name in one)


def stirred(feeds: Sequence[Feed]) -> list[tuple[str, dict[str, Array]]]:
    """The first trial with each input changed in turn, with the names of what was changed.

    Args:
        feeds: trials; the changed input is taken from the second where it is another there.
    """
    first, second = feeds[0], feeds[min(1, len(feeds) - 1)]
    other = {name: _another(array, second[name]) for name, array in first.items()}
    names = [name for name in first if not np.array_equal(first[name], other[name])]
    groups = [[name] for name in names[:ALONE]]
    rest = list(enumerate(names[ALONE:], 1))
    digits = range(len(rest).bit_length())
    groups += [[name for number, name in rest if number >> digit & 1] for digit in digits]
    return [
        (_listed(group), {**first, **{name: other[name] for name in group}}) for group in groups
    ]


def _another(array: Array, candidate: Array) -> Array:
    if not np.array_equal(array, candidate):
        return candidate
    if array.dtype.kind in "iu":
        return np.roll(array, 1, axis=-1)
    return np.multiply(array, 0.5, dtype=array.dtype)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def trials(
    inputs: Sequence[Slot], *, seeds: Sequence[int] = SEEDS, times: Sequence[int] = TIMESTEPS
) -> list[Feed]:
    """Random trials for a graph of which nothing else is known: every seed at every timestep.

    Args:
        inputs: the reference's; free sides are taken as 1.
        seeds: one trial each, at every timestep where the graph has one.
        times: timesteps of 0..999.
    """
    timed = any(slot.name in _TIMES for slot in inputs)
    return [
        {slot.name: _random(slot, np.random.default_rng(seed), time) for slot in inputs}
        for seed in seeds
        for time in (times if timed else times[:1])
    ]


def _random(slot: Slot, random: np.random.Generator, time: int) -> Array:
    shape = tuple(side or 1 for side in slot.shape)
    dtype = np.dtype(slot.dtype)
    if slot.name in _TIMES:
        return np.full(shape, time, dtype)
    if dtype.kind in "iu":
        return random.integers(0, _TOKENS, shape).astype(dtype)
    return random.standard_normal(shape).astype(dtype)
