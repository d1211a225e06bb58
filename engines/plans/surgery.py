"""Small operations on ONNX graphs: what exporters leave behind is cleaned before anybody builds."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

# Whole numbers that are computed ahead: shapes and places, not tables.
_SMALL = 1024


def cleaned(proto: Any) -> Any:
    """A graph as a builder likes it; changed in place and given back.

    Constants are weights, weights are in single precision and kept once, every node has a name of
    its own, and nothing tells of the machine that it was made on.
    """
    constants_to_weights(proto)
    fold_casts(proto)
    fold_shapes(proto)
    merge_weights(proto)
    drop_unused(proto)
    name_nodes(proto)
    forget_sources(proto)
    return proto


def constants_to_weights(proto: Any) -> None:
    """Turns every Constant node into a weight."""
    from onnx import helper, numpy_helper

    rest = []
    for node in proto.graph.node:
        if node.op_type != "Constant":
            rest.append(node)
            continue
        value = helper.get_attribute_value(node.attribute[0])
        array = numpy_helper.to_array(value) if hasattr(value, "data_type") else np.array(value)
        if array.dtype == np.float64 and node.attribute[0].name != "value":
            array = array.astype(np.float32)
        proto.graph.initializer.append(numpy_helper.from_array(array, node.output[0]))
    _replace_nodes(proto, rest)


def fold_casts(proto: Any) -> None:
    """Computes the Casts of weights: half-precision weights of a file become single ones."""
    from onnx import helper, numpy_helper

    kept = {tensor.name: tensor for tensor in proto.graph.initializer}
    rest = []
    for node in proto.graph.node:
        if node.op_type != "Cast" or node.input[0] not in kept:
            rest.append(node)
            continue
        kind = helper.tensor_dtype_to_np_dtype(node.attribute[0].i)
        array = numpy_helper.to_array(kept[node.input[0]]).astype(kind)
        folded = numpy_helper.from_array(array, node.output[0])
        proto.graph.initializer.append(folded)
        kept[node.output[0]] = folded
    _replace_nodes(proto, rest)


def fold_shapes(proto: Any) -> None:
    """Computes everything that follows from fixed shapes: a builder would carry it as layers."""
    from onnx import numpy_helper

    small = (each for each in proto.graph.initializer if np.prod(each.dims) <= _SMALL)
    known = {tensor.name: numpy_helper.to_array(tensor) for tensor in small}
    shapes = fixed_shapes(proto)
    while True:
        rest, before = [], len(known)
        for node in proto.graph.node:
            found = _folded(proto, node, known, shapes)
            if found is None:
                rest.append(node)
                continue
            known[node.output[0]] = found
            proto.graph.initializer.append(numpy_helper.from_array(found, node.output[0]))
        if len(known) == before:
            return
        _replace_nodes(proto, rest)
        shapes = fixed_shapes(proto)


def _folded(
    proto: Any, node: Any, known: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]]
) -> Any:
    """What a node gives where only shapes and whole numbers decide it; else None."""
    if node.op_type == "Shape" and node.input[0] in shapes:
        ends = {each.name: each.i for each in node.attribute}
        part = slice(ends.get("start", 0), ends.get("end"))
        return np.array(shapes[node.input[0]][part], np.int64)
    given = [name for name in node.input if name]
    small = all(name in known and known[name].size <= _SMALL for name in given)
    if not given or not small or len(node.output) != 1 or node.op_type == "Cast":
        return None
    if any(known[name].dtype.kind not in "iub" for name in given):
        return None
    from onnx.reference import ReferenceEvaluator

    alone = bare(proto)
    del alone.graph.input[:], alone.graph.output[:]
    alone.graph.node.append(node)
    alone.graph.input.extend(_untyped(name, known[name]) for name in dict.fromkeys(given))
    alone.graph.output.add(name=node.output[0])
    (found,) = ReferenceEvaluator(alone).run(None, {name: known[name] for name in given})
    return np.asarray(found)


def _untyped(name: str, array: Any) -> Any:
    from onnx import helper

    return helper.make_tensor_value_info(
        name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape
    )


def fixed_shapes(proto: Any) -> dict[str, tuple[int, ...]]:
    """Every tensor whose shape is fixed, by inference."""
    from onnx import shape_inference

    inferred = shape_inference.infer_shapes(without_weights(proto), data_prop=True).graph
    found = {}
    for value in (*inferred.input, *inferred.output, *inferred.value_info):
        sides = value.type.tensor_type.shape.dim
        if value.type.tensor_type.HasField("shape") and all(s.HasField("dim_value") for s in sides):
            found[value.name] = tuple(side.dim_value for side in sides)
    return found


def merge_weights(proto: Any, *, least: int = 1024) -> None:
    """Keeps weights of at least so many bytes once where they are the same."""
    from onnx import numpy_helper

    first: dict[tuple[int, tuple[int, ...], bytes], str] = {}
    renamed: dict[str, str] = {}
    for tensor in proto.graph.initializer:
        content = numpy_helper.to_array(tensor).tobytes()
        if len(content) >= least:
            key = (tensor.data_type, tuple(tensor.dims), hashlib.sha256(content).digest())
            renamed[tensor.name] = first.setdefault(key, tensor.name)
    for node in proto.graph.node:
        for place, name in enumerate(node.input):
            node.input[place] = renamed.get(name, name)


def drop_unused(proto: Any) -> None:
    """Drops weights that no node reads and the graph does not give back."""
    used = {name for node in proto.graph.node for name in node.input}
    used |= {value.name for value in proto.graph.output}
    rest = [tensor for tensor in proto.graph.initializer if tensor.name in used]
    del proto.graph.initializer[:]
    proto.graph.initializer.extend(rest)


def name_nodes(proto: Any) -> None:
    """Gives every node a name of its own: reports and islands speak of nodes by name."""
    taken = Counter(node.name for node in proto.graph.node)
    used: set[str] = set()
    for number, node in enumerate(proto.graph.node):
        if not node.name or taken[node.name] > 1:
            node.name = f"{node.name or node.op_type}_{number}"
        while node.name in used:
            node.name += "_"
        used.add(node.name)


def forget_sources(proto: Any) -> None:
    """Takes out the exporter's notes, which hold paths of the machine it ran on."""
    graph = proto.graph
    del proto.metadata_props[:]
    del graph.metadata_props[:]
    del graph.value_info[:]
    proto.doc_string = graph.doc_string = ""
    for part in (*graph.node, *graph.input, *graph.output, *graph.initializer):
        part.doc_string = ""
        del part.metadata_props[:]


