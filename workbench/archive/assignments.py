"""Whose person is whose: which accounts a person was given to, and why.

Ids only, in plain: which account cares for whom says nothing of what is kept, and whoever gives
people to accounts must be able to read it without any person's key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from engines.errors import ArchiveError
from engines.record import names
from workbench.access.rights import Kind
from workbench.archive import audit
from workbench.archive.database import Cursor, Database
from workbench.archive.schema import now

TABLE = """
CREATE TABLE assignment (
    person VARCHAR NOT NULL, account VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    since VARCHAR NOT NULL, PRIMARY KEY (person, account, kind));
"""
CODE_LENGTH = 6
_Held = dict[tuple[str, Kind], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Coded:
    """A person as somebody sees them who may not know who it is; nothing is opened for it.

    Attributes:
        id: pseudonymous.
        created: when the person was added, ISO 8601.
        archived: when the person was put away, ISO 8601; None is in the lists.
        care: the accounts that care for the person.
        supervision: the accounts that look after what the person is shown.
    """

    id: str
    created: str
    archived: str | None
    care: tuple[str, ...] = ()
    supervision: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """What a therapist can tell somebody who hands the person over."""
        return code_of(self.id)


def code_of(person: str) -> str:
    """The short code of a person, which stands on the person's page and in the lists."""
    return person[:CODE_LENGTH]


class Assignments:
    """The assignment table. Read at every look of every page, so it is kept in memory too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._read: _Held | None = None
        self._changed: list[Callable[[], None]] = []

    def of(self, account: str, kind: Kind) -> frozenset[str]:
        """The people who were given to an account."""
        return self._held().get((account, kind), frozenset())

    def everybody(self) -> tuple[Coded, ...]:
        """Every person by code, in the order in which they were added."""
        rows = self._database.read("SELECT id, created, archived FROM person ORDER BY created, id")
        given = self._by_person()
        return tuple(
            Coded(
                *row,
                care=given.get((row[0], "care"), ()),
                supervision=given.get((row[0], "supervision"), ()),
            )
            for row in rows
        )

    def give(self, person: str, account: str, kind: Kind, *, who: str) -> None:
        """Put a person on an account's list; nothing where it stands there already."""
        if person in self.of(account, kind):
            return
        with self._database.write() as cursor:
            self.enter(cursor, person, account, kind, who=who)
        self.forget()

    def take(self, person: str, account: str, kind: Kind, *, who: str) -> None:
        """Take a person off an account's list.

        Raises:
            ArchiveError: nobody would care for the person any more.
        """
        if person not in self.of(account, kind):
            return
        if kind == "care" and self._by_person().get((person, kind)) == (account,):
            raise ArchiveError(
                f"Nobody else cares for person {code_of(person)}: give the person to somebody "
                "first, then take it from here."
            )
        with self._database.write() as cursor:
            sql = "DELETE FROM assignment WHERE person = ? AND account = ? AND kind = ?"
            cursor.execute(sql, [person, account, kind])
            audit.note(cursor, who, "person taken", person=person, account=account, kind=kind)
        self.forget()

    def enter(self, cursor: Cursor, person: str, account: str, kind: Kind, *, who: str) -> None:
        """Put a person on an account's list, inside a transaction; call `forget` after it."""
        names.read_id(account, "account")
        row = [person, account, kind, now()]
        cursor.execute("INSERT OR REPLACE INTO assignment VALUES (?, ?, ?, ?)", row)
        audit.note(cursor, who, "person given", person=person, account=account, kind=kind)

    def forget(self) -> None:
        """What is in memory is read anew: the table has changed."""
        with self._lock:
            self._read = None
        for changed in self._changed:
            changed()

    def listen(self, changed: Callable[[], None]) -> None:
        """Calls back whenever somebody was given or taken."""
        self._changed.append(changed)

    def _held(self) -> _Held:
        with self._lock:
            held = self._read
            if held is None:
                held = {}
                for person, account, kind in self._database.read(
                    "SELECT person, account, kind FROM assignment"
                ):
                    held[account, kind] = held.get((account, kind), frozenset()) | {person}
                self._read = held
            return held

    def _by_person(self) -> Mapping[tuple[str, Kind], tuple[str, ...]]:
        found: dict[tuple[str, Kind], tuple[str, ...]] = {}
        for (account, kind), people in sorted(self._held().items()):
            for person in people:
                found[person, kind] = (*found.get((person, kind), ()), account)
        return found
