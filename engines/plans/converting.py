"""From a graph in single precision to the same graph in another, with what that costs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engines.errors import PlanRefused
from engines.plans import graphs, judging, quantizing, surgery, writing
from engines.plans.calibration import digest_of, overflowing, parted
from engines.plans.gates import Feed, judged, sizes_of
from engines.plans.graphs import Apart, Graph
from engines.plans.precision import lowered
from engines.plans.rounding import as_computed

PRECISIONS = ("fp32", "fp16", "bf16", "int8", "fp8")
# Builder flags of weakly typed libraries, which hold islands layer by layer (`layering.py`).
FLAGS = {
    "fp32": (),
    "fp16": ("FP16",),
    "bf16": ("BF16",),
    "int8": ("FP16", "INT8"),
    "fp8": ("FP16", "FP8"),
}
# Since this opset ONNX has convolutions in bf16.
BF16_OPSET = 22


@dataclass(frozen=True)
class Conversion:
    """How graphs are converted.

    Attributes:
        precision: one of `PRECISIONS`.
        into: the folder for `NAME.onnx`.
        weak: whether the library's typing is weak: precision is then a matter of flags, and only
            Q/DQ stands in the graph.
        half: what an eight-bit graph computes the rest in.
        islands: nodes that are to stay in single precision, besides those that are found.
        say: told of islands, in a few words.
    """

    precision: str
    into: Path
    weak: bool = False
    half: str = "fp16"
    islands: Sequence[str] = ()
    say: Callable[[str], None] | None = None


def becomes(name: str, precision: str, *, half: str) -> str:
    """What a graph of that name computes in: eight bits are for those that are worth them."""
    eight = precision in quantizing.EIGHTS
    return half if eight and name not in quantizing.BACKBONES else precision


def opset_of(precision: str, opset: int, *, half: str = "fp16", weak: bool = False) -> int:
    """The newest opset among a model's graphs in a precision, exported at `opset`."""
    if weak:
        return opset
    eight = precision in quantizing.EIGHTS
    low = half if eight else precision
    return max(opset, quantizing.OPSET * eight, BF16_OPSET * (low == "bf16"))


def converted(reference: Graph, feeds: Sequence[Feed], how: Conversion) -> Graph:
    """Writes a graph in another precision.

    Args:
        reference: the graph in single precision.
        feeds: trials: the first calibrate, the last judge; see `engines.plans.calibration`.
        how: the precision, and where to.

    Returns:
        The new graph, `into/NAME.onnx`, with its islands and what it costs. Graphs that are not
        worth eight bits are in half precision.

    Raises:
        PlanRefused: there is no such precision, or its answers cannot be made sound.
    """
    if how.precision not in PRECISIONS:
        known = ", ".join(PRECISIONS)
        raise PlanRefused(f"There is no precision {how.precision!r}. Choose one of: {known}.")
    how.into.mkdir(parents=True, exist_ok=True)
    path = how.into / f"{reference.name}.onnx"
    if how.precision == "fp32":
        linked(reference.path, path)
        return replace(reference, path=path, digest=graphs.digest(path))
    return _converted(reference, path, feeds, how)


def _converted(reference: Graph, path: Path, feeds: Sequence[Feed], how: Conversion) -> Graph:
    import onnx

    proto = onnx.load(str(reference.path))
    calibrating, judges = parted(feeds)
    eight = how.precision if reference.name in quantizing.BACKBONES else None
    eight = eight if eight in quantizing.EIGHTS else None
    low = how.half if how.precision in quantizing.EIGHTS else how.precision
    if low == "bf16" and not how.weak:
        surgery.raise_opset(proto, BF16_OPSET)
    # half precision alone is held against the reference where its islands are looked for
    wanted = [] if eight is None else judging.answers(proto, judges)
    known = [*overflowing(proto, low, calibrating), *_named(proto, how.islands)]
    cost: Apart | None = None
    if eight is None:
        islands, cost = judging.find_islands(proto, low, judges, known=known, say=how.say)
    else:
        proto, islands = _in_eight(proto, eight, (calibrating, judges), known, how)
    if not how.weak:
        proto = lowered(proto, low, islands)
    writing.save(proto, path)
    made = replace(
        described(path, reference.name, surgery.opset_of(proto), eight or low),
        profiles=reference.profiles,
        made_of=reference.made_of,
        origins=reference.origins,
        islands=islands,
        flags=FLAGS[eight or low] if how.weak else (),
    )
    if cost is not None:
        return replace(made, apart=cost)
    return replace(made, apart=_cost(made, judges, wanted), calibrated=digest_of(calibrating))


def _named(proto: Any, islands: Sequence[str]) -> list[str]:
    """Those of the islands asked for that this graph has; other graphs have the others."""
    return [node.name for node in proto.graph.node if node.name in islands]


def _in_eight(
    proto: Any,
    eight: str,
    feeds: tuple[Sequence[Feed], Sequence[Feed]],
    known: Sequence[str],
    how: Conversion,
) -> tuple[Any, tuple[str, ...]]:
    """The graph with Q/DQ, and the islands that it needs; an island gets no Q/DQ."""
    calibrating, judges = feeds
    made = quantizing.quantized(proto, eight, calibrating, islands=known)
    if not how.weak:
        surgery.raise_opset(made, quantizing.OPSET)
    islands, _ = judging.find_islands(made, how.half, judges, known=known, say=how.say)
    if set(islands) - set(known):
        made = quantizing.quantized(proto, eight, calibrating, islands=islands)
        if not how.weak:
            surgery.raise_opset(made, quantizing.OPSET)
    return made, islands


def _cost(made: Graph, judges: Sequence[Feed], wanted: judging.Answers) -> Apart:
    """What an eight-bit graph costs as it is built: Q/DQ, the half-precision rest and islands.

    Raises:
        PlanRefused: it fails a gate.
    """
    found = judging.answers(as_computed(made), judges)
    sizes = sizes_of(wanted)
    for trial, (have, want) in enumerate(zip(found, wanted, strict=True)):
        for row in judged(have, want, made.precision, trial, sizes):
            if row.fault:
                raise PlanRefused(
                    f"{made.name} in {made.precision}, judged as a whole on drawings that "
                    f"calibrated nothing: {row.output}: {row.fault}. Build with --precision fp16."
                )
    return judging.apart(found, wanted)


def described(path: Path, name: str, opset: int, precision: str = "fp32") -> Graph:
    """Checks a graph's file and says what it is; profiles, islands and costs are the caller's."""
    proto = graphs.check(path)
    return Graph(
        name=name,
        path=path,
        inputs=graphs.slots(proto.graph.input),
        outputs=graphs.slots(proto.graph.output),
        profiles=(),
        opset=opset,
        precision=precision,
        islands=(),
        digest=graphs.digest(path),
    )


def linked(source: Path, path: Path) -> None:
    """The same graph under another name; a copy where links do not work.

    Weights beside it are copied: a file of weights with two names is refused by ONNX's checker.
    """
    for file in graphs.weight_files(source):
        shutil.copyfile(file, path.with_name(file.name))
    path.unlink(missing_ok=True)
    try:
        os.link(source, path)
    except OSError:
        shutil.copyfile(source, path)
