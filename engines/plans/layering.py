"""Inside the building process: what single layers are told, and where each of them will run.

Imports no library by itself: the module that builds is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engines.plans.parsing import IDLE

# Types that a layer can be asked to compute in; it would be an error to ask it of whole numbers.
FLOATS = ("FLOAT", "HALF", "BF16")
QUANTIZED = ("QUANTIZE", "DEQUANTIZE")
# What the parser of TensorRT-RTX 1.7.1 put before nodes of the house and of latent networks.
MOVES = IDLE | {"UNSQUEEZE", "SQUEEZE"}


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
    """The layers of a graph's nodes, and those that the parser put before them for broadcasting.

    A parser writes the node's name into a layer's metadata, so that a node of several layers is
    found whole. What it adds for itself, a constant or a reshaping, says no node: it is held where
    a held layer reads it, or the value would be rounded on its way.

    Args:
        network: as the parser filled it, weakly typed.
        islands: names of nodes.
    """
    wanted = {f"[ONNX Layer: {name}]": name for name in islands}
    every = [network.get_layer(index) for index in range(network.num_layers)]
    named = [_node_of(layer, wanted) for layer in every]
    reads: set[str] = set()
    chosen = []
    for layer, node in zip(reversed(every), reversed(named), strict=True):
        if node is not None or (_helps(layer) and reads.intersection(_names(layer, "output"))):
            reads.update(_names(layer, "input"))
            chosen.append(layer)
    there = {node for node in named if node is not None}
    missing = tuple(name for name in islands if name not in there)
    return Held(tuple(reversed(chosen)), missing)


def hold(trt: Any, layers: Sequence[Any]) -> None:
    """Asks that layers compute and give single precision; whole numbers and shapes stay.

    So do Q/DQ layers, whose types are their definition.
    """
    for layer in (each for each in layers if each.type.name not in QUANTIZED):
        given = [(place, layer.get_output(place)) for place in range(layer.num_outputs)]
        floats = [place for place, each in given if each is not None and _floats(each)]
        if floats:
            layer.precision = trt.DataType.FLOAT
        for place in floats:
            layer.set_output_type(place, trt.DataType.FLOAT)


def devices(network: Any, config: Any) -> dict[str, str]:
    """Where each layer can run: its name -> "dla" or "gpu"; the library decides in the end."""
    every = (network.get_layer(index) for index in range(network.num_layers))
    return {layer.name: "dla" if config.can_run_on_DLA(layer) else "gpu" for layer in every}


def _node_of(layer: Any, wanted: dict[str, str]) -> str | None:
    told = layer.metadata or f"[ONNX Layer: {layer.name}]"
    return next((name for mark, name in wanted.items() if mark in told), None)


def _helps(layer: Any) -> bool:
    """Whether the parser made it for itself, to hold or to move values."""
    return not layer.metadata and layer.type.name in MOVES


def _names(layer: Any, side: str) -> list[str]:
    count = layer.num_inputs if side == "input" else layer.num_outputs
    each = layer.get_input if side == "input" else layer.get_output
    return [tensor.name for place in range(count) if (tensor := each(place)) is not None]


def _floats(tensor: Any) -> bool:
    return tensor.dtype.name in FLOATS and not tensor.is_shape_tensor
