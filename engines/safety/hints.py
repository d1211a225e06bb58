"""What is hinted at: a second look, beside the rules, by the sentence embedding.

The rules find the usual ways of saying it; hints are found by how near a sentence lies to
sentences of our own that hint at danger, among many that do not. It raises a hand to a therapist,
quietly. It gives no score, ranks nobody, and nothing seen never means that nothing is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines import catalog
from engines.embedding.model import Embedding, shared
from engines.embedding.sentences import sentences
from engines.errors import BackendMissingError

FILE = Path(__file__).with_name("hints.npz")
# At most this share of sentences of ordinary distress, and of all others, may be seen in teaching.
DISTRESS_SEEN, ORDINARY_SEEN = 0.10, 0.05

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Head:
    """A logistic head over sentence vectors.

    Attributes:
        weights: (384,).
        bias: added to the product; 0 or more then is a hint.
    """

    weights: Floats
    bias: float

    def sees(self, vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Which of these unit vectors (N, 384) hint at something, (N,)."""
        return vectors @ self.weights + self.bias >= 0


def look(text: str, embedding: Embedding | None = None) -> bool:
    """Whether a sentence of a text hints at danger, as far as this can tell.

    Args:
        text: as typed; the first 40 sentences count, and of each 400 letters.
        embedding: else the one of this process.

    Raises:
        BackendMissingError: the sentence embedding is not here, or the head was made with another.
            Whoever asks says so on the screen: the rules go on alone.
    """
    told = sentences(text)
    return bool(told) and bool(head().sees((embedding or shared()).vectors(told)).any())


@cache
def head() -> Head:
    """The head that ships."""
    with np.load(FILE) as kept:
        if str(kept["made_with"]) != made_with():
            raise BackendMissingError(
                "The hints were made with another sentence embedding than the catalog's: make them "
                "again (engines/safety/README.md), or go on with the rules alone."
            )
        return Head(kept["weights"], float(kept["bias"]))


def made_with() -> str:
    """The SHA-256 of the embedding's file."""
    return str(catalog.find("sentences").files[0].sha256)