def name_outputs(proto: Any, names: Sequence[str]) -> None:
    """Gives the graph's outputs these names; whatever else had one of them is renamed."""
    taken = {name: f"{name}_inside" for name in names}
    if len(proto.graph.output) != len(names):
        raise ValueError(f"The graph has {len(proto.graph.output)} outputs, not {len(names)}.")
    for value, name in zip(proto.graph.output, names, strict=True):
        taken[value.name] = value.name = name
    for tensor in proto.graph.initializer:
        tensor.name = taken.get(tensor.name, tensor.name)
    for node in proto.graph.node:
        for field in (node.input, node.output):
            field[:] = [taken.get(each, each) for each in field]


def fix_batch(proto: Any) -> None:
    """Makes every named first side of inputs and outputs 1."""
    for value in (*proto.graph.input, *proto.graph.output):
        side = value.type.tensor_type.shape.dim[0]
        if not side.HasField("dim_value"):
            side.Clear()
            side.dim_value = 1
    del proto.graph.value_info[:]


def opset_of(proto: Any) -> int:
    """The version of ONNX's own operators."""
    return next(each.version for each in proto.opset_import if each.domain in ("", "ai.onnx"))


def raise_opset(proto: Any, opset: int) -> None:
    """Declares a newer opset, from 18 up to 22.

    Operators got more types in between; those that exporters write kept their meaning, but for
    GroupNormalization, which the exporters write out.
    """
    for entry in proto.opset_import:
        if entry.domain in ("", "ai.onnx"):
            entry.version = max(entry.version, opset)


def value_types(proto: Any) -> dict[str, int]:
    """The element type of every tensor, by inference: inputs, weights and results.

    Raises:
        ValueError: the type of a tensor cannot be inferred.
    """
    from onnx import TensorProto, shape_inference

    types = {tensor.name: tensor.data_type for tensor in proto.graph.initializer}
    inferred = shape_inference.infer_shapes(without_weights(proto)).graph
    for value in (*inferred.input, *inferred.output, *inferred.value_info):
        types.setdefault(value.name, value.type.tensor_type.elem_type)
    for name in _results(proto):
        if types.get(name, TensorProto.UNDEFINED) == TensorProto.UNDEFINED:
            raise ValueError(f"The type of {name!r} cannot be inferred.")
    return types


def float_values(proto: Any) -> set[str]:
    """Names of all tensors in single precision, by inference: inputs, weights and results.

    Raises:
        ValueError: the type of a tensor cannot be inferred.
    """
    from onnx import TensorProto

    return {name for name, kind in value_types(proto).items() if kind == TensorProto.FLOAT}


def _results(proto: Any) -> Iterator[str]:
    for node in proto.graph.node:
        yield from (name for name in node.output if name)


def bare(proto: Any) -> Any:
    """A copy with inputs, outputs and versions, but without nodes and weights."""
    import onnx

    copy = onnx.ModelProto()
    copy.ir_version = proto.ir_version
    copy.opset_import.extend(proto.opset_import)
    copy.graph.name = proto.graph.name
    copy.graph.output.extend(proto.graph.output)
    copy.graph.input.extend(proto.graph.input)
    return copy


def without_weights(proto: Any) -> Any:
    """The same graph with large weights emptied: shape inference copies all that it is given."""
    import onnx

    copy = bare(proto)
    graph = copy.graph
    graph.node.extend(proto.graph.node)
    for tensor in proto.graph.initializer:
        if tensor.ByteSize() < 2**12:
            graph.initializer.append(tensor)
        else:
            graph.input.append(
                onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, tensor.dims)
            )
    return copy


def _replace_nodes(proto: Any, nodes: list[Any]) -> None:
    kept = [type(node).FromString(node.SerializeToString()) for node in nodes]
    del proto.graph.node[:]
    proto.graph.node.extend(kept)
