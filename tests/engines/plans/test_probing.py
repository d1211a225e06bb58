"""Engines with inner tensors as outputs: really built by TensorRT-RTX, and found to go wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tensorrt_rtx", reason="TensorRT-RTX is not installed: pip install '.[rtx]'")
pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[train]'")

import onnx

from engines.nets import plan
from engines.nets.base import Slot
from engines.plans import accusing, rounding
from engines.plans.converting import described
from engines.plans.gates import Row
from engines.plans.graphs import Graph
from engines.plans.precision import lowered
from engines.plans.probing import Engines
from engines.plans.verifying import Verdict
from tests.engines.plans.ingredients import ingredients
from tests.engines.plans.tiny import graph_of
from tests.engines.test_plan import MANIFEST

FEED = {"seen": np.random.default_rng(3).standard_normal((1, 3, 32, 32), np.float32)}
LIKE = ingredients(graph="tiny", opset=19, library_version="1.7.1", preset="quick")


@pytest.fixture
def graphs(tmp_path: Path) -> tuple[Graph, Graph]:
    """A convolution in single and in half precision."""
    right = graph_of(tmp_path, name="right")
    onnx.save(lowered(onnx.load(right.path), "fp16"), tmp_path / "half.onnx")
    return right, described(tmp_path / "half.onnx", "half", 19, "fp16")


def opens(half: Graph, change: Callable[[Any], None]) -> Any:
    """Opens what a probe's engine was built from, as if the library had changed it."""

    def opened(path: Path, *, keys: Path, verified: bool) -> rounding.Rounded:
        manifest = plan.read(path, keys=keys)
        assert (manifest.outcome.engine_bytes > 1_000, verified) == (True, False)
        source = path.with_suffix(".onnx")
        proto = onnx.load(source)
        change(proto)
        onnx.save(proto, source)
        given = tuple(Slot(value.name, "float32", ()) for value in proto.graph.output)
        return rounding.Rounded(replace(half, path=source, outputs=given))

    return opened


def spoil(proto: Any) -> None:
    """The convolution's weights become infinite."""
    for tensor in proto.graph.initializer:
        array = onnx.numpy_helper.to_array(tensor)
        tensor.CopyFrom(onnx.numpy_helper.from_array(np.full_like(array, np.inf), tensor.name))


def test_where_the_graph_rounds_soundly_engines_are_looked_into(
    graphs: tuple[Graph, Graph], tmp_path: Path
) -> None:
    right, half = graphs
    manifest = replace(MANIFEST, ingredients=LIKE)
    command = "python build_trt.py build --precision fp16"
    suspect = accusing.Suspect(half, right.path, command, manifest, opens(half, spoil), tmp_path)
    verdict = Verdict("fp16", (Row(0, "answer", 0, 1, 1, "NaN in all of it"),), True, bad=FEED)
    found = accusing.accuse(suspect, verdict, lambda _: None)
    assert found.blame is not None
    assert (found.blame.node, found.blame.where) == ("conv", "engine")
    assert found.told.endswith("found in engines built with inner tensors as outputs")
    assert found.remedy == f"{command} --island conv"


def test_a_probe_that_takes_too_long_is_stopped(
    graphs: tuple[Graph, Graph], tmp_path: Path
) -> None:
    probe = Engines(LIKE, opens(graphs[1], spoil), tmp_path, until=time.monotonic() - 1)
    assert probe(onnx.load(graphs[1].path), FEED) is None
