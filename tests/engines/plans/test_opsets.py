"""Older opsets, which TensorRT 8.5 and 8.6 read: traced, and compared with torch or the newer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engines.nets.base import open_net
from engines.nets.sides import Sides
from engines.plans.calibration import trials
from engines.plans.exporting import Task, exported, references, write_onnx
from engines.plans.loading import examples, loaded
from engines.plans.models import model_of
from engines.plans.targets import target_of

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")
SQUARE = Sides(64, 64)


@pytest.mark.parametrize("opset", [14, 17])
def test_old_opsets_are_traced(opset: int, tmp_path: Path) -> None:
    """The decoder is the quickest part to trace."""
    from tests.engines.latent.tiny import write_hub

    hub = write_hub(tmp_path, "rehearsal/tiny") / "rehearsal/tiny"
    networks = loaded(model_of("tiny"), hub)
    feed = examples(networks, model_of("tiny"), SQUARE)["decoder"]
    with torch.no_grad():
        wanted = networks.modules["decoder"](*feed.values()).numpy()
    path = tmp_path / "decoder.onnx"
    task = Task(opset, (SQUARE,), dynamic=False, into=tmp_path)
    write_onnx(networks.modules["decoder"], feed, path, ("picture",), task)
    with open_net(path) as net:
        answer = net.run({name: array.numpy() for name, array in feed.items()})
    assert np.abs(answer["picture"] - wanted).max() < 1e-5


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
