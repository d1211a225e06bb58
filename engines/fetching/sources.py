"""Where a model's files come from: what every source can say and do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engines.catalog import Model, Part

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stated:
    """What a source says of a file before it gives it.

    Attributes:
        bytes: its size.
        sha256: its hash, where the source states one.
        revision: the commit it belongs to, "" where the source names none.
    """

    bytes: int
    sha256: str | None
    revision: str


class Source(Protocol):
    """A folder or a host."""

    name: str

    def survey(self, model: Model) -> dict[str, Stated]:
        """Says what it has, by the files' paths, before anything is copied.

        Raises:
            FetchError: it lacks the model or one of its files, or cannot be reached.
        """
        ...

    def bring(
        self, model: Model, part: Part, to: Path, *, stated: Stated, told: Callable[[int], None]
    ) -> None:
        """Copies one file, going on where an earlier try left `to`.

        Args:
            model: whose file.
            part: which.
            to: the file to write; may hold the beginning already.
            stated: what `survey` said of it.
            told: called with the bytes that are there.

        Raises:
            FetchError: it could not be had in several tries; `to` keeps what came.
        """
        ...
