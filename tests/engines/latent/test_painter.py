"""The large painters, whole: fetched from a folder, opened, painted; the real classes, tiny."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines import catalog, settings
from engines.errors import BackendMissingError, Cancelled, PaintingError
from engines.painters.base import Unwatched
from engines.painters.latent.painter import LatentPainter
from engines.painters.latent.sampling import Cue, sampled
from engines.painters.latent.seeing import sized
from engines.painters.latent.walking import DiffusersWalk, sampler_of, steps_of
from engines.painters.wash import LOAD, underpainting
from engines.picture import Picture, Region, png_of
from engines.settings import Settings
from engines.sketch import rasterize
from engines.studio import LARGE, Studio
from tests.engines.latent.conftest import asked

# diffusers' Euler scheduler turns a tensor into an array in a way that numpy 2 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def studio(practice: Settings) -> Iterator[Studio]:
    with Studio(practice) as opened:
        yield opened


@pytest.fixture(scope="module")
def first(studio: Studio) -> Picture:
    return studio.paint(asked())


class Heard:
    """Remembers what it is told, and stops the work where it is asked to."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.stop_at = stop_at
        self.fractions: list[float] = []
        self.previews: list[tuple[int, ...]] = []

    def progress(self, fraction: float) -> None:
        self.fractions.append(fraction)
        if fraction >= self.stop_at:
            raise Cancelled("enough")

    def preview(self, pixels: np.ndarray) -> None:
        assert pixels.dtype == np.uint8
        self.previews.append(pixels.shape)


@pytest.mark.parametrize("name", LARGE)
def test_every_large_painter_paints_and_says_what_it_ran_on(studio: Studio, name: str) -> None:
    picture = studio.paint(asked(painter=name, effort="live"))
    assert picture.painted.shape == (64, 64, 3)
    assert picture.painted.std() > 3
    made = picture.provenance
    assert (made.painter, made.runtime.split("+")[0], made.notes) == (name, "torch", ())
    assert made.weights == picture.request.weights
    assert picture.lines[..., 3].max() > 200


def test_same_request_same_bytes_and_another_seed_others(studio: Studio, first: Picture) -> None:
    assert studio.paint(asked()).digest() == first.digest()
    assert studio.paint(first.request).digest() == first.digest()
    assert studio.paint(asked(seed=4)).digest() != first.digest()
    assert studio.paint(asked(words="a tree")).digest() != first.digest()


def test_a_part_is_painted_again_and_the_rest_kept_to_the_byte(
    studio: Studio, first: Picture
) -> None:
    mask = np.zeros((64, 64, 3), np.uint8)
    mask[:24, :24] = 255
    region = Region(first.digest(), png_of(mask))
    again = studio.paint(replace(first.request, region=region, variation=1), parent=first)
    assert np.array_equal(again.painted[32:], first.painted[32:])
    assert np.array_equal(again.painted[:, 32:], first.painted[:, 32:])
    assert not np.array_equal(again.painted[:16, :16], first.painted[:16, :16])


def test_a_preview_comes_at_once_and_after_every_step(studio: Studio) -> None:
    watch = Heard()
    studio.paint(asked(), watch=watch)
    assert watch.previews == [(128, 128, 3)] + [(8, 8, 3)] * 4
    assert watch.fractions == sorted(watch.fractions)
    assert watch.fractions[-1] == 1.0


def test_painting_stops_between_steps(studio: Studio) -> None:
    watch = Heard(stop_at=0.4)
    with pytest.raises(Cancelled):
        studio.paint(asked(), watch=watch)
    assert len(watch.previews) < 1 + 4


def test_a_hint_stays_nearer_to_the_strokes_than_a_transformation(studio: Studio) -> None:
    sketch = rasterize(asked().drawing, 64)
    apart = {}
    for influence in ("hint", "transform"):
        ground = sized(underpainting(sketch, (1, 1, 1), load=LOAD[influence], seed=0), (64, 64))
        painted = studio.paint(asked(influence=influence)).painted / 255
        apart[influence] = float(np.abs(painted - ground).mean())
    assert apart["hint"] < 0.5 * apart["transform"]


