"""What a person agreed to: given, not now, withdrawn. Each entry names the text that was read.

Four items, each said on its own. What was said last counts. Who witnessed it and who agreed for
somebody (a guardian) are sealed with the person's key, and so is what a person wants done with the
pictures so far.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Literal, get_args

from engines.errors import ArchiveError
from workbench.archive import audit, texts
from workbench.archive.database import Cursor, Database, Row
from workbench.archive.keys import Vault
from workbench.archive.schema import new_id, now

Item = Literal["record", "painter", "research", "exhibition"]
Deed = Literal["given", "not_now", "withdrawn"]
How = Literal["screen", "paper", "own"]
Wish = Literal["", "stay", "go"]
ITEMS: tuple[Item, ...] = get_args(Item)
DEEDS: tuple[Deed, ...] = get_args(Deed)
HOWS: tuple[How, ...] = get_args(How)
WISHES: tuple[Wish, ...] = get_args(Wish)
# Somebody made up has nobody to ask. Nothing else is ever taken as given.
MADE_UP: frozenset[Item] = frozenset({"record", "painter"})
MOST_LETTERS = 120
COLUMNS = "id, person, number, item, deed, version, sha256, language, noted, how, sitting, names"


@dataclass(frozen=True, slots=True)
class Read:
    """The text that was read: its version, the SHA-256 of its file, its language."""

    version: int
    sha256: str
    language: str


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about one item, and how.

    Attributes:
        item: what it is about.
        deed: given, not now, or withdrawn.
        read: the text that lay there.
        how: on the practice's screen, on a signed sheet of paper, or by the person alone, at the
            client's own view.
        witness: who was there, as the practice writes it.
        guardian: who agreed for the person, where somebody has to.
        pictures: where the painter is taken back, whether the pictures so far stay or are to go.
    """

    item: Item
    deed: Deed
    read: Read
    how: How = "screen"
    witness: str = ""
    guardian: str = ""
    pictures: Wish = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """One entry; `sitting` was open at that moment, None where none was."""

    id: str
    person: str
    at: str
    said: Said
    sitting: str | None = None


class Consents:
    """The consent table. Entries are added, never changed."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault
        self._lock = Lock()
        self._newest: dict[tuple[str, str], Deed] | None = None
        self._made_up: dict[str, bool] = {}

    def add(self, person: str, said: Said, *, sitting: str | None, who: str) -> Consent:
        """Enter what was said now."""
        said = cleaned(said)
        check(said)
        entry = Consent(new_id(), person, now(), said, sitting)
        with self._database.write() as cursor:
            self._insert(cursor, entry)
            what = f"consent {said.deed.replace('_', ' ')}"
            audit.note(cursor, who, what, person=person, item=said.item, text=said.read.sha256)
        self.forget()
        return entry

    def of(self, person: str) -> tuple[Consent, ...]:
        """Everything that a person said, oldest first."""
        sql = f"SELECT {COLUMNS} FROM consent WHERE person = ? ORDER BY number"
        return tuple(self.opened(row) for row in self._database.read(sql, [person]))

    def newest(self) -> Mapping[tuple[str, str], Deed]:
        """What counts by person and item; nothing of whoever was not asked yet."""
        with self._lock:
            if self._newest is None:
                sql = "SELECT person, item, deed FROM consent ORDER BY person, number"
                self._newest = {(row[0], row[1]): row[2] for row in self._database.read(sql)}
            return self._newest

    def allows(self, person: str, item: Item) -> bool:
        """Whether this item is given now; somebody made up has given `MADE_UP` unasked."""
        deed = self.newest().get((person, item))
        if deed is not None or item not in MADE_UP:
            return deed == "given"
        if person not in self._made_up:
            rows = self._database.read("SELECT synthetic FROM person WHERE id = ?", [person])
            self._made_up[person] = bool(rows and rows[0][0])
        return self._made_up[person]

    def forget(self) -> None:
        """Read the table anew at the next question."""
        with self._lock:
            self._newest = None
            self._made_up.clear()

    def _insert(self, cursor: Cursor, entry: Consent) -> None:
        said = entry.said
        sql = "SELECT coalesce(max(number), 0) + 1 FROM consent WHERE person = ?"
        (number,) = cursor.execute(sql, [entry.person]).fetchone() or (1,)
        told = {"witness": said.witness, "guardian": said.guardian, "pictures": said.pictures}
        names = json.dumps(told).encode()
        sealed = self._vault.seal(entry.person, "consent", entry.id, names)
        read = [said.read.version, said.read.sha256, said.read.language]
        row = [entry.id, entry.person, number, said.item, said.deed, *read]
        row += [entry.at, said.how, entry.sitting, sealed]
        places = ", ".join("?" * len(row))
        cursor.execute(f"INSERT INTO consent ({COLUMNS}) VALUES ({places})", row)

    def opened(self, row: Row) -> Consent:
        """A row in the order of `COLUMNS`, opened."""
        entry, person, _number, item, deed, version, sha256, language, at, how, sitting, names = row
        told = json.loads(self._vault.open(person, "consent", entry, names))
        read = Read(version, sha256, language)
        wish = told.get("pictures", "")  # archives of before have none
        said = Said(item, deed, read, how, told["witness"], told["guardian"], wish)
        return Consent(entry, person, at, said, sitting)


def cleaned(said: Said) -> Said:
    """The same with names as they may be kept and shown."""
    return replace(said, witness=texts.name(said.witness), guardian=texts.name(said.guardian))


def check(said: Said) -> None:
    """Refuse what could not be read again, or says nothing.

    Raises:
        ArchiveError: names the part and the value met.
    """
    for name, value, known in (
        ("item", said.item, ITEMS),
        ("deed", said.deed, DEEDS),
        ("how", said.how, HOWS),
        ("wish about pictures", said.pictures, WISHES),
    ):
        if value not in known:
            raise ArchiveError(f"A consent's {name} is {value!r}: use {', '.join(known)}.")
    for name, text in (("witness", said.witness), ("guardian", said.guardian)):
        if len(text) > MOST_LETTERS:
            raise ArchiveError(
                f"A consent's {name} has {len(text)} letters: use at most {MOST_LETTERS}."
            )
    if len(said.read.sha256) != 64 or said.read.version < 1:
        raise ArchiveError("A consent must name the version and the SHA-256 of the text read.")
