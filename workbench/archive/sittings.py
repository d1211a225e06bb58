"""Sittings and their kept turns, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engines.errors import ArchiveError, NotHereError
from engines.record import Decision, Feeling, Phase, Sitting, Turn, names
from engines.record import pack as record_pack
from engines.record.marks import Mark
from workbench.archive import thumbnails
from workbench.archive.database import Cursor, Database, Row
from workbench.archive.keys import Vault
from workbench.archive.schema import MEASURES

_COLUMNS = (
    "id, person, number, phase, started, ended, "
    "pleasure_before, arousal_before, pleasure_after, arousal_after"
)
_WEIGHT: dict[Decision | None, int] = {None: 0, "put_back": 1, "kept": 2}
_TURN = (
    "id, sitting, person, number, kept_at, decision, picture, pleasure, arousal, "
    f"{', '.join(MEASURES)}, content"
)
_HELD = "SELECT 1 FROM turn WHERE id = ? AND sitting = ?"


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A sitting without its turns; `number` counts a person's sittings from 1."""

    id: str
    person: str
    number: int
    phase: Phase
    started: str
    ended: str | None
    before: Feeling
    after: Feeling
    turns: int

    @property
    def sitting(self) -> Sitting:
        """The record's own type, without turns."""
        return Sitting(
            self.id, self.person, self.phase, self.started, self.ended, self.before, self.after
        )


