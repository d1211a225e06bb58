"""Who did what and when: ids only, append only, each entry holding the hash of the one before.

A changed or missing entry breaks the chain. A cut tail does not show by itself: keep the newest
hash elsewhere to see that.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from engines.errors import ArchiveError
from workbench.archive.database import Cursor, Database, Row
from workbench.archive.schema import now

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry. `subject` is a JSON object of ids; names, words and notes never stand here."""

    number: int
    at: str
    who: str
    what: str
    subject: str
    previous: str
    hash: str


def note(cursor: Cursor, who: str, what: str, **subject: str) -> None:
    """Add an entry, inside the transaction that does what it tells."""
    newest = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1"
    number, previous = cursor.execute(newest).fetchone() or (0, FIRST)
    told = json.dumps(subject, sort_keys=True, separators=(",", ":"))
    entry = [number + 1, now(), who, what, told, previous]
    cursor.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)", [*entry, _hash(*entry)])


def newest(database: Database, limit: int) -> tuple[AuditEntry, ...]:
    """The newest entries, newest first."""
    rows = database.read("SELECT * FROM audit ORDER BY number DESC LIMIT ?", [limit])
    return tuple(AuditEntry(*row) for row in rows)


def verify(database: Database) -> int:
    """Check the whole chain and give its length.

    Raises:
        ArchiveError: names the first entry that was changed, or stands where another was removed.
    """
    previous = FIRST
    rows = database.read("SELECT * FROM audit ORDER BY number")
    for place, row in enumerate(rows, 1):
        if not _follows(row, place, previous):
            raise ArchiveError(
                f"Audit entry {row[0]} does not follow the one before it: entries were changed or "
                "removed. Compare with a backup of the archive."
            )
        previous = row[6]
    return len(rows)


def _follows(row: Row, place: int, previous: str) -> bool:
    return row[0] == place and row[5] == previous and row[6] == _hash(*row[:6])


def _hash(*fields: str | int) -> str:
    text = json.dumps(fields, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
