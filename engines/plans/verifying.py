"""Whether a net answers as its graph does in single precision on the processor.

The reference is ONNX Runtime's processor provider over the fp32 graph. Every output of every trial
passes five gates: no NaN or infinity, not flat, the cosine of the angle between the two answers,
the mean difference and the largest difference. The first trial runs twice. A TensorRT engine that
has not passed is not opened for painting.

A half-precision graph must be verified where it will run: ONNX Runtime's processor provider
computes it in single precision between its casts, so an overflow does not show there.

Source of the gates: a half-precision UNet of 3.3 million parameters was within 2e-4 of the mean and
1e-3 at worst of its fp32 graph; NVIDIA's own check takes 1e-2. Each gate leaves ten times what was
measured; int8's are of the trial in `engines/plans/README.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import PlanError
from engines.nets import plan
from engines.nets.base import Array, Net, Slot, open_net

Feed = Mapping[str, Array]
SEEDS = (1, 2, 3)
# Noisy, half-way and nearly clean, of 1000 training steps.
TIMESTEPS = (999, 499, 19)
_TOKENS = 49_408  # CLIP's vocabulary
_TIMES = ("t", "timestep", "timesteps")


class VerificationError(PlanError):
    """An engine does not answer as its graph does. The message names where, and what to try."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What answers must keep to; differences are shares of the reference's own size.

    Attributes:
        cosine: the least cosine.
        mean: the most that the mean difference may be, of the mean answer.
        worst: the most that any difference may be, of the largest answer.
        flat: the least spread, of the reference's.
    """

    cosine: float
    mean: float
    worst: float
    flat: float = 0.02


GATES = {
    "fp32": Gate(0.99999, 0.001, 0.01),
    "fp16": Gate(0.999, 0.02, 0.1),
    "bf16": Gate(0.995, 0.06, 0.3),
    "int8": Gate(0.98, 0.2, 0.6),
    "fp8": Gate(0.98, 0.2, 0.6),
}


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found.

    Attributes:
        precision: whose gates held.
        rows: every output of every trial.
        repeats: whether the first trial's second run gave the same bytes.
    """

    precision: str
    rows: tuple[Row, ...]
    repeats: bool

    @property
    def faults(self) -> tuple[str, ...]:
        """What failed, in words."""
        return tuple(
            f"trial {row.trial}, {row.output}: {row.fault}" for row in self.rows if row.fault
        )

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
            "repeats": self.repeats,
            "reference": "onnxruntime fp32",
            "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        }


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
    if not feeds:
        raise PlanError("Nothing was verified: give at least one trial.")
    rows: list[Row] = []
    with open_net(reference) as known:
        for number, feed in enumerate(feeds):
            rows += judged(net.run(fitted(feed, net.inputs)), known.run(feed), precision, number)
    first = fitted(feeds[0], net.inputs)
    one, other = net.run(first), net.run(first)
    rows += [
        replace(row, fault=f"another answer when run again ({row.fault})")
        for row in judged(other, one, precision, 0)
        if row.fault and not rows[0].fault
    ]
    repeats = all(one[name].tobytes() == other[name].tobytes() for name in one)
    return Verdict(precision, tuple(rows), repeats)


def judged(
    answer: Mapping[str, Array], wanted: Mapping[str, Array], precision: str, trial: int = 0
) -> list[Row]:
    """Every output of one trial, with the first gate that it fails.

    Raises:
        PlanError: an output is missing or has another shape.
    """
    return [
        _row(answer, name, expected, GATES[precision], trial) for name, expected in wanted.items()
    ]


def fitted(feed: Feed, inputs: Sequence[Slot]) -> dict[str, Array]:
    """A trial in the types of a net's inputs."""
    return {slot.name: feed[slot.name].astype(slot.dtype, copy=False) for slot in inputs}


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


