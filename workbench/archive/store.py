"""Archive: what a practice keeps. The one module of this package that others need.

Everything that was acknowledged survives a kill at any moment: it is in the journal, or in the
database, or in both, when a method returns. Every method may be called from any thread.
"""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from threading import Lock

from engines import sealing
from engines.errors import ArchiveError
from engines.record import Feeling, Phase, Sitting, Turn, names
from workbench.archive import (
    audit,
    disk,
    migrations,
    sittings,
    thumbnails,
    transfer,
)
from workbench.archive.accounts_rows import Accounts
from workbench.archive.coloring import Coloring
from workbench.archive.database import Database
from workbench.archive.events import Ended, Kept, OpenSitting
from workbench.archive.headers import Header
from workbench.archive.heads import Heads
from workbench.archive.keys import DATABASE_PURPOSE, KeyFiles, Vault
from workbench.archive.owner import Ownership
from workbench.archive.people import Person as Person
from workbench.archive.recording import Recording
from workbench.archive.register import PRACTICE
from workbench.archive.repair import Repair
from workbench.archive.rows import Rows
from workbench.archive.safety import recovery
from workbench.archive.safety.daily import SECOND_PLACE, Daily
from workbench.archive.schema import new_id, now
from workbench.archive.sweeping import Sweeping
from workbench.archive.underway import Underway


