"""A database that cannot be opened: put aside, never deleted, and begun anew from the journals."""

from __future__ import annotations

from pathlib import Path

from engines.errors import ArchiveError
from workbench.archive import disk
from workbench.archive.database import DATABASE_FILE
from workbench.archive.owner import Ownership
from workbench.archive.schema import now
from workbench.archive.store import Archive
from workbench.archive.underway import ASIDE


def set_database_aside(folder: Path) -> str:
    """Move the database's files aside and open a new one; says what it holds.

    People and sittings that are going on come back from the journals. What had ended comes back
    only from a backup.

    Raises:
        ArchiveError: there is no database, or another process holds it.
    """
    if not (folder / DATABASE_FILE).exists():
        raise ArchiveError(f"There is no {DATABASE_FILE} in {folder}: name the data folder.")
    with Ownership(folder):
        place = disk.make_folder(folder / ASIDE / f"database-{now().replace(':', '')}")
        for path in (folder / DATABASE_FILE, folder / f"{DATABASE_FILE}.wal"):
            if path.exists():
                path.replace(place / path.name)
        disk.sync_folder(folder)
        disk.sync_folder(place)
    with Archive.open(folder) as archive:
        people, going = len(archive.people()), len(archive.open_sittings())
    return (
        f"The old database lies in {place}. The new one holds {people} people and {going} open "
        "sittings, from the journals; restore a backup for everything else."
    )
