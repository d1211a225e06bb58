"""Verification: sound nets pass, broken ones fail at the gate that catches them, and the layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="onnx is not installed (extra: train)")

from onnx.reference import ReferenceEvaluator  # noqa: E402

from engines.errors import PlanError  # noqa: E402
from engines.nets.base import Array, FileNet, Slot, open_net  # noqa: E402
from engines.nets.measuring import sample_of  # noqa: E402
from engines.painters.house import WEIGHTS  # noqa: E402
from engines.plans.blaming import blame  # noqa: E402
from engines.plans.gates import Row, judged, sizes_of  # noqa: E402
from engines.plans.verifying import Verdict, stirred, trials, verify  # noqa: E402

HOUSE = WEIGHTS / "house.onnx"
FLOAT, HALF = onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16


def small(path: Path, *, half: bool = False, large: float = 1.0) -> Path:
    """Scale up, square, take the root, scale down, mix: in half precision the square overflows."""
    kind, dtype = (HALF, np.float16) if half else (FLOAT, np.float32)
    value, node = onnx.helper.make_tensor_value_info, onnx.helper.make_node
    weights = np.random.default_rng(3).standard_normal((8, 8)).astype(dtype)
    given = {"up": np.asarray(large, dtype), "down": np.asarray(1 / large, dtype), "w": weights}
    nodes = [
        node("Mul", ["x", "up"], ["scaled"], "scale"),
        node("Mul", ["scaled", "scaled"], ["squared"], "square"),
        node("Sqrt", ["squared"], ["rooted"], "root"),
        node("Mul", ["rooted", "down"], ["small"], "shrink"),
        node("MatMul", ["small", "w"], ["y"], "mix"),
    ]
    shapes = [value("x", kind, (1, 8))], [value("y", kind, (1, 8))]
    weights = [onnx.numpy_helper.from_array(array, name) for name, array in given.items()]
    graph = onnx.helper.make_graph(nodes, "small", *shapes, weights)
    onnx.save(
        onnx.helper.make_model(
            graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=10
        ),
        path,
    )
    return path


@pytest.fixture
def graphs(tmp_path: Path) -> tuple[Path, Path]:
    """A graph, and the same in half precision, where its square overflows."""
    right = small(tmp_path / "right.onnx", large=512.0)
    return right, small(tmp_path / "half.onnx", half=True, large=512.0)


class Exact(FileNet):
    """ONNX's own reference in numpy: half precision is computed in half precision."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, None)

    def _open(self) -> tuple[Any, tuple[Slot, ...]]:
        opened = ReferenceEvaluator(str(self._path))
        kinds = [entry.type.tensor_type.elem_type for entry in opened.proto_.graph.input]
        named = zip(opened.input_names, kinds, strict=True)
        dtypes = {n: str(onnx.helper.tensor_dtype_to_np_dtype(kind)) for n, kind in named}
        return opened, tuple(Slot(str(name), dtype, (1, 8)) for name, dtype in dtypes.items())

    def _computed(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        with np.errstate(over="ignore", invalid="ignore"):
            found = self._opened.run(None, dict(arrays))
        return dict(zip(self._opened.output_names, found, strict=True))


def exactly(proto: Any, feed: Mapping[str, Array]) -> Mapping[str, Array]:
    """A probe in numpy, node by node."""
    halves = {name: array.astype(np.float16) for name, array in feed.items()}
    with np.errstate(over="ignore", invalid="ignore"):
        found = ReferenceEvaluator(proto).run(None, halves)
    names = [str(value.name) for value in proto.graph.output]
    answers: Any = found
    return dict(zip(names, answers, strict=True))


def test_the_house_network_on_openvino_holds() -> None:
    pytest.importorskip("openvino", reason="openvino is not installed (extra: openvino)")
    with open_net(HOUSE, runtime="openvino", threads=1) as net:
        verdict = verify(HOUSE, net, [sample_of(net.inputs)], precision="fp32")
    assert verdict.held
    figures = verdict.figures()
    assert figures["cosine"] > 0.99999
    assert (figures["trials"], figures["gate"]["mean"]) == (5, 0.001)


def test_a_sound_half_precision_graph_holds(tmp_path: Path) -> None:
    right, half = small(tmp_path / "right.onnx"), small(tmp_path / "half.onnx", half=True)
    with open_net(right) as known:
        feeds = trials(known.inputs)
    with Exact(half) as net:
        verdict = verify(right, net, feeds, precision="fp16")
    assert verdict.held
    assert verdict.repeats
    assert len(feeds) == 3


def test_an_overflowing_half_precision_graph_fails_and_the_layer_is_named(
    graphs: tuple[Path, Path],
) -> None:
    right, half = graphs
    with open_net(right) as known:
        feeds = trials(known.inputs)
    with Exact(half) as net:
        verdict = verify(right, net, feeds, precision="fp16")
    assert not verdict.held
    assert "NaN in" in verdict.faults[0]
    assert verdict.bad is not None
    failed = verdict.rows[0]
    found = blame(right, onnx.load(half), verdict.bad, failed, precision="fp16", probe=exactly)
    assert (found.node, found.tensor, found.kind) == ("square", "squared", "Mul")
    assert (found.after, found.rounds, found.exact) == ("scaled", 1, True)


def test_a_sound_graph_is_not_blamed(tmp_path: Path) -> None:
    right = small(tmp_path / "right.onnx")
    with open_net(right) as known:
        feed = trials(known.inputs)[0]
    row = Row(0, "y", 0.0, 1.0, 1.0, "cosine 0.5")
    with pytest.raises(PlanError, match="Nothing is wrong"):
        blame(right, onnx.load(right), feed, row, precision="fp32")


WANTED = np.linspace(-1, 1, 100, dtype=np.float32)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (np.where(WANTED > 0.9, np.nan, WANTED), "NaN in 5.0%"),
        (np.where(WANTED > 0.9, np.inf, WANTED), "infinity in"),
        (np.zeros_like(WANTED) + 0.5, "a flat answer"),
        (WANTED[::-1], "cosine -1.00000, at least 0.999"),
        (WANTED * 1.05, "mean difference 0.0500, at most 0.02"),
        (np.where(WANTED == 1, 0.8, WANTED), "largest difference 0.200, at most 0.1"),
        (WANTED * 1.001, ""),
    ],
)
def test_every_gate_catches_what_it_is_for(answer: Array, told: str) -> None:
    row = judged({"y": answer.astype(np.float32)}, {"y": WANTED}, "fp16")[0]
    assert row.fault.startswith(told)
    assert bool(row.fault) == bool(told)


