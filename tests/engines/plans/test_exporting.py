"""Tiny latent models of the real classes, exported part by part and compared with torch."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.errors import PlanRefused
from engines.nets.base import open_net
from engines.nets.sides import Sides
from engines.painters.latent.painter import LatentPainter
from engines.painters.latent.prompts import revision
from engines.picture import PictureRequest
from engines.plans import listing, whole
from engines.plans.calibration import trials
from engines.plans.converting import Conversion, converted
from engines.plans.exporting import Task, exported, references, write_onnx
from engines.plans.graphs import Graph
from engines.plans.loading import Networks, examples, loaded
from engines.plans.models import model_of
from engines.plans.proving import feeds_of, keep_trials, prove_graphs
from engines.plans.rounding import Rounded
from engines.plans.targets import target_of
from engines.plans.telling import proof_lines
from engines.plans.verifying import expected, held_to
from tests.engines.latent.conftest import asked, square

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")
SIDES = (Sides(64, 64), Sides(96, 64), Sides(64, 96))


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.engines.latent.tiny import write_hub

    return write_hub(tmp_path_factory.mktemp("hub"), "rehearsal/tiny") / "rehearsal/tiny"


@pytest.fixture(scope="module")
def networks(hub: Path) -> Networks:
    return loaded(model_of("sd15"), hub)


@pytest.fixture(scope="module")
def found(hub: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Graph, ...]:
    task = Task(18, SIDES, dynamic=True, into=tmp_path_factory.mktemp("graphs"))
    return references("sd15", task, weights=hub)


@pytest.fixture(scope="module")
def folder(found: tuple[Graph, ...]) -> Path:
    """The same as a build leaves them: in single precision, with list, trials and figures."""
    place = found[0].path.parents[1]
    made = [converted(graph, (), Conversion("fp32", place)) for graph in found]
    listing.write(place, made, {"model": "sd15", "precision": "fp32", "sizes": SIDES})
    keep_trials(made, place)
    whole.keep(made, found, place)
    return place


def apart(graph: Graph, networks: Networks, size: Sides) -> float:
    """The largest difference between torch and the exported graph, over all outputs."""
    feed = examples(networks, model_of("sd15"), size)[graph.name]
    with torch.no_grad():
        wanted = networks.modules[graph.name](*feed.values())
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    with open_net(graph.path) as net:
        answers = net.run({name: array.numpy() for name, array in feed.items()})
    assert list(answers) == [slot.name for slot in graph.outputs]
    pairs = zip(answers.values(), wanted, strict=True)
    return max(float(np.abs(have - want.numpy()).max()) for have, want in pairs)


@pytest.mark.parametrize("size", SIDES, ids=str)
def test_every_part_answers_as_torch_does(
    size: Sides, found: tuple[Graph, ...], networks: Networks
) -> None:
    assert [graph.name for graph in found] == ["text", "control", "unet", "decoder", "encoder"]
    assert max(apart(graph, networks, size) for graph in found) < 1e-4


def test_names_and_profiles_are_as_documented(found: tuple[Graph, ...]) -> None:
    by_name = {graph.name: graph for graph in found}
    control = [slot.name for slot in by_name["control"].outputs]
    assert control[0] == "down_00"
    assert control[-1] == "middle"
    assert [slot.name for slot in by_name["unet"].inputs] == [
        "latent",
        "time",
        "embedding",
        *control,
    ]
    assert {slot.dtype for slot in by_name["unet"].inputs} == {"float32"}
    assert by_name["text"].profiles == ()
    best = [profile[0].best for profile in by_name["unet"].profiles]
    assert best == [(1, 4, side.height // 8, side.width // 8) for side in SIDES]


def test_weights_are_named_by_hash(found: tuple[Graph, ...]) -> None:
    assert any(name.startswith("unet/") for name in found[0].made_of)
    assert any(name.startswith("lora/") for name in found[0].made_of)
    assert all(len(each) == 64 for each in found[0].made_of.values())


def test_a_lora_is_fused_before_export(hub: Path, networks: Networks, tmp_path: Path) -> None:
    import shutil

    bare = shutil.copytree(hub, tmp_path / "bare", ignore=shutil.ignore_patterns("lora"))
    without = loaded(model_of("sd15"), bare).modules["unet"].state_dict()
    changed = networks.modules["unet"].state_dict()
    names = [name for name, value in changed.items() if not torch.equal(value, without[name])]
    assert names
    assert all(".to_" in name or ".conv." in name for name in names)


@pytest.mark.parametrize("opset", [14, 17])
def test_old_opsets_are_traced(opset: int, networks: Networks, tmp_path: Path) -> None:
    """As TensorRT 8.5 and 8.6 read them; the decoder is the quickest part to trace."""
    feed = examples(networks, model_of("sd15"), SIDES[0])["decoder"]
    task = Task(opset, SIDES[:1], dynamic=False, into=tmp_path)
    write_onnx(networks.modules["decoder"], feed, tmp_path / "decoder.onnx", ("picture",), task)
    from engines.plans.converting import described

    graph = described(tmp_path / "decoder.onnx", "decoder", opset)
    assert apart(graph, networks, SIDES[0]) < 1e-5


def test_the_house_is_traced_for_old_opsets(tmp_path: Path) -> None:
    (graph,) = exported(
        "house", target_of("orin-nano"), precision="fp32", into=tmp_path, version="8.6.2"
    )
    assert graph.opset == 17
    (known,) = references(
        "house", Task(18, (Sides(128, 128),), dynamic=False, into=tmp_path / "new")
    )
    feed = trials([known], count=1)["house"][0]
    with open_net(graph.path) as old, open_net(known.path) as new:
        # the file for torch holds the small weights in half precision too
        assert np.allclose(old.run(feed)["clean"], new.run(feed)["clean"], atol=2e-3)


@pytest.mark.parametrize("precision", ["fp16", "int8"])
def test_the_unet_is_calibrated_by_running_our_drawings(
    precision: str, found: tuple[Graph, ...], tmp_path: Path
) -> None:
    feeds = trials(found, count=4)
    sketch = feeds["control"][0]["sketch"]
    assert set(np.unique(sketch)) == {0.0, 1.0}
    unet = next(graph for graph in found if graph.name == "unet")
    made = converted(unet, feeds["unet"], Conversion(precision, tmp_path))
    assert made.apart is not None
    assert made.apart.cosine > 0.99
    assert made.profiles == unet.profiles


def test_an_adapter_is_a_control_of_its_own(tmp_path: Path) -> None:
    from tests.engines.latent.tiny import write_hub

    folder = write_hub(tmp_path, "rehearsal/tiny", "TencentARC/t2iadapter_sketch_sd15v2")
    networks = loaded(model_of("sd15-adapter"), folder)
    feeds = examples(networks, model_of("sd15-adapter"), SIDES[0])
    assert list(feeds["control"]) == ["sketch", "strength"]
    assert list(feeds["unet"])[3:] == ["adapter_0", "adapter_1"]
    with torch.no_grad():
        plain = networks.modules["unet"](*feeds["unet"].values())
    assert plain.shape == (1, 4, 8, 8)


def test_missing_weights_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path / "none"))
    with pytest.raises(PlanRefused, match="models fetch sdxs"):
        exported("sdxs", target_of("rtx"), precision="fp16", into=tmp_path)
    with pytest.raises(PlanRefused, match="has no CLIPTextModel"):
        exported("sdxs", target_of("rtx"), precision="fp16", into=tmp_path, weights=tmp_path)


def test_strength_scales_what_the_control_adds(found: tuple[Graph, ...], networks: Any) -> None:
    control = next(graph for graph in found if graph.name == "control")
    feed = examples(networks, model_of("sd15"), SIDES[0])["control"]
    arrays = {name: array.numpy() for name, array in feed.items()}
    with open_net(control.path) as net:
        full = net.run(arrays)["middle"]
        half = net.run({**arrays, "strength": np.full(1, 0.5, np.float32)})["middle"]
    assert np.allclose(np.multiply(half, 2), full, atol=1e-6)


def test_graphs_with_free_sides_are_verified_at_every_size(folder: Path) -> None:
    found = {proof.graph: proof for proof in prove_graphs(folder, say=lambda _: None)}
    assert all(proof.held for proof in found.values())
    latents = [[1, 4, 12, 8], [1, 4, 8, 12], [1, 4, 8, 8]]
    met = {name: proof.figures["shapes"].get("latent", []) for name, proof in found.items()}
    assert sorted(map(list, met["unet"]), reverse=True) == latents
    assert met["decoder"] == met["unet"] == met["control"]
    assert found["text"].figures["shapes"] == {}
    assert found["unet"].figures["whole"]["trials"] == len(SIDES) + 1
    lines = list(proof_lines([*found.values()]))
    assert sum("trials in 3 shapes" in line for line in lines) == 4


class Narrow(Rounded):
    """A net that is right at every size but one."""

    def _computed(self, arrays: Any) -> dict[str, Any]:
        answer = super()._computed(arrays)
        wrong = arrays["latent"].shape == (1, 4, 12, 8)
        return {
            name: np.multiply(array, np.nan) if wrong else array for name, array in answer.items()
        }


def test_a_net_that_fails_at_one_size_only_is_found(folder: Path) -> None:
    decoder = next(graph for graph in listing.read(folder)[0] if graph.name == "decoder")
    wanted = expected(folder / "reference" / "decoder.onnx", feeds_of(folder, "decoder"))
    with Narrow(decoder) as net:
        verdict = held_to(net, wanted, precision="fp16")
    assert not verdict.held
    assert all("(latent of 1x4x12x8), picture: NaN" in told for told in verdict.faults)


def test_one_page_after_the_other_is_painted_on_the_nets_of_its_shape(
    folder: Path, tmp_path: Path
) -> None:
    for name, size in (("high", SIDES[2]), ("square", SIDES[0])):
        place = tmp_path / "plans" / "tiny" / "onnx" / name
        shutil.copytree(folder, place, copy_function=os.link)
        (place / listing.GRAPHS).unlink()
        asked = {"precision": "fp32", "sizes": (size,), "dynamic": False}
        listing.write(place, listing.read(folder)[0], asked)
    with LatentPainter("tiny", data=tmp_path, way="onnxruntime") as painter:
        notes = [painter.paint(request_of(aspect)).notes for aspect in (1.0, 2 / 3, 1.0)]
        unseen = painter.paint(replace(request_of(2 / 3), size=64)).notes
        weights = painter.weights
    assert [each[-1] for each in notes] == ["nets_64", "nets_64x96", "nets_64"]
    assert unseen[-2:] == ("nets_64", "page_laid")
    assert weights.endswith(revision())


def request_of(aspect: float) -> PictureRequest:
    drawing = square()
    page = replace(drawing.paper, aspect=aspect)
    return replace(asked(effort="live", size=96), drawing=replace(drawing, paper=page))
