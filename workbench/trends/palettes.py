"""The main colors of kept pictures, from their small versions; remembered for a while."""

from __future__ import annotations

from engines.errors import ArchiveError
from engines.picture import pixels_of
from workbench import measures, practice, state

Palette = tuple[tuple[str, float], ...]


@state.remembered
def of_picture(person: str, picture: str) -> Palette:
    """The palette of one picture of a person."""
    try:
        small = practice.current().archive.thumbnail_png(picture, person=person)
    except ArchiveError:
        return ()
    return measures.palette(pixels_of(small)[..., :3]) if small else ()
