"""One sitting out as bytes and in again. The bytes are plain: whoever has them can read them."""

from __future__ import annotations

from dataclasses import replace

from engines.errors import ArchiveError
from engines.record import Sitting
from engines.record import pack as record_pack
from workbench.archive import audit, sittings, thumbnails
from workbench.archive.database import Database
from workbench.archive.sittings import Sittings


def whole(rows: Sittings, sitting: str) -> Sitting:
    """A sitting with its turns and pictures."""
    return replace(rows.one(sitting).sitting, turns=rows.turns(sitting))


def export_sitting(database: Database, rows: Sittings, sitting: str, *, who: str) -> bytes:
    """Pack a sitting, and note that it left."""
    packed = record_pack.pack(whole(rows, sitting))
    with database.write() as cursor:
        audit.note(cursor, who, "sitting exported", sitting=sitting)
    return packed


def import_sitting(
    database: Database, rows: Sittings, packed: bytes, *, person: str, who: str
) -> str:
    """Enter a packed sitting as one of this person's. It must have ended, and must be new here."""
    sitting = replace(record_pack.unpack(packed), person=person)
    if sitting.ended is None:
        raise ArchiveError(f"Sitting {sitting.id} goes on where it was packed: end it there first.")
    if rows.find(sitting.id) is not None:
        raise ArchiveError(f"Sitting {sitting.id} is here already: nothing was changed.")
    number = rows.next_number(person)
    for turn in sitting.turns:
        sittings.check(turn)
        rows.stored(sitting.id, turn)
    with database.write() as cursor:
        rows.add(cursor, sitting, number)
        for turn in sitting.turns:
            rows.keep(cursor, sitting, turn, thumbnail_png=thumbnails.made(turn))
        audit.note(cursor, who, "sitting imported", sitting=sitting.id, person=person)
    return sitting.id
