"""Keeping to the sketch by a ControlNet: a copy of the UNet's first half looks at every step."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class Conditioning:
    """One opened ControlNet.

    Args:
        folder: its `config.json` and safetensors.
        how: torch_dtype and what else `from_pretrained` takes.
    """

    def __init__(self, folder: Path, how: dict[str, Any]) -> None:
        from diffusers.models.controlnets.controlnet import ControlNetModel

        self.network: Any = ControlNetModel.from_pretrained(folder, **how).eval()

    def looked(self, sketch: Any, strength: float) -> tuple[Any, float]:
        """Nothing to do beforehand: the network also looks at what is painted so far."""
        return sketch, strength

    def residuals(self, latent: Any, time: Any, embedding: Any, seen: tuple[Any, float]) -> Any:
        """What the UNet is told at this step, by the names of its arguments."""
        sketch, strength = seen
        down, middle = self.network(
            latent,
            time,
            encoder_hidden_states=embedding,
            controlnet_cond=sketch,
            conditioning_scale=strength,
            return_dict=False,
        )
        return {
            "down_block_additional_residuals": down,
            "mid_block_additional_residual": middle,
        }
