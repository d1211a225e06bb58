"""What is sealed with a sitting: note, what both wrote, what was said, what happened when."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engines.errors import RecordError
from engines.fields import Check
from engines.record.marks import MAX_MOMENTS, Moment, course_from_wire, moment_to_wire
from engines.record.spoken import Spoken, lines_from_wire, spoken_to_wire, with_line
from workbench.archive.database import Cursor, Database
from workbench.archive.keys import Vault
from workbench.archive.prompts import PROMPTS

FORMAT = 3
MAX_BYTES = 2**24
_check = Check(RecordError, "sitting's content")


@dataclass(frozen=True, slots=True)
class Content:
    """What is sealed with one sitting.

    Attributes:
        note: the therapist's own, which the person never sees; empty where there is none.
        course: empty while the sitting goes on.
        shared: what both wrote and both may read, by `PROMPTS`; what was left out is not in it.
        spoken: what was said, in order.
    """

    note: str = ""
    course: tuple[Moment, ...] = ()
    shared: Mapping[str, str] = field(default_factory=dict)
    spoken: tuple[Spoken, ...] = ()

    def to_bytes(self) -> bytes:
        """The content as it is sealed; a course holds its first `MAX_MOMENTS` moments."""
        moments = [moment_to_wire(moment) for moment in self.course[:MAX_MOMENTS]]
        document = {"format": FORMAT, "note": self.note, "course": moments}
        document["shared"] = dict(self.shared)
        document["spoken"] = [spoken_to_wire(line) for line in self.spoken]
        return zlib.compress(json.dumps(document, separators=(",", ":")).encode())

    @staticmethod
    def from_bytes(content: bytes) -> Content:
        """What `to_bytes` gave.

        Raises:
            RecordError: written by a newer Sketchwell.
        """
        loaded = _check.loaded(zlib.decompress(content), max_bytes=MAX_BYTES)
        needed = ("format", "note", "course")
        fields = _check.fields(loaded, "content", needed=needed, allowed=("shared", "spoken"))
        _check.whole(fields["format"], "content.format", 1, FORMAT)
        written = _check.mapping(fields.get("shared", {}), "content.shared")
        shared = {each: str(written[each]) for each in PROMPTS if each in written}
        spoken = lines_from_wire(fields.get("spoken", ()), "content.spoken")
        return Content(str(fields["note"]), course_from_wire(fields["course"]), shared, spoken)


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
        shared: Mapping[str, str] | None = None,
        spoken: Iterable[Spoken] = (),
    ) -> None:
        """Replace what is given, inside a transaction; None leaves it.

        `shared` changes only the prompts that it names, and `spoken` only the lines that it holds;
        an empty text takes one out.
        """
        sql = "SELECT person, content FROM sitting WHERE id = ?"
        person, sealed = cursor.execute(sql, [sitting]).fetchone() or ("", None)
        content = self._opened(sitting, person, sealed)
        content = content if note is None else replace(content, note=note)
        content = content if course is None else replace(content, course=course)
        written = {
            name: text for name, text in {**content.shared, **(shared or {})}.items() if text
        }
        content = replace(content, shared=written)
        for line in spoken:
            content = replace(content, spoken=with_line(content.spoken, line))
        sealed = self._vault.seal(person, "sitting", sitting, content.to_bytes())
        cursor.execute("UPDATE sitting SET content = ? WHERE id = ?", [sealed, sitting])

    def _opened(self, sitting: str, person: str, sealed: bytes | None) -> Content:
        if sealed is None:
            return Content()
        return Content.from_bytes(self._vault.open(person, "sitting", sitting, sealed))