def verify_plan(
    engine: Path,
    net: Net,
    reference: Path,
    feeds: Sequence[Feed],
    *,
    keys: Path,
    blame: Callable[[Feed], str] | None = None,
) -> Verdict:
    """Verifies an engine and, where all gates hold, says so in its signed manifest.

    Args:
        engine: the engine file.
        net: the net over it, opened with `verified=False`.
        reference: the fp32 ONNX file it was made from.
        feeds: trials, in the reference's types.
        keys: the practice's folder, with the machine's key.
        blame: finds the layer that a failing trial goes wrong at, see `engines.plans.blaming`.

    Raises:
        VerificationError: a gate failed; the message has every gate, the layer and what to try.
    """
    manifest = plan.read(engine, keys=keys)
    went_in = manifest.ingredients
    verdict = verify(reference, net, feeds, precision=went_in.precision)
    if verdict.held:
        plan.write(engine, replace(manifest, verified=verdict.figures()), keys=keys)
        return verdict
    # an engine that fails is no longer one that held once
    plan.write(engine, replace(manifest, verified=None), keys=keys)
    bad = next(row.trial for row in verdict.rows if row.fault)
    where = ""
    if blame is not None:
        where = f" It starts at {blame(feeds[bad])}: keep that layer in fp32 (an island)."
    other = {"fp16": "bf16", "int8": "fp16", "fp8": "fp16"}.get(went_in.precision, "fp32")
    raise VerificationError(
        f"The engine {engine} does not answer as its graph does: {'; '.join(verdict.faults[:3])}."
        f"{where} Build with --precision {other}."
    )


def _row(answer: Mapping[str, Array], name: str, expected: Array, gate: Gate, trial: int) -> Row:
    if name not in answer or answer[name].shape != expected.shape:
        met = answer[name].shape if name in answer else f"only {', '.join(answer)}"
        raise PlanError(
            f"The net gives {met} where the graph gives {name} of shape {expected.shape}: it was "
            "built from another graph. Build it again."
        )
    have, want = (np.asarray(each, np.float64).ravel() for each in (answer[name], expected))
    if not np.isfinite(have).all():
        kind = "NaN" if np.isnan(have).any() else "infinity"
        share = float((~np.isfinite(have)).mean())
        return Row(trial, name, 0.0, 1.0, 1.0, f"{kind} in {share:.1%} of it")
    between = np.abs(have - want)
    mean = _share(between.mean(), np.abs(want).mean())
    worst = _share(between.max(initial=0), np.abs(want).max(initial=0))
    row = Row(trial, name, _cosine(have, want), mean, worst)
    return replace(row, fault=_failed(row, gate, flat=have.std() < gate.flat * want.std()))


def _failed(row: Row, gate: Gate, *, flat: bool) -> str:
    if flat:
        return "a flat answer"
    if row.cosine < gate.cosine:
        return f"cosine {row.cosine:.5f}, at least {gate.cosine} wanted"
    if row.mean > gate.mean:
        return f"mean difference {row.mean:.4f}, at most {gate.mean} wanted"
    if row.worst > gate.worst:
        return f"largest difference {row.worst:.3f}, at most {gate.worst} wanted"
    return ""


def _share(part: Any, whole: Any) -> float:
    return float(part / whole) if whole else float(part)


def _cosine(have: NDArray[np.float64], want: NDArray[np.float64]) -> float:
    length = float(np.linalg.norm(have) * np.linalg.norm(want))
    if not length:
        return 1.0 if not have.any() and not want.any() else 0.0
    return float(have @ want / length)


def _random(slot: Slot, random: np.random.Generator, time: int) -> Array:
    shape = tuple(side or 1 for side in slot.shape)
    dtype = np.dtype(slot.dtype)
    if slot.name in _TIMES:
        return np.full(shape, time, dtype)
    if dtype.kind in "iu":
        return random.integers(0, _TOKENS, shape).astype(dtype)
    return random.standard_normal(shape).astype(dtype)
