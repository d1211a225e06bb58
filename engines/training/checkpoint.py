"""What a run leaves behind: `run.json` and shards `run-STEP-N.safetensors`, each at most 16 MiB.

Weights are kept whole, and so is every tensor of fewer than 256 values; the moving average in half
precision, in which it ships; the optimizer's two moments, which remember some fifty steps, in
bfloat16. No pickle.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engines.errors import RecordError
from engines.training.network import House, Shape

SHARD_BYTES = 16 * 2**20
STORY = "run.json"
_HEADER_BYTES = 256
_SMALLEST_HALVED = 256
_KEPT = {
    "network": torch.float32,
    "average": torch.float16,
    "mean": torch.bfloat16,
    "square": torch.bfloat16,
}

Parts = dict[str, dict[str, Tensor]]


def write(
    folder: Path, parts: Parts, story: dict[str, Any], *, shard_bytes: int = SHARD_BYTES
) -> None:
    """Writes shards, then `run.json`, which names them; the previous ones stay until then.

    Args:
        folder: where to.
        parts: tensors by part ("network", "average", "mean", "square") and by name.
        story: what else is to be known, for JSON.
        shard_bytes: the largest file.

    Raises:
        RecordError: a tensor does not fit into a shard.
    """
    from safetensors.torch import save_file

    flat = {
        f"{part}/{name}": tensor.detach().to("cpu", _dtype(part, tensor)).contiguous()
        for part, tensors in parts.items()
        for name, tensor in tensors.items()
    }
    files = []
    for number, shard in enumerate(_shards(flat, shard_bytes)):
        files.append(f"run-{story['step']:07d}-{number}.safetensors")
        save_file(shard, folder / f"{files[-1]}.part")
        (folder / f"{files[-1]}.part").replace(folder / files[-1])
    (folder / f"{STORY}.part").write_text(json.dumps({**story, "files": files}, indent=1) + "\n")
    (folder / f"{STORY}.part").replace(folder / STORY)
    for old in folder.glob("run-*.safetensors*"):
        if old.name not in files:
            old.unlink()


def _dtype(part: str, tensor: Tensor) -> torch.dtype:
    return torch.float32 if tensor.numel() < _SMALLEST_HALVED else _KEPT[part]


def _shards(flat: dict[str, Tensor], shard_bytes: int) -> list[dict[str, Tensor]]:
    shards: list[dict[str, Tensor]] = [{}]
    room = shard_bytes - _HEADER_BYTES
    for name, tensor in flat.items():
        size = tensor.nbytes + _HEADER_BYTES
        if size > shard_bytes - _HEADER_BYTES:
            raise RecordError(
                f"{name} takes {size} bytes, a shard at most {shard_bytes}: "
                "allow larger shards, or make the network narrower."
            )
        if size > room:
            shards.append({})
            room = shard_bytes - _HEADER_BYTES
        shards[-1][name] = tensor
        room -= size
    return shards


def read(folder: Path) -> tuple[Parts, dict[str, Any]]:
    """Reads what `write` wrote, onto the CPU.

    Raises:
        RecordError: there is no run in the folder, or a shard of it is missing or broken.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    if not (folder / STORY).exists():
        raise RecordError(f"There is no {STORY} in {folder}: name the folder of a run's --out.")
    story: dict[str, Any] = json.loads((folder / STORY).read_text())
    parts: Parts = {part: {} for part in _KEPT}
    for file in story["files"]:
        try:
            shard = load_file(folder / file)
        except (OSError, SafetensorError) as error:
            raise RecordError(
                f"{folder / file} is missing or broken: bring all {len(story['files'])} shards "
                f"that {STORY} names."
            ) from error
        for name, tensor in shard.items():
            part, _, rest = name.partition("/")
            parts[part][rest] = tensor
    return parts, story


def moments_of(network: nn.Module, rule: torch.optim.Optimizer) -> Parts:
    """The optimizer's two moments by the names of the parameters; empty before the first step."""
    held = [(name, rule.state[p]) for name, p in network.named_parameters() if p in rule.state]
    return {
        "mean": {name: state["exp_avg"] for name, state in held},
        "square": {name: state["exp_avg_sq"] for name, state in held},
    }


def restore_moments(
    network: nn.Module, rule: torch.optim.Optimizer, parts: Parts, *, step: int
) -> None:
    """Gives an AdamW its two moments back, laid out in memory as its parameters are."""
    for name, parameter in network.named_parameters():
        if name in parts["mean"]:
            rule.state[parameter] = {
                "step": torch.tensor(float(step), device=parameter.device),
                "exp_avg": torch.empty_like(parameter).detach().copy_(parts["mean"][name]),
                "exp_avg_sq": torch.empty_like(parameter).detach().copy_(parts["square"][name]),
            }


def network_of(folder: Path) -> House:
    """The averaged network of a run, ready to paint on the CPU."""
    parts, story = read(folder)
    shape = story["shape"]
    network = House(Shape(shape["words"], tuple(shape["wide"]), shape["blocks"], shape["context"]))
    network.load_state_dict(parts["average"])
    return network.eval()
