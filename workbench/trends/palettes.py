"""The main colors of kept pictures, from their small versions; remembered for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engines.errors import ArchiveError
from engines.picture import pixels_of
from workbench import measures, practice, state
from workbench.archive.store import Person
from workbench.trends import colors

Palette = tuple[tuple[str, float], ...]
Shares = dict[str, float] | None


def shares(person: Person, rows: Mapping[str, Sequence[Any]]) -> list[Shares]:
    """Per sitting the mean share of each named color over its chosen pictures; None without."""
    every = tuple(picture for kept in rows["pictures"] for picture in kept)
    found = shares_of_pictures(person.id, every)
    return [_mean([found[each] for each in kept if each in found]) for kept in rows["pictures"]]


@state.remembered
def of_picture(person: str, picture: str) -> Palette:
    """The palette of one picture of a person."""
    try:
        small = practice.current().archive.thumbnail_png(picture, person=person)
    except ArchiveError:
        return ()
    return measures.palette(pixels_of(small)[..., :3]) if small else ()


@state.remembered
def shares_of_pictures(person: str, pictures: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """The share of each named color in pictures of a person; what cannot be read is left out."""
    small = practice.current().archive.thumbnails(pictures, person=person)
    return {each: colors.shares(pixels_of(png)[..., :3]) for each, png in small.items()}


def _mean(found: Sequence[Mapping[str, float]]) -> Shares:
    if not found:
        return None
    return {name: sum(each[name] for each in found) / len(found) for name in colors.EXAMPLES}
