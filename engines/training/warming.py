"""Starting a training from shipped weights."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from engines.errors import RecordError
from engines.training.network import House


def warm(network: House, path: Path) -> None:
    """Takes over the weights of a `house.safetensors`; words that it did not know stay fresh.

    Args:
        network: of the same width.
        path: the file.

    Raises:
        RecordError: the file is of another width, or not a house's.
    """
    from safetensors.torch import load_file

    shipped: dict[str, Tensor] = {k: value.float() for k, value in load_file(path).items()}
    fresh = network.state_dict()
    with torch.no_grad():
        for name, value in fresh.items():
            if name not in shipped:
                raise RecordError(f"{path} holds no {name}: name a house.safetensors that shipped.")
            value.copy_(_fitted(name, shipped[name], value, path))
    network.load_state_dict(fresh)


def _fitted(name: str, old: Tensor, new: Tensor, path: Path) -> Tensor:
    if old.shape == new.shape:
        return old
    if name == "word.weight" and len(old) <= len(new) and old.shape[1:] == new.shape[1:]:
        return torch.cat([old, new[len(old) :]])
    raise RecordError(
        f"{path} does not fit: {name} is {tuple(old.shape)}, wanted {tuple(new.shape)}. "
        "Start with the preset that these weights were trained with."
    )
