"""Tiny latent models of the real classes, exported part by part and compared with torch."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines import catalog
from engines.fetching import Folder, Store, fetch
from engines.nets import sets
from engines.nets.base import Net, open_net
from engines.nets.sides import Sides, Span
from engines.painters.latent.painter import LatentPainter
from engines.painters.latent.prompts import revision
from engines.picture import PictureRequest
from engines.plans import listing
from engines.plans.calibration import trials
from engines.plans.converting import Conversion, converted
from engines.plans.free_sides import profiles_of
from engines.plans.graphs import Graph
from engines.plans.loading import Networks, examples, loaded
from engines.plans.models import model_of
from engines.plans.processors import export
from engines.plans.proving import feeds_of, prove_graphs
from engines.plans.rounding import Rounded
from engines.plans.telling import proof_lines
from engines.plans.verifying import expected, held_to
from engines.roster.nets import nets_of
from tests.engines.latent.conftest import asked, square

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")
Answered = tuple[dict[str, Any], dict[str, Any]]
SIDES = (Sides(64, 64), Sides(96, 64), Sides(64, 96))
# What the export was tried with: the least picture, one of 4:3 as far as that goes, the largest.
TRIED = (Sides(64, 64), Sides(96, 64), Sides(96, 96))


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.engines.latent.tiny import write_hub

    return write_hub(tmp_path_factory.mktemp("hub"), "rehearsal/tiny") / "rehearsal/tiny"


@pytest.fixture(scope="module")
def networks(hub: Path) -> Networks:
    return loaded(model_of("tiny"), hub)


@pytest.fixture(scope="module")
def practice(hub: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice's folder with the weights, and with one export for pages of every shape."""
    data = tmp_path_factory.mktemp("practice")
    (model,) = catalog.recipe("tiny").models
    fetch(model, Folder(hub.parents[1]), Store(data / "models"), pin=True, told=lambda _: None)
    export("tiny", size=Sides(96, 96), dynamic=True, weights=None, data=data, say=lambda _: None)
    return data


@pytest.fixture(scope="module")
def folder(practice: Path) -> Path:
    """The graphs as that left them: in single precision, with list, trials and figures."""
    return practice / "plans/tiny/onnx/processor-to-96"


@pytest.fixture(scope="module")
def found(folder: Path) -> tuple[Graph, ...]:
    return listing.read(folder)[0]


@pytest.fixture(scope="module")
def wanted(networks: Networks) -> Callable[[Sides], Answered]:
    """What each network was given for a picture of that size, and what torch answered."""

    @cache
    def answered(size: Sides) -> Answered:
        feeds = examples(networks, model_of("tiny"), size)
        with torch.no_grad():
            found = {name: networks.modules[name](*feed.values()) for name, feed in feeds.items()}
        return feeds, {
            name: one if isinstance(one, tuple) else (one,) for name, one in found.items()
        }

    return answered


@pytest.fixture(scope="module")
def nets(found: tuple[Graph, ...]) -> Iterator[Callable[[str], dict[str, Net]]]:
    """The exported graphs, opened once in each runtime: one export is for every size."""
    with ExitStack() as stack:

        @cache
        def opened(runtime: str) -> dict[str, Net]:
            pytest.importorskip(runtime)
            opening = {one.name: open_net(one.path, runtime=runtime) for one in found}
            return {name: stack.enter_context(net) for name, net in opening.items()}

        yield opened


@pytest.fixture(scope="module")
def painters(practice: Path) -> Iterator[Callable[..., LatentPainter]]:
    """A painter on torch, and one on the export in each runtime; each opened once."""
    with ExitStack() as stack:

        @cache
        def opened(way: str) -> LatentPainter:
            return stack.enter_context(LatentPainter("tiny", data=practice, way=way))

        yield opened


def apart(net: Net, graph: Graph, answered: Answered) -> float:
    """The largest difference between torch and the exported graph, over all outputs."""
    feeds, wanted = answered
    answers = net.run({name: array.numpy() for name, array in feeds[graph.name].items()})
    assert list(answers) == [slot.name for slot in graph.outputs]
    pairs = zip(answers.values(), wanted[graph.name], strict=True)
    return max(float(np.abs(have - want.numpy()).max()) for have, want in pairs)


@pytest.mark.parametrize("runtime", ["onnxruntime", "openvino"])
@pytest.mark.parametrize("size", [*SIDES, Sides(96, 80)], ids=str)
def test_one_export_answers_as_torch_does_whatever_the_page_is(
    size: Sides, runtime: str, found: tuple[Graph, ...], nets: Any, wanted: Any
) -> None:
    assert [graph.name for graph in found] == ["text", "control", "unet", "decoder", "encoder"]
    opened = nets(runtime)
    assert max(apart(opened[graph.name], graph, wanted(size)) for graph in found) < 1e-4


