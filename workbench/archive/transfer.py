"""One sitting out as bytes and in again. The bytes are plain: whoever has them can read them."""

from __future__ import annotations

from dataclasses import replace

from engines.errors import ArchiveError
from engines.record import Sitting, Turn
from engines.record import pack as record_pack
from workbench.archive import audit, sittings, thumbnails
from workbench.archive.events import sha256
from workbench.archive.rows import Rows


def whole(rows: Rows, sitting: str) -> Sitting:
    """A sitting with its turns, pictures and what was said, and its course once it has ended."""
    held = rows.contents.of(sitting)
    turns = rows.sittings.turns(sitting)
    bare = rows.sittings.one(sitting).sitting
    return replace(bare, turns=turns, course=held.course, spoken=held.spoken)


def export_sitting(rows: Rows, sitting: Sitting, *, who: str) -> bytes:
    """Pack a whole sitting with its paper drawings, and note that it left."""
    names = dict.fromkeys(scan for turn in sitting.turns for scan in _scans(turn))
    held = rows.scans.names(sitting.person)
    scans = tuple(rows.scans.png(n, person=sitting.person) for n in names if n in held)
    known = rows.sittings.measures(sitting.id)
    turns = (replace(t, measures={**known.get(t.id, {}), **t.measures}) for t in sitting.turns)
    packed = record_pack.pack(replace(sitting, turns=tuple(turns), scans=scans))
    with rows.database.write() as cursor:
        audit.note(cursor, who, "sitting exported", sitting=sitting.id)
    return packed


def import_sitting(rows: Rows, packed: bytes, *, person: str, who: str) -> str:
    """Enter a packed sitting as one of this person's. It must have ended, and must be new here."""
    sitting = replace(record_pack.unpack(packed), person=person)
    if sitting.ended is None:
        raise ArchiveError(f"Sitting {sitting.id} goes on where it was packed: end it there first.")
    if rows.sittings.find(sitting.id) is not None:
        raise ArchiveError(f"Sitting {sitting.id} is here already: nothing was changed.")
    for turn in sitting.turns:
        sittings.check(turn)
        rows.sittings.stored(sitting.id, turn)
    _enter(rows, sitting, who=who)
    return sitting.id


def _enter(rows: Rows, sitting: Sitting, *, who: str) -> None:
    number = rows.sittings.next_number(sitting.person)
    scans = {sha256(png): png for png in sitting.scans}
    with rows.database.write() as cursor:
        rows.sittings.add(cursor, sitting, number)
        for turn in sitting.turns:
            small = thumbnails.made(turn, scans.get(turn.drawing.paper.scan or ""))
            rows.sittings.keep(cursor, sitting, turn, thumbnail_png=small)
        for png in sitting.scans:
            rows.scans.keep(cursor, sitting.person, png)
        course, spoken = sitting.course, sitting.spoken
        rows.contents.change(cursor, sitting.id, course=course, spoken=spoken)
        audit.note(cursor, who, "sitting imported", sitting=sitting.id, person=sitting.person)


def _scans(turn: Turn) -> list[str]:
    papers = [turn.drawing.paper, *([turn.answer.request.drawing.paper] if turn.answer else [])]
    return [paper.scan for paper in papers if paper.scan is not None]
