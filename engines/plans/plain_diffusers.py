"""The plain diffusers pipeline, beside which the nets of a latent painter are measured."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.nets import torch_graph
from engines.plans.loading import library, quiet
from engines.plans.models import model_of
from engines.plans.pipelines import (
    NOISE,
    SAME,
    SLOW,
    TINY,
    UNET,
    WORDS_AT,
    Case,
    Race,
    generator,
    inputs,
)

CPU, CUDA = "cpu", "cuda"


def plain(race: Race, *, device: str = CPU, half: bool = False) -> dict[str, Case]:
    """The cases by diffusers' own pipeline, by name.

    Args:
        race: what is measured.
        device: "cpu" or "cuda".
        half: whether the networks compute in half precision; else in single, as torch does it
            where nobody asks for more (on a GPU with TF32 in convolutions).

    Raises:
        BackendMissingError: the device is "cuda", and torch has no GPU here.
    """
    torch = torch_graph.gpu() if device == CUDA else torch_graph.library()
    torch.set_num_threads(race.threads)
    how = {"device": device, "dtype": torch.float16 if half else torch.float32}
    pipeline, coders = _pipeline(race, how)
    given = inputs(race)
    words, noise = (torch.from_numpy(given[name]).to(**how) for name in ("embedding", "noise"))
    sketch = torch.from_numpy(given["sketch"])
    adapts = model_of(race.model).residuals == "adapter"

    def unet() -> NDArray[np.float32]:
        with torch.inference_mode():
            at = torch.tensor([WORDS_AT], device=device)
            return array(pipeline.unet(noise, at, words, return_dict=False)[0])

    def painted(coder: str) -> NDArray[np.float32]:
        pipeline.vae = coders[coder]
        source = generator()
        pictures = pipeline(
            prompt_embeds=words,
            image=sketch[:, :1] if adapts else sketch,
            latents=torch.randn(noise.shape, generator=source).to(**how),
            num_inference_steps=race.steps,
            guidance_scale=1.0,
            generator=source,
            height=race.size.height,
            width=race.size.width,
            output_type="np",
        ).images
        return np.asarray(pictures[0], np.float32)

    return {UNET: unet, SAME: lambda: painted(SLOW), TINY: lambda: painted("coder")}


class SlowDecoder:
    """The plain pipeline's own decoder on torch, for nets that have none of it.

    Args:
        race: whose weights.
        device: "cpu" or "cuda".
        half: whether it computes in half precision.
    """

    def __init__(self, race: Race, *, device: str, half: bool) -> None:
        torch = torch_graph.library()
        self._how = {"device": device, "dtype": torch.float16 if half else torch.float32}
        with quiet():
            coder = library("diffusers").AutoencoderKL.from_pretrained(race.weights / SLOW)
        self._coder: Any = coder.eval().to(**self._how)

    def decoder(self, latent: NDArray[np.float32]) -> NDArray[np.float32]:
        """Gives a latent (1, 4, h, w) as a picture (1, 3, H, W), about -1..1."""
        torch = torch_graph.library()
        with torch.inference_mode():
            scaled = torch.from_numpy(latent).to(**self._how) / self._coder.config.scaling_factor
            return array(self._coder.decode(scaled).sample)


def array(tensor: Any) -> NDArray[np.float32]:
    """A tensor of any device as an array; waits for a GPU."""
    return tensor.float().cpu().numpy()


def _pipeline(race: Race, how: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Diffusers' pipeline without words, and its two decoders by name."""
    diffusers, weights = library("diffusers"), race.weights
    adapts = model_of(race.model).residuals == "adapter"
    told = diffusers.T2IAdapter if adapts else diffusers.ControlNetModel
    kind = diffusers.StableDiffusionAdapterPipeline if adapts else None
    kind = kind or diffusers.StableDiffusionControlNetPipeline
    with quiet():
        coders = {
            "coder": diffusers.AutoencoderTiny.from_pretrained(weights / "coder").to(**how),
            SLOW: diffusers.AutoencoderKL.from_pretrained(weights / SLOW).to(**how),
        }
        pipeline = kind(
            vae=coders["coder"],
            text_encoder=None,
            tokenizer=None,
            unet=diffusers.UNet2DConditionModel.from_pretrained(weights / "unet"),
            scheduler=diffusers.LCMScheduler(**NOISE),
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
            **{"adapter" if adapts else "controlnet": told.from_pretrained(weights / "control")},
        )
        pipeline.to(how["device"], how["dtype"])
    pipeline.set_progress_bar_config(disable=True)
    return pipeline, coders
