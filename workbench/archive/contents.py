"""What is sealed with a sitting: the therapist's note, and what happened when."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, replace

from engines.errors import RecordError
from engines.fields import Check
from engines.record.marks import MAX_MOMENTS, Moment, course_from_wire, moment_to_wire
from workbench.archive.database import Cursor, Database
from workbench.archive.keys import Vault

FORMAT = 1
MAX_BYTES = 2**24
_check = Check(RecordError, "sitting's content")


@dataclass(frozen=True, slots=True)
class Content:
    """A note, empty where there is none, and the course, empty while the sitting goes on."""

    note: str = ""
    course: tuple[Moment, ...] = ()

    def to_bytes(self) -> bytes:
        """The content as it is sealed; a course holds its first `MAX_MOMENTS` moments."""
        moments = [moment_to_wire(moment) for moment in self.course[:MAX_MOMENTS]]
        document = {"format": FORMAT, "note": self.note, "course": moments}
        return zlib.compress(json.dumps(document, separators=(",", ":")).encode())

    @staticmethod
    def from_bytes(content: bytes) -> Content:
        """What `to_bytes` gave.

        Raises:
            RecordError: written by a newer Sketchwell.
        """
        loaded = _check.loaded(zlib.decompress(content), max_bytes=MAX_BYTES)
        fields = _check.fields(loaded, "content", needed=("format", "note", "course"))
        _check.whole(fields["format"], "content.format", 1, FORMAT)
        return Content(str(fields["note"]), course_from_wire(fields["course"]))


class Contents:
    """The sitting table's sealed column."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def of(self, sitting: str) -> Content:
        """A sitting's content; empty where nothing was written yet."""
        sql = "SELECT person, content FROM sitting WHERE id = ?"
        rows = self._database.read(sql, [sitting])
        return self._opened(sitting, *rows[0]) if rows else Content()

    def change(
        self,
        cursor: Cursor,
        sitting: str,
        *,
        note: str | None = None,
        course: tuple[Moment, ...] | None = None,
    ) -> None:
        """Replace the note or the course, or both, inside a transaction; None leaves it."""
        sql = "SELECT person, content FROM sitting WHERE id = ?"
        person, sealed = cursor.execute(sql, [sitting]).fetchone() or ("", None)
        content = self._opened(sitting, person, sealed)
        content = content if note is None else replace(content, note=note)
        content = content if course is None else replace(content, course=course)
        sealed = self._vault.seal(person, "sitting", sitting, content.to_bytes())
        cursor.execute("UPDATE sitting SET content = ? WHERE id = ?", [sealed, sitting])

    def _opened(self, sitting: str, person: str, sealed: bytes | None) -> Content:
        if sealed is None:
            return Content()
        return Content.from_bytes(self._vault.open(person, "sitting", sitting, sealed))
