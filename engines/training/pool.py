"""A growing pool of samples on disk, made by background processes while the network trains."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.training import icons as icon_files
from engines.training.lights import Textures
from engines.training.samples import sample_of
from engines.training.vocabulary import ids_of, vocabulary_of

SHARD = 500


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Samples side by side.

    Attributes:
        sketch: uint8 (n, 6, 128, 128); painted: uint8 (n, 3, 128, 128).
        words: int64 (n, 8); mood: int64 (n,); drawn: int64 (n, 8), see `Sample`.
    """

    sketch: NDArray[Any]
    painted: NDArray[Any]
    words: NDArray[Any]
    mood: NDArray[Any]
    drawn: NDArray[Any]


def fill(folder: Path, cache: Path, *, seed: int, shards: range) -> None:
    """Writes shards of 500 samples; those that are there already are left alone.

    Args:
        folder: where the pool lies.
        cache: where `icons.prepare` put the icons.
        seed: of the data; shard n holds samples n*500 to n*500+499 of that seed.
        shards: which shards to make.
    """
    import cv2

    cv2.setNumThreads(1)  # one process a core makes samples
    icons, textures = icon_files.load(cache), Textures()
    vocabulary = vocabulary_of(icons)
    folder.mkdir(parents=True, exist_ok=True)
    for shard in shards:
        path = folder / f"{seed:03d}-{shard:05d}.npz"
        if path.exists():
            continue
        first = shard * SHARD
        made = [
            sample_of(seed, i, icons=icons, textures=textures) for i in range(first, first + SHARD)
        ]
        part = path.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as file:
            np.savez(
                file,
                sketch=np.stack([one.sketch for one in made]),
                painted=np.stack([one.painted for one in made]),
                words=np.array([ids_of(one.words, vocabulary) for one in made], np.int16),
                mood=np.array([one.mood for one in made], np.uint8),
                drawn=np.array([one.drawn for one in made], np.int8),
            )
        part.rename(path)


class Pool:
    """All shards of a folder, looked for again now and then, read from disk as needed."""

    def __init__(self, folder: Path, *, most: int = 200, share: tuple[int, int] = (0, 1)) -> None:
        """Opens the pool.

        Args:
            folder: what `fill` writes to.
            most: how many shards are held at once; the newest win.
            share: (k, n): of n peers the k-th, which holds every n-th of these shards alone, as
                soon as there are n.
        """
        self._folder, self._most, self._share = folder, most, share
        self._shards: dict[Path, Batch] = {}

    def refresh(self) -> int:
        """Looks for new shards, and gives the number of samples held."""
        paths = sorted(self._folder.glob("*.npz"))[-self._most :]
        number, peers = self._share
        if len(paths) >= peers:
            paths = [path for path in paths if int(path.stem[-5:]) % peers == number] or paths
        for gone in set(self._shards) - set(paths):
            del self._shards[gone]
        for path in paths:
            if path not in self._shards:
                self._shards[path] = _read(path)
        return SHARD * len(self._shards)

    def batch(self, rng: np.random.Generator, count: int) -> Batch:
        """Draws samples, half of them mirrored.

        Args:
            rng: decides which.
            count: how many, at least 8: taken from eight shards.
        """
        held = list(self._shards.values())
        pieces = [
            self._some(held[rng.integers(len(held))], rng, share)
            for share in np.full(8, count // 8)
        ]
        return Batch(
            *(
                np.concatenate([getattr(piece, name) for piece in pieces])
                for name in Batch.__slots__
            )
        )

    @staticmethod
    def _some(shard: Batch, rng: np.random.Generator, count: int) -> Batch:
        at = np.sort(rng.choice(len(shard.mood), count, replace=False))
        step = int(rng.choice([-1, 1]))
        return Batch(
            shard.sketch[at][..., ::step],
            shard.painted[at][..., ::step],
            shard.words[at],
            shard.mood[at],
            shard.drawn[at],
        )


def _read(path: Path) -> Batch:
    with np.load(path) as kept:
        ids = (kept[name].astype(np.int64) for name in ("words", "mood", "drawn"))
        return Batch(kept["sketch"], kept["painted"], *ids)
