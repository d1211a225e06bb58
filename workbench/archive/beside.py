"""Beside the page: feelings, marks, scans, notes, what was said; in journal and tables."""

from __future__ import annotations

from engines.errors import ArchiveError
from engines.record import Sitting
from workbench.archive import audit
from workbench.archive.database import Cursor
from workbench.archive.events import Event, Felt, Marked, Noted, Scanned, Spoke
from workbench.archive.rows import Rows
from workbench.archive.underway import Underway


def store(rows: Rows, sitting: Sitting, event: Event, *, who: str) -> None:
    """Let the tables follow an event; one that changes only the page is none of theirs."""
    if not isinstance(event, (Felt, Marked, Scanned, Noted, Spoke)):
        return
    with rows.database.write() as cursor:
        if isinstance(event, Felt):
            _feel(rows, cursor, sitting, event)
            audit.note(cursor, who, "feeling saved", sitting=sitting.id, when=event.when)
        elif isinstance(event, Scanned):
            scan = rows.scans.keep(cursor, sitting.person, event.png)
            audit.note(cursor, who, "scan kept", sitting=sitting.id, scan=scan)
        elif isinstance(event, Noted) and event.prompt is not None:
            rows.contents.change(cursor, sitting.id, shared={event.prompt: event.text})
            audit.note(cursor, who, "shared note written", sitting=sitting.id)
        elif isinstance(event, Noted):
            rows.contents.change(cursor, sitting.id, note=event.text)
            audit.note(cursor, who, "note written", sitting=sitting.id)
        elif isinstance(event, Spoke):
            rows.contents.change(cursor, sitting.id, spoken=(event.line,))
            said = "words said" if event.line.text else "words taken out"
            audit.note(cursor, who, said, sitting=sitting.id)
        elif rows.sittings.mark(cursor, sitting, event.answer, event.marks):
            audit.note(cursor, who, "picture marked", sitting=sitting.id, picture=event.answer)


def check(rows: Rows, underway: Underway, sitting: str, event: Event) -> None:
    """Refuse marks on an answer that this sitting neither shows nor kept.

    Raises:
        ArchiveError: names the answer.
    """
    if not isinstance(event, Marked) or rows.sittings.holds_picture(sitting, event.answer):
        return
    if not underway.is_open(sitting) or event.answer not in underway.state(sitting).shown:
        raise ArchiveError(
            f"Sitting {sitting} has no picture {event.answer}: mark one that is shown or was kept."
        )


def _feel(rows: Rows, cursor: Cursor, sitting: Sitting, event: Felt) -> None:
    if event.when in ("before", "after"):
        rows.sittings.feel(cursor, sitting.id, event.when, event.feeling)
    else:
        rows.sittings.feel_turn(cursor, sitting.id, event.when, event.feeling)
