"""Every reader over one drawing, in one order, at one size: what a page shows and a study counts.

The person's layer and the painter's are read apart: `drawn` never sees paint, `paint` no line.
"""

from __future__ import annotations

from engines import sketch
from engines.picture import Picture
from engines.readers import colors, composition, form, lines, palette, repetition, symmetry
from engines.reading import Reading
from engines.sketch.scans import Scan
from engines.strokes import Drawing

# Drawings are read at this long side: thin pens are two pixels wide there.
SIDE_PX = 512
VERSION = 1  # of what is read; values of two versions are never compared

_READERS = {
    "palette": palette.read_drawing,
    "colors": colors.read_drawing,
    "form": form.read_drawing,
    "composition": composition.read_drawing,
    "symmetry": symmetry.read_drawing,
    "repetition": repetition.read_drawing,
    "lines": lines.read_drawing,
}


def drawn(drawing: Drawing, *, scan: Scan | None = None) -> dict[str, Reading]:
    """Reads a person's own drawing with every reader of drawings, by the reader's name.

    Args:
        drawing: the drawing.
        scan: the paper drawing below, where the drawing's paper names one; the readers of strokes
            (lines, repetition, symmetry) see what was drawn on the table alone.

    Raises:
        DrawingError: the scan that the paper names was not given, or another one was.
    """
    seen = sketch.rasterize(drawing, SIDE_PX, scan=scan)
    return {name: read(drawing, seen) for name, read in _READERS.items()}


def paint(picture: Picture) -> dict[str, Reading]:
    """Reads the painter's layer alone: its palette where it differs from the paper, its form."""
    return {"palette": palette.read_paint(picture), "form": form.read_picture(picture)}
