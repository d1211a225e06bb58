"""A transaction's cursor: what it changes is handed to the journal, so that it can be done again.

Done again in the same order on the same tables, each statement must change the same: it stands with
its values, and asks neither clock nor chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from workbench.archive.attached import Connection

Statement = tuple[str, list[Any]]

_READS = re.compile(r"\s*(?:SELECT|WITH|PRAGMA|DESCRIBE)\b", re.IGNORECASE)
_VARIES = re.compile(
    r"\b(?:now|today|random|setseed|uuid|uuidv\d|gen_random_uuid|nextval|get_current_\w+|read_\w+"
    r"|current_(?:date|time|timestamp)|transaction_timestamp|txid_current)\s*\("
    r"|\bcurrent_(?:date|time|timestamp)\b|\blocaltime(?:stamp)?\b",
    re.IGNORECASE,
)


class Cursor:
    """What the block of a `Database.write` writes with."""

    def __init__(self, inner: Connection, remember: Callable[[Statement], None]) -> None:
        self._inner = inner
        self._remember = remember

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Cursor:
        """Carry out one statement, or several without values."""
        held = list(values)
        reads = _READS.match(sql) is not None
        if not reads and (found := _VARIES.search(sql)):
            raise ValueError(f"{found[0]!r} would not give the same again: pass its value")
        self._inner.execute(sql, held)
        if not reads:
            self._remember((sql, held))
        return self

    def fetchone(self) -> Any:
        """The next row of what was asked for, or None."""
        return self._inner.fetchone()

    def fetchall(self) -> list[Any]:
        """All rows of what was asked for."""
        return self._inner.fetchall()
