"""The words reader: how pleasant and how lively a text is worded. Not how its writer feels.

Two axes between sentences of our own (`anchors.toml`), in the space of the sentence embedding: the
five kinds' mean vectors are laid linearly onto pleasantness and energy, each from -1 to 1, so that
plain sentences come to 0 (least squares of smallest norm: exact for these five points). The axes
are those of Russell, 1980, Journal of Personality and Social Psychology 39(6), 1161-1178.

Nearer to 0 than `UNSURE` a measure is None: on sentences that chose neither axes nor bound, the
sign is then wrong too often to be said (README).
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines import catalog
from engines.embedding.model import Embedding, shared
from engines.embedding.sentences import sentences
from engines.reading import Evidence, Reading

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

UNSURE = 0.4
MEASURES = ("pleasantness", "energy")
ANCHORS = Path(__file__).with_name("anchors.toml")
AXES = Path(__file__).with_name("axes.npz")
CORNERS = {
    "pleasant_lively": (1.0, 1.0),
    "pleasant_calm": (1.0, -1.0),
    "unpleasant_lively": (-1.0, 1.0),
    "unpleasant_calm": (-1.0, -1.0),
}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Axes:
    """Where the axes lie.

    Attributes:
        plain: (384,), the point that is 0 on both.
        spread: (384, 2), from a vector's way from there to pleasantness and energy.
    """

    plain: Floats
    spread: Floats

    def places(self, vectors: NDArray[np.float32]) -> Floats:
        """Gives pleasantness and energy, (N, 2), of unit vectors (N, 384); about -1 to 1."""
        return (vectors - self.plain) @ self.spread


def read_words(text: str, embedding: Embedding | None = None) -> Reading:
    """Reads a text: the mean over its sentences, None where that says too little, or nothing is.

    Raises:
        BackendMissingError: the sentence embedding is not here.
    """
    told = sentences(text)
    values: list[float | None] = [None, None]
    if told:
        vectors = (embedding or shared()).vectors(told)
        mean = axes().places(vectors).mean(axis=0)
        values = [round(float(v), 2) if abs(v) >= UNSURE else None for v in mean]
    evidence = (Evidence(name, value, "") for name, value in zip(MEASURES, values, strict=True))
    return Reading("words", tuple(evidence))


@cache
def axes() -> Axes:
    """The axes of this installation: as kept, or made anew where the anchors were changed."""
    with np.load(AXES) as kept:
        if str(kept["made_of"]) == made_of():
            return Axes(kept["plain"], kept["spread"])
    return made()


def made() -> Axes:
    """Lays the axes through the anchors as they stand; three seconds of one core."""
    return fitted({kind: shared().vectors(told) for kind, told in anchors().items()})


def made_of() -> str:
    """The SHA-256 of the anchors and of what embeds them."""
    (model,) = catalog.find("sentences").files
    return hashlib.sha256(ANCHORS.read_bytes() + str(model.sha256).encode()).hexdigest()


def anchors() -> dict[str, list[str]]:
    """Gives the anchors of each kind, all languages together."""
    rows = tomllib.loads(ANCHORS.read_text(encoding="utf-8"))
    return {kind: [*chain(*rows[kind].values())] for kind in (*CORNERS, "plain")}


def fitted(kinds: dict[str, NDArray[np.float32]]) -> Axes:
    """Lays the axes through the mean vectors of the five kinds, each (N, 384)."""
    plain = kinds["plain"].mean(axis=0, dtype=np.float64)
    means = np.stack([kinds[kind].mean(axis=0, dtype=np.float64) for kind in CORNERS])
    return Axes(plain, np.linalg.pinv(means - plain) @ np.array(list(CORNERS.values())))
