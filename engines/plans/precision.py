"""Half precision in the graph itself: what a strongly typed builder obeys.

Inputs and outputs stay float32. Nodes named as islands stay in single precision; so does whatever
has no half-precision form in ONNX. `lowered` writes the graph; `rounded` writes the same decisions
as a graph in single precision that rounds wherever the other would: ONNX Runtime's processor
kernels compute half-precision graphs without rounding in between, so they never show an overflow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from engines.plans import surgery

HALVES = ("fp16", "bf16")
MOST = {"fp16": 65504.0, "bf16": 3.3895314e38}
# Below this a half-precision number loses digits: a scale of Q/DQ must not.
LEAST_SCALE = 2.0**-14
# Inputs that are single precision by the operator's definition.
_ALWAYS_SINGLE = {"Resize": (1, 2)}
_FLOAT_BY_ATTRIBUTE = {"Cast": "to", "RandomNormalLike": "dtype", "RandomUniformLike": "dtype"}


def lowered(proto: Any, low: str, islands: Collection[str] = ()) -> Any:
    """A copy of a graph in half precision, with single-precision inputs, outputs and islands.

    Args:
        proto: an `onnx.ModelProto` in single precision, every node named.
        low: "fp16" or "bf16".
        islands: names of nodes that stay as they are.
    """
    return _Lowering(proto, low, islands, emulate=False).written()


def rounded(proto: Any, low: str, islands: Collection[str] = ()) -> Any:
    """A copy in single precision that rounds every result that `lowered` has in half precision.

    To be run with ONNX Runtime's graph optimizations off (`engines.plans.judging`).
    """
    return _Lowering(proto, low, islands, emulate=True).written()


def lowerable(proto: Any, low: str) -> tuple[str, ...]:
    """Names of the nodes that can compute in half precision, in order."""
    floats = surgery.float_values(proto)
    return tuple(node.name for node in proto.graph.node if _can_lower(proto, node, low, floats))


def _can_lower(proto: Any, node: Any, low: str, floats: set[str]) -> bool:
    touched = {*node.input, *node.output} & floats
    if not touched or node.op_type in ("Constant", "If", "Loop", "Scan"):
        return False
    return _allowed(proto, node, low, floats) and not _fine_scale(proto, node, low)


def _allowed(proto: Any, node: Any, low: str, floats: set[str]) -> bool:
    """Whether the operator's definition has that type wherever the node has single precision."""
    from onnx import defs

    schema = defs.get_schema(node.op_type, surgery.opset_of(proto), "")
    wanted = {"fp16": "tensor(float16)", "bf16": "tensor(bfloat16)"}[low]
    allowed = {each.type_param_str: each.allowed_type_strs for each in schema.type_constraints}
    single = _ALWAYS_SINGLE.get(node.op_type, ())
    given = [(place, name) for place, name in enumerate(node.input) if place not in single]
    kinds = _kinds(schema.inputs, given, floats)
    kinds |= _kinds(schema.outputs, list(enumerate(node.output)), floats)
    return all(wanted in allowed.get(kind, ()) for kind in kinds)


def _kinds(formal: Any, named: list[tuple[int, str]], floats: set[str]) -> set[str]:
    """The type variables of the places that hold single precision; the last one may repeat."""
    last = len(formal) - 1
    return {formal[min(place, last)].type_str for place, name in named if name in floats}


def _fine_scale(proto: Any, node: Any, low: str) -> bool:
    """Whether a Q/DQ node has a scale too small for fp16."""
    from onnx import numpy_helper

    if low != "fp16" or node.op_type not in ("QuantizeLinear", "DequantizeLinear"):
        return False
    found = [each for each in proto.graph.initializer if each.name == node.input[1]]
    return bool(found) and float(numpy_helper.to_array(found[0]).min()) < LEAST_SCALE


