"""The encrypted DuckDB file: opened offline, one writer at a time, a cursor a statement.

The network is never asked: encryption needs the httpfs extension for its cryptography, and that is
loaded from the installed package `duckdb-extension-httpfs`, of DuckDB's own version.
"""

from __future__ import annotations

import base64
import importlib.util
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, BinaryIO

import duckdb

from engines.errors import ArchiveError
from workbench.archive import disk

Cursor = duckdb.DuckDBPyConnection
Row = tuple[Any, ...]

DATABASE_FILE = "archive.duckdb"
MEMORY_LIMIT = "1GB"


class Database:
    """One open archive file. Any thread may read; writing waits its turn, so nothing conflicts."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.path = folder / DATABASE_FILE
        self._lock = RLock()
        self._reader: BinaryIO | None = None
        self._base = _connected(folder)
        try:
            _attach(self._base, self.path, key)
        except duckdb.Error as error:
            self._base.close()
            raise ArchiveError(_cannot_open(self.path, error)) from error
        disk.sync_folder(folder)

    def close(self) -> None:
        """Write everything into the file and let go of it."""
        with self._lock:
            self._base.close()
            if self._reader is not None:
                self._reader.close()
                self._reader = None

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that a SELECT gives."""
        with self._cursor() as cursor, _told("read"):
            return cursor.execute(sql, list(values)).fetchall()

    def read_columns(self, sql: str, values: Sequence[Any] = ()) -> dict[str, list[Any]]:
        """What a SELECT gives, by column."""
        with self._cursor() as cursor, _told("read"):
            rows = cursor.execute(sql, list(values)).fetchall()
            names = [column[0] for column in cursor.description or ()]
        columns = zip(*rows, strict=True) if rows else ([] for _ in names)
        return {name: list(column) for name, column in zip(names, columns, strict=True)}

    @contextmanager
    def write(self) -> Iterator[Cursor]:
        """One transaction: all of it is on disk when the block ends, or none of it."""
        with self._lock, self._cursor() as cursor, _told("written"):
            cursor.execute("BEGIN")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                _roll_back(cursor)
                raise

    def checkpoint(self) -> None:
        """Move everything from the write-ahead log into the file, and sync the folder."""
        with self._lock, self._cursor() as cursor, _told("written"):
            cursor.execute("CHECKPOINT archive")
        disk.sync_folder(self.path.parent)

    @contextmanager
    def still(self) -> Iterator[BinaryIO]:
        """Let nothing be written while the block runs; gives the file, opened at its beginning."""
        with self._lock:
            self.checkpoint()
            if self._reader is None:
                # Closing a second handle would let go of DuckDB's lock: kept until the end.
                self._reader = self.path.open("rb", buffering=0)
            self._reader.seek(0)
            yield self._reader

    @contextmanager
    def _cursor(self) -> Iterator[Cursor]:
        with _told("reached"):
            cursor = self._base.cursor()
            cursor.execute("USE archive")
        try:
            yield cursor
        finally:
            cursor.close()


def extension_path() -> Path:
    """Where the installed package keeps the httpfs extension of this DuckDB."""
    found = importlib.util.find_spec("duckdb_extension_httpfs")
    version = duckdb.__version__
    for place in (found.submodule_search_locations or ()) if found else ():
        path = Path(place) / "extensions" / f"v{version}" / "httpfs.duckdb_extension"
        if path.is_file():
            return path
    raise ArchiveError(
        f"The encryption of DuckDB {version} is not installed: pip install "
        f"duckdb-extension-httpfs=={version}"
    )


def _connected(folder: Path) -> Cursor:
    settings: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "temp_file_encryption": True,
        "temp_directory": str(folder / "tmp"),
        "memory_limit": MEMORY_LIMIT,
    }
    base = duckdb.connect(":memory:", config=settings)
    base.execute(f"LOAD {_quoted(extension_path())}")
    return base


def _attach(base: Cursor, path: Path, key: bytes) -> None:
    encoded = base64.b64encode(key).decode("ascii")
    for attempt in range(4):
        try:
            base.execute(f"ATTACH {_quoted(path)} AS archive (ENCRYPTION_KEY '{encoded}')")
            break
        except duckdb.IOException as error:
            # A killed owner's lock may outlive it by a moment.
            if "Could not set lock" not in str(error) or attempt == 3:
                raise
            time.sleep(0.2)
    base.execute("SET enable_external_access = false")
    base.execute("SET lock_configuration = true")


def _cannot_open(path: Path, error: duckdb.Error) -> str:
    # DuckDB's message may repeat the statement, and with it the key: only its first line is told.
    said = str(error).splitlines()[0]
    if "Could not set lock" in said:
        return f"The archive {path} is held by another process: {said}. Close that one first."
    if "encryption key" in said:
        return f"The archive {path} does not open with the key file beside it: {said}."
    return (
        f"The archive {path} cannot be opened: {said}. Put it back from a backup, or set it aside "
        "and keep what the journal holds: python -m workbench.archive set-aside DATA"
    )


@contextmanager
def _told(done: str) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise ArchiveError(
            f"The archive could not be {done}: {str(error).splitlines()[0]}. Nothing that was "
            "acknowledged is lost; free disk space if it is full, then start Sketchwell again."
        ) from error


def _roll_back(cursor: Cursor) -> None:
    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error:
        # The statement that failed has ended the transaction by itself.
        return


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
