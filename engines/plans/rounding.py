"""A graph as it is built, computed as the builder would: every half-precision result is rounded.

ONNX Runtime's processor kernels join the Casts of a half-precision graph and compute on in single
precision, so it never shows an overflow there. Here the same graph becomes one in single precision
that rounds after every node: what is judged is the very file that is built from, with its Q/DQ and
its islands. Sums inside a node are in single precision, as on tensor cores.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engines.nets.base import Array, FileNet, Slot
from engines.plans import surgery
from engines.plans.graphs import Graph
from engines.plans.judging import opened_in_memory
from engines.plans.precision import HALVES, rounded

# These give numbers that they were given: to round them again changes nothing.
_MOVES = {"Reshape", "Transpose", "Concat", "Slice", "Split", "Squeeze", "Unsqueeze", "Gather"}
_MOVES |= {"Expand", "Identity", "Flatten", "Pad", "Relu", "Max", "Min", "Where", "Tile"}
# Attributes that name a type.
_TYPED = {"to", "dtype", "output_dtype"}


def as_computed(graph: Graph) -> Any:
    """The graph's file as an `onnx.ModelProto` in single precision that rounds as it would.

    To be run with ONNX Runtime's graph optimizations off (`engines.plans.judging.answers`).

    Args:
        graph: of any precision; where it has builder flags (weak typing), every layer that may be
            in half precision is taken to be.
    """
    import onnx

    proto = onnx.load(str(graph.path))
    if graph.flags:
        low = next((name for name in HALVES if name.upper() in graph.flags), None)
        return proto if low is None else rounded(proto, low, graph.islands)
    return raised(proto)


class Rounded(FileNet):
    """A net over a graph as it will be built, on the processor: see `engines.nets.base.Net`."""

    def __init__(self, graph: Graph) -> None:
        """Over an exported graph of any precision."""
        super().__init__(graph.path, None)
        self._graph = graph

    def _open(self) -> tuple[Any, tuple[Slot, ...]]:
        return opened_in_memory(as_computed(self._graph), exact=True), self._graph.inputs

    def _computed(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        names = [slot.name for slot in self._graph.outputs]
        return dict(zip(names, self._opened.run(names, dict(arrays)), strict=True))


def raised(proto: Any) -> Any:
    """A copy of a graph with half-precision tensors in single precision, rounded after each node.

    Args:
        proto: an `onnx.ModelProto`; one without half precision comes back as it is.
    """
    from onnx import TensorProto

    halves = (TensorProto.FLOAT16, TensorProto.BFLOAT16)
    kinds = {name: kind for name, kind in surgery.value_types(proto).items() if kind in halves}
    if not kinds:
        return proto
    copy = surgery.bare(proto)
    copy.graph.initializer.extend(_single(tensor) for tensor in proto.graph.initializer)
    for value in (*copy.graph.input, *copy.graph.output):
        if value.type.tensor_type.elem_type in halves:
            value.type.tensor_type.elem_type = TensorProto.FLOAT
    for node in proto.graph.node:
        copy.graph.node.extend(_rounding(node, kinds))
    return copy


def _rounding(node: Any, kinds: dict[str, int]) -> list[Any]:
    copy = type(node)()
    copy.CopyFrom(node)
    _retype(copy)
    made = [copy]
    for place, name in enumerate(node.output):
        if name in kinds and node.op_type not in _MOVES:
            copy.output[place] = f"{name}.exact"
            made += _rounded(name, kinds[name])
    return made


def _rounded(name: str, kind: int) -> list[Any]:
    """To half precision and back; the Identity keeps ONNX Runtime from joining the two Casts."""
    from onnx import helper

    make = helper.make_node
    return [
        make("Cast", [f"{name}.exact"], [f"{name}.cast"], name=f"{name}/down", to=kind),
        make("Identity", [f"{name}.cast"], [f"{name}.kept"], name=f"{name}/kept"),
        make("Cast", [f"{name}.kept"], [name], name=f"{name}/up", to=1),
    ]


def _retype(node: Any) -> None:
    from onnx import TensorProto

    for attribute in node.attribute:
        if attribute.name in _TYPED and attribute.i in (TensorProto.FLOAT16, TensorProto.BFLOAT16):
            attribute.i = TensorProto.FLOAT
        if attribute.HasField("t"):
            attribute.t.CopyFrom(_single(attribute.t))


def _single(tensor: Any) -> Any:
    """A weight in single precision, its numbers unchanged."""
    from onnx import TensorProto, numpy_helper

    if tensor.data_type not in (TensorProto.FLOAT16, TensorProto.BFLOAT16):
        return tensor
    return numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float32), tensor.name)
