"""Inside the building process: an ONNX file becomes a network, or a report of what will not.

Imports no library by itself: the module that builds is handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

# TensorRT's names of types -> ours.
TYPES = {"FLOAT": "fp32", "HALF": "fp16", "BF16": "bf16", "INT8": "int8", "FP8": "fp8"}
# Layers that hold or move values and compute nothing; they would drown the others in a report.
IDLE = {"CONSTANT", "SHUFFLE", "IDENTITY", "SHAPE", "CAST"}


class UnfitGraphError(Exception):
    """A graph that the parser will not read; `nodes` has one row a node that fails."""

    def __init__(self, reason: str, nodes: Sequence[dict[str, Any]] = ()) -> None:
        """The reason in the parser's words, and the nodes."""
        super().__init__(reason)
        self.nodes = tuple(nodes)


def parsed(trt: Any, builder: Any, logger: Any, onnx: Path, flags: Sequence[str]) -> Any:
    """The network of an ONNX file, with its weights where they lie beside it.

    A network that failed is never used on: the parser leaves it half filled.

    Args:
        trt: the library's module.
        builder: its builder.
        logger: its logger.
        onnx: the file.
        flags: names of `NetworkDefinitionCreationFlag`.

    Raises:
        UnfitGraphError: a node cannot be read; every such node is named.
    """
    network = _network(trt, builder, flags)
    parser = trt.OnnxParser(network, logger)
    if parser.parse_from_file(str(onnx)):
        return network
    nodes = list(_failures(parser)) or list(_unsupported(trt, builder, logger, onnx, flags))
    reason = nodes[0]["why"] if nodes else "the parser gave no reason"
    raise UnfitGraphError(reason, nodes)


def _network(trt: Any, builder: Any, flags: Sequence[str]) -> Any:
    kinds = trt.NetworkDefinitionCreationFlag.__members__
    bits = sum(1 << int(kinds[name]) for name in flags)
    return builder.create_network(bits)


def _unsupported(
    trt: Any, builder: Any, logger: Any, onnx: Path, flags: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """What a parser that stopped at the first fault says of the rest, on a network of its own."""
    parser = trt.OnnxParser(_network(trt, builder, flags), logger)
    if hasattr(parser, "supports_model_v2"):
        parser.supports_model_v2(onnx.read_bytes(), str(onnx))
        yield from _failures(parser)


def _failures(parser: Any) -> Iterator[dict[str, Any]]:
    for index in range(parser.num_errors):
        error = parser.get_error(index)
        yield {
            "node": error.node(),
            "name": _told(error, "node_name"),
            "operator": _told(error, "node_operator"),
            "why": error.desc(),
        }


def _told(error: Any, name: str) -> str:
    """What newer parsers say of a node; older ones have only its number."""
    found = getattr(error, name, None)
    return found() if found is not None else ""


def unbound(network: Any, profiles: Sequence[Sequence[dict[str, Any]]]) -> list[str]:
    """The inputs with a free side that a profile does not bind."""
    inputs = [network.get_input(index) for index in range(network.num_inputs)]
    free = [slot.name for slot in inputs if any(side < 0 for side in tuple(slot.shape))]
    bound = [{row["input"] for row in profile} for profile in profiles] or [set()]
    return [name for name in free if not all(name in names for names in bound)]


def layers(network: Any) -> list[dict[str, Any]]:
    """One row a layer that computes: its name, kind, precision and the shape it gives.

    A layer behind a dequantized input counts with the quantized type, as the builder will fuse it.
    """
    quantized: dict[str, str] = {}
    rows: list[dict[str, Any]] = []
    for index in range(network.num_layers):
        layer = network.get_layer(index)
        given = layer.get_output(0) if layer.num_outputs else None
        if given is None:
            continue
        inputs = [layer.get_input(place) for place in range(layer.num_inputs)]
        kind = layer.type.name
        if kind == "DEQUANTIZE" and inputs[0] is not None:
            quantized[given.name] = _type_of(inputs[0])
        if kind in IDLE:
            continue
        told = [quantized[each.name] for each in inputs if each and each.name in quantized]
        precision = told[0] if told and kind != "QUANTIZE" else _type_of(given)
        shape = [int(side) for side in _shape_of(given)]
        row = {"name": layer.name, "kind": kind.lower(), "precision": precision, "shape": shape}
        rows.append(row)
    return rows


def histogram(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """How many layers compute in which precision, the most frequent first."""
    return dict(Counter(row["precision"] for row in rows).most_common())


def _type_of(tensor: Any) -> str:
    name = str(tensor.dtype.name)
    return TYPES.get(name, name.lower())


def _shape_of(tensor: Any) -> Sequence[int]:
    try:
        return tuple(tensor.shape)
    except ValueError:  # a shape that is not known before the engine runs
        return ()