class Sittings:
    """The sitting, turn and picture tables."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def add(self, cursor: Cursor, sitting: Sitting, number: int) -> None:
        """Add a sitting, without its turns."""
        feelings = [*_columns(sitting.before), *_columns(sitting.after)]
        plain = [sitting.id, sitting.person, number, sitting.phase, sitting.started, sitting.ended]
        places = ", ".join("?" * 10)
        cursor.execute(f"INSERT INTO sitting ({_COLUMNS}) VALUES ({places})", [*plain, *feelings])

    def next_number(self, person: str) -> int:
        """The number of a person's next sitting."""
        numbers = "SELECT number, person FROM sitting UNION ALL SELECT number, person FROM removed"
        sql = f"SELECT coalesce(max(number), 0) + 1 FROM ({numbers}) WHERE person = ?"
        return self._database.read(sql, [person])[0][0]

    def all(self, person: str | None = None) -> tuple[SittingRow, ...]:
        """Sittings of one person or of everybody, in the order in which they began."""
        where, values = ("WHERE person = ?", [person]) if person else ("", [])
        rows = self._database.read(
            f"SELECT {_COLUMNS}, (SELECT count(*) FROM turn WHERE turn.sitting = sitting.id) "
            f"FROM sitting {where} ORDER BY started, id",
            values,
        )
        return tuple(_row(row) for row in rows)

    def find(self, sitting: str) -> SittingRow | None:
        """One sitting, or None where there is none of this id."""
        rows = self._database.read(
            f"SELECT {_COLUMNS}, (SELECT count(*) FROM turn WHERE turn.sitting = sitting.id) "
            "FROM sitting WHERE id = ?",
            [sitting],
        )
        return _row(rows[0]) if rows else None

    def one(self, sitting: str) -> SittingRow:
        """One sitting."""
        found = self.find(sitting)
        if found is None:
            raise NotHereError(f"There is no sitting {sitting} here: unknown, or erased.")
        return found

    def end(self, cursor: Cursor, sitting: str, ended: str) -> None:
        """Note when a sitting ended."""
        cursor.execute("UPDATE sitting SET ended = ? WHERE id = ?", [ended, sitting])

    def feel(self, cursor: Cursor, sitting: str, when: str, feeling: Feeling) -> None:
        """Store how it felt before or after a sitting."""
        sql = f"UPDATE sitting SET pleasure_{when} = ?, arousal_{when} = ? WHERE id = ?"
        cursor.execute(sql, [*_columns(feeling), sitting])

    def feel_turn(self, cursor: Cursor, sitting: str, turn: str, feeling: Feeling) -> None:
        """Store how a kept picture felt."""
        sql = "UPDATE turn SET pleasure = ?, arousal = ? WHERE id = ? AND sitting = ?"
        cursor.execute(sql, [*_columns(feeling), turn, sitting])

    def stored(self, sitting: str, turn: Turn) -> Turn | None:
        """The turn that is stored under this turn's id, if any.

        Raises:
            ArchiveError: the id, or its picture's, belongs to another sitting or turn.
        """
        rows = self._database.read(
            "SELECT id, sitting FROM turn WHERE id = ? OR picture = ?", [turn.id, picture_id(turn)]
        )
        if any(row != (turn.id, sitting) for row in rows):
            raise ArchiveError(
                f"Turn {turn.id} or its picture {picture_id(turn)} is another turn's already: give "
                "each its own id."
            )
        return self._turns("turn.id = ?", [turn.id])[0] if rows else None

    def turn(self, picture: str, *, person: str) -> Turn:
        """The turn of a person's picture, opened."""
        found = self._turns("turn.picture = ? AND turn.person = ?", [picture, person])
        if not found:
            raise _no_picture(picture, person)
        return found[0]

    def holds_turn(self, sitting: str, turn: str) -> bool:
        """Whether a turn was kept in this sitting."""
        return bool(self._database.read(_HELD, [turn, sitting]))

    def holds_picture(self, sitting: str, picture: str) -> bool:
        """Whether a turn with this picture was kept in this sitting."""
        sql = "SELECT 1 FROM turn WHERE picture = ? AND sitting = ?"
        return bool(self._database.read(sql, [picture, sitting]))

    def keep(
        self, cursor: Cursor, sitting: Sitting, turn: Turn, *, thumbnail_png: bytes | None
    ) -> None:
        """Store a turn: its drawing, words and picture sealed, its feeling and measures plain.

        A turn of the same id is replaced, in its place.
        """
        person, picture = sitting.person, picture_id(turn)
        number = _cleared_place(cursor, sitting.id, turn.id)
        content = self._vault.seal(person, "turn", turn.id, record_pack.pack_turn(_bare(turn)))
        seen = thumbnails.measured(turn, thumbnail_png)
        row = [turn.id, sitting.id, person, number, turn.at, turn.decision, picture]
        row += [*_columns(turn.feeling), *(seen.get(name) for name in MEASURES), content]
        places = ", ".join("?" * len(row))
        cursor.execute(f"INSERT INTO turn ({_TURN}) VALUES ({places})", row)
        painted = self._sealed(person, "painted", picture, turn.answer and turn.answer.painted_png)
        small = self._sealed(person, "thumbnail", picture, thumbnail_png)
        layers = [picture, turn.id, person, painted, small]
        cursor.execute("INSERT INTO picture VALUES (?, ?, ?, ?, ?)", layers)

    def mark(
        self, cursor: Cursor, sitting: Sitting, answer: str, marks: tuple[Mark, ...]
    ) -> str | None:
        """Give the stored turn of an answer other marks; gives its id, None where none is stored.

        Raises:
            ArchiveError: the answer is another sitting's.
        """
        sql = "SELECT id, sitting, content FROM turn WHERE picture = ?"
        found = cursor.execute(sql, [answer]).fetchone()
        if found is None:
            return None
        turn, where, sealed = found
        if where != sitting.id:
            raise ArchiveError(f"Answer {answer} is not one of sitting {sitting.id}.")
        opened = record_pack.unpack_turn(self._vault.open(sitting.person, "turn", turn, sealed))
        content = record_pack.pack_turn(replace(opened, marks=marks))
        sealed = self._vault.seal(sitting.person, "turn", turn, content)
        cursor.execute("UPDATE turn SET content = ? WHERE id = ?", [sealed, turn])
        return turn

    def withdraw(self, cursor: Cursor, sitting: str, turn: str) -> None:
        """Take a turn out whose keeping was undone."""
        if cursor.execute(_HELD, [turn, sitting]).fetchone() is not None:
            cursor.execute("DELETE FROM picture WHERE turn = ?", [turn])
            cursor.execute("DELETE FROM turn WHERE id = ?", [turn])

    def turns(self, sitting: str) -> tuple[Turn, ...]:
        """The turns of a sitting, opened, with their pictures."""
        return self._turns("turn.sitting = ?", [sitting])

    def picture(self, picture: str, layer: str, *, person: str) -> bytes | None:
        """A picture's layer ("painted" or "thumbnail") as PNG bytes; None where it has none."""
        rows = self._database.read(
            f"SELECT {layer} FROM picture WHERE id = ? AND person = ?", [picture, person]
        )
        if not rows:
            raise _no_picture(picture, person)
        sealed = rows[0][0]
        return None if sealed is None else self._vault.open(person, layer, picture, sealed)

    def measures(self, sitting: str) -> dict[str, dict[str, float]]:
        """What the columns know of a sitting's turns, by their ids."""
        sql = f"SELECT id, {', '.join(MEASURES)} FROM turn WHERE sitting = ?"
        return {
            turn: {n: value for n, value in zip(MEASURES, seen, strict=True) if value is not None}
            for turn, *seen in self._database.read(sql, [sitting])
        }

    def _turns(self, where: str, values: list[str]) -> tuple[Turn, ...]:
        rows = self._database.read(
            "SELECT turn.id, turn.person, picture, content, pleasure, arousal, painted "
            "FROM turn JOIN picture ON picture.id = turn.picture "
            f"WHERE {where} ORDER BY turn.number",
            values,
        )
        return tuple(self._turn(row) for row in rows)

    def _turn(self, row: Row) -> Turn:
        turn, person, picture, content, pleasure, arousal, painted = row
        opened = record_pack.unpack_turn(self._vault.open(person, "turn", turn, content))
        answer = opened.answer
        if answer is not None and painted is not None:
            png = self._vault.open(person, "painted", picture, painted)
            answer = replace(answer, painted_png=png)
        return replace(opened, answer=answer, feeling=Feeling(pleasure, arousal))

    def _sealed(self, person: str, kind: str, subject: str, content: bytes | None) -> bytes | None:
        return self._vault.seal(person, kind, subject, content) if content else None