class Archive(Recording):
    """One practice's archive, owned by this process while it is open.

    `repairs` may be shown as it is and is nearly always empty; `copies` takes one every day. Raises
    ArchiveError, in words that may be shown as they are.
    """

    def __init__(self, folder: Path, unlock: str | bytes | None = None) -> None:
        self.folder = folder
        self._begin_lock = Lock()
        with ExitStack() as opened:
            disk.make_folder(folder)
            opened.enter_context(Ownership(folder))
            self._underway = Underway(folder)
            opened.callback(self._underway.close)
            fresh = not (recovery.holds(folder) or self._underway.found())
            master = self._master(unlock, make=fresh)
            key = sealing.derive_key(master, purpose=DATABASE_PURPOSE)
            self._database = Database(folder, key)
            opened.callback(self._database.close)
            self._heads = Heads(folder, master, self._database)
            self._heads.compare()
            self._vault = Vault(master, KeyFiles(folder))
            self._take_keys_out()
            migrations.migrate(self._database)
            self._heads.begin()
            self._rows = Rows.of(self._database, self._vault)
            self.accounts = Accounts(self._database, master)
            self._guard()
            self._repaired = (*Repair(self._rows, self._underway).run(), *self._forget())
            self._coloring = Coloring(self._rows)
            opened.callback(self._coloring.close)
            self._coloring.start()
            self._sweeping = opened.enter_context(closing(Sweeping(self.sweep)))
            self._daily = Daily(self._database, self._second_place)
            opened.callback(self._daily.close)
            self._daily.start()
            self._opened = opened.pop_all()

    @classmethod
    def open(cls, folder: Path | str, unlock: str | bytes | None = None) -> Archive:
        """Open the archive in a folder, made where there is none; repairs what a kill left.

        `unlock` is what somebody typed, a passphrase or a recovery code, where the way in which
        the master key is kept asks for it; or the master key itself.
        """
        try:
            return cls(Path(folder), unlock)
        except OSError as error:
            raise ArchiveError(
                f"The data folder {folder} cannot be used: {error}. Choose another folder, or make "
                "this one writable."
            ) from error

    def _second_place(self) -> str | None:
        return self.preference(SECOND_PLACE) if self._reaches else None

    @property
    def repairs(self) -> tuple[str, ...]:
        """What had to be repaired at the start or since, in sentences for staff."""
        return (*self._database.told, *self._repaired, *self._keys_told)

    @property
    def unswept(self) -> str:
        """Why traces of what was removed still wait to be written over; empty where none do."""
        return self._sweeping.trouble

    def close(self) -> None:
        """Let go of the folder. Open sittings go on at the next opening."""
        self._opened.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin_sitting(
        self, person: str, phase: Phase, *, started: str | None = None, who: str = PRACTICE
    ) -> OpenSitting:
        """Begin a sitting; a person has at most one open, and none while put away."""
        row = self._rows.people.row(person)
        with self._begin_lock:
            self._check_idle(person, "then begin the next one")
            if self.person(person).archived is not None:
                raise ArchiveError(f"Person {person} was put away: bring the person back first.")
            sitting = Sitting(new_id(), person, phase, _time(started))
            number = self._rows.sittings.next_number(person)
            header = Header(sitting, number, row)
            begun = OpenSitting(sitting)
            self._underway.begin(begun, self._vault.key(person), header.to_bytes())
            try:
                with self._database.write() as cursor:
                    self._rows.sittings.add(cursor, sitting, number)
                    audit.note(cursor, who, "sitting begun", sitting=sitting.id, person=person)
            except ArchiveError:
                self._underway.drop(sitting.id)
                raise
        return begun

    def keep_turn(
        self, sitting: str, turn: Turn, *, thumbnail_png: bytes | None = None, who: str = PRACTICE
    ) -> None:
        """Keep a turn of an open sitting, whatever was decided about its answer.

        Drops undone steps from the history. Keeping the same turn again changes nothing, nor does
        putting back what was kept; what was put back may be kept later. A feeling and marks given
        before stay unless new ones come. Without a thumbnail one is made.
        """
        sittings.check(turn)
        state = self._underway.state(sitting)
        if turn.answer is not None and not turn.marks:
            turn = replace(turn, marks=state.marks.get(turn.answer.id, ()))
        turn, news = sittings.settled(self._rows.sittings.stored(sitting, turn), turn)
        if not news:
            return
        scan = state.scans.get(turn.drawing.paper.scan or "")
        small = thumbnail_png or thumbnails.made(turn, scan)
        self._underway.record(sitting, Kept(turn, small))
        with self._database.write() as cursor:
            self._rows.sittings.keep(cursor, state.sitting, turn, thumbnail_png=small)
            audit.note(cursor, who, "turn kept", sitting=sitting, turn=turn.id)

    def end_sitting(
        self,
        sitting: str,
        *,
        after: Feeling | None = None,
        ended: str | None = None,
        who: str = PRACTICE,
    ) -> None:
        """End a sitting and drop its journal, and with it everything that was undone.

        Refused while an answer of its person is to be looked at.
        """
        with self._begin_lock:  # nothing is answered between the look and the end
            at = self._underway.state(sitting).sitting.ended
            if at is None:
                self.check_looked_at(sitting)
            self.save_feelings(sitting, after=after, who=who)
            if at is None:
                at = _time(ended)
                self._underway.record(sitting, Ended(at))
        course = self._underway.state(sitting).course
        with self._database.write() as cursor:
            self._rows.sittings.end(cursor, sitting, at)
            self._rows.contents.change(cursor, sitting, course=course)
            audit.note(cursor, who, "sitting ended", sitting=sitting)
        self._database.checkpoint()
        self._underway.drop(sitting)

    def export_sitting(self, sitting: str, *, who: str = PRACTICE) -> bytes:
        """A sitting as plain bytes: warn whoever asks for them."""
        whole = self.sitting(sitting)
        self._coloring.finish(whole.person)
        return transfer.export_sitting(self._rows, whole, who=who)

    def import_sitting(self, packed: bytes, *, person: str, who: str = PRACTICE) -> str:
        """Enter what `export_sitting` gave as a sitting of this person; gives its id."""
        self._rows.people.row(person)
        return transfer.import_sitting(self._rows, packed, person=person, who=who)


def _time(given: str | None) -> str:
    return now() if given is None else names.read_time(given, "time")
