"""The parts of a latent painter as torch modules with plain tensors in and out, ready for export.

One module a graph. Names, shapes and ranges stand in `engines.plans.exporting`.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


class Text(nn.Module):
    """A CLIP text encoder."""

    def __init__(self, encoder: Any) -> None:
        """Over a `transformers.CLIPTextModel`."""
        super().__init__()
        self.encoder = encoder

    def forward(self, tokens: Tensor) -> Tensor:
        """Tokens (N, 77) -> embedding (N, 77, C)."""
        return self.encoder(input_ids=tokens, return_dict=False)[0]


class Control(nn.Module):
    """A ControlNet; its strength is an input, so that one engine serves every influence step."""

    def __init__(self, control: Any) -> None:
        """Over a `diffusers.ControlNetModel`."""
        super().__init__()
        self.control = control

    def forward(
        self, latent: Tensor, time: Tensor, embedding: Tensor, sketch: Tensor, strength: Tensor
    ) -> tuple[Tensor, ...]:
        """Residuals for the UNet: down_00, down_01, ..., middle, each times the strength."""
        down, middle = self.control(
            latent, time, embedding, controlnet_cond=sketch, return_dict=False
        )
        return tuple(each * strength for each in (*down, middle))


class Adapter(nn.Module):
    """A T2I-Adapter: computed once a sketch, not once a step."""

    def __init__(self, adapter: Any) -> None:
        """Over a `diffusers.T2IAdapter`."""
        super().__init__()
        self.adapter = adapter

    def forward(self, sketch: Tensor, strength: Tensor) -> tuple[Tensor, ...]:
        """Residuals for the UNet: adapter_0, adapter_1, ..., each times the strength."""
        return tuple(each * strength for each in self.adapter(sketch))


class UNet(nn.Module):
    """A UNet that takes what a control network or an adapter adds to it, or nothing."""

    def __init__(self, unet: Any, residuals: str | None) -> None:
        """Over a `diffusers.UNet2DConditionModel`; residuals from "control", "adapter" or None."""
        super().__init__()
        self.unet = unet
        self.residuals = residuals

    def forward(self, latent: Tensor, time: Tensor, embedding: Tensor, *added: Tensor) -> Tensor:
        """What the scheduler calls the model's output, of the latent's shape."""
        named: dict[str, Any] = {}
        if self.residuals == "control":
            named["down_block_additional_residuals"] = list(added[:-1])
            named["mid_block_additional_residual"] = added[-1]
        elif self.residuals == "adapter":
            named["down_intrablock_additional_residuals"] = list(added)
        return self.unet(latent, time, embedding, return_dict=False, **named)[0]


class Decoder(nn.Module):
    """The decoding half of an `AutoencoderTiny` or `AutoencoderKL`."""

    def __init__(self, coder: Any) -> None:
        """Over either; the latent's scale is the UNet's."""
        super().__init__()
        self.coder = coder
        self.scale = float(coder.config.scaling_factor)

    def forward(self, latent: Tensor) -> Tensor:
        """Latent (N, 4, h, w) -> picture (N, 3, 8h, 8w), about -1..1."""
        return self.coder.decode(latent / self.scale, return_dict=False)[0]


class Encoder(nn.Module):
    """The encoding half; of an `AutoencoderKL` the mean: the same picture gives the same."""

    def __init__(self, coder: Any) -> None:
        """Over either; the latent's scale is the UNet's."""
        super().__init__()
        self.coder = coder
        self.scale = float(coder.config.scaling_factor)

    def forward(self, picture: Tensor) -> Tensor:
        """Picture (N, 3, 8h, 8w), -1..1 -> latent (N, 4, h, w)."""
        found = self.coder.encode(picture, return_dict=False)[0]
        return (found if isinstance(found, torch.Tensor) else found.mean) * self.scale
