"""Does again, on a database, what the practice's journal says it lacks."""

from __future__ import annotations

from itertools import islice

from engines.errors import ArchiveError, SealError
from workbench.archive.attached import Connection, Failure
from workbench.archive.safety.redo import Redo
from workbench.archive.safety.segments import Record

TABLE = "redone"
AT_ONCE = 200


def replay(cursor: Connection, redo: Redo, after: int) -> None:
    """Do everything behind a number again, many transactions at a time.

    Raises:
        GapError: one is missing.
        SealError: one was changed.
    """
    left = redo.records(after)
    while batch := list(islice(left, AT_ONCE)):
        try:
            _together(cursor, redo, batch)
        except Failure:
            # Some changes may not share a transaction: then each has its own, as it had.
            _roll_back(cursor)
            for record in batch:
                _together(cursor, redo, [record])


def patch(cursor: Connection, redo: Redo, last: int) -> None:
    """Do again what can be, where something is missing in between."""
    row = cursor.execute(f"SELECT number FROM {TABLE}").fetchone()
    for record in redo.remnants(row[0] if row else 0):
        try:
            _together(cursor, redo, [record])
        except (Failure, SealError, ArchiveError):
            _roll_back(cursor)
    cursor.execute(f"UPDATE {TABLE} SET number = ?", [last])


def _together(cursor: Connection, redo: Redo, batch: list[Record]) -> None:
    cursor.execute("BEGIN")
    for record in batch:
        for sql, values in redo.statements(record):
            cursor.execute(sql, values)
    cursor.execute(f"UPDATE {TABLE} SET number = ?", [batch[-1].number])
    cursor.execute("COMMIT")


def _roll_back(cursor: Connection) -> None:
    try:
        cursor.execute("ROLLBACK")
    except Failure:
        # The statement that failed has ended the transaction by itself.
        return
