"""Single things taken out of a record: a picture, a note, a questionnaire, a sitting and so on.

What is removed leaves its tables at once and waits a day, sealed once more, so that it can be
brought back. After that it is gone, and the ledger takes it out of every copy that is restored.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from engines.errors import ArchiveError
from engines.record import Turn
from engines.record import pack as record_pack
from workbench.archive import audit
from workbench.archive.database import Cursor, Row
from workbench.archive.forgetting import Forgetting
from workbench.archive.gone import Gone, Kind
from workbench.archive.rows import Rows
from workbench.archive.schema import new_id, now
from workbench.saying import later

UNDO = timedelta(days=1)
SITTING_FIRST = later("The sitting it belongs to was removed too: bring that back first.")
SCAN_FIRST = later("Its paper drawing was removed too: bring that back first.")
FOR_GOOD = later("This was removed for good: it cannot be brought back.")
_COLUMNS = "id, person, kind, subject, sitting, number, scans, noted"
_TURN = (("picture", "turn = ?"), ("turn", "id = ?"))
_SITTING = (
    ("picture", "turn IN (SELECT id FROM turn WHERE sitting = ?)"),
    ("turn", "sitting = ?"),
    ("look", "questionnaire IN (SELECT id FROM questionnaire WHERE sitting = ?)"),
    ("questionnaire", "sitting = ?"),
    ("sitting", "id = ?"),
)
_QUESTIONNAIRE = (("look", "questionnaire = ?"), ("questionnaire", "id = ?"))
_Held = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that was taken out and can be brought back.

    Attributes:
        id: of the removal.
        person: whose it is.
        kind: what it is.
        subject: its id: of the turn, questionnaire or sitting; a paper drawing's SHA-256.
        sitting: that it belongs to; None for a paper drawing, or answers between sittings.
        number: the sitting's own, where a sitting was removed.
        scans: the paper drawings that it lies on.
        at: when it was removed, ISO 8601.
    """

    id: str
    person: str
    kind: Kind
    subject: str
    sitting: str | None
    number: int | None
    scans: tuple[str, ...]
    at: str

    @property
    def final(self) -> str:
        """From when on it cannot be brought back, ISO 8601."""
        return (datetime.fromisoformat(self.at) + UNDO).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Removals:
    """Takes out, brings back, and lets go for good."""

    rows: Rows
    forgetting: Forgetting

    def turn(self, picture: str, *, person: str, who: str) -> Removal:
        """Take a kept picture out, with its drawing, words, marks and feeling."""
        turn = self.rows.sittings.turn(picture, person=person)
        where = "SELECT sitting FROM turn WHERE id = ?"
        ((sitting,),) = self.rows.database.read(where, [turn.id])
        removal = _new(person, "turn", turn.id, sitting, scans=scans_of(turn))
        return self._take(removal, [(*part, turn.id) for part in _TURN], who=who)

    def sitting(self, sitting: str, *, who: str) -> Removal:
        """Take a whole sitting out."""
        row = self.rows.sittings.one(sitting)
        scans = {scan for turn in self.rows.sittings.turns(sitting) for scan in scans_of(turn)}
        removal = _new(row.person, "sitting", sitting, sitting, row.number, tuple(sorted(scans)))
        return self._take(removal, [(*part, sitting) for part in _SITTING], who=who)

    def scan(self, scan: str, *, person: str, who: str) -> Removal:
        """Take a paper drawing out, with every picture that lies on it."""
        self.rows.scans.png(scan, person=person)
        turns = [turn for turn, scans in self._lying(person).items() if scan in scans]
        removal = _new(person, "scan", scan, None, scans=(scan,))
        parts = [(*part, turn) for turn in turns for part in _TURN]
        return self._take(removal, [*parts, ("scan", "id = ?", scan)], who=who)

    def note(self, sitting: str, *, who: str) -> Removal:
        """Take the note of a sitting out."""
        row, note = self.rows.sittings.one(sitting), self.rows.contents.of(sitting).note
        if not note:
            raise ArchiveError(f"Sitting {sitting} has no note to remove.")
        removal = _new(row.person, "note", sitting, sitting)
        return self._take(removal, [], who=who, note=note)

    def questionnaire(self, questionnaire: str, *, person: str, who: str) -> Removal:
        """Take answers out, with what was done about them."""
        sitting = self.rows.questions.one(questionnaire, person=person).sitting
        removal = _new(person, "questionnaire", questionnaire, sitting)
        return self._take(removal, [(*part, questionnaire) for part in _QUESTIONNAIRE], who=who)

    def pending(self, person: str) -> tuple[Removal, ...]:
        """What of a person can still be brought back, newest first."""
        sql = f"SELECT {_COLUMNS} FROM removed WHERE person = ? ORDER BY noted DESC, id"
        return tuple(_removal(row) for row in self.rows.database.read(sql, [person]))

    def bring_back(self, removal: str, *, person: str, who: str) -> Removal:
        """Put something back where it was.

        Raises:
            ArchiveError: it is gone for good, or what it belongs to was removed as well.
        """
        found = next((each for each in self.pending(person) if each.id == removal), None)
        if found is None:
            raise ArchiveError(FOR_GOOD)
        held = self._held(found)
        self._check_home(found, held)
        with self.rows.database.write() as cursor:
            for table, rows in held.items():
                for row in rows if table != "note" else ():
                    _insert(cursor, table, row)
            for note in held.get("note", ()):
                self._write_note(cursor, found.subject, note["text"])
            cursor.execute("DELETE FROM removed WHERE id = ?", [removal])
            audit.note(cursor, who, f"{found.kind} brought back", **_told(found))
        return found

    def sweep(self, *, drawn_on: frozenset[str], who: str) -> int:
        """Let go for good of what was removed more than a day ago; gives how many that were.

        `drawn_on` names the paper drawings that lie on open tables. Locked records are left alone.
        """
        before = (datetime.now(timezone.utc) - UNDO).isoformat(timespec="milliseconds")
        sql = f"SELECT {_COLUMNS} FROM removed WHERE noted < ?"
        over = [_removal(row) for row in self.rows.database.read(sql, [before])]
        over = [each for each in over if self._opens(each.person)]
        for each in over:
            items = (*self._along(each), *self._scans(each, drawn_on))
            self.forgetting.let_go(each.id, items, who=who)
        return len(over)

    def _take(
        self, removal: Removal, parts: list[tuple[str, str, str]], *, who: str, note: str = ""
    ) -> Removal:
        held: _Held = {"note": [{"text": note}]} if note else {}
        with self.rows.database.write() as cursor:
            for table, where, value in parts:
                where, values = f"{where} AND person = ?", [value, removal.person]
                held.setdefault(table, []).extend(self._found(table, where, values))
                cursor.execute(f"DELETE FROM {table} WHERE {where}", values)
            if note:
                self.rows.contents.change(cursor, removal.subject, note="")
            sealed = self.rows.vault.seal(removal.person, "removed", removal.id, _packed(held))
            _enter(cursor, removal, sealed)
            audit.note(cursor, who, f"{removal.kind} removed", **_told(removal))
        return removal

    def _found(self, table: str, where: str, values: list[str]) -> list[dict[str, Any]]:
        sql = f"SELECT * FROM {table} WHERE {where}"
        columns = self.rows.database.read_columns(sql, values)
        rows = zip(*columns.values(), strict=True)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def _write_note(self, cursor: Cursor, sitting: str, note: str) -> None:
        since = self.rows.contents.of(sitting).note
        self.rows.contents.change(cursor, sitting, note="\n\n".join(filter(None, [note, since])))

    def _check_home(self, removal: Removal, held: _Held) -> None:
        homes = {str(row["sitting"]) for row in held.get("turn", ())}
        homes |= {removal.sitting} if removal.sitting is not None else set()
        own = {row["id"] for row in held.get("sitting", ())}
        if any(self.rows.sittings.find(home) is None for home in homes - own):
            raise ArchiveError(SITTING_FIRST)
        missing = {*removal.scans} - self.rows.scans.names(removal.person)
        if missing - {row["id"] for row in held.get("scan", ())}:
            raise ArchiveError(SCAN_FIRST)

    def _opens(self, person: str) -> bool:
        return self.rows.vault.has_key(person) and not self.rows.vault.is_shut(person)

    def _held(self, removal: Removal) -> _Held:
        sql = "SELECT content FROM removed WHERE id = ?"
        ((sealed,),) = self.rows.database.read(sql, [removal.id])
        return _unpacked(self.rows.vault.open(removal.person, "removed", removal.id, sealed))

    def _along(self, removal: Removal) -> list[Gone]:
        """What was removed; of a paper drawing, the turns that lay on it."""
        if removal.kind != "scan":
            return [_gone(removal, removal.id, removal.kind, removal.subject, removal.sitting)]
        turns = self._held(removal).get("turn", ())
        return [_gone(removal, new_id(), "turn", row["id"], row["sitting"]) for row in turns]

    def _scans(self, removal: Removal, drawn_on: frozenset[str]) -> list[Gone]:
        """The paper drawings that nothing else needs any more."""
        others = (each for each in self.pending(removal.person) if each.id != removal.id)
        needed = {*drawn_on, *(scan for each in others for scan in each.scans)}
        if removal.scans:
            needed.update(*self._lying(removal.person).values())
        own = removal.id if removal.kind == "scan" else None
        scans = sorted({*removal.scans} - needed)
        return [_gone(removal, own or new_id(), "scan", scan, None) for scan in scans]

    def _lying(self, person: str) -> dict[str, set[str]]:
        """The paper drawings that a person's turns lie on, by the turns' ids."""
        if not self.rows.scans.names(person):
            return {}
        sql = "SELECT id, content FROM turn WHERE person = ?"
        opened = (
            record_pack.unpack_turn(self.rows.vault.open(person, "turn", turn, content))
            for turn, content in self.rows.database.read(sql, [person])
        )
        return {turn.id: {*scans_of(turn)} for turn in opened}


