"""What is checked of a graph before anybody builds from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.errors import PlanRefused
from engines.nets.base import Slot
from engines.plans import graphs
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
    graphs.save(proto_of(), tmp_path / "made.onnx")
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
    graphs.save(proto_of(**made), tmp_path / "made.onnx")
    with pytest.raises(PlanRefused, match=told):
        graphs.check(tmp_path / "made.onnx")


def test_shapes_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    proto = proto_of()
    proto.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 63
    graphs.save(proto, tmp_path / "made.onnx")
    with pytest.raises(PlanRefused, match="not sound ONNX"):
        graphs.check(tmp_path / "made.onnx")


def test_weights_beside_a_graph_count_into_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "made.onnx"
    graphs.save(proto_of(), path)
    inside = graphs.digest(path)
    monkeypatch.setattr(graphs, "MOST_INSIDE", 0)
    graphs.save(proto_of(), path)
    (data,) = graphs.weight_files(path)
    outside = graphs.digest(path)
    content = bytearray(data.read_bytes())
    content[0] ^= 1
    data.write_bytes(content)
    assert data.name == "made.onnx.data"
    assert len({inside, outside, graphs.digest(path)}) == 3
    data.unlink()
    with pytest.raises(PlanRefused, match="lacks its weights"):
        graphs.check(path)


@pytest.mark.large
def test_more_weights_than_protobuf_can_count_are_saved_beside_the_graph(tmp_path: Path) -> None:
    from onnx import helper, numpy_helper

    values = np.zeros((750, 1_000_000), np.uint8)
    weights = [numpy_helper.from_array(values, f"weight_{number}") for number in range(3)]
    nodes = [helper.make_node("Identity", [each.name], [f"{each.name}_out"]) for each in weights]
    proto = helper.make_model(helper.make_graph(nodes, "large", [], [], weights))
    graphs.save(proto, tmp_path / "large.onnx")
    assert (tmp_path / "large.onnx.data").stat().st_size >= 3 * values.nbytes
    assert (tmp_path / "large.onnx").stat().st_size < 2**20


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
