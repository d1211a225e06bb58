"""Person keys out of the database: archives before version 7 held them there, wrapped."""

from __future__ import annotations

from collections.abc import Container

from workbench.archive.database import Database
from workbench.archive.keys import KeyFiles


def out_of(database: Database, files: KeyFiles, *, erased: Container[str]) -> bool:
    """Give every key that the database holds a file of its own; whether there were any.

    It may be cut anywhere: the keys leave the database with the migration that follows, and its
    blocks with the rewriting behind that.
    """
    table = "SELECT 1 FROM duckdb_tables() WHERE database_name = 'archive' AND table_name = ?"
    if not database.read(table, ["person_key"]):
        return False
    for person, wrapped in database.read("SELECT person, wrapped FROM person_key"):
        if person not in erased and not files.has(person):
            files.put(person, bytes(wrapped))
    return True
