"""The paper drawing below a drawing: found by its name, as what painters and screens take."""

from __future__ import annotations

from typing import Protocol

from engines.sketch.scans import Scan
from engines.strokes import Drawing


class Kept(Protocol):
    """Where scans are kept."""

    def scan_png(self, scan: str, *, person: str) -> bytes:
        """A person's paper drawing, by its SHA-256."""
        ...


def below(archive: Kept, person: str, drawing: Drawing) -> Scan | None:
    """The paper drawing that a person's drawing lies on, or None where it lies on bare paper.

    Raises:
        ArchiveError: it is not kept here, or is another person's.
    """
    name = drawing.paper.scan
    return None if name is None else Scan(archive.scan_png(name, person=person))


def blank(drawing: Drawing) -> bool:
    """Whether nothing was drawn: no stroke, and no paper drawing below."""
    return not drawing.strokes and drawing.paper.scan is None
