"""Undoing a keep takes its turn's rows out, doing it again brings them back."""

from __future__ import annotations

from workbench.archive import audit
from workbench.archive.events import OpenSitting
from workbench.archive.rows import Rows
from workbench.archive.underway import Underway


def follow(rows: Rows, underway: Underway, *, before: OpenSitting, who: str) -> None:
    """Let the rows follow what the journal says since `before`.

    After a kill in between, the next start does the same.
    """
    sitting = before.sitting
    kept = underway.state(sitting.id).kept
    gone, back = {*before.kept} - {*kept}, {*kept} - {*before.kept}
    if not gone and not back:
        return
    standing = underway.kept(sitting.id) if back else ()
    with rows.database.write() as cursor:
        for turn in sorted(gone):
            rows.sittings.withdraw(cursor, sitting.id, turn)
            audit.note(cursor, who, "turn withdrawn", sitting=sitting.id, turn=turn)
        for each in (each for each in standing if each.turn.id in back):
            rows.sittings.keep(cursor, sitting, each.turn, thumbnail_png=each.thumbnail_png)
            audit.note(cursor, who, "turn kept", sitting=sitting.id, turn=each.turn.id)
