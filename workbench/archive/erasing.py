"""Erasing a person, for good, in steps that a start finishes where a kill came between.

The ledger's entry comes first, and with it the person is erased: whatever is still there goes now,
or at the next start. Then the key, the journals, the rows; then the file is written anew, so that
nothing stays in blocks that are free; then the automatic copies and the key copies within reach.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from engines.errors import ArchiveError, SketchwellError
from workbench.archive import (
    audit,
    disk,
    frames,
    glimpses,
    gone,
    headers,
    journal,
    ledger,
    rewriting,
)
from workbench.archive.ledger import Ledger
from workbench.archive.places import Places
from workbench.archive.rows import Rows
from workbench.archive.schema import now
from workbench.archive.underway import Underway
from workbench.archive.unlocking.lock import KEYS

WHO = "sketchwell"
UNFINISHED = "unfinished"
_KEPT = ("audit", "person_key")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Erasing:
    """What erases, in one open archive."""

    folder: Path
    rows: Rows
    underway: Underway
    places: Places
    secret: bytes

    @property
    def ledger(self) -> Ledger:
        """What is gone from this practice; with what the audit tells, should its file be lost."""
        try:
            held = ledger.read(self.folder, self.secret)
        except ArchiveError as error:
            _log.warning("The erasure ledger is read from the audit: %s", type(error).__name__)
            held = Ledger({})
        told = self.rows.database.read(
            "SELECT subject, noted FROM audit WHERE what = 'person erased' ORDER BY number"
        )
        audited = {json.loads(subject)["person"]: at for subject, at in reversed(told)}
        return held.joined(Ledger(audited, gone.audited(self.rows.database)))

    def erase(self, person: str, *, who: str) -> None:
        """Erase one person. Once the ledger has the entry, nothing brings the person back."""
        self.rows.people.row(person)
        mark(self.folder)
        ledger.write(self.folder, self.ledger.with_entry(person, now()), self.secret)
        self._destroy(person)
        self._delete(person, who=who)
        self.finish()

    def catch_up(self) -> None:
        """At a start, before anything of a person is opened: apply the ledger to what is here."""
        known = self.ledger
        if not known.empty and from_file(self.folder, self.secret) != known:
            ledger.write(self.folder, known, self.secret)
        if known.erased:
            self._apply(known)

    def _apply(self, known: Ledger) -> None:
        here = {row[0] for row in self.rows.database.read("SELECT id FROM person")}
        keys = {person for person in known.erased if self.rows.vault.files.has(person)}
        for person in known.erased:
            if person in here or person in keys:
                mark(self.folder)
                self._destroy(person)
            if person in here:
                self._delete(person, who=WHO)
        self._drop_journals(known)

    @property
    def unfinished(self) -> bool:
        """Whether something went whose traces are still to be cleared away."""
        return (self.folder / KEYS / UNFINISHED).exists()

    def finish(self) -> None:
        """Write the file anew, renew the automatic copies, and the key copies within reach."""
        self.rows.database.rewrite(rewriting.exchanged)
        self.places.renew()
        disk.remove(self.folder / KEYS / UNFINISHED)

    def _destroy(self, person: str) -> None:
        """The key, journals, and what was set aside: after this nothing opens any more."""
        self.rows.vault.destroy_key(person)
        sittings = [row.id for row in self.rows.sittings.all(person)]
        for sitting in sittings:
            self.underway.drop(sitting)
            for copy in self.underway.aside.glob(f"{sitting}.*"):
                disk.remove(copy)
        glimpses.forget(self.rows, person)

    def _delete(self, person: str, *, who: str) -> None:
        with self.rows.database.write() as cursor:
            for table in self._tables():
                cursor.execute(f'DELETE FROM "{table}" WHERE person = ?', [person])
            cursor.execute("DELETE FROM person WHERE id = ?", [person])
            audit.note(cursor, who, "person erased", person=person)

    def _tables(self) -> list[str]:
        """Every table that tells whose its rows are."""
        rows = self.rows.database.read(
            "SELECT table_name FROM duckdb_columns() WHERE database_name = 'archive' "
            "AND column_name = 'person' ORDER BY table_name"
        )
        return [row[0] for row in rows if row[0] not in _KEPT]

    def _drop_journals(self, known: Ledger) -> None:
        for path in self.underway.found():
            if _person_of(path) in known.erased:
                journal.remove(path)


def mark(folder: Path) -> None:
    """From here on a start writes the database's file anew, until `Erasing.finish` is through."""
    told = b"the database is to be written anew\n"
    disk.make_folder(folder / KEYS)
    disk.write_or_refuse(folder / KEYS / UNFINISHED, told)


def from_file(folder: Path, secret: bytes) -> Ledger:
    """What the ledger's file holds; nothing where it is damaged."""
    try:
        return ledger.read(folder, secret)
    except ArchiveError:
        return Ledger({})


def _person_of(path: Path) -> str | None:
    """Whose a journal is; None where its header is lost."""
    found = frames.scanned(path.read_bytes())
    header = next((frame.payload for frame in found.frames if frame.number == 0), b"")
    try:
        return headers.from_bytes(header).sitting.person
    except SketchwellError:
        return None
