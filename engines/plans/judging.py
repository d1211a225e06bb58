"""What a precision costs: answers compared with the same graph's in single precision.

The reference is ONNX Runtime on the processor, in single precision.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import PlanRefused
from engines.plans.gates import Feed, cosine_of, share_of, sizes_of
from engines.plans.graphs import Apart
from engines.plans.precision import lowerable, rounded

Array = NDArray[Any]
Answers = list[dict[str, Array]]
# An answer this much flatter than the reference's is no picture.
FLAT = 0.02
# Answers that agree less than this have lost something.
LEAST_COSINE = 0.98
MOST_ISLANDS = 96


def answers(proto: Any, feeds: Sequence[Feed], *, exact: bool = True) -> Answers:
    """What a graph gives for every feed.

    Args:
        proto: an `onnx.ModelProto`.
        feeds: its inputs, by name.
        exact: computes node by node as written; else as quickly as the library can.
    """
    opened = opened_in_memory(proto, exact=exact)
    names = [entry.name for entry in opened.get_outputs()]
    return [dict(zip(names, opened.run(names, dict(feed)), strict=True)) for feed in feeds]


def opened_in_memory(proto: Any, *, exact: bool) -> Any:
    """An ONNX Runtime handle over a graph in memory; its weights are mapped from a file."""
    import tempfile
    from pathlib import Path

    import onnxruntime

    from engines.plans import writing

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    if exact:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    # what is mapped outlives its name; Windows keeps the file until it is let go of
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "graph.onnx"
        writing.save(proto, path, beside=True)
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def apart(found: Answers, wanted: Answers) -> Apart:
    """How far answers are from the reference's, as shares of each output's size over all feeds."""
    sizes = sizes_of(wanted)
    rows = []
    with np.errstate(invalid="ignore"):
        for have, want in zip(found, wanted, strict=True):
            for name in want:
                one, other = (np.asarray(each[name], np.float64).ravel() for each in (have, want))
                far, (mean, most) = np.abs(one - other), sizes[name]
                rows.append(
                    (share_of(far.mean(), mean), share_of(far.max(), most), cosine_of(one, other))
                )
    means, worsts, cosines = zip(*rows, strict=True)
    return Apart(max(means), max(worsts), min(cosines))


def fault(found: Answers, wanted: Answers) -> str | None:
    """What is wrong with answers: not a number, infinite, flat, or another picture; or None."""
    for have, want in zip(found, wanted, strict=True):
        for name, expected in want.items():
            told = _fault(have[name].astype(np.float64), expected.astype(np.float64))
            if told:
                return f"{name} {told}"
    return None


def _fault(have: Array, want: Array) -> str | None:
    if np.isnan(have).any():
        return "is not a number"
    if np.isinf(have).any():
        return "is infinite"
    if want.size > 1 and have.std() < FLAT * want.std():
        return "is flat"
    cosine = cosine_of(have.ravel(), want.ravel())
    return f"agrees by {cosine:.3f} only" if cosine < LEAST_COSINE else None


def find_islands(
    proto: Any,
    low: str,
    feeds: Sequence[Feed],
    *,
    known: Collection[str] = (),
    say: Callable[[str], None] | None = None,
) -> tuple[tuple[str, ...], Apart]:
    """The nodes that must stay in single precision for sound answers, found by bisection.

    With every node of `known` an island and the first k others in half precision, answers are sound
    at k = 0; the smallest k at which they are not names the next island. So each island costs the
    logarithm of the number of nodes in runs. They follow each other, so the search goes on from
    the last one in growing steps.

    Args:
        proto: the graph in single precision.
        low: "fp16" or "bf16".
        feeds: trials to judge by.
        known: islands already known, as from `engines.plans.calibration.overflowing`.
        say: told of every island, in a few words.

    Returns:
        The islands in the graph's order, and what the precision costs then.

    Raises:
        PlanRefused: more islands than `MOST_ISLANDS` are needed.
    """
    wanted = answers(proto, feeds)
    order = lowerable(proto, low)
    islands, sound = set(known), 0

    def computed(upto: int) -> Answers:
        kept = islands | set(order[upto:])
        return answers(rounded(proto, low, kept), feeds)

    def told(upto: int) -> str | None:
        return fault(computed(upto), wanted)

    while trouble := fault(found := computed(len(order)), wanted):
        if len(islands) >= MOST_ISLANDS:
            raise PlanRefused(
                f"More than {MOST_ISLANDS} nodes must stay in single precision for sound answers "
                f"in {low}: {trouble}. Build with --precision bf16 or fp32."
            )
        sound = _first_bad(told, sound, len(order)) - 1
        islands.add(order[sound])
        if say is not None:
            say(f"{order[sound]} stays in single precision: {trouble}")
    return tuple(name for name in order if name in islands), apart(found, wanted)


def _first_bad(told: Callable[[int], str | None], sound: int, bad: int) -> int:
    """The smallest count after a sound one whose answers have a fault, growing, then halving."""
    step = 1
    while sound + step < bad:
        if told(sound + step):
            bad = sound + step
            break
        sound, step = sound + step, step * 2
    while bad - sound > 1:
        middle = (sound + bad) // 2
        sound, bad = (sound, middle) if told(middle) else (middle, bad)
    return bad