def test_the_list_says_which_pictures_one_export_is_for(practice: Path, folder: Path) -> None:
    (nets,) = sets.lying(practice, "tiny")
    assert (nets.folder, nets.span, nets.sides) == (folder, Span(16, 64, 96), TRIED)
    assert nets.ways == ("onnxruntime", "openvino", "openvino-bf16")
    (told,) = nets_of("tiny", practice)
    assert told.pictures == "64..96"
    same = {"size": Sides(96, 96), "dynamic": True, "weights": None, "data": practice}
    assert export("tiny", **same, say=pytest.fail)[0] == folder  # it stands, and stays


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
    (profile,) = by_name["unet"].profiles
    met = (profile[0].least, profile[0].best, profile[0].most)
    assert met == tuple((1, 4, side.height // 8, side.width // 8) for side in TRIED)


def test_several_sizes_are_a_profile_each(wanted: Any) -> None:
    feeds = [wanted(size)[0]["decoder"] for size in SIDES]
    best = [profile[0].best for profile in profiles_of(feeds)]
    assert best == [(1, 4, side.height // 8, side.width // 8) for side in SIDES]


def test_weights_are_named_by_hash(found: tuple[Graph, ...]) -> None:
    assert any("/unet/" in name for name in found[0].made_of)
    assert any("/lora/" in name for name in found[0].made_of)
    assert all(len(each) == 64 for each in found[0].made_of.values())


@pytest.mark.parametrize(("precision", "rest"), [("fp16", "fp16"), ("int8", "bf16")])
def test_the_unet_is_calibrated_by_running_our_drawings(
    precision: str, rest: str, found: tuple[Graph, ...], tmp_path: Path
) -> None:
    feeds = trials(found, count=4)
    sketch = feeds["control"][0]["sketch"]
    assert set(np.unique(sketch)) == {0.0, 1.0}
    unet = next(graph for graph in found if graph.name == "unet")
    made = converted(unet, feeds["unet"], Conversion(precision, tmp_path, half=rest))
    assert made.apart is not None
    assert made.apart.cosine > 0.99
    assert made.profiles == unet.profiles
    kinds = {each.data_type for each in onnx.load(str(made.path)).graph.initializer}
    assert (onnx.TensorProto.BFLOAT16 in kinds) == (rest == "bf16")


def test_strength_scales_what_the_control_adds(nets: Any, wanted: Any) -> None:
    feeds, _ = wanted(SIDES[0])
    arrays = {name: array.numpy() for name, array in feeds["control"].items()}
    net = nets("onnxruntime")["control"]
    full = net.run(arrays)["middle"]
    half = net.run({**arrays, "strength": np.full(1, 0.5, np.float32)})["middle"]
    assert np.allclose(np.multiply(half, 2), full, atol=1e-6)


def test_graphs_with_free_sides_are_verified_at_every_size(folder: Path) -> None:
    found = {proof.graph: proof for proof in prove_graphs(folder, say=lambda _: None)}
    assert all(proof.held for proof in found.values())
    latents = [[1, 4, 12, 12], [1, 4, 8, 12], [1, 4, 8, 8]]
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
        wrong = arrays["latent"].shape == (1, 4, 8, 12)
        return {
            name: np.multiply(array, np.nan) if wrong else array for name, array in answer.items()
        }


def test_a_net_that_fails_at_one_size_only_is_found(folder: Path) -> None:
    decoder = next(graph for graph in listing.read(folder)[0] if graph.name == "decoder")
    wanted = expected(folder / "reference" / "decoder.onnx", feeds_of(folder, "decoder"))
    with Narrow(decoder) as net:
        verdict = held_to(net, wanted, precision="fp16")
    assert not verdict.held
    assert all("(latent of 1x4x8x12), picture: NaN" in told for told in verdict.faults)


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


@pytest.mark.parametrize("way", ["onnxruntime", "openvino"])
@pytest.mark.parametrize("aspect", [1.0, 3 / 2, 2 / 3])
def test_free_sides_paint_what_torch_paints_on_every_page(
    aspect: float, way: str, painters: Any
) -> None:
    pytest.importorskip(way)
    plain, painter = painters("torch"), painters(way)
    wanted, painted = plain.paint(request_of(aspect)), painter.paint(request_of(aspect))
    assert painter.weights == plain.weights
    sides = {1.0: "96", 3 / 2: "96x64", 2 / 3: "64x96"}[aspect]
    assert painted.notes == (f"nets_{sides}", "sides_free")
    assert np.abs(painted.pixels.astype(int) - wanted.pixels).max() <= 2


def test_fixed_sides_are_taken_before_free_ones_where_they_fit(
    practice: Path, folder: Path
) -> None:
    place = practice / "plans/tiny/onnx/square"
    shutil.copytree(folder, place, copy_function=os.link)
    (place / listing.GRAPHS).unlink()
    asked = {"precision": "fp32", "sizes": (SIDES[0],), "dynamic": False}
    listing.write(place, listing.read(folder)[0], asked)
    try:
        with LatentPainter("tiny", data=practice, way="onnxruntime") as painter:
            notes = [painter.paint(request_of(aspect)).notes for aspect in (1.0, 3 / 2, 1.0)]
    finally:
        shutil.rmtree(place)
    assert notes == [("nets_64",), ("nets_96x64", "sides_free"), ("nets_64",)]


def request_of(aspect: float) -> PictureRequest:
    drawing = square()
    page = replace(drawing.paper, aspect=aspect)
    return replace(asked(effort="live", size=96), drawing=replace(drawing, paper=page))
