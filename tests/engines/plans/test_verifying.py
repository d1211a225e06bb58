"""Verification: sound nets pass, broken ones fail at the gate that catches them, and the layer."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="onnx is not installed (extra: train)")

from onnx.reference import ReferenceEvaluator  # noqa: E402

from engines.errors import PlanError  # noqa: E402
from engines.nets import plan  # noqa: E402
from engines.nets.base import Array, FileNet, Net, Slot, open_net  # noqa: E402
from engines.nets.measuring import sample_of  # noqa: E402
from engines.painters.house import WEIGHTS  # noqa: E402
from engines.plans.blaming import blame  # noqa: E402
from engines.plans.verifying import (  # noqa: E402
    VerificationError,
    judged,
    trials,
    verify,
    verify_plan,
)
from tests.engines.test_plan import ENGINE, MANIFEST  # noqa: E402

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


def opener(path: Path) -> AbstractContextManager[Net]:
    return Exact(path)


def test_the_house_network_on_openvino_holds() -> None:
    pytest.importorskip("openvino", reason="openvino is not installed (extra: openvino)")
    with open_net(HOUSE, runtime="openvino", threads=1) as net:
        verdict = verify(HOUSE, net, [sample_of(net.inputs)], precision="fp32")
    assert verdict.held
    figures = verdict.figures()
    assert figures["cosine"] > 0.99999
    assert (figures["trials"], figures["gate"]["mean"]) == (1, 0.001)


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
    found = blame(right, half, feeds[0], opened=opener, precision="fp16")
    assert (found.node, found.tensor, found.kind) == ("square", "squared", "Mul")
    assert found.runs <= 4


def test_a_sound_graph_is_not_blamed(tmp_path: Path) -> None:
    right = small(tmp_path / "right.onnx")
    with open_net(right) as known:
        feed = trials(known.inputs)[0]
    with pytest.raises(PlanError, match="Nothing is wrong"):
        blame(right, right, feed, opened=opener, precision="fp32")


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


@pytest.mark.parametrize("sound", [True, False])
def test_only_what_held_is_said_to_be_verified(
    sound: bool, graphs: tuple[Path, Path], tmp_path: Path
) -> None:
    right, half = graphs
    engine = tmp_path / "unet.engine"
    engine.write_bytes(ENGINE)
    plan.write(engine, MANIFEST, keys=tmp_path)
    asked: dict[str, Any] = {"reference": right, "keys": tmp_path, "blame": lambda _: "the square"}
    with Exact(right if sound else half) as net:
        feeds = trials(net.inputs)
        feeds = [{"x": feed["x"].astype(np.float32)} for feed in feeds]
        if sound:
            assert verify_plan(engine, net, feeds=feeds, **asked).held
        else:
            with pytest.raises(VerificationError, match=r"NaN.*starts at the square.*bf16"):
                verify_plan(engine, net, feeds=feeds, **asked)
    kept = plan.read(engine, keys=tmp_path).verified
    assert (kept is not None) == sound