def test_a_large_page_is_painted_smaller_and_enlarged(studio: Studio) -> None:
    most = catalog.recipe("tiny").most_px
    watch = Heard()
    picture = studio.paint(asked(size=2 * most, effort="live"), watch=watch)
    assert picture.painted.shape == (2 * most, 2 * most, 3)
    assert watch.previews[-1] == (most // 8, most // 8, 3)


def test_words_beyond_77_tokens_are_cut_and_told(studio: Studio) -> None:
    picture = studio.paint(asked(words="zq " * 100, effort="live"))
    assert picture.provenance.notes == ("words_cut",)


def test_words_nobody_can_put_into_english_are_told(studio: Studio) -> None:
    picture = studio.paint(asked(words="ein Haus, Xyzzy", language="de", effort="live"))
    assert picture.provenance.unknown_words == ("Xyzzy",)


def test_words_are_embedded_once(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    from engines.painters.latent.on_torch import TorchParts

    studio.paint(asked(effort="live"))
    monkeypatch.setattr(TorchParts, "text", lambda *_: pytest.fail("embedded again"))
    studio.paint(asked(effort="live", seed=9))


def test_words_are_forgotten_when_a_painter_lets_go(studio: Studio) -> None:
    studio.paint(asked(words="a canary by the sea"))
    painter = studio.open(asked().painter)
    assert "canary" in repr(vars(painter))
    studio.let_go()
    assert "canary" not in repr(vars(painter))


@pytest.mark.parametrize(
    ("painter", "command"),
    [("tiny", "models fetch tiny"), ("sd-turbo", 'models accept sd-turbo --by "YOUR NAME"')],
)
def test_what_is_not_here_or_not_accepted_is_an_error_with_the_command(
    painter: str, command: str, tmp_path: Path
) -> None:
    empty = settings.load({"data": str(tmp_path)})
    with Studio(empty) as opened, pytest.raises(BackendMissingError, match=command):
        opened.paint(asked(painter=painter))


@pytest.mark.parametrize(("part", "told"), [("predicted", "step 1 of 4"), ("decoder", "decoder")])
def test_what_is_no_number_is_an_error_and_no_black_picture(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, part: str, told: str
) -> None:
    from engines.painters.latent.on_torch import TorchParts

    right = getattr(TorchParts, part)
    monkeypatch.setattr(TorchParts, part, lambda *given: right(*given) * np.float32("nan"))
    with pytest.raises(PaintingError, match=rf"no numbers \(NaN\) in .*{told}"):
        studio.paint(asked())


def test_a_model_cut_short_is_not_opened(practice: Settings, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(practice.data / "models", tmp_path / "models")
    path = tmp_path / "models" / "tiny" / "unet" / "diffusion_pytorch_model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BackendMissingError, match="not here or not whole"):
        LatentPainter("tiny", data=tmp_path).__enter__()


def test_a_missing_library_is_an_error_with_the_command(
    practice: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "diffusers.utils", None)
    with pytest.raises(BackendMissingError, match=r"pip install 'sketchwell\[diffusers\]'"):
        LatentPainter("tiny", data=practice.data).__enter__()


def test_a_lora_of_another_network_is_refused(tmp_path: Path, practice: Settings) -> None:
    from safetensors.torch import save_file

    from engines.painters.latent.lora import fuse
    from tests.engines.latent.tiny import unet

    assert practice.data
    torch = sys.modules["torch"]
    pair = {"lora_unet_elsewhere.lora_down.weight": torch.zeros(4, 8)}
    save_file({**pair, "lora_unet_elsewhere.lora_up.weight": torch.zeros(8, 4)}, tmp_path / "l")
    with pytest.raises(BackendMissingError, match="lora_unet_elsewhere"):
        fuse(unet(), tmp_path / "l")


@pytest.mark.parametrize(("steps", "share", "whole"), [(4, 0.45, 9), (4, 1.0, 4), (1, 1.0, 1)])
def test_steps_are_the_last_of_a_longer_way(steps: int, share: float, whole: int) -> None:
    assert steps_of(steps, share) == whole
    assert int(whole * share) == steps


def scheduler_of(recipe: catalog.Recipe, base: Path) -> Any:
    kind = getattr(importlib.import_module("diffusers.schedulers"), recipe.scheduler)
    return kind.from_pretrained(base / "scheduler", **recipe.scheduling, local_files_only=True)


def networks(studio: Studio, name: str) -> Any:
    return studio.open(name)._networks()  # type: ignore[attr-defined]


def cue(networks: Any, guidance: float, *, share: float = 0.45, steps: int = 4) -> Cue:
    rng = np.random.default_rng(5)
    picture = rng.uniform(0, 1, (1, 3, 64, 64)).astype(np.float32) * 2 - 1
    sketch = rng.uniform(0, 1, (1, 3, 64, 64)).astype(np.float32)
    words, never = (networks.text(networks.tokens(text)[0]) for text in ("a red house", "the cat"))
    start = networks.encoder(picture)
    return Cue((8, 8), start, share, steps, guidance, words, never, sketch, 11)


@pytest.mark.parametrize(
    ("name", "guidance", "share", "steps", "predicts"),
    [
        ("tiny", 1.0, 0.45, 4, "epsilon"),
        ("tiny", 1.5, 0.45, 4, "epsilon"),
        ("sd-turbo", 1.0, 0.34, 1, "epsilon"),
        ("sd-turbo", 1.0, 0.5, 1, "v_prediction"),
    ],
)
def test_the_loop_gives_what_diffusers_own_pipeline_gives(
    studio: Studio,
    practice: Settings,
    name: str,
    guidance: float,
    share: float,
    steps: int,
    predicts: str,
) -> None:
    import torch
    from diffusers.pipelines.controlnet.pipeline_controlnet_img2img import (
        StableDiffusionControlNetImg2ImgPipeline as Reference,
    )
    from transformers.models.clip import CLIPTokenizer

    recipe, parts = catalog.recipe(name), networks(studio, name)
    recipe = replace(recipe, scheduling={**recipe.scheduling, "prediction_type": predicts})
    base = practice.data / "models" / recipe.parts["base"]
    planned = cue(parts, guidance, share=share, steps=steps)
    sketch = torch.from_numpy(planned.seen)
    planned = replace(planned, seen=parts.looked(planned.seen, 0.9))
    walks = partial(DiffusersWalk, scheduler_of(recipe, base))  # torch's noise, as the pipeline's
    ours = sampled(parts, walks, planned, watch=Unwatched())
    pipeline: Any = Reference(
        vae=parts._coder,
        text_encoder=parts._text,
        tokenizer=CLIPTokenizer.from_pretrained(base / "tokenizer", local_files_only=True),
        unet=parts._unet,
        controlnet=parts._control.network,
        scheduler=scheduler_of(recipe, base),
        safety_checker=None,  # type: ignore[arg-type]
        feature_extractor=None,  # type: ignore[arg-type]
        requires_safety_checker=False,
    )
    pipeline.set_progress_bar_config(disable=True)
    picture = np.random.default_rng(5).uniform(0, 1, (1, 3, 64, 64)).astype(np.float32)
    theirs = pipeline(
        prompt="a red house",
        negative_prompt="the cat",
        image=torch.from_numpy(picture),
        control_image=sketch,
        strength=share,
        num_inference_steps=steps_of(steps, share),
        guidance_scale=guidance,
        controlnet_conditioning_scale=0.9,
        generator=torch.Generator("cpu").manual_seed(11),
        output_type="latent",
    ).images
    assert np.abs(ours - theirs.numpy()).max() < 1e-4 * np.abs(ours).max()


def test_another_scheduler_is_only_data(studio: Studio, practice: Settings) -> None:
    recipe = replace(catalog.recipe("tiny"), scheduler="DDIMScheduler")
    base, parts = practice.data / "models" / "tiny", networks(studio, "tiny")
    planned = cue(parts, 1.0)
    planned = replace(planned, seen=parts.looked(planned.seen, 0.9))
    found = sampled(parts, sampler_of(recipe, base), planned, watch=Unwatched())
    assert np.isfinite(found).all()
    with pytest.raises(BackendMissingError, match="MagicScheduler"):
        sampler_of(replace(recipe, scheduler="MagicScheduler"), base)
