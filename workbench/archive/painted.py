"""The pictures that a painter made for a person, and taking one out while its drawing stays."""

from __future__ import annotations

from dataclasses import replace

from engines.errors import NotHereError
from engines.record import Turn
from workbench.archive import audit, thumbnails
from workbench.archive.rows import Rows

_PAINTED = (
    "SELECT picture.id FROM picture JOIN turn ON turn.id = picture.turn "
    "JOIN sitting ON sitting.id = turn.sitting WHERE picture.person = ? "
    "AND picture.painted IS NOT NULL AND (sitting.ended IS NOT NULL OR ?) "
    "ORDER BY sitting.started, turn.number"
)


def of(rows: Rows, person: str, *, open_too: bool) -> tuple[str, ...]:
    """The painted pictures of a person, oldest first; of open sittings only where asked."""
    found = rows.database.read(_PAINTED, [person, open_too])
    return tuple(picture for (picture,) in found)


def keep_alone(rows: Rows, picture: str, alone: Turn, *, person: str, who: str) -> None:
    """Keep the drawing of a painted picture beside it; nothing where it is kept alone already.

    `alone` is the drawing as a turn of its own; it stands where the picture stood.
    """
    sql = "SELECT sitting FROM turn WHERE picture = ? AND person = ?"
    found = rows.database.read(sql, [picture, person])
    if not found:
        raise NotHereError(f"Person {person} has no picture {picture}: unknown, or removed.")
    sitting, painted = rows.sittings.one(found[0][0]), rows.sittings.turn(picture, person=person)
    drawn = [each.drawing for each in rows.sittings.turns(sitting.id) if each.answer is None]
    if painted.drawing in drawn:
        return
    scan = alone.drawing.paper.scan
    small = thumbnails.made(alone, None if scan is None else rows.scans.png(scan, person=person))
    with rows.database.write() as cursor:
        turn = replace(alone, at=painted.at)
        rows.sittings.keep(cursor, sitting.sitting, turn, thumbnail_png=small)
        audit.note(cursor, who, "turn kept", sitting=sitting.id, turn=turn.id)