def scans_of(turn: Turn) -> tuple[str, ...]:
    """The paper drawings that a turn lies on."""
    papers = [turn.drawing.paper, *([turn.answer.request.drawing.paper] if turn.answer else [])]
    return tuple(dict.fromkeys(paper.scan for paper in papers if paper.scan is not None))


def _new(
    person: str,
    kind: Kind,
    subject: str,
    sitting: str | None,
    number: int | None = None,
    scans: tuple[str, ...] = (),
) -> Removal:
    return Removal(new_id(), person, kind, subject, sitting, number, scans, now())


def _removal(row: Row) -> Removal:
    *head, scans, at = row
    return Removal(*head, scans=tuple(json.loads(scans)), at=at)


def _told(removal: Removal) -> dict[str, str]:
    subject = {} if removal.kind == "note" else {removal.kind: removal.subject}
    place = {} if removal.sitting is None else {"sitting": removal.sitting}
    return {"person": removal.person, **subject, **place, "removal": removal.id}


def _gone(removal: Removal, own: str, kind: Kind, subject: str, sitting: str | None) -> Gone:
    return Gone(own, removal.person, kind, subject, sitting, removal.at)


def _enter(cursor: Cursor, removal: Removal, sealed: bytes) -> None:
    row = [removal.id, removal.person, removal.kind, removal.subject, removal.sitting]
    row += [removal.number, json.dumps(removal.scans), removal.at, sealed]
    sql = f"INSERT INTO removed ({_COLUMNS}, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    cursor.execute(sql, row)


def _insert(cursor: Cursor, table: str, row: dict[str, Any]) -> None:
    places = ", ".join("?" * len(row))
    columns = ", ".join(f'"{name}"' for name in row)
    cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", [*row.values()])


def _packed(held: _Held) -> bytes:
    def told(value: Any) -> dict[str, str]:
        return {"bytes": base64.b64encode(value).decode("ascii")}

    return zlib.compress(json.dumps(held, default=told).encode(), 1)


def _unpacked(packed: bytes) -> _Held:
    def read(value: dict[str, Any]) -> Any:
        return base64.b64decode(value["bytes"]) if [*value] == ["bytes"] else value

    return json.loads(zlib.decompress(packed), object_hook=read)
