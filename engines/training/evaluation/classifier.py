"""Names everyday things in small cuts of pictures. Made in minutes on a CPU, then kept.

It learns from true pictures only (`renderings`), held-out things among them: it judges painters,
it is no part of one. Its last features are what the Fréchet distance is taken in.
"""

from __future__ import annotations

import hashlib
import json
import logging
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engines.media import Medium, path_of
from engines.training import icons as icon_files
from engines.training.evaluation.everyday import THINGS
from engines.training.evaluation.renderings import NOTHING, STYLE, World, sheets
from engines.training.lights import Textures

LOG = logging.getLogger(__name__)
VERSION = 3
SEED, PROOF_SEED = 4_242, 8_484


@dataclass(frozen=True, slots=True)
class Schooling:
    """How long it learns: sheets of nine true pictures, rounds over them, and its width."""

    sheets: int = 3000
    rounds: int = 14
    wide: int = 48
    batch: int = 64
    processes: int = 2


FULL = Schooling()


class Namer(nn.Module):
    """Six convolutions at 16, 8 and 4 cells over a folded 64 px cut."""

    def __init__(self, wide: int) -> None:
        """`wide` channels at first, three times as many at last."""
        super().__init__()
        sizes = (48, wide, wide, 2 * wide, 2 * wide, 3 * wide, 3 * wide)
        layers: list[nn.Module] = [nn.PixelUnshuffle(4)]
        for at, (inner, outer) in enumerate(pairwise(sizes)):
            stride = 2 if at in (2, 4) else 1
            layers += [
                nn.Conv2d(inner, outer, 3, stride, 1, bias=False),
                nn.BatchNorm2d(outer),
                nn.ReLU(),
            ]
        self.body = nn.Sequential(*layers)
        self.narrow = nn.Linear(3 * wide, 96)
        self.head = nn.Linear(96, NOTHING + 1)

    def features(self, pictures: Tensor) -> Tensor:
        """(N, 3, 64, 64), -1..1 -> (N, 96)."""
        return self.narrow(self.body(pictures).mean((2, 3)))

    def forward(self, pictures: Tensor) -> Tensor:
        """(N, 3, 64, 64), -1..1 -> (N, things + 1), one for nothing."""
        return self.head(torch.relu(self.features(pictures)))


class Judge:
    """A trained namer, asked with cuts as bytes."""

    def __init__(self, namer: Namer) -> None:
        self._namer = namer.eval()

    @torch.no_grad()
    def shares(self, cuts: NDArray[Any]) -> NDArray[Any]:
        """How sure it is of each thing: uint8 (N, 64, 64, 3) -> float32 (N, things + 1)."""
        return torch.cat([self._namer(part).softmax(1) for part in _parts(cuts)]).numpy()

    @torch.no_grad()
    def features(self, cuts: NDArray[Any]) -> NDArray[Any]:
        """uint8 (N, 64, 64, 3) -> float32 (N, 96)."""
        return torch.cat([self._namer.features(part) for part in _parts(cuts)]).numpy()


