"""Verifying what stands: sound plans are signed, an overflow is found, told and mended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="onnx is not installed (extra: train)")

from engines.errors import PlanRefused  # noqa: E402
from engines.nets import cuda, plan  # noqa: E402
from engines.nets.base import FileNet  # noqa: E402
from engines.nets.place import Place, here  # noqa: E402
from engines.nets.sides import Sides  # noqa: E402
from engines.plans import accusing, listing, rounding, writing  # noqa: E402
from engines.plans.calibration import trials  # noqa: E402
from engines.plans.converting import Conversion, converted, described  # noqa: E402
from engines.plans.exporting import REFERENCE, Task, references  # noqa: E402
from engines.plans.graphs import Graph  # noqa: E402
from engines.plans.inspecting import inspect, page_of, text_of  # noqa: E402
from engines.plans.precision import lowered  # noqa: E402
from engines.plans.proving import feeds_of, keep_trials, prove, prove_graphs  # noqa: E402
from engines.plans.telling import proof_lines  # noqa: E402
from engines.plans.verifying import verify  # noqa: E402
from tests.engines.test_plan import ENGINE, MANIFEST  # noqa: E402

ASKED = {
    "model": "house",
    "precision": "fp16",
    "sizes": ((128, 128),),
    "dynamic": False,
    "weights": None,
}
LARGE = 1e7


def with_overflow(proto: Any) -> str:
    """Makes a number in the middle of a graph too large for half precision, and small again."""
    nodes = [node for node in proto.graph.node if node.op_type == "Conv"]
    victim = nodes[len(nodes) // 2]
    place = [node.name for node in proto.graph.node].index(victim.name) + 1
    result, victim.output[0] = victim.output[0], "planted"
    make, number = onnx.helper.make_node, onnx.numpy_helper.from_array
    proto.graph.node.insert(place, make("Mul", ["planted", "large"], ["huge"], "too_large"))
    proto.graph.node.insert(place + 1, make("Mul", ["huge", "least"], [result], "small_again"))
    for name, value in (("large", LARGE), ("least", 1 / LARGE)):
        proto.graph.initializer.append(number(np.float32(value).reshape(()), name))
    return "too_large"


def exported_in(folder: Path, change: Callable[[Any], Any] = str) -> tuple[Graph, str]:
    """The house in half precision without islands, as a build leaves its graphs."""
    (house,) = references("house", Task(18, (Sides(128, 128),), dynamic=False, into=folder))
    proto = onnx.load(str(house.path))
    planted = change(proto)
    writing.save(proto, house.path)
    writing.save(lowered(proto, "fp16"), folder / "house.onnx")
    graph = described(folder / "house.onnx", "house", 18, "fp16")
    keep_trials([graph], folder)
    listing.write(folder, [graph], ASKED)
    return graph, planted


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return exported_in(tmp_path_factory.mktemp("sound"))[0]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Graph, str]:
    return exported_in(tmp_path_factory.mktemp("bad"), with_overflow)


def planned(graph: Graph, folder: Path, **changes: Any) -> Path:
    """A signed plan of a graph; its engine is none."""
    engine = folder / "house.engine"
    engine.write_bytes(ENGINE)
    went_in = replace(
        MANIFEST.ingredients,
        model="house",
        graph="house",
        precision="fp16",
        onnx_sha256=graph.digest,
        target="rtx",
        library="tensorrt_rtx",
        sizes=(),
        islands=(),
        **changes,
    )
    plan.write(engine, replace(MANIFEST, ingredients=went_in), keys=folder)
    return engine


class AsComputed:
    """Opens the graph itself in an engine's place, rounded as the engine would round."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def __call__(self, path: Path, *, keys: Path, verified: bool) -> FileNet:
        assert (path.is_file(), keys.is_dir()) == (True, True)
        assert not verified
        return rounding.Rounded(self._graph)


def proved(graph: Graph, folder: Path) -> Any:
    places = {"data": folder, "onnx": graph.path.parent}
    (proof,) = prove(folder, **places, say=lambda _: None, opens=lambda _: AsComputed(graph))
    return proof


