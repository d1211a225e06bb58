"""On a GPU: a real engine is built, verified, opened, run and timed. Skipped without one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import build_trt
from engines import settings
from engines.nets.base import fitted, open_net
from engines.nets.cuda import asked_device
from engines.nets.measuring import sample_of
from engines.painters.house import WEIGHTS
from engines.plans.gates import judged
from engines.studio import Studio
from tests.engines.latent.conftest import asked

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.slow,
    pytest.mark.skipif(asked_device() is None, reason="no NVIDIA GPU answers here (gpu)"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house network by TensorRT-RTX in half precision, built and verified."""
    data = tmp_path_factory.mktemp("practice")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKETCHWELL_DATA", str(data))
        asked = ["--model", "house", "--target", "rtx", "--precision", "fp16", "--preset", "quick"]
        assert build_trt.main(["build", *asked]) == 0
        (found,) = data.glob("plans/house/*/house.engine")
        assert build_trt.main(["verify", str(found.parent)]) == 0
    return found


@pytest.fixture
def _practice(engine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCHWELL_DATA", str(engine.parents[3]))


@pytest.mark.usefixtures("_practice")
def test_an_engine_answers_as_its_graph_does_and_again(engine: Path) -> None:
    with open_net(WEIGHTS / "house.onnx") as known:
        feed = sample_of(known.inputs)
        wanted = known.run(feed)
    with open_net(engine, runtime="tensorrt_rtx", precision="fp16") as net:
        first, again = (net.run(fitted(feed, net.inputs)) for _ in range(2))
    assert [row.fault for row in judged(first, wanted, "fp16") if row.fault] == []
    assert [row.fault for row in judged(again, first, "fp16") if row.fault] == []


@pytest.mark.usefixtures("_practice")
def test_the_house_paints_on_its_engine() -> None:
    with Studio(settings.load()) as studio:
        on_engine, on_processor = (
            studio.paint(asked(painter="house", size=256, runtime=runtime, precision=precision))
            for runtime, precision in (("tensorrt_rtx", "fp16"), ("onnxruntime", "fp32"))
        )
    assert on_engine.provenance.runtime == "tensorrt_rtx"
    apart = np.abs(on_engine.painted.astype(int) - on_processor.painted)
    assert apart.mean() < 2


@pytest.mark.usefixtures("_practice")
@pytest.mark.parametrize("command", ["bench", "inspect"])
def test_a_standing_engine_is_timed_and_inspected(command: str, engine: Path) -> None:
    assert build_trt.main([command, str(engine.parent)]) == 0
