"""One DuckDB instance with the encrypted file attached, and what its errors mean.

The network is never asked: encryption needs the httpfs extension for its cryptography, and that is
loaded from the installed package `duckdb-extension-httpfs`, of DuckDB's own version.
"""

from __future__ import annotations

import base64
import importlib.util
import time
from pathlib import Path
from typing import Any

import duckdb

from engines.errors import ArchiveError

Connection = duckdb.DuckDBPyConnection
Failure = duckdb.Error

DATABASE_FILE = "archive.duckdb"
LOG_FILE = "archive.duckdb.wal"
MEMORY_LIMIT = "1GB"
_HELD = "Could not set lock"
_DAMAGED = ("AES tag", "checksum", "Corrupt", "corrupt", "not a valid DuckDB", "Failed to read")


class Attached:
    """An attached file. Cursors may be used from any thread, each by one at a time."""

    def __init__(self, path: Path, key: bytes, *, read_only: bool = False) -> None:
        self._base = _connected(path.parent)
        try:
            _attach(self._base, path, key, "READ_ONLY, " if read_only else "")
        except BaseException:
            self._base.close()
            raise

    def cursor(self) -> Connection:
        """A cursor that stands in the archive's tables; close it after use."""
        cursor = self._base.cursor()
        cursor.execute("USE archive")
        return cursor

    def close(self) -> None:
        """Write everything into the file and let go of it."""
        self._base.close()


def paired(path: Path, key: bytes, to: Path, *, new_key: bytes) -> Connection:
    """An instance that reads one closed file as `archive` and makes another one as `fresh`."""
    base = _connected(path.parent)
    try:
        for each, name, how, held in (
            (path, "archive", "READ_ONLY, ", key),
            (to, "fresh", "", new_key),
        ):
            encoded = base64.b64encode(held).decode("ascii")
            base.execute(f"ATTACH {_quoted(each)} AS {name} ({how}ENCRYPTION_KEY '{encoded}')")
    except BaseException:
        base.close()
        raise
    return base


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


def is_held(error: Failure) -> bool:
    """Whether another process has the file."""
    return _HELD in str(error)


def is_damage(error: Failure) -> bool:
    """Whether the file's bytes are not what was written."""
    return any(mark in str(error) for mark in _DAMAGED)


def is_over(error: Failure) -> bool:
    """Whether the instance answers nothing any more, as after a checkpoint on a full disk."""
    over = ("has been invalidated", "already closed")
    return isinstance(error, duckdb.FatalException) or any(mark in str(error) for mark in over)


def cannot_open(path: Path, error: Failure) -> str:
    """Why a file could not be attached, in words."""
    # DuckDB's message may repeat the statement, and with it the key: only its first line is told.
    said = str(error).splitlines()[0]
    if is_held(error):
        return f"The archive {path} is held by another process: {said}. Close that one first."
    if "encryption key" in said:
        return f"The archive {path} does not open with the key file beside it: {said}."
    return (
        f"The archive {path} cannot be opened: {said}. Put it back from a backup, or set it aside "
        "and keep what the journal holds: python -m workbench.archive set-aside DATA"
    )


def _connected(folder: Path) -> Connection:
    settings: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "temp_file_encryption": True,
        "temp_directory": str(folder / "tmp"),
        "memory_limit": MEMORY_LIMIT,
        # Only we move the log into the file: one that fails in a COMMIT would hide what it did.
        "checkpoint_threshold": "1TB",
    }
    base = duckdb.connect(":memory:", config=settings)
    base.execute(f"LOAD {_quoted(extension_path())}")
    return base


def _attach(base: Connection, path: Path, key: bytes, how: str) -> None:
    encoded = base64.b64encode(key).decode("ascii")
    for attempt in range(4):
        try:
            base.execute(f"ATTACH {_quoted(path)} AS archive ({how}ENCRYPTION_KEY '{encoded}')")
            break
        except duckdb.IOException as error:
            # A killed owner's lock may outlive it by a moment.
            if not is_held(error) or attempt == 3:
                raise
            time.sleep(0.2)
    base.execute("SET enable_external_access = false")
    base.execute("SET lock_configuration = true")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
