"""A LoRA laid into a network's weights once, so that no step pays for it and exports hold it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engines.errors import BackendMissingError

PREFIX = "lora_unet_"
DOWN, UP, ALPHA = ".lora_down.weight", ".lora_up.weight", ".alpha"


def fuse(network: Any, path: Path, *, scale: float = 1.0) -> int:
    """Adds a LoRA to a UNet: W + scale alpha / rank up down, for every pair in the file.

    Args:
        network: a UNet; its weights are changed.
        path: safetensors in the naming of LCM-LoRA (kohya's): lora_unet_MODULE, underscores for
            dots, with .lora_down.weight, .lora_up.weight and .alpha.
        scale: 1 for the LoRA as it was trained.

    Returns:
        How many layers it changed.

    Raises:
        BackendMissingError: it belongs to another network; nothing of it is ignored silently.

    Source: Hu et al. 2021, LoRA, eq. 3, https://arxiv.org/abs/2106.09685
    """
    import torch
    from safetensors.torch import load_file

    tensors = load_file(path)
    modules = {PREFIX + name.replace(".", "_"): each for name, each in network.named_modules()}
    keys = {name.removesuffix(DOWN) for name in tensors if name.endswith(DOWN)}
    strange = [name for name in tensors if name.rpartition(".lora_")[0] not in keys]
    strange = [name for name in strange if name.removesuffix(ALPHA) not in keys]
    if not keys or strange or not keys <= modules.keys():
        odd = next(iter([*strange, *sorted(keys - modules.keys())]), "nothing it knows")
        raise BackendMissingError(
            f"The LoRA {path.name} does not fit this network: it has {odd!r}. Fetch the one that "
            "the catalog names for it."
        )
    with torch.no_grad():
        for key in sorted(keys):
            down, up = tensors[key + DOWN].float(), tensors[key + UP].float()
            rank = down.shape[0]
            alpha = float(tensors.get(key + ALPHA, torch.tensor(rank)))
            weight = modules[key].weight
            change = (up.flatten(1) @ down.flatten(1)).reshape(weight.shape)
            weight += (scale * alpha / rank * change).to(weight.dtype)
    return len(keys)
