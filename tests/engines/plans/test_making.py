"""From a latent model to its plans: five real diffusers networks, tiny, in half precision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("tensorrt_rtx", reason="TensorRT-RTX is not installed: pip install '.[rtx]'")
pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[train]'")
pytest.importorskip("diffusers", reason="not installed: pip install '.[diffusers]'")

from engines.errors import PlanStopped, SketchwellError
from engines.nets import plan
from engines.plans import machine
from engines.plans.making import make
from engines.plans.orders import Order
from engines.plans.targets import preset_of, target_of
from tests.engines.latent.tiny import write_hub
from tests.engines.plans.tiny import Kept

pytestmark = pytest.mark.slow
GRAPHS = ["text", "control", "unet", "decoder", "encoder"]


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    place = tmp_path_factory.mktemp("practice")
    hub = write_hub(tmp_path_factory.mktemp("hub"), "rehearsal/tiny") / "rehearsal/tiny"
    return Order(
        model="sd15",
        target=target_of("rtx"),
        precision="fp16",
        preset=preset_of("quick"),
        data=place,
        sizes=(64,),
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
    assert len(unet.ingredients.weights) > 1
    assert not list(folder.glob("*.part"))
    others = replace(order, preset=preset_of("kiosk"), resume=True)
    assert others.command != order.command


def test_trials_of_every_graph_lie_beside_it(order: Order) -> None:
    (place,) = (order.home / "onnx").iterdir()
    assert sorted(path.stem for path in (place / "trials").iterdir()) == sorted(GRAPHS)
    assert not (place / "export.log").exists()


def test_a_failing_export_says_why(order: Order, tmp_path: Path) -> None:
    with pytest.raises(SketchwellError, match=str(tmp_path)):
        make(replace(order, weights=tmp_path), machine.here(data=order.data), Kept(), print)
