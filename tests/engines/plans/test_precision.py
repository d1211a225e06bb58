"""Half precision and eight bits in the graph, and the islands that stay in single precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.errors import PlanRefused
from engines.nets.sides import Sides
from engines.plans import exporting, graphs, judging, writing
from engines.plans.calibration import overflowing, trials
from engines.plans.converting import Conversion, converted, described
from engines.plans.exporting import Task, exported, references
from engines.plans.gates import GATES
from engines.plans.graphs import Graph
from engines.plans.precision import lowerable, lowered, rounded
from engines.plans.quantizing import layers, quantized
from engines.plans.rounding import raised
from engines.plans.targets import target_of

onnx = pytest.importorskip("onnx")


def steps_of(*nodes: tuple[str, list[str], str], **weights: Any) -> Any:
    """A graph x -> y over 8 numbers."""
    from onnx import helper, numpy_helper

    made = [helper.make_node(kind, given, [to], name=to) for kind, given, to in nodes]
    kept = [numpy_helper.from_array(np.array(v, np.float32), k) for k, v in weights.items()]
    ends = [helper.make_tensor_value_info(name, 1, [1, 8]) for name in ("x", "y")]
    graph = helper.make_graph(made, "steps", ends[:1], ends[1:], kept)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


@pytest.fixture(scope="module")
def large() -> Any:
    """Squares beyond 65504 on the way to a root that half precision can hold."""
    return steps_of(
        ("Mul", ["x", "gain"], "wide"),
        ("Mul", ["wide", "wide"], "square"),
        ("Add", ["square", "one"], "more"),
        ("Sqrt", ["more"], "root"),
        ("Mul", ["root", "tenth"], "y"),
        gain=100.0,
        one=1.0,
        tenth=0.1,
    )


Making = Callable[[str], Graph]
Build = Callable[[Graph], int]
FEEDS = [{"x": np.linspace(0.5, 8, 8, dtype=np.float32)[None]}]


def test_rounding_is_what_numpy_rounds(large: Any) -> None:
    sums = steps_of(("Mul", ["x", "third"], "y"), third=1 / 3)
    (found,) = judging.answers(rounded(sums, "fp16"), FEEDS)
    halves = FEEDS[0]["x"].astype(np.float16) * np.float16(1 / 3)
    assert np.array_equal(found["y"], halves.astype(np.float32))
    (found,) = judging.answers(rounded(large, "fp16"), FEEDS)
    assert np.isinf(found["y"]).any()


def test_islands_are_found_where_half_precision_overflows(large: Any) -> None:
    islands, cost = judging.find_islands(large, "fp16", FEEDS)
    assert islands == ("square", "more", "root")
    assert cost.cosine > 0.9999
    assert judging.fault(
        judging.answers(rounded(large, "fp16", islands[1:]), FEEDS), judging.answers(large, FEEDS)
    )


@pytest.mark.parametrize("low", ["fp16", "bf16"])
def test_a_written_graph_is_judged_as_it_would_be_computed(low: str, large: Any) -> None:
    proto = large if low == "fp16" else at_opset(large, 22)
    for islands in ((), ("square", "more", "root")):
        (found,) = judging.answers(raised(lowered(proto, low, islands)), FEEDS)
        (wanted,) = judging.answers(rounded(proto, low, islands), FEEDS)
        assert np.array_equal(found["y"], wanted["y"])
        assert np.isfinite(found["y"]).all() == (low == "bf16" or bool(islands))


def at_opset(proto: Any, opset: int) -> Any:
    copy = onnx.ModelProto()
    copy.CopyFrom(proto)
    copy.opset_import[0].version = opset
    return copy


def test_islands_stay_in_single_precision_in_the_graph(large: Any, tmp_path: Path) -> None:
    made = lowered(large, "fp16", ("square", "more", "root"))
    writing.save(made, tmp_path / "steps.onnx")
    found = graphs.check(tmp_path / "steps.onnx").graph
    types = {value.name: value.type.tensor_type.elem_type for value in found.value_info}
    assert {types["square"], types["more"]} == {onnx.TensorProto.FLOAT}
    assert types["wide.low"] == onnx.TensorProto.FLOAT16
    assert [slot.dtype for slot in graphs.slots([*found.input, *found.output])] == ["float32"] * 2


def test_nodes_near_the_limit_are_known_from_the_trials(large: Any) -> None:
    assert overflowing(large, "fp16", FEEDS) == ("square", "more", "root")
    assert overflowing(large, "bf16", FEEDS) == ()


def test_bfloat16_holds_what_float16_cannot(large: Any) -> None:
    islands, cost = judging.find_islands(large, "bf16", FEEDS)
    assert islands == ()
    assert cost.cosine > 0.999


def test_a_flat_answer_is_a_fault() -> None:
    small = steps_of(
        ("Mul", ["x", "tiny"], "small"), ("Div", ["small", "least"], "y"), tiny=1e-9, least=1e-9
    )
    islands, _ = judging.find_islands(small, "fp16", FEEDS)
    assert islands
    wanted = judging.answers(small, FEEDS)
    flat = [{"y": np.full_like(wanted[0]["y"], 3)}]
    assert judging.fault(flat, wanted) == "y is flat"
    assert judging.fault(judging.answers(rounded(small, "fp16", islands), FEEDS), wanted) is None


def test_too_many_islands_are_refused(large: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MOST_ISLANDS", 1)
    with pytest.raises(PlanRefused, match="--precision bf16 or fp32"):
        judging.find_islands(large, "fp16", FEEDS)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    task = Task(18, (Sides(128, 128),), dynamic=False, into=tmp_path_factory.mktemp("house"))
    (graph,) = references("house", task)
    return graph


@pytest.fixture(scope="module")
def feeds(house: Graph) -> list[judging.Feed]:
    return trials([house], count=8)["house"]


@pytest.fixture(scope="module")
def made_in(house: Graph, feeds: Any, tmp_path_factory: pytest.TempPathFactory) -> Making:
    """The house in a precision, made once."""
    made: dict[str, Graph] = {}

    def make(precision: str) -> Graph:
        if precision not in made:
            how = Conversion(precision, tmp_path_factory.mktemp(precision))
            made[precision] = converted(house, feeds, how)
        return made[precision]

    return make


@pytest.mark.parametrize(
    ("precision", "least", "share"),
    [("fp16", 0.9999, 0.55), ("bf16", 0.995, 0.55), ("int8", 0.98, 0.35), ("fp8", 0.98, 0.35)],
)
def test_the_house_shrinks_and_says_what_it_costs(
    precision: str, least: float, share: float, house: Graph, made_in: Making
) -> None:
    made = made_in(precision)
    assert made.apart is not None
    assert made.apart.cosine > least
    assert made.path.stat().st_size < share * house.path.stat().st_size
    assert made.inputs == house.inputs
    assert made.outputs == house.outputs
    assert made.digest != house.digest


def test_first_last_and_timestep_layers_keep_their_digits(house: Graph) -> None:
    proto = onnx.load(str(house.path))
    chosen = [node.name for node in layers(proto)]
    convolutions = [node.name for node in proto.graph.node if node.op_type == "Conv"]
    assert len(chosen) > 20
    assert convolutions[0] not in chosen
    assert convolutions[-1] not in chosen
    time = {node.name for node in proto.graph.node if "time" in "".join(node.input)}
    assert time
    assert not time.intersection(chosen)


def test_weak_typing_takes_flags_instead_of_a_halved_graph(
    house: Graph, feeds: Any, tmp_path: Path
) -> None:
    eight = converted(house, feeds[:2], Conversion("int8", tmp_path / "eight", weak=True))
    assert eight.opset == house.opset
    assert eight.flags == ("FP16", "INT8")
    kinds = {node.op_type for node in onnx.load(str(eight.path)).graph.node}
    assert {"QuantizeLinear", "DequantizeLinear"} <= kinds


@pytest.mark.parametrize(("version", "flags"), [("10.3.0", ("FP16",)), ("10.16.2", ())])
def test_typing_follows_the_library(
    version: str, flags: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnxruntime")
    monkeypatch.setattr(exporting, "trials", partial(trials, count=1))
    (made,) = exported(
        "house", target_of("orin-nano"), precision="fp16", into=tmp_path, version=version
    )
    assert made.flags == flags
    assert (made.opset, made.precision) == (18, "fp16")


def test_an_island_that_no_graph_has_is_refused_with_those_near_it(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"precision": "fp16", "into": tmp_path, "islands": ("Conv_twelve",)}
    with pytest.raises(PlanRefused, match=r"No graph has a node 'Conv_twelve'.*near it are: \S+, "):
        exported("house", target_of("rtx"), **asked)


def test_the_same_export_has_the_same_hash(
    house: Graph, feeds: Any, made_in: Making, tmp_path: Path
) -> None:
    again = converted(house, feeds, Conversion("fp16", tmp_path))
    assert again.digest == made_in("fp16").digest


def test_single_precision_is_the_reference_itself(house: Graph, tmp_path: Path) -> None:
    made = converted(house, (), Conversion("fp32", tmp_path))
    assert made.digest == house.digest
    assert made.path.samefile(house.path)


def test_unknown_precisions_are_refused(house: Graph, tmp_path: Path) -> None:
    with pytest.raises(PlanRefused, match="Choose one of"):
        converted(house, (), Conversion("fp4", tmp_path))


def test_eight_bits_that_fail_a_gate_are_not_built(
    large: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    onnx.save(large, tmp_path / "large.onnx")
    graph = described(tmp_path / "large.onnx", "house", 18)
    made = converted(graph, FEEDS, Conversion("int8", tmp_path / "made"))
    assert (made.apart is not None, len(made.calibrated or "")) == (True, 64)
    monkeypatch.setitem(GATES, "int8", replace(GATES["int8"], cosine=1.1))
    with pytest.raises(PlanRefused, match=r"judged as a whole.*--precision fp16"):
        converted(graph, FEEDS, Conversion("int8", tmp_path / "made"))


@pytest.fixture(scope="module")
def build() -> Build:
    """Builds an engine with TensorRT-RTX, strongly typed, and gives its size."""
    library = pytest.importorskip("tensorrt_rtx")

    def built(graph: Graph) -> int:
        logger = library.Logger(library.Logger.ERROR)
        builder = library.Builder(logger)
        network = builder.create_network()
        parser = library.OnnxParser(network, logger)
        assert parser.parse_from_file(str(graph.path)), parser.get_error(0).desc()
        config = builder.create_builder_config()
        if graph.precision == "fp8":
            config.num_compute_capabilities = 1
            config.set_compute_capability(library.ComputeCapability.SM89, 0)
        return builder.build_serialized_network(network, config).nbytes

    return built


@pytest.mark.parametrize("precision", ["fp16", "bf16", "int8", "fp8"])
def test_what_we_write_builds(precision: str, made_in: Making, build: Build) -> None:
    assert build(made_in(precision)) > 2**20


def test_quantizing_reads_ranges_from_the_trials(house: Graph, feeds: Any) -> None:
    from onnx import numpy_helper

    proto = onnx.load(str(house.path))
    made = quantized(proto, "int8", feeds[:2])
    scales = [
        float(numpy_helper.to_array(tensor).max())
        for tensor in made.graph.initializer
        if tensor.name.endswith(".scale")
    ]
    assert len(scales) > 40
    assert all(0 < scale < 1 for scale in scales)


def test_every_node_of_the_house_can_be_lowered(house: Graph) -> None:
    proto = onnx.load(str(house.path))
    kinds = {node.name: node.op_type for node in proto.graph.node}
    single = {kinds[name] for name in kinds.keys() - set(lowerable(proto, "fp16"))}
    assert not single & {"Conv", "MatMul", "Gemm", "LayerNormalization", "InstanceNormalization"}


def test_described_graphs_name_their_file(house: Graph) -> None:
    assert described(house.path, "house", 18).digest == house.digest
