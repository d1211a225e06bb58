"""Eight bits in the graph: Q/DQ around the convolutions and matrix products of a backbone.

Symmetric, weights a channel (int8) or a tensor (fp8), activations a tensor; biases, first and last
layers and whatever depends on time or words only stay as they are. The rest of the graph may be
lowered to half precision afterwards (`engines.plans.precision`).

Source: Wu et al., Integer Quantization for Deep Learning Inference, 2020, sections 3 and 5,
https://arxiv.org/abs/2004.09602; the layout is what TensorRT's explicit quantization expects.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from engines.nets.base import Array
from engines.plans import surgery
from engines.plans.calibration import ranges
from engines.plans.judging import Feed

EIGHTS = ("int8", "fp8")
# Graphs worth eight bits: the others run once a picture, or ruin it first.
BACKBONES = ("house", "control", "unet")
# Since this opset scales may be in half precision, and numbers may be fp8.
OPSET = 19
LARGEST = {"int8": 127.0, "fp8": 448.0}
_LEAST = 1e-6


def quantized(
    proto: Any, eight: str, feeds: Sequence[Feed], *, islands: Collection[str] = ()
) -> Any:
    """A copy of a graph with Q/DQ.

    Args:
        proto: an `onnx.ModelProto` in single precision, every node named.
        eight: "int8" or "fp8".
        feeds: trials that the ranges of activations are taken from.
        islands: names of nodes that stay in single precision, and so get no Q/DQ.
    """
    import onnx

    copy = onnx.ModelProto()
    copy.CopyFrom(proto)
    if eight == "fp8":
        surgery.raise_opset(copy, OPSET)
    chosen = [node for node in layers(copy) if node.name not in islands]
    tensors = list(dict.fromkeys(node.input[0] for node in chosen))
    scales = {
        name: max(large, _LEAST) / LARGEST[eight]
        for name, large in ranges(proto, tensors, feeds).items()
    }
    _Quantizing(copy, eight, scales).write(chosen)
    return copy


def layers(proto: Any) -> list[Any]:
    """The nodes that get Q/DQ, in order: not the first, the last, those of time and words."""
    weights = {tensor.name for tensor in proto.graph.initializer}
    able = [node for node in proto.graph.node if _able(node, weights)]
    names = {node.name for node in able}
    pictures = {v.name for v in proto.graph.input if len(v.type.tensor_type.shape.dim) == 4}
    seen = _reached(proto.graph.node, pictures, lambda _: False)
    after = _reached(
        proto.graph.node, set(), lambda node: node.name in names and _drawn(node, seen)
    )
    before = _reached_back(proto.graph.node, lambda node: node.name in names)
    return [
        node
        for node in able
        if node.input[0] in seen and node.input[0] in after and node.output[0] in before
    ]


def _drawn(node: Any, seen: set[str]) -> bool:
    return node.input[0] in seen


def _able(node: Any, weights: set[str]) -> bool:
    kinds = ("Conv", "Gemm", "MatMul")
    return node.op_type in kinds and node.input[1] in weights and node.input[0] not in weights


def _reached(nodes: Any, start: set[str], source: Callable[[Any], bool]) -> set[str]:
    """Tensors that depend on the start, or on the result of a source node."""
    found = set(start)
    for node in nodes:
        if source(node) or found.intersection(node.input):
            found.update(node.output)
    return found


def _reached_back(nodes: Any, target: Callable[[Any], bool]) -> set[str]:
    """Tensors that a target node depends on."""
    found: set[str] = set()
    for node in reversed(nodes):
        if target(node) or found.intersection(node.output):
            found.update(node.input)
    return found


class _Quantizing:
    """One graph getting its Q/DQ; a tensor that several layers read gets one pair."""

    def __init__(self, proto: Any, eight: str, scales: dict[str, float]) -> None:
        from onnx import TensorProto, helper

        self.graph, self.eight, self.scales = proto.graph, eight, scales
        self.type = TensorProto.INT8 if eight == "int8" else TensorProto.FLOAT8E4M3FN
        self.kind = helper.tensor_dtype_to_np_dtype(self.type)
        self.weights = {tensor.name: tensor for tensor in proto.graph.initializer}
        self.ready: dict[str, str] = {}

    def write(self, chosen: list[Any]) -> None:
        names = {node.name for node in chosen}
        rest = []
        for node in self.graph.node:
            if node.name in names:
                rest += self._activation(node.input[0]) + self._weight(node)
                node.input[0] = self.ready[node.input[0]]
                node.input[1] = self.ready[node.input[1]]
            rest.append(node)
        kept = [type(node).FromString(node.SerializeToString()) for node in rest]
        del self.graph.node[:]
        self.graph.node.extend(kept)
        self._drop_unused()

    def _activation(self, name: str) -> list[Any]:
        if name in self.ready:
            return []
        scale = np.float32(self.scales[name])
        given = self._constants(name, np.array(scale), np.zeros((), self.kind))
        self.ready[name] = f"{name}.dq"
        return [
            self._node("QuantizeLinear", [name, *given], f"{name}.q"),
            self._node("DequantizeLinear", [f"{name}.q", *given], f"{name}.dq"),
        ]

    def _weight(self, node: Any) -> list[Any]:
        from onnx import numpy_helper

        name = node.input[1]
        if name in self.ready:
            return []
        array = numpy_helper.to_array(self.weights[name])
        axis = self._axis(node, array)
        scale, whole = self._rounded(array, axis)
        given = self._constants(name, scale, np.zeros(scale.shape, self.kind))
        self.graph.initializer.append(numpy_helper.from_array(whole, f"{name}.q"))
        self.ready[name] = f"{name}.dq"
        axes = {} if axis is None else {"axis": axis}
        return [self._node("DequantizeLinear", [f"{name}.q", *given], f"{name}.dq", **axes)]

    def _axis(self, node: Any, array: Array) -> int | None:
        """The side of a weight that counts output channels."""
        if self.eight == "fp8":
            return None
        if node.op_type == "Conv":
            return 0
        across = any(each.name == "transB" and each.i for each in node.attribute)
        return 0 if across else array.ndim - 1

    def _rounded(self, array: Array, axis: int | None) -> tuple[Array, Array]:
        sides = tuple(side for side in range(array.ndim) if side != axis)
        large = np.abs(array).max(axis=sides, keepdims=True)
        scale = np.maximum(large, _LEAST) / LARGEST[self.eight]
        steps = array / scale
        whole = np.clip(np.rint(steps), -127, 127) if self.eight == "int8" else steps
        flat = scale.reshape(-1) if axis is not None else scale.reshape(())
        return flat.astype(np.float32), whole.astype(self.kind)

    def _constants(self, name: str, scale: Array, zero: Array) -> tuple[str, str]:
        from onnx import numpy_helper

        made = {f"{name}.scale": scale, f"{name}.zero": zero}
        self.graph.initializer.extend(numpy_helper.from_array(a, n) for n, a in made.items())
        return (f"{name}.scale", f"{name}.zero")

    def _node(self, kind: str, given: list[str], result: str, **named: Any) -> Any:
        from onnx import helper

        return helper.make_node(kind, given, [result], name=result, **named)

    def _drop_unused(self) -> None:
        used = {name for node in self.graph.node for name in node.input}
        rest = [tensor for tensor in self.graph.initializer if tensor.name in used]
        del self.graph.initializer[:]
        self.graph.initializer.extend(rest)
