"""Who did what and when: ids only, append only, each entry holding the hash of the one before.

A changed, removed, inserted or swapped entry breaks the chain (`chain`). A chain that was written
anew, or cut at its end, is consistent in itself: the signed heads beside the database (`heads`) say
where it stood.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.archive import chain, subjects
from workbench.archive.acting import PRACTICE, actor
from workbench.archive.chain import FIRST, Fault
from workbench.archive.database import Cursor, Database
from workbench.archive.schema import now

# Ordering by number would read every entry's hash: these two stay quick however long the chain is.
_LAST = "SELECT max(number) FROM audit"
_OF = "SELECT number, hash, noted FROM audit WHERE number = ?"
_NONE = (0, FIRST, "")
# The last version of the archive whose audit had no signed head.
LAST_WITHOUT = 3
# What a start writes about a head that did not fit; the entry before it is where to look.
TOLD_AT_A_START = {
    "audit head missing": "there was no signed head: it was removed, and entries perhaps with it.",
    "audit head ahead": "the signed head told of entries that were not there any more.",
    "audit head unreadable": "the signed head could not be read: cut off by a crash, or changed.",
    "audit head foreign": "the signed head was signed with a key that is not this practice's.",
}

_FOREIGN = (
    "A head that tells of {number} entries was signed with a key that is not this practice's."
)

_LOST = (
    "Before audit entry {number} the signed head was missing: entries may have been cut off there."
)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry. `subject` is a JSON object of ids; names, words and notes never stand here."""

    number: int
    at: str
    who: str
    what: str
    subject: str
    previous: str
    hash: str

    @property
    def about(self) -> dict[str, str]:
        """What it is about: ids and known words, by what they are."""
        return json.loads(self.subject)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking the whole chain.

    Attributes:
        entries: how many there are.
        faults: what somebody did to it, each with the first entry that is not as it was; in the
            order of the entries.
        notes: what a start found and wrote down, in English sentences; no proof of anything.
    """

    entries: int
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, removed, put in, swapped, written anew or cut off."""
        return not self.faults


def note(cursor: Cursor, who: str, what: str, **subject: str) -> None:
    """Add an entry, inside the transaction that does what it tells.

    Where `who` is the practice, it is the account that acts in this thread (see `acting`).

    Raises:
        ArchiveError: something else than ids, numbers and known words (see `subjects`).
    """
    who = actor() if who == PRACTICE else who
    subjects.check(who, what, subject)
    (last,) = cursor.execute(_LAST).fetchone()
    number, previous, _ = cursor.execute(_OF, [last]).fetchone() or _NONE
    entry = (number + 1, now(), who, what, chain.canonical(subject), previous)
    row = [*entry, chain.hash_of(*entry)]
    cursor.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def is_there(database: Database) -> bool:
    """Whether anything was ever noted: in a new file there is no table yet."""
    return bool(database.read("SELECT 1 FROM duckdb_tables() WHERE table_name = 'audit'"))


def newest(database: Database, limit: int) -> tuple[AuditEntry, ...]:
    """The newest entries, newest first."""
    rows = database.read("SELECT * FROM audit ORDER BY number DESC LIMIT ?", [limit])
    return tuple(AuditEntry(*row) for row in rows)


def end(database: Database) -> tuple[int, str, str]:
    """Where the chain ends: how many entries, the newest one's hash and time."""
    ((last,),) = database.read(_LAST)
    rows = database.read(_OF, [last])
    return rows[0] if rows else _NONE


def hash_at(database: Database, number: int) -> str | None:
    """The hash of one entry; None where there is no such entry."""
    if not is_there(database):
        return None
    rows = database.read("SELECT hash FROM audit WHERE number = ?", [number])
    return rows[0][0] if rows else None


def before_heads(database: Database) -> bool:
    """Whether this archive was written by a version that signed no heads, and by none since."""
    if database.read("SELECT coalesce(max(number), 0) FROM migration")[0][0] <= LAST_WITHOUT:
        return True
    return chain.by_first_rule(database.read("SELECT * FROM audit ORDER BY number DESC LIMIT 1"))


def keys_before(database: Database) -> set[str]:
    """The public keys that signed heads here before the master key was changed."""
    rows = database.read("SELECT subject FROM audit WHERE what = 'audit key changed'")
    return {str(json.loads(row[0]).get("key")) for row in rows}


def check(
    database: Database,
    marks: Sequence[tuple[int, str]],
    *,
    foreign: Sequence[int] = (),
    unread: int = 0,
) -> Checked:
    """Go through the whole chain, and hold it against the signed heads.

    Args:
        database: the archive's.
        marks: heads that were signed here: how many entries there were, and the newest's hash.
        foreign: heads that were signed with a key that is not the practice's, by their entries.
        unread: how many lines of the heads' files tell of none.
    """
    rows = database.read("SELECT * FROM audit ORDER BY number")
    told = [(row[0], TOLD_AT_A_START[row[3]], row[1]) for row in rows if row[3] in TOLD_AT_A_START]
    notes = [f"Entry {number}, {at}: {text}" for number, text, at in told]
    if unread:
        notes.append(f"{unread} lines of the heads that were kept cannot be read.")
    broken = chain.first_fault(rows)
    # A broken chain differs from its heads from there on: that would say nothing more.
    found = [broken] if broken else [*chain.unlike(rows, marks)]
    found += [Fault(number, "head", _FOREIGN.format(number=number)) for number in foreign]
    lost = [row[0] for row in rows if row[3] == "audit head missing"]
    found += [Fault(number, "lost", _LOST.format(number=number)) for number in lost]
    faults = sorted(found, key=lambda fault: fault.number)
    return Checked(len(rows), tuple(faults), tuple(notes))
