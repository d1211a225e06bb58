"""From a latent model to its plans: five real diffusers networks, tiny, in half precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tensorrt_rtx", reason="TensorRT-RTX is not installed: pip install '.[rtx]'")
pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[train]'")
pytest.importorskip("diffusers", reason="not installed: pip install '.[diffusers]'")

from engines.errors import PlanStopped, SketchwellError
from engines.nets import plan
from engines.nets.sides import Sides
from engines.plans import listing, machine, whole
from engines.plans.making import make
from engines.plans.orders import Order
from engines.plans.proving import prove
from engines.plans.rounding import Rounded
from engines.plans.targets import preset_of, target_of
from engines.plans.telling import proof_lines
from tests.engines.latent.tiny import write_hub
from tests.engines.plans.tiny import Kept

pytestmark = pytest.mark.slow
GRAPHS = ["text", "control", "unet", "decoder", "encoder"]


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    place = tmp_path_factory.mktemp("practice")
    hub = write_hub(tmp_path_factory.mktemp("hub"), "rehearsal/tiny") / "rehearsal/tiny"
    return Order(
        model="tiny",
        target=target_of("rtx"),
        precision="fp16",
        preset=preset_of("quick"),
        data=place,
        sizes=(Sides(128, 64),),
        weights=hub,
        resume=True,
    )


class Impatient(Kept):
    """Presses Ctrl-C when a graph begins."""

    def __init__(self, graph: str) -> None:
        super().__init__()
        self._graph = graph

    def progress(self, graph: str, fraction: float, phase: str, *, rss_mb: float | None) -> None:
        super().progress(graph, fraction, phase, rss_mb=rss_mb)
        if graph == self._graph:
            raise KeyboardInterrupt


def test_a_stopped_build_goes_on_where_it_stood_and_every_plan_is_signed(order: Order) -> None:
    here = machine.here(data=order.data)
    said: list[str] = []
    with pytest.raises(PlanStopped, match="while building decoder"):
        make(order, here, Impatient("decoder"), said.append)
    made = make(order, here, Kept(), said.append)
    assert [built.graph.name for built in made.built] == ["decoder", "encoder"]
    assert list(made.stood) == ["text", "control", "unet"]
    assert said.count("exporting") == 1
    folder = made.folder
    assert sorted(path.stem for path in folder.glob("*.engine")) == sorted(GRAPHS)
    manifests = [plan.read(path, keys=order.data) for path in sorted(folder.glob("*.engine"))]
    assert {each.ingredients.precision for each in manifests} == {"fp16"}
    unet = next(each for each in manifests if each.ingredients.graph == "unet")
    assert unet.outcome.layers["fp16"] > 300
    assert unet.ingredients.sizes == ((128, 64),)
    assert unet.ingredients.inputs[0].shape == (1, 4, 8, 16)
    assert len(unet.ingredients.weights) > 1
    (origin,) = unet.ingredients.origins
    assert (origin.by, origin.licence) == ("not from the store", "unknown")
    assert origin.files == unet.ingredients.weights
    assert unet.outcome.judged["graph"]["cosine"] > 0.999
    assert unet.outcome.judged["whole"]["stages"]["picture"]["cosine"] > 0.999
    assert not list(folder.glob("*.part"))
    others = replace(order, preset=preset_of("kiosk"), resume=True)
    assert others.command != order.command


@pytest.fixture(scope="module")
def place(order: Order) -> Path:
    """The folder of the graphs, exported by the first test."""
    (found,) = (order.home / "onnx").iterdir()
    return found


def test_trials_of_every_graph_and_of_the_whole_lie_beside_it(place: Path) -> None:
    kept = sorted(path.stem for path in (place / "trials").iterdir())
    assert kept == sorted([*GRAPHS, "whole"])
    assert not (place / "export.log").exists()


def test_the_whole_model_is_verified_by_its_engines(order: Order, place: Path) -> None:
    listed = {graph.name: graph for graph in listing.read(place)[0]}
    engines = next(order.home.glob("*/unet.engine")).parent

    def opens(path: Path, **_: object) -> Rounded:
        return Rounded(listed[path.stem])

    found = prove(engines, data=order.data, onnx=None, say=lambda _: None, opens=lambda _: opens)
    assert all(proof.held for proof in found)
    lines = list(proof_lines(found))
    assert lines[-1].startswith("words to picture: holds; cosine")
    kept = plan.read(engines / "text.engine", keys=order.data).verified
    assert kept is not None
    assert kept["whole"]["trials"] == 2


@pytest.mark.parametrize(
    ("part", "name", "fault", "told"),
    [
        ("unet", "predicted", lambda a: a * np.nan, "whole way 0, step at 699: NaN"),
        ("decoder", "picture", np.zeros_like, "whole way 0, picture: a flat answer"),
        ("decoder", "picture", lambda a: a[..., ::-1], "whole way 0, picture: cosine"),
        ("text", "embedding", lambda a: a[:, ::-1], "whole way 0, words: cosine"),
    ],
)
def test_a_fault_on_the_way_is_caught(
    part: str, name: str, fault: Callable[[Any], Any], told: str, place: Path
) -> None:
    kept = whole.kept(place)
    assert kept is not None
    sound = whole.by_references(place / "reference")

    def run(asked: str, feeds: Any) -> Any:
        found = sound(asked, feeds)
        return [{**each, name: fault(each[name])} for each in found] if asked == part else found

    _, figures = whole.compared(whole.walked(run, kept[0]), kept[1], "int8")
    assert figures["faults"][0].startswith(told)
    _, figures = whole.compared(whole.walked(sound, kept[0]), kept[1], "fp32")
    assert figures["faults"] == []


def test_a_failing_export_says_why(order: Order, tmp_path: Path) -> None:
    with pytest.raises(SketchwellError, match=str(tmp_path)):
        make(replace(order, weights=tmp_path), machine.here(data=order.data), Kept(), print)
