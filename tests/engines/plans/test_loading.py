"""Weights of tiny latent models, loaded for an export: found, fused with a LoRA, refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engines.errors import PlanRefused
from engines.nets.sides import Sides
from engines.plans.exporting import exported
from engines.plans.loading import examples, loaded
from engines.plans.models import model_of
from engines.plans.targets import target_of

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.engines.latent.tiny import write_hub

    return write_hub(tmp_path_factory.mktemp("hub"), "rehearsal/tiny") / "rehearsal/tiny"


def test_a_lora_is_fused_before_export(hub: Path, tmp_path: Path) -> None:
    bare = shutil.copytree(hub, tmp_path / "bare", ignore=shutil.ignore_patterns("lora"))
    without = loaded(model_of("tiny"), bare).modules["unet"].state_dict()
    changed = loaded(model_of("tiny"), hub).modules["unet"].state_dict()
    names = [name for name, value in changed.items() if not torch.equal(value, without[name])]
    assert names
    assert all(".to_" in name or ".conv." in name for name in names)


def test_an_adapter_is_a_control_of_its_own(tmp_path: Path) -> None:
    from tests.engines.latent.tiny import write_hub

    folder = write_hub(tmp_path, "rehearsal/tiny", "TencentARC/t2iadapter_sketch_sd15v2")
    networks = loaded(model_of("sd15-adapter"), folder)
    feeds = examples(networks, model_of("sd15-adapter"), Sides(64, 64))
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


def test_weights_that_could_be_two_models_are_refused(hub: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(hub, tmp_path / name)
    with pytest.raises(PlanRefused, match=r"2 of CLIPTextModel: one/text_encoder, two/text_enc"):
        loaded(model_of("tiny"), tmp_path)
