"""Archive: what a practice keeps. The one module of this package that others need.

Everything that was acknowledged survives a kill at any moment: it is in the journal, or in the
database, or in both, when a method returns. Every method may be called from any thread.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import Any

from engines import sealing
from engines.errors import ArchiveError
from engines.record import Feeling, Phase, Sitting, Turn, names
from engines.record import wire as record_wire
from workbench.archive import audit, disk, migrations, sittings, thumbnails, transfer, trends
from workbench.archive.audit import AuditEntry
from workbench.archive.database import DATABASE_FILE, Database
from workbench.archive.events import Ended, Event, Felt, Kept, OpenSitting
from workbench.archive.headers import Header
from workbench.archive.keys import DATABASE_PURPOSE, Vault, master_key
from workbench.archive.owner import Ownership
from workbench.archive.people import People, Person
from workbench.archive.repair import Repair
from workbench.archive.schema import new_id, now
from workbench.archive.sittings import SittingRow, Sittings
from workbench.archive.underway import Underway
from workbench.archive.withdrawal import follow

PRACTICE = "practice"


class Archive:
    """One practice's archive, owned by this process while it is open.

    `repairs` says what the start had to repair; it may be shown as it is and is nearly always
    empty. Raises ArchiveError, in words that may be shown as they are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._begin_lock = Lock()
        with ExitStack() as opened:
            disk.make_folder(folder)
            opened.enter_context(Ownership(folder))
            self._underway = Underway(folder)
            opened.callback(self._underway.close)
            fresh = not ((folder / DATABASE_FILE).exists() or self._underway.found())
            master = master_key(folder, make=fresh)
            key = sealing.derive_key(master, purpose=DATABASE_PURPOSE)
            self._database = Database(folder, key)
            opened.callback(self._database.close)
            migrations.migrate(self._database)
            self._vault = Vault(master, self._database)
            self._people = People(self._database, self._vault)
            self._sittings = Sittings(self._database, self._vault)
            self.repairs = Repair(
                self._database, self._vault, self._people, self._sittings, self._underway
            ).run()
            self._opened = opened.pop_all()

    @classmethod
    def open(cls, folder: Path | str) -> Archive:
        """Open the archive in a folder, made where there is none; repairs what a kill left."""
        try:
            return cls(Path(folder))
        except OSError as error:
            raise ArchiveError(
                f"The data folder {folder} cannot be used: {error}. Choose another folder, or make "
                "this one writable."
            ) from error

    def close(self) -> None:
        """Let go of the folder. Open sittings go on at the next opening."""
        self._opened.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add_person(
        self, name: str, *, notes: str = "", synthetic: bool = False, who: str = PRACTICE
    ) -> Person:
        """Add a person; name and notes are sealed with a key of their own."""
        return self._people.add(name, notes, synthetic=synthetic, who=who)

    def people(self) -> tuple[Person, ...]:
        """Everybody, in the order in which they were added."""
        return self._people.all()

    def person(self, person: str) -> Person:
        """One person."""
        return self._people.one(person)

    def rename_person(self, person: str, *, name: str, notes: str, who: str = PRACTICE) -> Person:
        """Change a person's name and notes."""
        return self._people.rename(person, name, notes, who=who)

    def erase(self, person: str, *, who: str = PRACTICE) -> None:
        """Destroy a person's key, rows and journals. Nothing of it can be opened again here.

        Copies of the archive made before, and disk blocks not yet written over, still hold the key
        under the master key.
        """
        self._people.row(person)
        with self._begin_lock:
            ids = [row.id for row in self._sittings.all(person)]
            for sitting in ids:
                self._underway.drop(sitting)
                for copy in self._underway.aside.glob(f"{sitting}.*"):
                    disk.remove(copy)
            with self._database.write() as cursor:
                self._vault.destroy_key(cursor, person)
                for table in ("picture", "turn", "sitting"):
                    cursor.execute(f"DELETE FROM {table} WHERE person = ?", [person])
                cursor.execute("DELETE FROM person WHERE id = ?", [person])
                audit.note(cursor, who, "person erased", person=person)
        self._database.checkpoint()

    def begin_sitting(
        self, person: str, phase: Phase, *, started: str | None = None, who: str = PRACTICE
    ) -> OpenSitting:
        """Begin a sitting; a person has at most one open."""
        row = self._people.row(person)
        with self._begin_lock:
            going = [s.sitting.id for s in self.open_sittings() if s.sitting.person == person]
            if going:
                raise ArchiveError(f"Sitting {going[0]} of this person goes on: end it first.")
            sitting = Sitting(new_id(), person, phase, _time(started))
            number = self._sittings.next_number(person)
            header = Header(sitting, number, row, self._vault.wrapped(person))
            begun = OpenSitting(sitting)
            self._underway.begin(begun, self._vault.key(person), header.to_bytes())
            try:
                with self._database.write() as cursor:
                    self._sittings.add(cursor, sitting, number)
                    audit.note(cursor, who, "sitting begun", sitting=sitting.id, person=person)
            except ArchiveError:
                self._underway.drop(sitting.id)
                raise
        return begun

    def open_sittings(self) -> tuple[OpenSitting, ...]:
        """The sittings that go on, as a page shows them again after a reload or a restart."""
        return self._underway.states()

    def open_sitting(self, sitting: str) -> OpenSitting:
        """One sitting that goes on."""
        return self._underway.state(sitting)

    def record(self, sitting: str, event: Event) -> int:
        """Enter an event into the sitting's journal; gives its number once it is on disk.

        Acknowledge to the person only then. Raises RecordError for an impossible event and
        ArchiveError where the disk refused; neither changes anything.
        """
        if isinstance(event, (Kept, Ended)):
            raise ValueError("Kept and Ended are recorded by keep_turn and end_sitting")
        before = self._underway.state(sitting)
        number = self._underway.record(sitting, event)
        follow(self._database, self._sittings, self._underway, before=before, who=PRACTICE)
        if isinstance(event, Felt):
            self._store_feeling(sitting, event.when, event.feeling, who=PRACTICE)
        return number

    def keep_turn(
        self, sitting: str, turn: Turn, *, thumbnail_png: bytes | None = None, who: str = PRACTICE
    ) -> None:
        """Keep a turn of an open sitting, whatever was decided about its answer.

        Drops undone steps from the history. Keeping the same turn again changes nothing, nor does
        putting back what was kept; what was put back may be kept later. A feeling given before
        stays unless a new one comes. Without a thumbnail one is made.
        """
        sittings.check(turn)
        state = self._underway.state(sitting)
        turn, news = sittings.settled(self._sittings.stored(sitting, turn), turn)
        if not news:
            return
        small = thumbnail_png or thumbnails.made(turn)
        self._underway.record(sitting, Kept(turn, small))
        with self._database.write() as cursor:
            self._sittings.keep(cursor, state.sitting, turn, thumbnail_png=small)
            audit.note(cursor, who, "turn kept", sitting=sitting, turn=turn.id)

    def save_feelings(
        self,
        sitting: str,
        *,
        before: Feeling | None = None,
        after: Feeling | None = None,
        who: str = PRACTICE,
    ) -> None:
        """Store how it felt before or after a sitting, open or ended; None leaves it as it is."""
        for when, feeling in (("before", before), ("after", after)):
            if feeling is not None:
                self._feel(sitting, when, feeling, who=who)

    def save_turn_feeling(
        self, sitting: str, turn: str, feeling: Feeling, *, who: str = PRACTICE
    ) -> None:
        """Store how a kept picture felt, in a sitting open or ended."""
        if not self._sittings.holds_turn(sitting, turn):
            raise ArchiveError(f"No turn {turn} was kept in sitting {sitting}: keep it first.")
        self._feel(sitting, turn, feeling, who=who)

    def end_sitting(
        self,
        sitting: str,
        *,
        after: Feeling | None = None,
        ended: str | None = None,
        who: str = PRACTICE,
    ) -> None:
        """End a sitting and drop its journal, and with it everything that was undone."""
        self.save_feelings(sitting, after=after, who=who)
        at = self._underway.state(sitting).sitting.ended
        if at is None:
            at = _time(ended)
            self._underway.record(sitting, Ended(at))
        with self._database.write() as cursor:
            self._sittings.end(cursor, sitting, at)
            audit.note(cursor, who, "sitting ended", sitting=sitting)
        self._database.checkpoint()
        self._underway.drop(sitting)

    def sittings(self, person: str | None = None) -> tuple[SittingRow, ...]:
        """Sittings of one person or of everybody, in the order in which they began."""
        return self._sittings.all(person)

    def sitting(self, sitting: str) -> Sitting:
        """A whole sitting, with its turns and pictures."""
        return transfer.whole(self._sittings, sitting)

    def turns(self, sitting: str) -> tuple[Turn, ...]:
        """The turns of a sitting, in the order in which they were kept, with their pictures."""
        return self._sittings.turns(sitting)

    def turn(self, picture: str, *, person: str) -> Turn:
        """The turn of a picture, opened. Refused for another person's."""
        return self._sittings.turn(picture, person=person)

    def picture_png(self, picture: str, *, person: str) -> bytes | None:
        """A painted layer; None for a turn without an answer. Refused for another person's."""
        return self._sittings.picture(picture, "painted", person=person)

    def thumbnail_png(self, picture: str, *, person: str) -> bytes | None:
        """A small picture; None where there is none. Refused for another person's."""
        return self._sittings.picture(picture, "thumbnail", person=person)

    def sitting_trends(self, person: str | None = None) -> dict[str, list[Any]]:
        """One row a sitting, by column: what people said, and means of the measures."""
        return trends.by_sitting(self._database, person)

    def turn_trends(self, person: str | None = None) -> dict[str, list[Any]]:
        """One row a chosen turn, by column."""
        return trends.by_turn(self._database, person)

    def export_sitting(self, sitting: str, *, who: str = PRACTICE) -> bytes:
        """A sitting as plain bytes: warn whoever asks for them."""
        return transfer.export_sitting(self._database, self._sittings, sitting, who=who)

    def import_sitting(self, packed: bytes, *, person: str, who: str = PRACTICE) -> str:
        """Enter what `export_sitting` gave as a sitting of this person; gives its id."""
        self._people.row(person)
        return transfer.import_sitting(
            self._database, self._sittings, packed, person=person, who=who
        )

    def audit(self, limit: int = 100) -> tuple[AuditEntry, ...]:
        """The newest audit entries, newest first."""
        return audit.newest(self._database, limit)

    def verify_audit(self) -> int:
        """Check the audit's chain; gives its length."""
        return audit.verify(self._database)

    def _feel(self, sitting: str, when: str, feeling: Feeling, *, who: str) -> None:
        record_wire.feeling_from_wire(record_wire.feeling_to_wire(feeling))
        if self._underway.is_open(sitting):
            self._underway.record(sitting, Felt(when, feeling))
        else:
            self._sittings.one(sitting)
        self._store_feeling(sitting, when, feeling, who=who)

    def _store_feeling(self, sitting: str, when: str, feeling: Feeling, *, who: str) -> None:
        with self._database.write() as cursor:
            if when in ("before", "after"):
                self._sittings.feel(cursor, sitting, when, feeling)
            else:
                self._sittings.feel_turn(cursor, sitting, when, feeling)
            audit.note(cursor, who, "feeling saved", sitting=sitting, when=when)


def _time(given: str | None) -> str:
    return now() if given is None else names.read_time(given, "time")