def picture_id(turn: Turn) -> str:
    """The id under which a turn's picture is found: its answer's, or its own without one."""
    return turn.answer.id if turn.answer else turn.id


def check(turn: Turn) -> None:
    """Refuse a turn that could be stored but not read again.

    Raises:
        ArchiveError: a measure that has no column.
        RecordError: an id or a time that is none.
    """
    _check_columns(turn.measures)
    names.read_id(turn.id, "turn.id")
    names.read_id(picture_id(turn), "turn.answer.id")
    names.read_time(turn.at, "turn.at")


def settled(stored: Turn | None, turn: Turn) -> tuple[Turn, bool]:
    """The turn to store, with feeling and marks given before; and whether it says anything new.

    What was kept stays kept: putting an answer back later only takes it off the page. Nor does an
    answer that was decided about become undecided again.
    """
    if stored is None:
        return turn, True
    feeling = stored.feeling if turn.feeling == Feeling() else turn.feeling
    turn = replace(turn, feeling=feeling, marks=turn.marks or stored.marks)
    return turn, stored != turn and _WEIGHT[turn.decision] >= _WEIGHT[stored.decision]


def _check_columns(measures: Mapping[str, float | None]) -> None:
    unknown = sorted(set(measures) - set(MEASURES))
    if unknown:
        raise ArchiveError(
            f"The archive has no column for the measures {', '.join(unknown)}: it holds "
            f"{', '.join(MEASURES)}. A new one needs a migration."
        )


def _cleared_place(cursor: Cursor, sitting: str, turn: str) -> int:
    """The number for a turn: the one it had, its old rows removed, or the next."""
    had = cursor.execute("SELECT number FROM turn WHERE id = ?", [turn]).fetchone()
    if had is not None:
        cursor.execute("DELETE FROM picture WHERE turn = ?", [turn])
        cursor.execute("DELETE FROM turn WHERE id = ?", [turn])
        return had[0]
    sql = "SELECT coalesce(max(number), 0) + 1 FROM turn WHERE sitting = ?"
    (number,) = cursor.execute(sql, [sitting]).fetchone() or (1,)
    return number


def _no_picture(picture: str, person: str) -> ArchiveError:
    return NotHereError(f"Person {person} has no picture {picture}: unknown, or erased.")


def _bare(turn: Turn) -> Turn:
    # The picture is sealed apart, so that a list of turns can do without it.
    return replace(turn, answer=turn.answer and replace(turn.answer, painted_png=b""))


def _columns(feeling: Feeling) -> list[float | None]:
    return [feeling.pleasure, feeling.arousal]


def _row(row: Row) -> SittingRow:
    return SittingRow(*row[:6], before=Feeling(*row[6:8]), after=Feeling(*row[8:10]), turns=row[10])
