"""A person's turns as lists need them: opened without their pictures; and the sittings' notes."""

from __future__ import annotations

from dataclasses import replace

from engines.record import Feeling, Turn
from engines.record import pack as record_pack
from workbench.archive.rows import Rows


def turns(rows: Rows, person: str) -> dict[str, list[Turn]]:
    """The turns of every sitting of a person by its id, in their order, without painted layers."""
    found: dict[str, list[Turn]] = {}
    stored = rows.database.read(
        "SELECT id, sitting, content, pleasure, arousal FROM turn WHERE person = ? "
        "ORDER BY sitting, number",
        [person],
    )
    for turn, sitting, content, pleasure, arousal in stored:
        opened = record_pack.unpack_turn(rows.vault.open(person, "turn", turn, content))
        seen = replace(opened, feeling=Feeling(pleasure, arousal))
        found.setdefault(sitting, []).append(seen)
    return found


def notes(rows: Rows, person: str) -> dict[str, str]:
    """The notes of a person's sittings by their ids; sittings without one are left out."""
    sql = "SELECT id FROM sitting WHERE person = ? AND content IS NOT NULL"
    ids = [row[0] for row in rows.database.read(sql, [person])]
    found = {sitting: rows.contents.of(sitting).note for sitting in ids}
    return {sitting: note for sitting, note in found.items() if note}
