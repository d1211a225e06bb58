"""Small real graphs, and a watch that remembers: what the builder's tests stand on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engines.plans import graphs
from engines.plans.graphs import Graph, Profile
from engines.plans.offers import Offers
from engines.plans.recipes import Recipe, recipe_for
from engines.plans.targets import preset_of, target_of

KINDS = {"fp32": TensorProto.FLOAT, "fp16": TensorProto.FLOAT16}
QUANTIZED = {"int8": TensorProto.INT8, "fp8": TensorProto.FLOAT8E4M3FN}
OPSET = 19  # the first that quantizes to FP8


def graph_of(
    folder: Path,
    *,
    name: str = "tiny",
    precision: str = "fp32",
    sides: tuple[int | str, ...] = (1, 3, 32, 32),
    profiles: tuple[tuple[Profile, ...], ...] = (),
    odd: tuple[str, ...] = (),
) -> Graph:
    """A convolution of that precision; each name in `odd` is an operation that nobody knows."""
    kind = KINDS.get(precision, TensorProto.FLOAT16)
    random = np.random.default_rng(7).normal(size=(8, 3, 3, 3)) * 0.1
    weights = random.astype(helper.tensor_dtype_to_np_dtype(kind))
    given = [numpy_helper.from_array(weights, "weights")]
    nodes, ends = _quantized(precision, kind)
    given += ends
    source = ("seen", "weights") if not nodes else ("seen_back", "weights_back")
    nodes.append(helper.make_node("Conv", source, ["curved"], "conv", pads=[1, 1, 1, 1]))
    chain = ["curved", *odd, "answer"]
    for before, after in pairwise(chain):
        kind_of_node = "Relu" if after == "answer" else "Frobnicate"
        nodes.append(helper.make_node(kind_of_node, [before], [after], f"node_{after}"))
    proto = helper.make_model(
        helper.make_graph(
            nodes,
            name,
            [helper.make_tensor_value_info("seen", kind, sides)],
            [helper.make_tensor_value_info("answer", kind, [sides[0], 8, *sides[2:]])],
            given,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=10,
    )
    path = folder / f"{name}.onnx"
    onnx.save(proto, path)
    return Graph(
        name=name,
        path=path,
        inputs=graphs.slots(proto.graph.input),
        outputs=graphs.slots(proto.graph.output),
        profiles=profiles,
        opset=OPSET,
        precision=precision,
        islands=(),
        digest=graphs.digest(path),
    )


def _quantized(precision: str, kind: int) -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    if precision not in QUANTIZED:
        return [], []
    zero = helper.make_tensor("zero", QUANTIZED[precision], [], [0])
    step = helper.make_tensor("step", kind, [], [0.05])
    nodes = []
    for name in ("seen", "weights"):
        narrow, back = f"{name}_narrow", f"{name}_back"
        nodes += [
            helper.make_node("QuantizeLinear", [name, "step", "zero"], [narrow], f"to_{narrow}"),
            helper.make_node("DequantizeLinear", [narrow, "step", "zero"], [back], f"to_{back}"),
        ]
    return nodes, [step, zero]


def recipe(offers: Offers, precision: str = "fp32", computes: tuple[str, ...] = ()) -> Recipe:
    """The recipe of a quick build for TensorRT-RTX."""
    return recipe_for(precision, target_of("rtx"), preset_of("quick"), offers, computes=computes)


class Kept:
    """A watch that remembers everything, and runs something at a fraction of the way."""

    def __init__(self, then: Callable[[], None] | None = None, *, at: float = 0.0) -> None:
        self.graphs: set[str] = set()
        self.fractions: list[float] = []
        self.phases: list[str] = []
        self.warnings: list[str] = []
        self._then, self._at = then, at

    def progress(self, graph: str, fraction: float, phase: str, *, rss_mb: float | None) -> None:
        assert rss_mb is None or rss_mb > 0
        self.graphs.add(graph)
        self.fractions.append(fraction)
        self.phases.append(phase)
        if self._then is not None and fraction >= self._at:
            self._then()

    def warned(self, graph: str, text: str) -> None:
        self.graphs.add(graph)
        self.warnings.append(text)
