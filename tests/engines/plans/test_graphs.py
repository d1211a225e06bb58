"""What is checked of a graph before anybody builds from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.errors import PlanRefused
from engines.nets.base import Slot
from engines.plans import graphs, writing
from engines.plans.graphs import Profile

onnx = pytest.importorskip("onnx")


def proto_of(*, weights: int = 1, names: tuple[str, ...] = ("multiply", "add")) -> Any:
    """The input times weights, plus the same weights under as many names."""
    from onnx import helper, numpy_helper

    array = np.linspace(-1, 1, 32 * 64, dtype=np.float32).reshape(32, 64)
    kept = [numpy_helper.from_array(array, f"w{k}") for k in range(weights)]
    nodes = [
        helper.make_node("Mul", ["x", "w0"], ["half"], name=names[0]),
        helper.make_node("Add", ["half", f"w{weights - 1}"], ["y"], name=names[1]),
    ]
    ends = [helper.make_tensor_value_info(name, 1, [32, 64]) for name in ("x", "y")]
    graph = helper.make_graph(nodes, "made", ends[:1], ends[1:], kept)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def test_a_sound_graph_passes_and_tells_its_shapes(tmp_path: Path) -> None:
    writing.save(proto_of(), tmp_path / "made.onnx")
    found = graphs.check(tmp_path / "made.onnx")
    assert graphs.slots(found.graph.input) == (Slot("x", "float32", (32, 64)),)
    assert [value.name for value in found.graph.value_info] == ["half"]


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"weights": 2}, "'w0' and 'w1' are the same"),
        ({"names": ("multiply", "")}, "a Add node has no name"),
        ({"names": ("same", "same")}, "the name 'same' is there twice"),
    ],
)
def test_faults_are_named(made: dict[str, Any], told: str, tmp_path: Path) -> None:
    writing.save(proto_of(**made), tmp_path / "made.onnx")
    with pytest.raises(PlanRefused, match=told):
        graphs.check(tmp_path / "made.onnx")


def test_shapes_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    proto = proto_of()
    proto.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 63
    writing.save(proto, tmp_path / "made.onnx")
    with pytest.raises(PlanRefused, match="not sound ONNX"):
        graphs.check(tmp_path / "made.onnx")


@pytest.mark.parametrize(
    ("shapes", "told"),
    [
        (((1, 8), (1, 4), (1, 16)), "8, 4, 16 on side 1"),
        (((1, 8), (1, 8), (1, 4)), "8, 8, 4 on side 1"),
        (((0, 8), (1, 8), (1, 8)), "0, 1, 1 on side 0"),
        (((1, 8), (8,), (1, 8)), "different lengths"),
    ],
)
def test_profiles_rise_from_least_to_most(shapes: Any, told: str) -> None:
    with pytest.raises(PlanRefused, match=told):
        Profile("latent", *shapes)


@pytest.mark.parametrize(
    ("profiles", "told"),
    [
        ((), "there is no profile"),
        (((Profile("sketch", (1,), (1,), (1,)),),), "do not belong together"),
        (((Profile("latent", (2, 8), (2, 8), (2, 8)),),), r"has \(2, 8\)"),
    ],
)
def test_profiles_fit_the_inputs(profiles: Any, told: str) -> None:
    with pytest.raises(PlanRefused, match=told):
        graphs.check_profiles((Slot("latent", "float32", (1, None)),), profiles)