def test_a_sound_plan_is_signed_with_its_figures(sound: Graph, tmp_path: Path) -> None:
    engine = planned(sound, tmp_path)
    proof = proved(sound, tmp_path)
    assert proof.held
    kept = plan.read(engine, keys=tmp_path)
    assert kept.verified is not None
    assert kept.verified["cosine"] > 0.999
    assert (kept.verified["trials"], kept.failed) == (9, None)


def test_an_overflow_is_found_told_and_kept(bad: tuple[Graph, str], tmp_path: Path) -> None:
    graph, planted = bad
    engine = planned(graph, tmp_path)
    proof = proved(graph, tmp_path)
    (told, first, remedy) = proof_lines([proof])
    assert "house: FAILS; trial 0, clean: NaN in" in told
    assert f"the layer {planted!r} (Mul), tensor 'huge': infinity in" in first
    assert first.endswith("found in the graph it is built from, rounded as it would round there")
    assert remedy.endswith(f"--target rtx --precision fp16 --preset kiosk --island {planted}")
    found = inspect(engine, keys=tmp_path)
    assert (found.manifest.verified, found.manifest.failed is None) == (None, False)
    assert planted in text_of(found)
    assert f"--island {planted}" in page_of([found], title="t")


def test_a_graph_is_verified_without_an_engine(
    bad: tuple[Graph, str], capsys: pytest.CaptureFixture[str]
) -> None:
    import build_trt

    graph, planted = bad
    assert build_trt.main(["verify", str(graph.path.parent), "--json"]) == 4
    told = json.loads(capsys.readouterr().out)["house"]
    assert (told["held"], told["why"]["layer"]["node"]) == (False, planted)
    assert told["why"]["remedy"] == (
        "python build_trt.py build --model house --target here --precision fp16 --size 128 "
        f"--island {planted}"
    )


def test_the_island_that_is_named_mends_it(bad: tuple[Graph, str], tmp_path: Path) -> None:
    graph, planted = bad
    reference = graph.path.parent / REFERENCE / "house.onnx"
    known = described(reference, "house", 18)
    feeds = trials([known], count=2)["house"]
    made = converted(known, feeds, Conversion("fp16", tmp_path, islands=(planted,)))
    assert planted in made.islands
    listing.write(tmp_path, [made], ASKED)
    (tmp_path / REFERENCE).mkdir()
    (tmp_path / REFERENCE / "house.onnx").symlink_to(reference)
    assert prove_graphs(tmp_path, say=lambda _: None)[0].held


def test_what_time_does_not_allow_is_said(bad: tuple[Graph, str]) -> None:
    graph, _ = bad
    suspect = accusing.Suspect(graph, graph.path.parent / REFERENCE / "house.onnx", "build")
    with rounding.Rounded(graph) as net:
        feeds = feeds_of(graph.path.parent, "house")[:1]
        verdict = verify(suspect.reference, net, feeds, precision="fp16")
    found = accusing.accuse(suspect, verdict, lambda _: None, limit_s=0.0)
    assert "Time was over" in found.told
    assert found.blame is None


@pytest.mark.skipif(cuda.asked_device() is not None, reason="a GPU is here")
def test_without_a_gpu_it_is_said_what_can_be_verified(
    sound: Graph,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import build_trt

    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path))
    planned(sound, tmp_path, place=Place(here().os, here().arch), library_version="1.7.1")
    place = str(sound.path.parent)
    assert build_trt.main(["verify", str(tmp_path), "--onnx", place]) == 2
    way = f"verified without a GPU: python build_trt.py verify {place}\n"
    assert capsys.readouterr().err.endswith(way)


def test_a_plan_whose_graph_is_gone_is_refused(sound: Graph, tmp_path: Path) -> None:
    planned(replace(sound, digest="0" * 64), tmp_path)
    with pytest.raises(PlanRefused, match="is not here"):
        proved(sound, tmp_path)
