"""The estimated tone of a picture, of what the archive's plain columns hold; nothing is opened.

White paper says nothing, so lightness and color are those of what is not white: lightness with the
white taken out, and the share of it that has a color. They are standardized by fixed constants, for
drawings have no published ones (`LIGHTNESS`, `COLOR`: provisional, Sketchwell's own).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engines.errors import AnalysisError
from workbench.archive.store import Archive
from workbench.outcomes import tone
from workbench.outcomes.tone import PUBLISHED, Axis, Estimate, Rated, Worth

PREFERENCE, NAME = "estimates", "tone"
WHITE = 0.99  # Oklab lightness of what is called white, about
LEAST_MARKED = 0.005
LIGHTNESS, COLOR = (0.6, 0.18), (0.7, 0.3)  # mean and standard deviation


@dataclass(frozen=True, slots=True)
class Toned:
    """What can be told of one picture on one axis.

    Attributes:
        said: what the person said of it, which counts; None where nothing was said.
        estimate: what they may say; None where it is not told.
        worth: how far estimates are off for this person; None with too few ratings.
        own: how many ratings there are of this person.
        others: how many of other people.
    """

    said: float | None
    estimate: Estimate | None
    worth: Worth | None
    own: int
    others: int


def wanted(archive: Archive) -> bool:
    """Whether the practice shows estimates."""
    return archive.preference(PREFERENCE) != "off"


def toned(rows: Mapping[str, Sequence[Any]], person: str, picture: str, axis: Axis) -> Toned | None:
    """The tone of one picture; None where it is not kept or has no marks to be read.

    Args:
        rows: everybody's kept turns, by column (`Archive.turn_trends`).
        person: whose picture it is.
        picture: its id.
        axis: which of the two.
    """
    place = next((n for n, each in enumerate(rows["picture"]) if each == picture), None)
    seen = None if place is None else features(rows, place)
    if place is None or seen is None:
        return None
    said = rows[axis][place]
    # The picture's own rating would tell what is to be estimated.
    rated = [each for n, each in _rated(rows, axis) if n != place]
    own = [each for each in rated if each.person == person]
    counts = len(own), len(rated) - len(own)
    if len(own) < tone.FEWEST:
        return Toned(said, None, None, *counts)
    try:
        found = tone.fitted(rated, PUBLISHED[axis])
    except AnalysisError:
        return Toned(said, None, None, *counts)
    worth = found.worth(own)
    return Toned(said, found.estimate(person, seen) if worth.better else None, worth, *counts)


def features(rows: Mapping[str, Sequence[Any]], place: int) -> tuple[float, float] | None:
    """Lightness and color of what is not white, standardized; None where hardly anything is."""
    lightness, white = rows["lightness"][place], rows["color_white"][place]
    if lightness is None or white is None or 1 - white < LEAST_MARKED:
        return None
    marked = 1 - white
    dull = (rows["color_black"][place] or 0.0) + (rows["color_gray"][place] or 0.0)
    light, colored = (lightness - white * WHITE) / marked, 1 - dull / marked
    return (light - LIGHTNESS[0]) / LIGHTNESS[1], (colored - COLOR[0]) / COLOR[1]


def _rated(rows: Mapping[str, Sequence[Any]], axis: Axis) -> list[tuple[int, Rated]]:
    found = []
    for place, (person, value) in enumerate(zip(rows["person"], rows[axis], strict=True)):
        seen = features(rows, place)
        if value is not None and seen is not None:
            found.append((place, Rated(person, seen, value)))
    return found
