"""Numbered steps from an empty file to today's tables, each applied once and remembered."""

from __future__ import annotations

from collections.abc import Callable

from engines.errors import ArchiveError
from workbench.archive import (
    accounts_rows,
    assignments,
    audit,
    exhibits,
    questions,
    schema,
    studies,
)
from workbench.archive.database import Cursor, Database
from workbench.archive.safety.snapshots import MIGRATION


def m001_first_tables(cursor: Cursor) -> None:
    cursor.execute(schema.FIRST_TABLES)


def m002_people_and_content(cursor: Cursor) -> None:
    cursor.execute(schema.PEOPLE_AND_CONTENT)


def m003_colors(cursor: Cursor) -> None:
    cursor.execute(schema.COLORS)


def m004_accounts(cursor: Cursor) -> None:
    cursor.execute(accounts_rows.TABLE)


def m005_assignments(cursor: Cursor) -> None:
    cursor.execute(assignments.TABLE)


def m006_consent(cursor: Cursor) -> None:
    cursor.execute(schema.CONSENT)


def m007_person_keys_out(cursor: Cursor) -> None:
    """Each lies in a file of its own by now (`moving`)."""
    cursor.execute("DROP TABLE person_key")


def m008_exhibits(cursor: Cursor) -> None:
    cursor.execute(exhibits.TABLE)


def m009_questions(cursor: Cursor) -> None:
    cursor.execute(questions.TABLE)


def m010_studies(cursor: Cursor) -> None:
    cursor.execute(studies.TABLE)


MIGRATIONS: tuple[Callable[[Cursor], None], ...] = (
    m001_first_tables,
    m002_people_and_content,
    m003_colors,
    m004_accounts,
    m005_assignments,
    m006_consent,
    m007_person_keys_out,
    m008_exhibits,
    m009_questions,
    m010_studies,
)


def migrate(database: Database) -> None:
    """Bring the tables up to date, each step in a transaction of its own; a copy is taken before.

    Raises:
        ArchiveError: a newer Sketchwell has written this archive.
    """
    done = _done(database)
    if done > len(MIGRATIONS):
        raise ArchiveError(
            f"The archive {database.path} has tables of version {done}, this Sketchwell knows up "
            f"to {len(MIGRATIONS)}: start the newer Sketchwell that wrote it."
        )
    if 0 < done < len(MIGRATIONS):
        database.cover(MIGRATION)
    for number, migration in list(enumerate(MIGRATIONS, 1))[done:]:
        name = getattr(migration, "__name__", f"m{number:03}")
        with database.write() as cursor:
            migration(cursor)
            cursor.execute("INSERT INTO migration VALUES (?, ?, ?)", [number, name, schema.now()])
            audit.note(cursor, "sketchwell", "archive migrated", version=str(number))


def _done(database: Database) -> int:
    with database.write() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS migration "
            "(number INTEGER PRIMARY KEY, name VARCHAR NOT NULL, applied VARCHAR NOT NULL)"
        )
    return database.read("SELECT coalesce(max(number), 0) FROM migration")[0][0]
