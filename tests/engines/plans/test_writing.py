"""Graphs in files: weights inside or beside, and a graph in memory that stays as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")

from engines.errors import PlanRefused
from engines.plans import graphs, judging, writing
from engines.plans.calibration import overflowing
from engines.plans.converting import Conversion, converted, described
from engines.plans.precision import lowered, rounded
from tests.engines.plans.test_graphs import proto_of


@pytest.mark.parametrize("beside", [False, True])
def test_a_graph_is_what_it_was_after_it_was_written(beside: bool, tmp_path: Path) -> None:
    import onnx

    proto = proto_of()
    before = proto.SerializeToString()
    for _ in range(2):
        writing.save(proto, tmp_path / "made.onnx", beside=beside)
    assert proto.SerializeToString() == before
    assert (tmp_path / "made.onnx.data").is_file() is beside
    assert {each.suffix for each in tmp_path.iterdir()} <= {".onnx", ".data"}
    again = onnx.load(str(tmp_path / "made.onnx"))
    assert again.graph.initializer[0].raw_data == proto.graph.initializer[0].raw_data


def test_a_graph_beyond_the_size_of_a_message_is_judged_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_INSIDE", 0)
    feeds = [{"x": np.full((32, 64), scale, np.float32)} for scale in (0.5, 1.5)]
    proto = proto_of()
    islands, cost = judging.find_islands(proto, "fp16", feeds)
    assert not islands
    assert 0 < cost.mean < 1e-2
    writing.save(rounded(proto, "fp16"), tmp_path / "made.onnx")
    graphs.check(tmp_path / "made.onnx")


def test_a_graph_in_single_precision_is_sound_with_its_weights_beside_it(tmp_path: Path) -> None:
    writing.save(proto_of(), tmp_path / "made.onnx", beside=True)
    reference = described(tmp_path / "made.onnx", "made", 18)
    again = converted(reference, [], Conversion("fp32", tmp_path / "there"))
    for graph in (reference, again):
        graphs.check(graph.path)
    assert again.digest == reference.digest


def test_weights_beside_a_graph_count_into_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "made.onnx"
    writing.save(proto_of(), path)
    inside = graphs.digest(path)
    monkeypatch.setattr(writing, "MOST_INSIDE", 0)
    writing.save(proto_of(), path)
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
    writing.save(proto, tmp_path / "large.onnx")
    assert (tmp_path / "large.onnx.data").stat().st_size >= 3 * values.nbytes
    assert (tmp_path / "large.onnx").stat().st_size < 2**20


@pytest.mark.large
def test_more_weights_than_a_message_holds_are_halved_and_judged(tmp_path: Path) -> None:
    from onnx import helper, numpy_helper

    wide = 3_000_000
    rows = np.linspace(-1, 1, 64 * wide, dtype=np.float32).reshape(64, wide)
    weights = [numpy_helper.from_array(rows, f"w{number}") for number in range(3)]
    assert sum(len(each.raw_data) for each in weights) > 2**31
    names = ("a", "b", "c")
    nodes = [
        helper.make_node("MatMul", ["x", each.name], [name], f"multiply_{name}")
        for each, name in zip(weights, names, strict=True)
    ]
    nodes.append(helper.make_node("Sum", names, ["y"], "sum"))
    ends = [helper.make_tensor_value_info(name, 1, [1, n]) for name, n in (("x", 64), ("y", wide))]
    graph = helper.make_graph(nodes, "wide", ends[:1], ends[1:], weights)
    opset = [helper.make_opsetid("", 18)]
    proto = helper.make_model(graph, opset_imports=opset, ir_version=9)
    del graph, weights
    feeds = [{"x": np.full((1, 64), 0.25, np.float32)}]
    assert overflowing(proto, "fp16", feeds) == ()
    islands, cost = judging.find_islands(proto, "fp16", feeds)
    assert not islands
    assert cost.cosine > 0.999
    writing.save(lowered(proto, "fp16"), tmp_path / "halved.onnx")
    assert (tmp_path / "halved.onnx").stat().st_size > 3 * rows.nbytes // 2
