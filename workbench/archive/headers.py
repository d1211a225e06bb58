"""A journal's header: whose sitting it is, so that it opens even without the database.

Plain are ids, times and phase; name, notes, goals and table are sealed. The person's key lies in a
file of its own; formats 1 and 2 held it, wrapped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engines.errors import RecordError
from engines.fields import Check
from engines.record import Sitting, names
from engines.record import wire as record_wire
from engines.record.wire import Parts, Pool
from workbench.archive.database import Row

FORMAT = 3
MAX_BYTES = 2**20
_NEEDED = (
    *("format", "sitting", "number", "person", "synthetic", "created"),
    *("name", "notes"),
)
_LATER = ("goals", "tailored")
_EARLIER = ("wrapped",)
_check = Check(RecordError, "journal header")


@dataclass(frozen=True, slots=True)
class Header:
    """`person` is the person's row as `People.row` gives it; `wrapped` an old header's key."""

    sitting: Sitting
    number: int
    person: Row
    wrapped: bytes | None = None

    def to_bytes(self) -> bytes:
        """The header as a journal holds it."""
        person, synthetic, created, name, notes, goals, tailored, _ = self.person
        begun = replace(self.sitting, turns=())
        document = {
            "format": FORMAT,
            "sitting": record_wire.sitting_to_wire(begun, Pool()),
            "number": self.number,
            "person": person,
            "synthetic": synthetic,
            "created": created,
            "name": name.hex(),
            "notes": notes.hex(),
            "goals": goals and goals.hex(),
            "tailored": tailored and tailored.hex(),
        }
        return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def from_bytes(content: bytes) -> Header:
    """The header in a journal's first entry.

    Raises:
        RecordError: not a header, or a newer one.
    """
    fields = _upgraded(_check.loaded(content, max_bytes=MAX_BYTES))
    person = names.read_id(fields["person"], "header.person")
    created = names.read_time(fields["created"], "header.created")
    name, notes = (_bytes(fields, field) for field in ("name", "notes"))
    goals, tailored, wrapped = (fields.get(n) and _bytes(fields, n) for n in (*_LATER, *_EARLIER))
    return Header(
        record_wire.sitting_from_wire(fields["sitting"], Parts((), ())),
        _check.whole(fields["number"], "header.number", 1, 10**6),
        (person, fields["synthetic"] is True, created, name, notes, goals, tailored, None),
        wrapped,
    )


def _upgraded(wire: Any) -> Mapping[str, Any]:
    """The header's fields; format 1 had no goals, no table, and a sitting without a course."""
    fields = _check.fields(wire, "header", needed=_NEEDED, allowed=(*_LATER, *_EARLIER))
    if (written := _check.whole(fields["format"], "header.format", 1, FORMAT)) > 1:
        earlier = _EARLIER if written < FORMAT else ()
        return _check.fields(wire, "header", needed=(*_NEEDED, *_LATER, *earlier))
    sitting = {"course": [], "scans": [], **_check.mapping(fields["sitting"], "header.sitting")}
    return {**fields, **dict.fromkeys(_LATER), "sitting": sitting}


def _bytes(fields: Mapping[str, Any], name: str) -> bytes:
    try:
        return bytes.fromhex(fields[name])
    except (TypeError, ValueError):
        _check.refuse(f"header.{name}", fields[name], "must be hex digits")
