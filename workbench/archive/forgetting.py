"""What was removed for good stays gone: the ledger is told first, and applied to what comes back.

Every start holds the ledger against the audit of its database. What that has not lived through, as
in a restored backup, is taken out of tables and journals then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.archive import audit, disk, gone, ledger
from workbench.archive.database import Cursor
from workbench.archive.erasing import Erasing, mark
from workbench.archive.events import Ended, OpenSitting
from workbench.archive.gone import SAID, Gone

WHO = "sketchwell"
ENDED = (
    "Sitting {sitting} went on in this copy, and something of it was removed for good since: it "
    "was ended."
)
_ROWS = {
    "turn": (("picture", "turn = ?"), ("turn", "id = ?")),
    "sitting": (
        ("picture", "turn IN (SELECT id FROM turn WHERE sitting = ?)"),
        ("turn", "sitting = ?"),
        ("look", "questionnaire IN (SELECT id FROM questionnaire WHERE sitting = ?)"),
        ("look", "questionnaire = ?"),
        ("questionnaire", "sitting = ?"),
        ("sitting", "id = ?"),
    ),
    "questionnaire": (("look", "questionnaire = ?"), ("questionnaire", "id = ?")),
    "scan": (("scan", "id = ?"),),
    "note": (),
}


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Lets single things go for good, in one open archive."""

    erasing: Erasing

    @property
    def folder(self) -> Path:
        """The archive's folder."""
        return self.erasing.folder

    def let_go(self, removal: str, items: Sequence[Gone], *, who: str) -> None:
        """Let go of what a removal took. Once the ledger has it, nothing brings it back."""
        rows = self.erasing.rows
        known = self.erasing.ledger.with_removed(items)
        mark(self.folder)
        ledger.write(self.folder, known, self.erasing.secret)
        self._clear(items)
        with rows.database.write() as cursor:
            cursor.execute("DELETE FROM removed WHERE id = ?", [removal])
            for each in items:
                if each.kind == "scan":
                    _delete(cursor, each)
                audit.note(cursor, who, f"{each.kind} {SAID}", **each.told)

    def catch_up(self) -> tuple[str, ...]:
        """At a start, once journals and tables are one: apply the ledger to what is here.

        Gives sentences about sittings that had to be ended for it.
        """
        known = self.erasing.ledger.removed
        lived = gone.audited(self.erasing.rows.database)
        items = [each for name, each in known.items() if name not in lived]
        if not items:
            return ()
        mark(self.folder)
        told = [self._end(state) for state in self._open(items)]
        self._clear(items)
        here = gone.removed_here(self.erasing.rows.database)
        for each in items:
            with self.erasing.rows.database.write() as cursor:
                self._take_out(cursor, each, lived=each.id in here)
                audit.note(cursor, WHO, f"{each.kind} {SAID}", **each.told)
        return tuple(told)

    def _open(self, items: Sequence[Gone]) -> list[OpenSitting]:
        """The sittings that go on here, and had ended when something of them was removed."""
        sittings = {each.sitting for each in items}
        scans = {(each.person, each.subject) for each in items if each.kind == "scan"}
        return [
            state
            for state in self.erasing.underway.states()
            if state.sitting.id in sittings
            or any((state.sitting.person, scan) in scans for scan in state.scans)
        ]

    def _end(self, state: OpenSitting) -> str:
        """End a sitting with what last happened in it: its journal would bring things back."""
        rows, underway, sitting = self.erasing.rows, self.erasing.underway, state.sitting.id
        at = max([state.sitting.started, *(moment.at for moment in state.course)])
        underway.record(sitting, Ended(at))
        with rows.database.write() as cursor:
            rows.sittings.end(cursor, sitting, at)
            rows.contents.change(cursor, sitting, course=state.course)
            audit.note(cursor, WHO, "sitting ended", sitting=sitting)
        rows.database.checkpoint()
        underway.drop(sitting)
        return ENDED.format(sitting=sitting)

    def _take_out(self, cursor: Cursor, item: Gone, *, lived: bool) -> None:
        cursor.execute("DELETE FROM removed WHERE id = ?", [item.id])
        if item.kind == "note" and not lived:
            self._blank(cursor, item)
        elif not lived:
            _delete(cursor, item)

    def _blank(self, cursor: Cursor, item: Gone) -> None:
        """Clear a note; where nothing of the person opens here, all that is sealed with it."""
        vault = self.erasing.rows.vault
        there = cursor.execute("SELECT 1 FROM sitting WHERE id = ?", [item.subject]).fetchone()
        if there is None:
            return
        if not vault.has_key(item.person):
            cursor.execute("UPDATE sitting SET content = NULL WHERE id = ?", [item.subject])
            return
        since = vault.shut_since(item.person)
        vault.reopen(item.person)
        try:
            self.erasing.rows.contents.change(cursor, item.subject, note="")
        finally:
            if since is not None:
                vault.shut(item.person, since)

    def _clear(self, items: Sequence[Gone]) -> None:
        """What was set aside of these sittings' journals holds them too."""
        for sitting in {each.sitting for each in items if each.sitting is not None}:
            for copy in self.erasing.underway.aside.glob(f"{sitting}.*"):
                disk.remove(copy)


def _delete(cursor: Cursor, item: Gone) -> None:
    for table, where in _ROWS[item.kind]:
        cursor.execute(
            f"DELETE FROM {table} WHERE {where} AND person = ?", [item.subject, item.person]
        )
