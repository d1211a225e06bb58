"""The database's file written anew, table by table: nothing that was deleted is left in its blocks.

VACUUM does not do that in DuckDB: a block that is free keeps what it held. The new file is compared
with the old one before it takes its place.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from engines.errors import ArchiveError
from workbench.archive import attached, disk
from workbench.archive.attached import Connection, Failure


def copied(path: Path, key: bytes, to: Path, *, new_key: bytes) -> None:
    """Copy a closed database into a new file under a key of its own, and compare the two.

    Raises:
        ArchiveError: the copy cannot be written, or does not hold the same.
    """
    for each in (to, _log_of(to)):
        disk.shred(each)
    try:
        with closing(attached.paired(path, key, to, new_key=new_key)) as base:
            _copy(base)
    except Failure as error:
        # Half a copy must not be what fills the disk.
        for each in (to, _log_of(to)):
            disk.remove(each)
        raise ArchiveError(
            f"The database could not be written anew ({str(error).splitlines()[0]}): it is as it "
            "was. Make room on the disk, and try again."
        ) from error
    if _log_of(to).exists():
        raise ArchiveError("The new database was not closed: it is as it was. Try again.")
    _sync(to)


def exchanged(path: Path, key: bytes) -> bytes:
    """Put a copy in the place of a closed database, under the same key; gives the key."""
    if _log_of(path).exists():
        raise ArchiveError("The database was not closed: it is as it was. Try again.")
    aside = path.with_name(f".{path.name}.new")
    copied(path, key, aside, new_key=key)
    aside.replace(path)
    disk.sync_folder(path.parent)
    return key


def _copy(base: Connection) -> None:
    base.execute("COPY FROM DATABASE archive TO fresh")
    base.execute("CHECKPOINT fresh")
    _compare(base)
    base.execute("DETACH fresh")


def _compare(base: Connection) -> None:
    for table, columns in _tables(base, "archive").items():
        hashes = ", ".join(f'bit_xor(hash("{column}"))' for column in columns)
        asked = f'SELECT count(*), {hashes} FROM {{}}."{table}"'
        one, other = (base.execute(asked.format(name)).fetchone() for name in ("archive", "fresh"))
        if one != other:
            raise ArchiveError(
                f"The new database does not hold the same in {table}: it is as it was. Try again."
            )
    if _tables(base, "archive") != _tables(base, "fresh"):
        raise ArchiveError("The new database has other tables: it is as it was. Try again.")


def _tables(base: Connection, name: str) -> dict[str, list[str]]:
    rows = base.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = ? "
        "AND NOT internal ORDER BY table_name, column_index",
        [name],
    ).fetchall()
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    disk.sync_folder(path.parent)
