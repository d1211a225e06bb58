"""A graph: one ONNX file that becomes one engine, and what is checked before that."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engines.errors import PlanRefused
from engines.nets.base import Slot
from engines.nets.manifest import Origin
from engines.plans import surgery

TOKENS = 77
SIDE_STEP = 8
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Profile:
    """The shapes that one input may take in one engine.

    Attributes:
        input: its name.
        least: the smallest shape; every side at least 1.
        best: the shape that the engine is made quickest for.
        most: the largest shape. `least` <= `best` <= `most`, side by side.
    """

    input: str
    least: tuple[int, ...]
    best: tuple[int, ...]
    most: tuple[int, ...]

    def __post_init__(self) -> None:
        shapes = (self.least, self.best, self.most)
        if len({len(shape) for shape in shapes}) != 1 or not self.least:
            raise PlanRefused(
                f"The profile of {self.input!r} has shapes of different lengths: {shapes}. "
                "Give least, best and most the same number of sides."
            )
        for place, (least, best, most) in enumerate(zip(*shapes, strict=True)):
            if not 1 <= least <= best <= most:
                raise PlanRefused(
                    f"The profile of {self.input!r} has {least}, {best}, {most} on side {place}: "
                    "they must be at least 1 and rise from least over best to most."
                )


@dataclass(frozen=True, slots=True)
class Apart:
    """How far a graph's answers are from the same graph's in single precision, over its trials.

    Attributes:
        mean: mean absolute difference, over the mean absolute answer.
        worst: the largest absolute difference, over the largest absolute answer.
        cosine: the least cosine of the angle between two answers; 1 where they agree.
    """

    mean: float
    worst: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Graph:
    """One ONNX file, checked.

    Attributes:
        name: "house", "text", "control", "unet", "decoder" or "encoder".
        path: NAME.onnx; where its weights lie in a file of their own, NAME.onnx.data beside it.
        inputs: what goes in, in order; None is a free side.
        outputs: what comes out, in order.
        profiles: one tuple of profiles an engine profile; empty where every shape is fixed.
        opset: version of the ONNX operators.
        precision: "fp32", "fp16", "bf16", "int8" or "fp8": of most of its nodes.
        islands: nodes that stay in single precision, by name.
        digest: SHA-256 over the ONNX and its weights, in hexadecimal.
        flags: builder flags that a weakly typed TensorRT needs for this precision ("FP16", "INT8");
            empty where the graph itself says it.
        apart: what the precision costs, or None for "fp32" and where it could not be computed here.
        made_of: SHA-256 of each file of weights that it was made of, by path in their folder.
        origins: whose weights they are; see `engines.plans.origins`.
        calibrated: SHA-256 over the trials that eight-bit ranges were taken from; None without.
    """

    name: str
    path: Path
    inputs: tuple[Slot, ...]
    outputs: tuple[Slot, ...]
    profiles: tuple[tuple[Profile, ...], ...]
    opset: int
    precision: str
    islands: tuple[str, ...]
    digest: str
    flags: tuple[str, ...] = ()
    apart: Apart | None = None
    made_of: Mapping[str, str] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    calibrated: str | None = None


def digest(path: Path) -> str:
    """The SHA-256 over an ONNX file and every file of weights that it names, in hexadecimal.

    Raises:
        PlanRefused: a file of weights is missing, or lies outside the graph's folder.
    """
    found = hashlib.sha256()
    for part in (path, *weight_files(path)):
        found.update(part.name.encode() + b"\0")
        with part.open("rb") as stream:
            while block := stream.read(_BLOCK):
                found.update(block)
    return found.hexdigest()


def weight_files(path: Path) -> tuple[Path, ...]:
    """The files beside an ONNX file that hold weights of it, sorted.

    Raises:
        PlanRefused: one is missing, or lies outside the graph's folder.
    """
    import onnx

    proto = onnx.load(str(path), load_external_data=False)
    named = {
        entry.value
        for tensor in proto.graph.initializer
        for entry in tensor.external_data
        if entry.key == "location"
    }
    return tuple(_beside(path, name) for name in sorted(named))


def _beside(path: Path, name: str) -> Path:
    place = path.parent / name
    if Path(name).name != name:
        raise PlanRefused(
            f"{path.name} keeps weights in {name!r}, outside its folder. Export it anew."
        )
    if not place.is_file():
        raise PlanRefused(f"{path.name} lacks its weights {name!r} beside it. Export it anew.")
    return place


def check(path: Path) -> Any:
    """Checks a graph as a builder would, and gives it with every shape that can be inferred.

    ONNX's own checker, strict shape inference, the files of weights, the same weights twice, nodes
    without a name. The file is not changed.

    Returns:
        The graph without its weights, an `onnx.ModelProto`.

    Raises:
        PlanRefused: it cannot be built from; the message names the node or tensor.
    """
    import onnx
    from onnx import checker, shape_inference

    weight_files(path)
    try:
        checker.check_model(str(path), full_check=False)
        proto = onnx.load(str(path), load_external_data=False)
        # inference copies whatever it is given four times
        light = surgery.without_weights(proto)
        inferred = shape_inference.infer_shapes(light, strict_mode=True, data_prop=True)
    except (checker.ValidationError, shape_inference.InferenceError) as error:
        told = " ".join(str(error).split())[:300]
        raise PlanRefused(f"{path.name} is not sound ONNX: {told}. Export it anew.") from error
    given = [type(value).FromString(value.SerializeToString()) for value in proto.graph.input]
    del inferred.graph.input[:], proto
    inferred.graph.input.extend(given)
    for fault in faults(path):
        raise PlanRefused(f"{path.name}: {fault}. Export it anew.")
    return inferred


def faults(path: Path) -> Iterator[str]:
    """What a builder would stumble over, or pay for twice, in an otherwise sound graph."""
    import onnx

    proto = onnx.load(str(path))
    names = [node.name for node in proto.graph.node]
    if not all(names):
        kind = proto.graph.node[names.index("")].op_type
        yield f"a {kind} node has no name, so that no report could name it"
    twice = {name for name, count in Counter(names).items() if count > 1}
    yield from (f"the name {name!r} is there twice" for name in sorted(twice))
    for first, second in duplicates(proto):
        yield f"the weights {first!r} and {second!r} are the same, kept twice"


def duplicates(proto: Any, *, least: int = 4096) -> Iterator[tuple[str, str]]:
    """Pairs of weights of at least so many bytes with the same type, shape and content."""
    from onnx import numpy_helper

    seen: dict[tuple[int, tuple[int, ...], str], str] = {}
    for tensor in proto.graph.initializer:
        content = numpy_helper.to_array(tensor).tobytes()
        if len(content) < least:
            continue
        key = (tensor.data_type, tuple(tensor.dims), hashlib.sha256(content).hexdigest())
        if key in seen:
            yield seen[key], tensor.name
        seen.setdefault(key, tensor.name)


def slots(values: Any) -> tuple[Slot, ...]:
    """Inputs or outputs of an `onnx.GraphProto` as slots."""
    from onnx import helper

    return tuple(
        Slot(
            value.name,
            helper.tensor_dtype_to_np_dtype(value.type.tensor_type.elem_type).name,
            tuple(
                side.dim_value if side.HasField("dim_value") else None
                for side in value.type.tensor_type.shape.dim
            ),
        )
        for value in values
    )


def check_profiles(inputs: tuple[Slot, ...], profiles: tuple[tuple[Profile, ...], ...]) -> None:
    """Checks profiles against the inputs that they are for.

    Raises:
        PlanRefused: an input with free sides has no profile, a profile has no input or changes a
            fixed side, or a picture's side is no multiple of 8.
    """
    free = {slot.name: slot for slot in inputs if None in slot.shape}
    if free and not profiles:
        raise PlanRefused(
            f"The input {min(free)!r} has free sides, and there is no profile: give the sizes."
        )
    for profile in profiles:
        named = {each.input: each for each in profile}
        if odd := sorted(named.keys() ^ free.keys()):
            raise PlanRefused(
                f"The input {odd[0]!r} and the profiles do not belong together: every input with "
                f"free sides has one profile ({', '.join(sorted(free))})."
            )
        for name, each in named.items():
            _check_profile(free[name], each)


def _check_profile(slot: Slot, profile: Profile) -> None:
    for shape in (profile.least, profile.best, profile.most):
        fits = len(shape) == len(slot.shape) and all(
            want in (None, have) for want, have in zip(slot.shape, shape, strict=True)
        )
        if not fits:
            raise PlanRefused(
                f"The profile of {slot.name!r} has {shape}; the graph takes {slot.shape} "
                "(None = any)."
            )