def judge_of(cache: Path, schooling: Schooling = FULL) -> Judge:
    """The judge from the cache; where there is none yet, it is trained first."""
    path = path_in(cache, schooling)
    namer = Namer(schooling.wide)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        pictures = path.with_suffix(".npz")
        if not pictures.exists():
            _save_pictures(pictures, cache, schooling)
        with np.load(pictures) as kept:
            trained(namer, kept["cuts"], kept["numbers"], schooling)
        torch.save(namer.state_dict(), path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
        pictures.unlink()
    namer.load_state_dict(torch.load(path, weights_only=True))
    return Judge(namer)


def path_in(cache: Path, schooling: Schooling) -> Path:
    """Where a judge is kept."""
    return cache / "evaluation" / f"namer-{digest_of(schooling)}.pt"


def digest_of(schooling: Schooling) -> str:
    """Names what decides the judge: how it learns, of which things, through which medium."""
    medium = hashlib.sha256(path_of(STYLE).read_bytes()).hexdigest()
    told = json.dumps([VERSION, SEED, asdict(schooling), THINGS, medium])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def trained(
    namer: Namer, cuts: NDArray[Any], numbers: NDArray[Any], schooling: Schooling
) -> list[float]:
    """Teaches a namer; gives the mean loss of every round. The same for the same threads."""
    torch.set_num_threads(1)  # quicker here than two, and the same everywhere
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    rule = torch.optim.AdamW(namer.parameters(), 2e-3, weight_decay=0.02)
    steps = schooling.rounds * (len(numbers) // schooling.batch)
    falling = torch.optim.lr_scheduler.OneCycleLR(rule, 4e-3, total_steps=max(steps, 2))
    measure = nn.CrossEntropyLoss(label_smoothing=0.05)
    namer.train().to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    told: list[float] = []
    for _ in range(schooling.rounds):
        losses = []
        order = rng.permutation(len(numbers))
        for at in range(0, len(order) - schooling.batch + 1, schooling.batch):
            chosen = order[at : at + schooling.batch]
            with torch.autocast("cpu", torch.bfloat16):
                said = namer(_varied(cuts[chosen], rng))
            value = measure(said.float(), torch.from_numpy(numbers[chosen]))
            rule.zero_grad()
            value.backward()
            rule.step()
            falling.step()
            losses.append(value.item())
        told.append(float(np.mean(losses)))
        LOG.info("namer: loss %.3f", told[-1])
    return told


def proof(judge: Judge, cache: Path, *, count: int = 60) -> dict[str, float]:
    """How well it names true pictures that it did not learn from: shares, 0..1."""
    cuts, numbers = _some((cache, PROOF_SEED, count))
    shares = judge.shares(cuts)
    things = numbers != NOTHING
    best = shares.argsort(1)[:, ::-1]
    return {
        "top1": float((best[things, 0] == numbers[things]).mean()),
        "top5": float((best[things, :5] == numbers[things, None]).any(1).mean()),
        "nothing": float((best[~things, 0] == NOTHING).mean()),
    }


def _save_pictures(path: Path, cache: Path, schooling: Schooling) -> None:
    icon_files.prepare(cache)
    count, many = schooling.processes, schooling.sheets // schooling.processes
    tasks = [(cache, SEED + at, many) for at in range(count)]
    if count == 1:
        made = [_some(tasks[0])]
    else:
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            made = list(pool.map(_some, tasks))
    cuts, numbers = (np.concatenate(parts) for parts in zip(*made, strict=True))
    part = path.with_suffix(".part.npz")
    np.savez(part, cuts=cuts, numbers=numbers)
    part.rename(path)


def _some(task: tuple[Path, int, int]) -> tuple[NDArray[Any], NDArray[Any]]:
    import cv2

    cv2.setNumThreads(1)
    cache, seed, count = task
    with Medium(STYLE, threads=1) as medium:
        return sheets(World(icon_files.load(cache), Textures(), medium), seed, count)


def _parts(cuts: NDArray[Any], size: int = 256) -> list[Tensor]:
    return [_tensor(cuts[at : at + size]) for at in range(0, len(cuts), size)]


def _tensor(cuts: NDArray[Any]) -> Tensor:
    whole = np.ascontiguousarray(cuts.transpose(0, 3, 1, 2), np.float32)
    return torch.from_numpy(whole) / 127.5 - 1


def _varied(cuts: NDArray[Any], rng: np.random.Generator) -> Tensor:
    """Mirrored, moved a little, lighter or darker, with other colors: a namer of shapes, mostly."""
    count = len(cuts)
    ways, moves = rng.choice([-1, 1], count), rng.integers(-5, 6, (count, 2))
    moved = [
        np.roll(cut[:, :: int(way)], tuple(move), (0, 1))
        for cut, way, move in zip(cuts, ways, moves, strict=True)
    ]
    pictures = _tensor(np.stack(moved))
    gain = torch.from_numpy(rng.uniform(0.75, 1.2, (count, 3, 1, 1)).astype(np.float32))
    gray = torch.from_numpy(rng.uniform(-0.1, 0.8, (count, 1, 1, 1)).astype(np.float32))
    pictures = (pictures + 1) * gain - 1
    return pictures + gray.clamp(min=0) * (pictures.mean(1, keepdim=True) - pictures)