class _Lowering:
    """One copy being written: every tensor may have two forms, `NAME` and `NAME.low`."""

    def __init__(self, proto: Any, low: str, islands: Collection[str], *, emulate: bool) -> None:
        from onnx import TensorProto

        self.proto, self.low, self.emulate = proto, low, emulate
        self.type = TensorProto.FLOAT16 if low == "fp16" else TensorProto.BFLOAT16
        self.floats = surgery.float_values(proto)
        chosen = set(lowerable(proto, low)) - set(islands)
        self.chosen = chosen
        self.weights = {tensor.name: tensor for tensor in proto.graph.initializer}
        self.nodes: list[Any] = []
        self.made: deque[Any] = deque()
        self.has: set[str] = {value.name for value in proto.graph.input} | set(self.weights)

    def written(self) -> Any:
        for node in self.proto.graph.node:
            self._write(node)
        for value in self.proto.graph.output:
            self._need(value.name)
        copy = surgery.bare(self.proto)
        copy.graph.node.extend(self.nodes)
        copy.graph.initializer.extend(self._used())
        return copy

    def _used(self) -> Iterator[Any]:
        """The weights that the copy reads; each that was made for it leaves the memory here.

        Protocol buffers give nothing back of what is taken out of a message later.
        """
        used = {name for node in self.nodes for name in node.input}
        used |= {value.name for value in self.proto.graph.output}
        yield from (tensor for name, tensor in self.weights.items() if name in used)
        while self.made:
            yield self.made.popleft()

    def _write(self, node: Any) -> None:
        copy = type(node)()
        copy.CopyFrom(node)
        low = node.name in self.chosen
        single = _ALWAYS_SINGLE.get(node.op_type, ())
        for place, name in enumerate(node.input):
            if name in self.floats:
                keep = not low or place in single
                copy.input[place] = self._need(name) if keep else self._need_low(name)
        if low:
            self._retype(copy)
        self.nodes.append(copy)
        results = [name for name in node.output if name in self.floats]
        for name in results:
            self._give(copy, name, low=low)

    def _give(self, node: Any, name: str, *, low: bool) -> None:
        place = list(node.output).index(name)
        if not low:
            self.has.add(name)
            return
        if self.emulate:
            node.output[place] = f"{name}.exact"
            self._round(f"{name}.exact", _low(name))
        else:
            node.output[place] = _low(name)
        self.has.add(_low(name))

    def _retype(self, node: Any) -> None:
        """Attributes that name single precision name half precision."""
        if self.emulate:
            return
        for attribute in node.attribute:
            if attribute.name == _FLOAT_BY_ATTRIBUTE.get(node.op_type) and attribute.i == 1:
                attribute.i = self.type
            if node.op_type == "ConstantOfShape" and attribute.name == "value":
                attribute.t.CopyFrom(self._half(attribute.t, attribute.t.name))

    def _need(self, name: str) -> str:
        """The single-precision form of a tensor, made where it is not there yet."""
        if name not in self.has:
            kind = "Identity" if self.emulate else "Cast"
            self._node(kind, _low(name), name, to=1)
            self.has.add(name)
        return name

    def _need_low(self, name: str) -> str:
        low = _low(name)
        if low in self.has:
            return low
        self.has.add(low)
        if name in self.weights:
            self.made.append(self._half(self.weights[name], low))
        elif self.emulate:
            self._round(name, low)
        else:
            self._node("Cast", name, low, to=self.type)
        return low

    def _round(self, name: str, result: str) -> None:
        """Rounds; the Identity between keeps ONNX Runtime from joining the two Casts to none."""
        self._node("Cast", name, f"{result}.cast", to=self.type)
        self._node("Identity", f"{result}.cast", f"{result}.kept")
        self._node("Cast", f"{result}.kept", result, to=1)

    def _node(self, kind: str, given: str, result: str, *, to: int | None = None) -> None:
        from onnx import helper

        named: dict[str, Any] = {"to": to} if kind == "Cast" else {}
        self.nodes.append(
            helper.make_node(kind, [given], [result], name=f"{result}/{kind}", **named)
        )

    def _half(self, tensor: Any, name: str) -> Any:
        """A weight in half precision; what is finite stays finite."""
        from onnx import helper, numpy_helper

        array = numpy_helper.to_array(tensor)
        most = MOST[self.low]
        kept = np.where(np.isfinite(array), np.clip(array, -most, most), array)
        kind = helper.tensor_dtype_to_np_dtype(self.type)
        half = kept.astype(kind)
        if self.emulate:
            return numpy_helper.from_array(half.astype(np.float32), name)
        return numpy_helper.from_array(half, name)


def _low(name: str) -> str:
    return f"{name}.low"
