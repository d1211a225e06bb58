"""The paper drawing below a drawing: found by its name, as what painters and screens take."""

from __future__ import annotations

from typing import Protocol

from engines import sketch
from engines.picture import png_of
from engines.sketch.scans import Scan, lifted_of
from engines.strokes import Drawing, Paper

LINES_PX = 1024


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


def scan_file(archive: Kept, person: str, name: str, *, lines: bool) -> bytes:
    """A paper drawing as PNG: as it lies below, or its lines alone, to lie over paint.

    Raises:
        ArchiveError: it is not kept here, or is another person's.
    """
    png = archive.scan_png(name, person=person)
    if not lines:
        return png
    scan = Scan(png)
    height, width = lifted_of(scan).ink.shape
    page = Drawing(Paper(width / height, scan=scan.digest))
    return png_of(sketch.lines_rgba(page, LINES_PX, scan=scan))


def blank(drawing: Drawing) -> bool:
    """Whether nothing was drawn: no stroke, and no paper drawing below."""
    return not drawing.strokes and drawing.paper.scan is None
