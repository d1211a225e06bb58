"""Ids and times as they stand in a record."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from engines.errors import RecordError
from engines.fields import Check

_check = Check(RecordError, "record")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def read_id(value: Any, where: str) -> str:
    """Gives an id of a person, sitting, turn or answer: it may become part of a file's name.

    Raises:
        RecordError: not 1 to 64 letters, digits, `_` or `-`.
    """
    return _check.matched(value, where, _ID, "must be 1 to 64 letters, digits, _ or -")


def read_time(value: Any, where: str) -> str:
    """Gives a time in ISO 8601 with offset, as it is.

    Raises:
        RecordError: not such a time.
    """
    try:
        offset = datetime.fromisoformat(value).utcoffset() if isinstance(value, str) else None
    except ValueError:
        offset = None
    if offset is None:
        _check.refuse(where, value, "must look like 2026-11-21T09:30:00+00:00")
    return value
