"""A large painter's steps in CUDA graphs: the same picture, said so, and refused without a GPU."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engines import catalog, settings
from engines.errors import BackendMissingError
from engines.fetching.store import FOLDER, Store
from engines.nets import torch_graph
from engines.nets.cuda import asked_device
from engines.painters.latent.opening import folders_of
from engines.picture import PictureRequest
from engines.settings import Settings
from engines.studio import Studio
from tests.engines.latent.conftest import asked, square

torch = pytest.importorskip("torch", reason="torch is not installed (extra: diffusers)")

from engines.painters.latent.on_torch import TorchParts  # noqa: E402 - as above
from tests.engines.test_torch_nets import Again  # noqa: E402 - it needs torch


def graphed(practice: Settings) -> Settings:
    return replace(practice, large_runtime="torch_graph")


def pages() -> list[PictureRequest]:
    """Two shapes and three influences, in turns."""
    tall = replace(square(), paper=replace(square().paper, aspect=0.5))
    first = asked(effort="live")
    return [
        first,
        replace(first, influence="transform"),
        replace(first, drawing=tall),
        replace(first, influence="hint", seed=4),
    ]


@pytest.mark.parametrize("painter", ["tiny", "sd15-adapter"])
def test_steps_over_kept_buffers_paint_what_torch_paints(
    painter: str, practice: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = Again()
    monkeypatch.setattr(torch_graph, "gpu", lambda: torch)
    monkeypatch.setattr(torch_graph, "recorded", again)
    requests = [replace(each, painter=painter) for each in pages()]
    with Studio(practice) as plain, Studio(graphed(practice)) as studio:
        for request in requests:
            wanted, found = plain.paint(request), studio.paint(request)
            assert found.provenance.runtime == "torch_graph"
            assert np.abs(found.painted.astype(int) - wanted.painted).max() <= 1
        assert again.made == 2
    assert again.freed == 2


def test_a_step_keeps_no_number_of_the_one_that_was_recorded(
    practice: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch_graph, "recorded", Again())
    recipe = next(each for each in catalog.recipes() if each.name == "tiny")
    folders = folders_of(recipe, Store(practice.data / FOLDER))
    how: dict[str, Any] = {"device": "cpu", "precision": "fp32", "threads": 1}
    random = np.random.default_rng(1)
    sketch, latent = (random.random(each, np.float32) for each in ((1, 3, 64, 64), (1, 4, 8, 8)))
    plain, graphs = (
        TorchParts(folders, recipe.conditioning, graphed=graphed, **how)
        for graphed in (False, True)
    )
    answers = []
    with plain, graphs:
        words = plain.text(plain.tokens("a house")[0])
        for time, strength in ((699.0, 1.0), (699.0, 0.25), (349.0, 0.25)):
            wanted, found = (
                parts.predicted(latent, time, words, parts.looked(sketch, strength))
                for parts in (plain, graphs)
            )
            assert np.allclose(found, wanted, atol=1e-5)
            answers.append(found.copy())  # a processor does not copy what it gives
    # else neither strength nor time would show
    assert np.abs(answers[0] - answers[1]).max() > 1e-3
    assert np.abs(answers[1] - answers[2]).max() > 1e-3


def test_without_a_gpu_it_is_refused_before_anything_is_opened() -> None:
    if torch.cuda.is_available():
        pytest.skip("torch has a GPU here")
    bare = settings.load({"large_runtime": "torch_graph"})
    with (
        Studio(bare) as studio,
        pytest.raises(BackendMissingError, match=r"need a GPU.*take torch"),
    ):
        studio.open("tiny")


@pytest.mark.gpu
@pytest.mark.skipif(
    asked_device() is None or not torch.cuda.is_available(),
    reason="torch finds no NVIDIA GPU here (gpu)",
)
def test_a_graph_paints_what_torch_paints_on_the_same_gpu(practice: Settings) -> None:
    with Studio(practice) as plain, Studio(graphed(practice)) as studio:
        for request in (*pages(), *pages()):
            wanted, found = plain.paint(request), studio.paint(request)
            assert (wanted.provenance.runtime, found.provenance.runtime) == (
                "torch+cuda",
                "torch_graph",
            )
            assert np.abs(found.painted.astype(int) - wanted.painted).mean() < 1
