"""From a graph in single precision to the same graph in another, with what that costs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engines.errors import PlanRefused
from engines.plans import graphs, judging, quantizing, surgery
from engines.plans.calibration import overflowing, parted
from engines.plans.graphs import Apart, Graph
from engines.plans.judging import Feed
from engines.plans.precision import lowered

PRECISIONS = ("fp32", "fp16", "bf16", "int8", "fp8")
# Builder flags of weakly typed libraries; islands then need their layers' types obeyed.
FLAGS = {"fp32": (), "fp16": ("FP16",), "bf16": ("BF16",), "int8": ("FP16", "INT8")}
# Since this opset ONNX has convolutions in bf16.
BF16_OPSET = 22
OBEY = "OBEY_PRECISION_CONSTRAINTS"
# Eight bits answer less exactly than half precision does; below this they are worth nothing.
LEAST_COSINE = {"int8": 0.9, "fp8": 0.9}


@dataclass(frozen=True)
class Conversion:
    """How graphs are converted.

    Attributes:
        precision: one of `PRECISIONS`.
        into: the folder for `NAME.onnx`.
        weak: whether the library's typing is weak: precision is then a matter of flags, and only
            Q/DQ stands in the graph.
        half: what an eight-bit graph computes the rest in.
        say: told of islands, in a few words.
    """

    precision: str
    into: Path
    weak: bool = False
    half: str = "fp16"
    say: Callable[[str], None] | None = None


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
    wanted = judging.answers(proto, judges)
    islands = overflowing(proto, low, calibrating)
    islands, cost = judging.find_islands(proto, low, judges, known=islands, say=how.say)
    if eight is not None:
        proto, cost = _in_eight(proto, eight, calibrating, judges, wanted)
    if not how.weak:
        if eight is not None:
            surgery.raise_opset(proto, quantizing.OPSET)
        proto = lowered(proto, low, islands)
    graphs.save(proto, path)
    made = described(path, reference.name, surgery.opset_of(proto), eight or low)
    return replace(
        made,
        profiles=reference.profiles,
        made_of=reference.made_of,
        islands=islands,
        apart=cost,
        flags=_flags(eight or low, islands) if how.weak else (),
    )


def _in_eight(
    proto: Any, eight: str, calibrating: Sequence[Feed], judges: Sequence[Feed], wanted: Any
) -> tuple[Any, Apart]:
    found = quantizing.quantized(proto, eight, calibrating)
    cost = judging.apart(judging.answers(found, judges), wanted)
    if not cost.cosine >= LEAST_COSINE[eight]:
        raise PlanRefused(
            f"In {eight} the answers agree with single precision by {cost.cosine:.3f} only, less "
            f"than {LEAST_COSINE[eight]}: build with --precision fp16."
        )
    return found, cost


def _flags(precision: str, islands: Sequence[str]) -> tuple[str, ...]:
    return (*FLAGS[precision], *((OBEY,) if islands else ()))


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
    """The same file under another name, its weights beside it; a copy where links do not work."""
    for file in (source, *graphs.weight_files(source)):
        place = path if file == source else path.with_name(file.name)
        place.unlink(missing_ok=True)
        try:
            os.link(file, place)
        except OSError:
            shutil.copyfile(file, place)
