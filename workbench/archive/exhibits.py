"""Pictures for an exhibition: chosen with a label, given out, back again. Labels are sealed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from engines.errors import ArchiveError
from workbench.archive import audit, texts
from workbench.archive.database import Database, Row
from workbench.archive.keys import Vault
from workbench.archive.schema import new_id, now

TABLE = """
CREATE TABLE exhibit (
    id VARCHAR PRIMARY KEY, person VARCHAR NOT NULL, picture VARCHAR NOT NULL,
    chosen VARCHAR NOT NULL, given_out VARCHAR, back VARCHAR, label BLOB NOT NULL);
"""
MOST_LETTERS = 120
COLUMNS = "id, person, picture, chosen, given_out, back, label"


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside a picture, in the person's own words; empty is none chosen."""

    title: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A picture that may leave the practice to be shown.

    Attributes:
        id: of the entry.
        person: whose picture it is.
        picture: its id.
        chosen: when the person was asked about it and said yes, ISO 8601.
        out: when it was first given out; None where it never was.
        back: when it came back; None where it has not.
        label: beside it; None while the person's record is locked.
    """

    id: str
    person: str
    picture: str
    chosen: str
    out: str | None = None
    back: str | None = None
    label: Label | None = None

    @property
    def outside(self) -> bool:
        """Whether it was given out and has not come back."""
        return self.out is not None and self.back is None


class Exhibits:
    """The exhibit table."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    def all(self) -> tuple[Exhibit, ...]:
        """Everything that was chosen, the oldest first."""
        rows = self._database.read(f"SELECT {COLUMNS} FROM exhibit ORDER BY chosen, id")
        return tuple(self.opened(row) for row in rows)

    def of(self, person: str) -> tuple[Exhibit, ...]:
        """Everything that was chosen of one person's."""
        return tuple(each for each in self.all() if each.person == person)

    def add(self, person: str, picture: str, label: Label, *, who: str) -> Exhibit:
        """Choose a picture."""
        entry = Exhibit(new_id(), person, picture, now(), label=cleaned(label))
        sealed = self._vault.seal(person, "label", entry.id, _packed(cleaned(label)))
        row = [entry.id, person, picture, entry.chosen, None, None, sealed]
        with self._database.write() as cursor:
            cursor.execute(f"INSERT INTO exhibit ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            audit.note(cursor, who, "picture chosen to show", person=person, picture=picture)
        return entry

    def mark(self, entry: Exhibit, deed: str, *, who: str) -> Exhibit:
        """Note that a picture was given out ("given_out") or came back ("back"), now."""
        at = now()
        said = {"given_out": "picture given out", "back": "picture came back"}[deed]
        with self._database.write() as cursor:
            cursor.execute(f"UPDATE exhibit SET {deed} = ? WHERE id = ?", [at, entry.id])
            audit.note(cursor, who, said, person=entry.person, picture=entry.picture)
        return replace(entry, **{"out" if deed == "given_out" else "back": at})

    def drop(self, entry: Exhibit, *, who: str) -> None:
        """Forget a choice that never left the practice."""
        with self._database.write() as cursor:
            cursor.execute("DELETE FROM exhibit WHERE id = ?", [entry.id])
            told = {"person": entry.person, "picture": entry.picture}
            audit.note(cursor, who, "picture not shown after all", **told)

    def opened(self, row: Row) -> Exhibit:
        """A row in the order of `COLUMNS`, opened; without its label while a record is locked."""
        entry, person, picture, chosen, out, back, sealed = row
        label = None
        if not self._vault.is_shut(person):
            told = json.loads(self._vault.open(person, "label", entry, sealed))
            label = Label(told["title"], told["name"])
        return Exhibit(entry, person, picture, chosen, out, back, label)


def cleaned(label: Label) -> Label:
    """The same as it may be kept and printed.

    Raises:
        ArchiveError: a title or a name is too long.
    """
    fresh = Label(texts.name(label.title), texts.name(label.name))
    for what, text in (("title", fresh.title), ("name", fresh.name)):
        if len(text) > MOST_LETTERS:
            raise ArchiveError(
                f"A label's {what} has {len(text)} letters: use at most {MOST_LETTERS}."
            )
    return fresh


def _packed(label: Label) -> bytes:
    return json.dumps({"title": label.title, "name": label.name}).encode()
