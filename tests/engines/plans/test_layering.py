"""Layers of a weakly typed network that keep single precision, found in what a real parser made."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tensorrt_rtx", reason="TensorRT-RTX is not installed: pip install '.[rtx]'")
pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[train]'")

import onnx
from onnx import helper, numpy_helper

from engines.plans import writing
from engines.plans.converting import Conversion, converted, described
from engines.plans.layering import _node_of, found, hold
from tests.engines.plans.test_precision import FEEDS, steps_of
from tests.engines.plans.tiny import graph_of

# The product of a vector and a matrix makes the parser put constants and reshapings before it.
NODES = [
    helper.make_node("LayerNormalization", ["seen", "scale"], ["even"], "/block/norm", axis=-1),
    helper.make_node("MatMul", ["even", "weights"], ["mixed"], "/block/mix"),
    helper.make_node("Add", ["mixed", "scale"], ["moved"], "/block/mix_1"),
    helper.make_node("ReduceMean", ["moved"], ["answer"], "/block/mean", keepdims=1),
]


def read(proto: Any) -> Iterator[Any]:
    """The network that a real parser makes of a graph, while its parser lives."""
    trt = import_module("tensorrt_rtx")
    logger = trt.Logger(trt.Logger.ERROR)
    builder = trt.Builder(logger)
    made = builder.create_network(0)
    parser = trt.OnnxParser(made, logger)
    assert parser.parse(proto.SerializeToString())
    yield made
    del made, parser, builder


@pytest.fixture(scope="module")
def network() -> Iterator[Any]:
    kept = [
        numpy_helper.from_array(np.ones(8, np.float32), "scale"),
        numpy_helper.from_array(np.ones((8, 8), np.float32), "weights"),
    ]
    seen = helper.make_tensor_value_info("seen", 1, [1, 4, 8])
    answer = helper.make_tensor_value_info("answer", 1, [1, 1, 1])
    proto = helper.make_model(
        helper.make_graph(NODES, "block", [seen], [answer], kept),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=10,
    )
    yield from read(proto)


def test_a_node_s_layers_are_found_and_no_other_s(network):
    held = found(network, ["/block/mix"])
    named = [layer.name for layer in held.layers if layer.metadata]
    assert named == ["/block/mix"]
    assert held.missing == ()


def test_what_the_parser_put_beside_a_node_is_held_with_it(network):
    held = found(network, ["/block/mix"])
    own = [layer.type.name for layer in held.layers if not layer.metadata]
    assert "CONSTANT" in own
    assert set(own) <= {"CONSTANT", "SHUFFLE"}


def test_a_node_without_a_layer_is_told(network):
    held = found(network, ["/block/norm", "/block/folded", "/block/mean"])
    assert held.missing == ("/block/folded",)
    assert [layer.name for layer in held.layers if layer.metadata] == ["/block/norm", "/block/mean"]


def test_islands_that_an_export_found_have_their_layers(tmp_path: Path) -> None:
    steps = steps_of(
        ("Mul", ["x", "gain"], "wide"),
        ("Mul", ["wide", "wide"], "square"),
        ("Add", ["square", "one"], "more"),
        ("Sqrt", ["more"], "root"),
        ("Mul", ["root", "tenth"], "y"),
        gain=100.0,
        one=1.0,
        tenth=0.1,
    )
    writing.save(steps, tmp_path / "steps.onnx")
    reference = described(tmp_path / "steps.onnx", "steps", 18)
    made = converted(reference, FEEDS, Conversion("fp16", tmp_path / "weak", weak=True))
    assert made.islands == ("square", "more", "root")
    assert "FP16" in made.flags
    for network in read(onnx.load(str(made.path))):
        held = found(network, made.islands)
        assert held.missing == ()
        assert [x.name for x in held.layers if x.metadata] == list(made.islands)


def test_quantized_layers_are_found_and_left_as_they_are(tmp_path: Path) -> None:
    for network in read(onnx.load(str(graph_of(tmp_path, precision="int8").path))):
        held = found(network, ["to_seen_back", "conv"])
        assert held.missing == ()
        both = [each for each in held.layers if each.type.name in ("DEQUANTIZE", "CONVOLUTION")]
        assert [each.name for each in both] == ["to_seen_back", "conv"]
        # the layers of this library cannot be asked: an attempt would fail
        hold(import_module("tensorrt_rtx"), both[:1])
        with pytest.raises(AttributeError, match="precision"):
            hold(import_module("tensorrt_rtx"), both[1:])


def test_steps_of_a_node_that_the_parser_left_unnamed_are_held_with_it() -> None:
    nodes = [
        helper.make_node("Relu", ["seen"], ["high"], "before"),
        helper.make_node("GlobalLpPool", ["high"], ["mean"], "pool", p=2),
        helper.make_node("Relu", ["mean"], ["answer"], "after"),
    ]
    ends = [("seen", [1, 4, 8, 8]), ("answer", [1, 4, 1, 1])]
    seen, answer = (helper.make_tensor_value_info(name, 1, shape) for name, shape in ends)
    proto = helper.make_model(
        helper.make_graph(nodes, "pooled", [seen], [answer]),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=9,
    )
    for network in read(proto):
        kinds = [layer.type.name for layer in found(network, ["pool"]).layers]
        assert kinds == ["CONSTANT", "CONSTANT", "ELEMENTWISE", "REDUCE", "ELEMENTWISE"]


@pytest.mark.parametrize(
    ("metadata", "name", "node"),
    [
        ("[ONNX Layer: /up/conv]", "/up/conv_7", "/up/conv"),
        ("[ONNX Layer: /up/conv | Local Function: up]", "/up/conv", "/up/conv"),
        ("", "/up/conv", "/up/conv"),
        ("", "ONNXTRT_Broadcast_3", ""),
        ("", "(Unnamed Layer* 5) [ElementWise]", ""),
    ],
)
def test_a_layer_says_its_node_in_each_parser_s_way(metadata: str, name: str, node: str) -> None:
    kind = SimpleNamespace(name="ELEMENTWISE")
    assert _node_of(SimpleNamespace(metadata=metadata, name=name, type=kind)) == node
