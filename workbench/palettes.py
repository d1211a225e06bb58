"""The main colors of kept pictures, from their small versions; remembered for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engines.errors import ArchiveError
from engines.picture import pixels_of
from workbench import colors, measures, practice, state
from workbench.archive.store import Person

Palette = tuple[tuple[str, float], ...]
Shares = dict[str, float] | None


def shares(person: Person, rows: Mapping[str, Sequence[Any]]) -> list[Shares]:
    """Per sitting the mean share of each named color over its chosen pictures; None without."""
    return [_mean(person.id, kept) for kept in rows["pictures"]]


@state.remembered
def of_picture(person: str, picture: str) -> Palette:
    """The palette of one picture of a person."""
    try:
        small = practice.current().archive.thumbnail_png(picture, person=person)
    except ArchiveError:
        return ()
    return measures.palette(pixels_of(small)[..., :3]) if small else ()


@state.remembered
def shares_of_picture(person: str, picture: str) -> Shares:
    """The share of each named color in one picture of a person; None where it cannot be read."""
    try:
        small = practice.current().archive.thumbnail_png(picture, person=person)
    except ArchiveError:
        return None
    return colors.shares(pixels_of(small)[..., :3]) if small else None


def _mean(person: str, pictures: Sequence[str]) -> Shares:
    found = [each for picture in pictures if (each := shares_of_picture(person, picture))]
    if not found:
        return None
    return {name: sum(each[name] for each in found) / len(found) for name in colors.EXAMPLES}
