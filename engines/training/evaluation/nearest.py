"""C, the nearest neighbor: the painting that belongs to the training sketch most like this one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.nets.base import Net, Slot
from engines.training import icons as icon_files
from engines.training.lights import Textures
from engines.training.samples import sample_of
from engines.training.vocabulary import SLOTS, ids_of

SEED = 31_337
GRID, SIDE = 16, 64
_MAKERS = ("samples", "scenes", "sketches", "things", "figures", "hands", "lights", "held_out")
# What sharing all words with the sketch is worth: this share of the distance.
WORDS_WORTH = 0.25


class NearestNet:
    """Stands where the network stands: same inputs, the neighbor's painting as the clean picture.

    So everything else (planner, keeping to the drawing, medium) is the same as the house's.
    """

    def __init__(self, net: Net, index: Mapping[str, NDArray[Any]]) -> None:
        """From the network that it stands for, and what `index_of` gives."""
        self._net = net
        self._features = index["features"].astype(np.float32)
        self._painted, self._words, self._mood = index["painted"], index["words"], index["mood"]

    @property
    def inputs(self) -> tuple[Slot, ...]:
        """Those of the network."""
        return self._net.inputs

    def run(self, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Gives "clean" as the network would, for a batch of one; noise has no say.

        At t = 1 all else that the network tells (which words are drawn) is handed on as it is.
        """
        import cv2

        told = dict(self._net.run(arrays)) if float(arrays["t"][0]) == 1 else {}
        at = self.nearest(arrays["sketch"][0], arrays["words"][0], int(arrays["mood"][0]))
        side = arrays["noise"].shape[-1]
        picture = self._painted[at].astype(np.float32) / 127.5 - 1
        planes = [cv2.resize(plane, (side, side)) for plane in picture]
        return {**told, "clean": np.stack(planes)[None].astype(np.float32)}

    def nearest(self, sketch: NDArray[Any], words: NDArray[Any], mood: int) -> int:
        """The number of the nearest sample in this mood of light.

        Args:
            sketch: float32 (5 or 6, 128, 128), 0..1.
            words: int64 (8,), 0 = none.
            mood: 0..6.
        """
        apart = np.square(self._features - features_of(sketch)).mean(1)
        said = words[words > 0]
        if len(said):
            shared = np.isin(self._words, said).sum(1) / len(said)
            apart = apart * (1 - WORDS_WORTH * np.clip(shared, 0, 1))
        lit = self._mood == mood
        return int(np.where(lit | (not lit.any()), apart, np.inf).argmin())


def features_of(sketch: NDArray[Any]) -> NDArray[Any]:
    """What sketches are compared by: colors and marks on a blurred 16 x 16 grid, marks for four."""
    import cv2

    planes = [*sketch[:4], sketch[4:].max(0)]  # imagined things count as areas
    small = [
        cv2.resize(cv2.GaussianBlur(plane, (0, 0), 3.0), (GRID, GRID), interpolation=cv2.INTER_AREA)
        for plane in np.asarray(planes, np.float32)
    ]
    return (np.stack(small) * np.array((1, 1, 1, 4, 4), np.float32)[:, None, None]).ravel()


def index_of(
    cache: Path, vocabulary: Mapping[str, int], *, count: int = 3000
) -> dict[str, NDArray[Any]]:
    """Makes the index from training samples once, and reads it from the cache after that.

    Args:
        cache: where the icons are; the index goes to `evaluation` in it.
        vocabulary: word -> id of the weights that it is compared with.
        count: of samples; 17 ms each.
    """
    path = cache / "evaluation" / f"nearest-{_digest()}-{count}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        _make(part, cache, count)
        part.rename(path)
    with np.load(path) as kept:
        found = {name: kept[name] for name in ("features", "painted", "mood")}
        said = [line.split() for line in kept["words"].tolist()]
    words = [ids_of(own, dict(vocabulary)) for own in said]
    return {**found, "words": np.array(words, np.int64).reshape(-1, SLOTS)}


def _make(path: Path, cache: Path, count: int) -> None:
    icons, textures = icon_files.load(cache), Textures()
    samples = [sample_of(SEED, at, icons=icons, textures=textures) for at in range(count)]
    features = [features_of(one.sketch.astype(np.float32) / 255) for one in samples]
    np.savez(
        path,
        features=np.stack(features).astype(np.float16),
        painted=np.stack([_small(one.painted) for one in samples]),
        mood=np.array([one.mood for one in samples], np.int64),
        words=np.array([" ".join(one.words) for one in samples]),
    )


def _small(painted: NDArray[Any]) -> NDArray[Any]:
    import cv2

    planes = [cv2.resize(plane, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for plane in painted]
    return np.stack(planes)


def _digest() -> str:
    """Names the way samples are made: another way needs another index."""
    folder = Path(icon_files.__file__).parent
    texts = [(folder / f"{name}.py").read_bytes() for name in _MAKERS]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:12]
