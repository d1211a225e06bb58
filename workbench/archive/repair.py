"""What a start finds: every journal is brought together with the database. No step by hand.

Turns, feelings, notes, scans and ends that the journal has and the database lacks are entered; a
sitting that ended loses its journal; one that goes on continues where it was. Without the
database's file, the people and open sittings that the journals know are entered into the new one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from engines.errors import SketchwellError
from workbench.archive import audit, entries, headers, journal, people
from workbench.archive.database import Cursor
from workbench.archive.entries import Replayed
from workbench.archive.events import OpenSitting
from workbench.archive.headers import Header
from workbench.archive.journal import Found
from workbench.archive.rows import Rows
from workbench.archive.underway import Underway

WHO = "sketchwell"


@dataclass(frozen=True, slots=True)
class Repair:
    """Brings journals and database together, once, at the start."""

    rows: Rows
    underway: Underway

    def run(self) -> tuple[str, ...]:
        """Gives sentences about what could not simply go on; empty nearly always."""
        told: list[str] = []
        for path in self.underway.found():
            try:
                told += self._journal(path)
            except SketchwellError as error:
                copy = journal.set_aside(path, self.underway.aside)
                journal.remove(path)
                told.append(f"The journal {path.name} could not be used ({error}): kept as {copy}.")
        return (*told, *self._without_journal())

    def _journal(self, path: Path) -> list[str]:
        sitting = path.stem
        found = journal.find(path, lambda h: self._key_of(sitting, h), aside=self.underway.aside)
        header = headers.from_bytes(found.header)
        if self._was_erased(header.sitting.person):
            journal.remove(path)
            return []
        begun = OpenSitting(header.sitting)
        replayed = entries.replay(begun, found.entries)
        self._enter(header, replayed)
        if replayed.state.sitting.ended is None:
            key = self.rows.vault.key(header.sitting.person)
            self.underway.adopt(begun, replayed.state, key=key, last=found.last)
        else:
            self.rows.database.checkpoint()
            journal.remove(path)
        return self._told(path, found, replayed.skipped)

    def _told(self, path: Path, found: Found, skipped: tuple[int, ...]) -> list[str]:
        told, where = [], f"what was damaged lies in {self.underway.aside}."
        if found.mended:
            told.append(
                f"The journal {path.name} was damaged, and made whole from its second file: "
                f"nothing is lost; {where}"
            )
        if found.damage:
            told.append(
                f"The journal {path.name} was damaged: lost is {'; '.join(found.damage)}. "
                f"Everything else was kept; {where}"
            )
        if skipped:
            numbers = ", ".join(map(str, skipped))
            told.append(f"Entries {numbers} of the journal {path.name} made no sense: left out.")
        return told

    def _key_of(self, sitting: str, written: bytes) -> tuple[bytes, bytes]:
        if not written:
            row = self.rows.sittings.one(sitting)
            written = self._header(row.person, sitting).to_bytes()
        header = headers.from_bytes(written)
        person = header.sitting.person
        if header.wrapped is not None:
            self.rows.vault.adopt(person, header.wrapped)
            written = replace(header, wrapped=None).to_bytes()
        return self.rows.vault.key(person), written

    def _header(self, person: str, sitting: str) -> Header:
        row = self.rows.sittings.one(sitting)
        return Header(row.sitting, row.number, self.rows.people.row(person))

    def _was_erased(self, person: str) -> bool:
        erased = "SELECT subject FROM audit WHERE what = 'person erased'"
        return any(
            json.loads(row[0])["person"] == person for row in self.rows.database.read(erased)
        )

    def _enter(self, header: Header, replayed: Replayed) -> None:
        state, known = replayed.state, self.rows.sittings.find(replayed.state.sitting.id)
        stored = {turn.id: turn for turn in self.rows.sittings.turns(state.sitting.id)}
        newer = [kept for kept in replayed.kept if stored.get(kept.turn.id) != kept.turn]
        gone = [turn for turn in state.withdrawn if turn in stored]
        same = known is not None and known.sitting == state.sitting
        if same and not newer and not gone and not self._more_beside(state):
            return
        with self.rows.database.write() as cursor:
            if known is None:
                self._enter_person(cursor, header)
                self.rows.sittings.add(cursor, state.sitting, header.number)
            for kept in newer:
                small = kept.thumbnail_png
                self.rows.sittings.keep(cursor, state.sitting, kept.turn, thumbnail_png=small)
            for turn in gone:
                self.rows.sittings.withdraw(cursor, state.sitting.id, turn)
            self._enter_sitting(cursor, state)
            audit.note(cursor, WHO, "sitting repaired", sitting=state.sitting.id)

    def _more_beside(self, state: OpenSitting) -> bool:
        """Whether the journal has a note or a scan that the database lacks."""
        held = self.rows.contents.of(state.sitting.id)
        scans = self.rows.scans.names(state.sitting.person) if state.scans else set()
        newer = any(held.shared.get(name, "") != text for name, text in state.shared.items())
        spoken = {line.id: line for line in held.spoken}
        newer = newer or any(spoken.get(line.id) != line for line in state.spoken)
        newer = newer or not spoken.keys().isdisjoint(state.unsaid)
        return newer or state.note not in (None, held.note) or not scans.issuperset(state.scans)

    def _enter_sitting(self, cursor: Cursor, state: OpenSitting) -> None:
        sitting = state.sitting
        self.rows.sittings.feel(cursor, sitting.id, "before", sitting.before)
        self.rows.sittings.feel(cursor, sitting.id, "after", sitting.after)
        for png in state.scans.values():
            self.rows.scans.keep(cursor, sitting.person, png)
        if sitting.ended is not None:
            self.rows.sittings.end(cursor, sitting.id, sitting.ended)
        course = None if sitting.ended is None else state.course
        held = self.rows.contents.of(sitting.id).spoken if state.unsaid else ()
        unsaid = (replace(line, text="") for line in held if line.id in state.unsaid)
        spoken = (*unsaid, *state.spoken)
        told = {"note": state.note, "course": course, "shared": state.shared}
        self.rows.contents.change(cursor, sitting.id, **told, spoken=spoken)

    def _enter_person(self, cursor: Cursor, header: Header) -> None:
        person = header.sitting.person
        known = cursor.execute("SELECT id FROM person WHERE id = ?", [person]).fetchone()
        if known is None:
            people.insert(cursor, header.person)
            audit.note(cursor, WHO, "person repaired", person=person)

    def _without_journal(self) -> list[str]:
        told = []
        for row in self.rows.sittings.all():
            if row.ended is not None or self.underway.is_open(row.id):
                continue
            if not self.rows.vault.has_key(row.person):
                continue
            kept = tuple(turn.id for turn in self.rows.sittings.turns(row.id))
            begun = OpenSitting(row.sitting, kept=kept)
            header = self._header(row.person, row.id).to_bytes()
            self.underway.begin(begun, self.rows.vault.key(row.person), header)
            told.append(f"The journal of sitting {row.id} was missing: its page begins anew.")
        return told
