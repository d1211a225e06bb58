"""The vectors of what people might say: those of the cards that ship are kept, others are made.

One file for all modes, by the hash of a sentence, so that a therapist who changes one sentence
waits for one. A byte a number: cosines differ by less than 0.002.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines import catalog
from engines.embedding.model import DIMENSIONS, Embedding
from engines.embedding.sentences import tidy

FILE = Path(__file__).with_name("heard.npz")


def vectors(texts: Sequence[str], embedding: Embedding) -> NDArray[np.float32]:
    """Gives a unit vector for each text.

    Args:
        texts: N sentences of cards.
        embedding: makes those that are not kept, 30 ms each.

    Returns:
        float32 (N, 384).
    """
    known = dict(_kept())
    new = [text for text in dict.fromkeys(texts) if _hash(text) not in known]
    known |= zip(map(_hash, new), embedding.vectors(new), strict=True)
    found = [known[_hash(text)] for text in texts]
    return np.stack(found) if found else np.empty((0, DIMENSIONS), np.float32)


def keep(texts: Iterable[str], embedding: Embedding, path: Path = FILE) -> int:
    """Makes the file anew for these sentences; gives how many it holds."""
    told = sorted(set(texts), key=_hash)
    np.savez_compressed(
        path,
        made_with=made_with(),
        hashes=np.array([_hash(text) for text in told], np.uint64),
        vectors=_small(embedding.vectors(told)),
    )
    return len(told)


def missing(texts: Iterable[str]) -> tuple[str, ...]:
    """The sentences whose vectors are not kept."""
    return tuple(text for text in texts if _hash(text) not in _kept())


def made_with() -> str:
    """The SHA-256 of the embedding's file: vectors of another one fit nothing."""
    return str(catalog.find("sentences").files[0].sha256)


@cache
def _kept() -> dict[int, NDArray[np.float32]]:
    if not FILE.is_file():
        return {}
    with np.load(FILE) as kept:
        if str(kept["made_with"]) != made_with():
            return {}
        whole = kept["vectors"].astype(np.float32)
        whole /= np.linalg.norm(whole, axis=1, keepdims=True)
        return dict(zip(kept["hashes"].tolist(), whole, strict=True))


def _small(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    return np.rint(127 * vectors / np.abs(vectors).max(axis=1, keepdims=True)).astype(np.int8)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(tidy(text).encode()).digest()[:8], "big")
