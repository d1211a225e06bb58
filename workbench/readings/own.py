"""What the readers saw in a person's pictures, each read once and remembered for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engines.record import Turn
from engines.studio import seen_in_drawing, seen_in_paint
from workbench import frames, practice, state
from workbench.archive.sittings import SittingRow, picture_id
from workbench.paper.papers import below
from workbench.readings.defined import DEFINED

# Beside a picture stand so many of the newest earlier ones at most: a screen shows no more dots.
MOST_EARLIER = 60
Values = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture's readings, by the measure's name.

    Attributes:
        drawn: of the person's own marks.
        chance: the greatest symmetry that the same marks have when scattered; None without marks.
        quarters: share of the marks in each quarter of the page, by rows; None without marks.
    """

    drawn: Values
    chance: float | None
    quarters: tuple[float, ...] | None


@state.remembered
def seen_in(person: str, picture: str) -> Seen:
    """Reads the drawing below a picture of a person.

    Raises:
        ArchiveError: there is no such picture of that person.
    """
    archive = practice.current().archive
    turn = archive.turn(picture, person=person)
    drawn = seen_in_drawing(turn.drawing, scan=below(archive, person, turn.drawing))
    quarters = [each.value for each in drawn["composition"].evidence if "quarter" in each.name]
    shares = tuple(value for value in quarters if value is not None)
    values = {each.name: each.of(drawn) for each in DEFINED}
    return Seen(values, drawn["symmetry"].evidence[1].high, shares or None)


@state.remembered
def painted_in(person: str, picture: str) -> Values:
    """Reads the painter's layer of a picture alone; empty where no painter answered.

    Raises:
        ArchiveError: there is no such picture of that person.
    """
    archive = practice.current().archive
    turn = archive.turn(picture, person=person)
    if turn.answer is None or not turn.answer.painted_png:
        return {}
    paint = seen_in_paint(frames.picture_of(turn.answer, scan=below(archive, person, turn.drawing)))
    return {each.name: each.of(paint) for each in DEFINED if each.painted}


def earlier(rows: Sequence[SittingRow], turns: dict[str, list[Turn]], picture: str) -> list[str]:
    """The kept pictures before one, the newest last, `MOST_EARLIER` at most.

    Args:
        rows: the person's sittings.
        turns: by the sitting's id, each in order.
        picture: the picture that is looked at; nothing after it counts.
    """
    before: list[str] = []
    for row in sorted(rows, key=lambda row: row.started):
        for turn in turns.get(row.id, []):
            if picture_id(turn) == picture:
                return before[-MOST_EARLIER:]
            if turn.decision == "kept":
                before.append(picture_id(turn))
    return before[-MOST_EARLIER:]