def test_another_graphs_answers_are_refused() -> None:
    with pytest.raises(PlanError, match=r"gives only z where the graph gives y"):
        judged({"z": WANTED}, {"y": WANTED}, "fp16")


def test_trials_are_of_every_seed_at_every_timestep() -> None:
    slots = (Slot("sample", "float16", (1, 4, None)), Slot("timestep", "int64", (1,)))
    found = trials(slots, seeds=(1, 2), times=(999, 19))
    assert [feed["timestep"].item() for feed in found] == [999, 19, 999, 19]
    assert found[0]["sample"].dtype == np.float16
    assert not np.array_equal(found[0]["sample"], found[2]["sample"])


def test_few_numbers_that_happen_to_be_small_are_measured_by_what_they_usually_are() -> None:
    wanted = [{"y": np.array([-0.4, 0.4])}, {"y": np.array([9.0, -8.0])}]
    near = {"y": np.array([-0.1, 0.7])}
    assert judged(near, wanted[0], "int8", 0)[0].fault
    assert judged(near, wanted[0], "int8", 0, sizes_of(wanted))[0].mean < 0.1


class Faulty(Exact):
    """The small graph, but for what is done to its answers."""

    def __init__(self, path: Path, fault: Callable[[int, Array], Array]) -> None:
        super().__init__(path)
        self._fault, self._runs = fault, 0

    def _computed(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        self._runs += 1
        return {k: self._fault(self._runs, v) for k, v in super()._computed(arrays).items()}


def verdict_on(path: Path, fault: Callable[[int, Array], Array], precision: str) -> Verdict:
    random = np.random.default_rng(4)
    feeds = [{"x": random.standard_normal((1, 8), np.float32)} for _ in SEEDS]
    with Faulty(path, fault) as net:
        return verify(path, net, feeds, precision=precision)


SEEDS = (1, 2, 3)
ALWAYS = np.random.default_rng(9).standard_normal((1, 8)).astype(np.float32)


def late(runs: int, answer: Array) -> Array:
    """The second trial is not a number."""
    return np.full_like(answer, np.nan) if runs == 2 else answer


def restless(runs: int, answer: Array) -> Array:
    """The last run differs a little, within what eight bits may cost."""
    return np.multiply(answer, np.float32(1.05)) if runs == 6 else answer


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (lambda *_: ALWAYS, "cosine"),
        (lambda _, answer: np.zeros_like(answer), "flat"),
        (late, "trial 1, y: NaN"),
        (restless, "trial 0, y: another answer when run again (mean difference 0.05"),
    ],
    ids=["constant", "flat", "nan", "restless"],
)
@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_planted_faults_are_caught(
    fault: Callable[[int, Array], Array], told: str, precision: str, tmp_path: Path
) -> None:
    verdict = verdict_on(small(tmp_path / "small.onnx"), fault, precision)
    assert not verdict.held
    assert told in verdict.faults[0]
    assert verdict.repeats == (fault is not restless)
    assert verdict_on(tmp_path / "small.onnx", lambda _, answer: answer, precision).held


