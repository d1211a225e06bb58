"""Keeping to the sketch by a T2I-Adapter: a small network looks once, before the first step."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class Conditioning:
    """One opened T2I-Adapter.

    Args:
        folder: its `config.json` and safetensors.
        how: torch_dtype and what else `from_pretrained` takes.
    """

    def __init__(self, folder: Path, how: dict[str, Any]) -> None:
        from diffusers.models.adapter import T2IAdapter

        self.network: Any = T2IAdapter.from_pretrained(folder, **how).eval()

    def looked(self, sketch: Any, strength: float) -> list[Any]:
        """Looks at the sketch: one map a level of the UNet, times the strength."""
        channels = self.network.config.in_channels
        return [each * strength for each in self.network(sketch[:, :channels])]

    def residuals(self, _latent: Any, _time: Any, _embedding: Any, seen: list[Any]) -> Any:
        """What the UNet is told at every step, by the names of its arguments."""
        return {"down_intrablock_additional_residuals": [each.clone() for each in seen]}
