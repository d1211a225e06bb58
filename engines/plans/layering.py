"""Inside the building process: what single layers are told, and where each of them will run.

Imports no library by itself: the module that builds is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# Types that a layer can be asked to compute in; it would be an error to ask it of whole numbers.
FLOATS = ("FLOAT", "HALF", "BF16")
QUANTIZED = ("QUANTIZE", "DEQUANTIZE")
# Layers that have results and no precision of their own.
# Source: sampleINT8API.cpp, setLayerPrecision, github.com/NVIDIA/TensorRT, release 8.6
UNCOMPUTED = ("CONSTANT", "CONCATENATION", "SHAPE")
# How the parser names a layer that it adds for itself, if it names it at all.
# Source: registerLayer and processMetadata of 8.6-GA and 10.1-GA, github.com/onnx/onnx-tensorrt
OWN = ("ONNXTRT_", "(Unnamed Layer")
_MARK = "[ONNX Layer: "


@dataclass(frozen=True, slots=True)
class Held:
    """What was found for a graph's islands.

    Attributes:
        layers: the layers to be held in single precision, in order.
        missing: islands that no layer belongs to.
    """

    layers: tuple[Any, ...]
    missing: tuple[str, ...]


def found(network: Any, islands: Sequence[str]) -> Held:
    """The layers of a graph's nodes, and those that the parser added for itself around them.

    A parser writes the node's name into a layer's metadata. What it adds for itself says no node: a
    constant, a reshaping, a step of a computation. Such layers are held where they lie next to a
    held layer, as nodes are read one after the other, and where a held layer reads them: else the
    value would be rounded on its way. One too many does no harm.

    Args:
        network: as the parser filled it, weakly typed.
        islands: names of nodes.
    """
    every = [network.get_layer(index) for index in range(network.num_layers)]
    nodes = [_node_of(layer) for layer in every]
    wanted = set(islands)
    held = {place for place, node in enumerate(nodes) if node in wanted}
    held |= _beside(nodes, wanted)
    reads: set[str] = set()
    for place in reversed(range(len(every))):
        if not nodes[place] and reads.intersection(_names(every[place], "output")):
            held.add(place)
        if place in held:
            reads.update(_names(every[place], "input"))
    missing = tuple(name for name in islands if name not in nodes)
    return Held(tuple(every[place] for place in sorted(held)), missing)


def hold(trt: Any, layers: Sequence[Any]) -> None:
    """Asks that layers compute and give single precision; whole numbers and shapes stay.

    So do Q/DQ layers, whose types are their definition.
    """
    for layer in (each for each in layers if each.type.name not in QUANTIZED):
        given = [(place, layer.get_output(place)) for place in range(layer.num_outputs)]
        floats = [place for place, each in given if each is not None and _floats(each)]
        if floats and layer.type.name not in UNCOMPUTED:
            layer.precision = trt.DataType.FLOAT
        for place in floats:
            layer.set_output_type(place, trt.DataType.FLOAT)


def devices(network: Any, config: Any) -> dict[str, str]:
    """Where each layer can run: its name -> "dla" or "gpu"; the library decides in the end."""
    every = (network.get_layer(index) for index in range(network.num_layers))
    return {layer.name: "dla" if config.can_run_on_DLA(layer) else "gpu" for layer in every}


def _node_of(layer: Any) -> str:
    """The node that a layer was made of; empty where the parser added it for itself."""
    told = layer.metadata
    if told:  # after the name there may be more, behind a bar
        return told.removeprefix(_MARK).partition(" | ")[0].removesuffix("]")
    return "" if layer.type.name == "CONSTANT" or layer.name.startswith(OWN) else layer.name


def _beside(nodes: Sequence[str], wanted: set[str]) -> set[int]:
    """Places of layers without a node, between a wanted node's layers or next to them."""
    places = range(len(nodes))
    both = (_after(nodes, wanted, places), _after(nodes, wanted, reversed(places)))
    return {place for each in both for place in each}


def _after(nodes: Sequence[str], wanted: set[str], order: Iterable[int]) -> Iterator[int]:
    near = False
    for place in order:
        if nodes[place]:
            near = nodes[place] in wanted
        elif near:
            yield place


def _names(layer: Any, side: str) -> list[str]:
    count = layer.num_inputs if side == "input" else layer.num_outputs
    each = layer.get_input if side == "input" else layer.get_output
    return [tensor.name for place in range(count) if (tensor := each(place)) is not None]


def _floats(tensor: Any) -> bool:
    return tensor.dtype.name in FLOATS and not tensor.is_shape_tensor
