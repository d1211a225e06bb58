"""The main colors of kept pictures, from their small versions; remembered for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engines.errors import ArchiveError
from engines.picture import pixels_of
from workbench import measures, practice, state
from workbench.archive.store import Person

Palette = tuple[tuple[str, float], ...]


def of(person: Person, rows: Mapping[str, Sequence[Any]]) -> list[Palette]:
    """One palette a sitting: that of the picture kept last; empty where none was."""
    return [of_picture(person.id, kept[-1]) if kept else () for kept in rows["pictures"]]


@state.remembered
def of_picture(person: str, picture: str) -> Palette:
    """The palette of one picture of a person."""
    try:
        small = practice.current().archive.thumbnail_png(picture, person=person)
    except ArchiveError:
        return ()
    return measures.palette(pixels_of(small)[..., :3]) if small else ()
