"""Starting from shipped weights: of this revision, or of the one that painted 64 px.

The enlarged network paints at first exactly what the smaller one did, every cell as two by two.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from engines.errors import RecordError
from engines.training.network import SKETCH, House

_OLD_SKETCH, _FOLDED = 5, 16
_FRESH = "seen."


def warm(network: House, path: Path) -> None:
    """Takes over the weights of a `house.safetensors`; words that it did not know stay fresh.

    Args:
        network: of the same width.
        path: the file.

    Raises:
        RecordError: the file is of another width.
    """
    from safetensors.torch import load_file

    shipped: dict[str, Tensor] = {k: value.float() for k, value in load_file(path).items()}
    fresh = network.state_dict()
    with torch.no_grad():
        for name, value in fresh.items():
            if name in shipped:
                value.copy_(_fitted(name, shipped[name], value, path))
            elif not name.startswith(_FRESH):
                raise RecordError(f"{path} holds no {name}: name a house.safetensors that shipped.")
    network.load_state_dict(fresh)


def _fitted(name: str, old: Tensor, new: Tensor, path: Path) -> Tensor:
    if old.shape == new.shape:
        return old
    if name == "word.weight" and len(old) <= len(new) and old.shape[1:] == new.shape[1:]:
        return torch.cat([old, new[len(old) :]])
    enlarged = {
        "enter.weight": _entering,
        "leave.2.weight": _leaving,
        "leave.2.bias": _leaving,
    }.get(name)
    grown = new if enlarged is None else enlarged(old)
    if enlarged is None or grown.shape != new.shape:
        raise RecordError(
            f"{path} does not fit: {name} is {tuple(old.shape)}, wanted {tuple(new.shape)}. "
            "Start with the preset that these weights were trained with."
        )
    return grown


def _entering(old: Tensor) -> Tensor:
    """Sketch channels as they were, nothing of the new one, a fourth of each noise to four."""
    known = _OLD_SKETCH * _FOLDED
    nothing = old.new_zeros(len(old), (SKETCH - _OLD_SKETCH) * _FOLDED, *old.shape[2:])
    noise = _doubled(old[:, known:].unflatten(1, (3, 2, 2)), 2) / 4
    return torch.cat([old[:, :known], nothing, noise.flatten(1, 3)], 1)


def _leaving(old: Tensor) -> Tensor:
    return _doubled(old.unflatten(0, (3, 2, 2)), 1).flatten(0, 2)


def _doubled(cells: Tensor, at: int) -> Tensor:
    return cells.repeat_interleave(2, at).repeat_interleave(2, at + 1)
