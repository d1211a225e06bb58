"""What an open archive holds, to look at. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from engines.errors import ArchiveError
from engines.record import Sitting, Turn
from engines.record.spoken import Spoken
from workbench.archive import audit, audited, glimpses, transfer, trends
from workbench.archive.accounts_rows import Accounts
from workbench.archive.audit import AuditEntry, Checked
from workbench.archive.audited import Found, Sought
from workbench.archive.coloring import Coloring
from workbench.archive.events import OpenSitting
from workbench.archive.heads import Heads, Signed
from workbench.archive.people import Person
from workbench.archive.rows import Rows
from workbench.archive.safety.daily import Daily
from workbench.archive.sittings import SittingRow
from workbench.archive.underway import Underway


class Shelves:
    """The part of an archive that reads."""

    folder: Path
    _rows: Rows
    _underway: Underway
    _coloring: Coloring
    _daily: Daily
    _heads: Heads
    accounts: Accounts

    def people(self) -> tuple[Person, ...]:
        """Everybody, in the order in which they were added; `archived` ones were put away."""
        return self._rows.people.all()

    def person(self, person: str) -> Person:
        """One person."""
        return self._rows.people.one(person)

    @property
    def copies(self) -> Daily:
        """The copies that are taken every day."""
        return self._daily

    def headcount(self) -> int:
        """How many people there are; nothing of them is opened."""
        return self._rows.database.read("SELECT count(*) FROM person")[0][0]

    def version(self, *, before: str) -> int:
        """The version that the tables had at a time, ISO 8601."""
        sql = "SELECT coalesce(max(number), 0) FROM migration WHERE applied < ?"
        return self._rows.database.read(sql, [before])[0][0]

    def open_sittings(self) -> tuple[OpenSitting, ...]:
        """The sittings that go on, as a page shows them again after a reload or a restart."""
        return self._underway.states()

    def open_sitting(self, sitting: str) -> OpenSitting:
        """One sitting that goes on."""
        return self._underway.state(sitting)

    def sittings(self, person: str | None = None) -> tuple[SittingRow, ...]:
        """Sittings of one person or of everybody, in the order in which they began."""
        return self._rows.sittings.all(person)

    def sitting(self, sitting: str) -> Sitting:
        """A whole sitting, with its turns and pictures and its course so far."""
        whole = transfer.whole(self._rows, sitting)
        going = {state.sitting.id: state for state in self.open_sittings()}
        return replace(whole, course=going[sitting].course) if sitting in going else whole

    def note(self, sitting: str) -> str:
        """The therapist's note of a sitting; empty where there is none."""
        self._rows.sittings.one(sitting)
        return self._rows.contents.of(sitting).note

    def shared(self, sitting: str) -> Mapping[str, str]:
        """What both wrote in a sitting, by prompt; what was left out is not in it."""
        self._rows.sittings.one(sitting)
        return self._rows.contents.of(sitting).shared

    def spoken(self, sitting: str) -> tuple[Spoken, ...]:
        """What was said in a sitting, open or ended, in order."""
        self._rows.sittings.one(sitting)
        return self._rows.contents.of(sitting).spoken

    def turns(self, sitting: str) -> tuple[Turn, ...]:
        """The turns of a sitting, in the order in which they were kept, with their pictures."""
        return self._rows.sittings.turns(sitting)

    def glimpses(self, person: str) -> dict[str, list[Turn]]:
        """A person's turns by their sittings' ids, for a list: without strokes and pictures."""
        return glimpses.turns(self._rows, person)

    def notes(self, person: str) -> dict[str, str]:
        """The therapist's notes of a person's sittings, by their ids; none where there is none."""
        return glimpses.notes(self._rows, person)

    def turn(self, picture: str, *, person: str) -> Turn:
        """The turn of a picture, opened. Refused for another person's."""
        return self._rows.sittings.turn(picture, person=person)

    def picture_png(self, picture: str, *, person: str) -> bytes | None:
        """A painted layer; None for a turn without an answer. Refused for another person's."""
        return self._rows.sittings.picture(picture, "painted", person=person)

    def thumbnail_png(self, picture: str, *, person: str) -> bytes | None:
        """A small picture; None where there is none. Refused for another person's."""
        return self._rows.sittings.picture(picture, "thumbnail", person=person)

    def scan_png(self, scan: str, *, person: str) -> bytes:
        """A paper drawing, by its SHA-256. Refused for another person's."""
        return self._rows.scans.png(scan, person=person)

    def preference(self, name: str) -> str | None:
        """What the practice set under this name; None where it set nothing."""
        return self._rows.preferences.value(name)

    def sitting_trends(self, person: str | None = None) -> dict[str, list[Any]]:
        """One row a sitting, by column: what people said, and means of the measures.

        Shares of colors are whole for one person; of everybody they may still be underway.
        """
        if person is not None:
            self._coloring.finish(person)
        return trends.by_sitting(self._rows.database, person)

    def turn_trends(self, person: str | None = None) -> dict[str, list[Any]]:
        """One row a chosen turn, by column."""
        return trends.by_turn(self._rows.database, person)

    def audit(self, limit: int = 100) -> tuple[AuditEntry, ...]:
        """The newest audit entries, newest first."""
        return audit.newest(self._rows.database, limit)

    def look_up_audit(self, sought: Sought, *, limit: int = 50, offset: int = 0) -> Found:
        """A page of the audit entries that were sought, newest first."""
        return audited.look_up(self._rows.database, sought, limit=limit, offset=offset)

    def named_in_audit(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Every person and every account that the audit names, by their ids."""
        return audited.whom(self._rows.database)

    def audit_names(self) -> dict[str, str]:
        """How each account is called, by its id, disabled ones too."""
        return {account.id: account.name for account in self.accounts.all()}

    def audit_head(self) -> Signed:
        """Where the audit ends now, signed."""
        return self._heads.signed()

    def verify_audit(self) -> int:
        """Check the audit's chain; gives its length. Raises ArchiveError at the first fault."""
        checked = self.check_audit()
        if checked.faults:
            raise ArchiveError(f"{checked.faults[0].told} Compare with a backup of the archive.")
        return checked.entries

    def check_audit(self, taken_out: Signed | None = None) -> Checked:
        """Go through the audit's chain and its signed heads; tells every fault.

        `taken_out` is a head that was kept elsewhere: it tells also of what was done to all here.
        """
        return self._heads.check(taken_out)