def sum_of(path: Path, first: str, second: str) -> Path:
    """A large page and a fifth of two inputs, of which one counts three times."""
    value, node = onnx.helper.make_tensor_value_info, onnx.helper.make_node
    nodes = [
        node("Mul", [first, "three"], ["more"], "more"),
        node("Add", ["more", second], ["both"], "both"),
        node("Mul", ["both", "fifth"], ["less"], "less"),
        node("Add", ["page", "less"], ["y"], "sum"),
    ]
    slots = [value(name, FLOAT, (1, 8)) for name in ("page", "a", "b")]
    given = {"three": np.asarray(3, np.float32), "fifth": np.asarray(0.2, np.float32)}
    weights = [onnx.numpy_helper.from_array(array, name) for name, array in given.items()]
    graph = onnx.helper.make_graph(nodes, "sum", slots, [value("y", FLOAT, (1, 8))], weights)
    opset = onnx.helper.make_opsetid("", 17)
    onnx.save(onnx.helper.make_model(graph, opset_imports=[opset], ir_version=10), path)
    return path


def test_inputs_that_were_taken_for_each_other_are_caught(tmp_path: Path) -> None:
    right = sum_of(tmp_path / "right.onnx", "a", "b")
    swapped = sum_of(tmp_path / "swapped.onnx", "b", "a")
    random = np.random.default_rng(6)
    page = np.linspace(20, 30, 8, dtype=np.float32)[None]
    feeds = []
    for _ in SEEDS:  # the two are always much alike
        one, other = random.standard_normal((2, 1, 8), np.float32) * [[[1.5]], [[0.3]]]
        feeds.append({"page": page, "a": one.astype("f4"), "b": (one + other).astype("f4")})
    with open_net(right) as net:
        assert verify(right, net, feeds, precision="fp16").held
    with open_net(swapped) as net:
        verdict = verify(right, net, feeds, precision="fp16")
    # near enough in every drawing; but not when one of them changes alone
    faulty = {row.trial for row in verdict.rows if row.fault}
    assert faulty
    assert min(faulty) >= len(feeds)


def test_every_input_is_changed_and_no_two_always_together() -> None:
    feeds = [{f"i{k}": np.full(2, k + trial) for k in range(16)} for trial in (0, 1)]
    changed = [
        {name for name in feed if not np.array_equal(feed[name], feeds[0][name])}
        for _, feed in stirred(feeds)
    ]
    marks = {name: tuple(name in group for group in changed) for name in feeds[0]}
    assert len(set(marks.values())) == 16
    assert all(any(mark) for mark in marks.values())
    assert len(changed) == 9
