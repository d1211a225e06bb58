"""Numbered steps from an empty file to today's tables, each applied once and remembered."""

from __future__ import annotations

from collections.abc import Callable

from engines.errors import ArchiveError
from workbench.archive import audit, schema
from workbench.archive.database import Cursor, Database


def m001_first_tables(cursor: Cursor) -> None:
    cursor.execute(schema.FIRST_TABLES)


def m002_people_and_content(cursor: Cursor) -> None:
    cursor.execute(schema.PEOPLE_AND_CONTENT)


def m003_colors(cursor: Cursor) -> None:
    cursor.execute(schema.COLORS)


MIGRATIONS: tuple[Callable[[Cursor], None], ...] = (
    m001_first_tables,
    m002_people_and_content,
    m003_colors,
)


def migrate(database: Database) -> None:
    """Bring the tables up to date, each step in a transaction of its own.

    Raises:
        ArchiveError: a newer Sketchwell has written this archive.
    """
    done = _done(database)
    if done > len(MIGRATIONS):
        raise ArchiveError(
            f"The archive {database.path} has tables of version {done}, this Sketchwell knows up "
            f"to {len(MIGRATIONS)}: start the newer Sketchwell that wrote it."
        )
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
