"""How the database is opened: as it is, or made again of what is whole. No step by hand.

In this order, until one opens, can be read to its last byte and is led to the journal's newest
entry: the file with its log; the file without its log; the newest automatic copy, the one before,
and so on; nothing but the journal. What could not be used is set aside and never deleted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engines.errors import ArchiveError, SealError
from workbench.archive import disk
from workbench.archive.attached import (
    DATABASE_FILE,
    LOG_FILE,
    Attached,
    Connection,
    Failure,
    cannot_open,
    is_held,
)
from workbench.archive.safety import replaying, snapshots
from workbench.archive.safety.redo import GapError, Redo, found
from workbench.archive.safety.snapshots import Snapshot
from workbench.archive.schema import now

ASIDE = "set-aside"
CHECK_BYTES = 512 * 2**20
_TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'archive'"
_log = logging.getLogger(__name__)


class UnfitError(Exception):
    """A file that opens, and cannot be led to where the journal is."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """The open file, its journal ready to be written, and sentences about what was done.

    `exposed` says that copies and journal no longer lead to it: a copy is to be taken now.
    """

    attached: Attached
    redo: Redo
    told: tuple[str, ...]
    exposed: bool


@dataclass(slots=True)
class _Found:
    """The way that led to an open file."""

    attached: Attached
    number: int
    told: str = ""


def recover(folder: Path, key: bytes, *, distrust: bool = False) -> Recovered:
    """Open the database of a folder, made where there is none.

    With `distrust` its file is known to be damaged, and is not opened.

    Raises:
        ArchiveError: another process holds it, or the key does not belong to it.
    """
    redo = Redo(folder, key)
    try:
        way = _opened(folder, key, redo, distrust=distrust)
    except Failure as error:
        raise ArchiveError(cannot_open(folder / DATABASE_FILE, error)) from error
    except UnfitError as error:
        raise ArchiveError(f"The archive in {folder} cannot be opened: {error}.") from error
    told = [way.told] if way.told else []
    known = bool(redo.last or snapshots.found(folder))
    harmed = bool(redo.damaged) or (known and redo.last < way.number)
    if harmed:
        told.append(_journal_told(folder, redo))
    redo.go_on(way.number)
    exposed = harmed or not _covered(folder, redo)
    return Recovered(way.attached, redo, tuple(told), exposed)


def holds(folder: Path) -> bool:
    """Whether a database was ever made here: it, a copy or the journal is there."""
    return (folder / DATABASE_FILE).exists() or bool(snapshots.found(folder) or found(folder))


def check(cursor: Connection) -> None:
    """Read everything once: encrypted pages that were changed do not open."""
    held = cursor.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'archive'"
    ).fetchall()
    tables: dict[str, list[str]] = {}
    for table, column in held:
        tables.setdefault(table, []).append(f'bit_xor(hash("{column}"))')
    for table, columns in tables.items():
        cursor.execute(f'SELECT {", ".join(columns)} FROM archive."{table}"').fetchall()


def clear_aside(folder: Path) -> None:
    """Remove the databases and journals that were set aside: an erased person is still in them."""
    for place in (folder / ASIDE).glob("database-*"):
        for path in place.iterdir():
            disk.remove(path)
        place.rmdir()
    if (folder / ASIDE).is_dir():
        disk.sync_folder(folder / ASIDE)


def _opened(folder: Path, key: bytes, redo: Redo, *, distrust: bool) -> _Found:
    path, log = folder / DATABASE_FILE, folder / LOG_FILE
    first: Failure | UnfitError | None = None
    place: Path | None = None
    if path.exists() and not distrust:
        way, first = _tried(lambda: _as_it_is(folder, key, redo))
        if way is None and _proven(folder, key, redo) and log.exists():
            place = _set_aside(folder, log)
            way, _ = _tried(lambda: _as_it_is(folder, key, redo))
            if way is not None:
                way.told = _mended(f"The log of the database was damaged: it lies in {place}")
        if way is not None:
            return way
        if not _proven(folder, key, redo):
            raise first or UnfitError("there is no way")
    lost = path.exists() or bool(snapshots.found(folder)) or redo.last > 0
    place = _set_aside(folder, path, log, place=place)
    why = f"The database was damaged: it lies in {place}" if place else "The database was missing"
    return _made_again(folder, key, redo, why if lost else "")


def _made_again(folder: Path, key: bytes, redo: Redo, why: str) -> _Found:
    """Open a copy, or a new file, and lead it to where the journal is."""
    for one in snapshots.found(folder):
        way, error = _tried(lambda one=one: _from_copy(folder, key, redo, one))
        if way is not None:
            way.told = _mended(why)
            return way
        _log.warning("The copy of %s is of no use: %s", one.made, type(error).__name__)
        _clear_away(folder)
    way, error = _tried(lambda: _as_it_is(folder, key, redo))
    if way is not None:
        way.told = _mended(why) if why else ""
        return way
    return _remains(folder, key, redo, why)


def _remains(folder: Path, key: bytes, redo: Redo, why: str) -> _Found:
    """Where no copy leads to today: the newest that opens, and what of the journal applies."""
    path = folder / DATABASE_FILE
    for one in (*snapshots.found(folder), None):
        _clear_away(folder)
        if one is not None:
            snapshots.copy_to(one, path)
        way, _ = _tried(lambda: _patched(folder, key, redo))
        if way is not None:
            way.told = (
                f"{why}, and neither the automatic copies nor the journal held everything. What "
                "could be read is here; restore a backup into a new folder to compare."
            )
            return way
    raise ArchiveError(f"No database can be made in {folder}: check its disk, restore a backup.")


def _tried(opening: Callable[[], _Found]) -> tuple[_Found | None, Failure | UnfitError | None]:
    try:
        return opening(), None
    except (Failure, UnfitError, GapError, SealError) as error:
        if isinstance(error, Failure) and is_held(error):
            raise
        _log.warning("A way to open the archive failed: %s", type(error).__name__)
        return None, error if isinstance(error, (Failure, UnfitError)) else UnfitError(str(error))


def _as_it_is(folder: Path, key: bytes, redo: Redo) -> _Found:
    return _led(Attached(folder / DATABASE_FILE, key), redo, folder)


def _from_copy(folder: Path, key: bytes, redo: Redo, one: Snapshot) -> _Found:
    snapshots.copy_to(one, folder / DATABASE_FILE)
    return _as_it_is(folder, key, redo)


def _patched(folder: Path, key: bytes, redo: Redo) -> _Found:
    attached = Attached(folder / DATABASE_FILE, key)
    cursor = attached.cursor()
    last = max(redo.last, _number(cursor))
    replaying.patch(cursor, redo, last)
    cursor.close()
    return _Found(attached, last)


def _led(attached: Attached, redo: Redo, folder: Path) -> _Found:
    """Check the file, and do again what it lacks."""
    cursor = attached.cursor()
    try:
        number = _number(cursor)
        if number == 0 and (redo.first > 1 or (redo.last == 0 and snapshots.found(folder))):
            raise UnfitError("it is older than the journal")
        if (folder / DATABASE_FILE).stat().st_size <= CHECK_BYTES:
            check(cursor)
        replaying.replay(cursor, redo, number)
    except BaseException:
        cursor.close()
        attached.close()
        raise
    cursor.close()
    # One transaction may be on its way when a process is killed; more say that the file lost some.
    told = _mended("The database lacked what it had held") if redo.last > number + 1 else ""
    return _Found(attached, max(number, redo.last), told)


def _number(cursor: Connection) -> int:
    """The newest transaction that the file holds; 0 is a file without tables."""
    held = {name for (name,) in cursor.execute(_TABLES).fetchall()}
    if replaying.TABLE not in held:
        # A file from before there was a journal holds something that no journal tells.
        cursor.execute("BEGIN")
        cursor.execute(f"CREATE TABLE {replaying.TABLE} (number BIGINT NOT NULL)")
        cursor.execute(f"INSERT INTO {replaying.TABLE} VALUES (?)", [1 if held else 0])
        cursor.execute("COMMIT")
    row = cursor.execute(f"SELECT number FROM {replaying.TABLE}").fetchone()
    if row is None:
        raise UnfitError("it does not say how far it is")
    return row[0]


def _covered(folder: Path, redo: Redo) -> bool:
    """Whether a copy and the journal lead to today; asked once the journal is ready."""
    starts = [one.number for one in snapshots.found(folder)]
    return redo.first == 1 or any(number + 1 >= redo.first for number in starts)


def _proven(folder: Path, key: bytes, redo: Redo) -> bool:
    """Whether the key is the practice's own: it opens something here."""
    return redo.proven or any(_opens(one, key) for one in snapshots.found(folder))


def _opens(one: Snapshot, key: bytes) -> bool:
    try:
        Attached(one.path, key, read_only=True).close()
    except Failure:
        return False
    return True


def _set_aside(folder: Path, *paths: Path, place: Path | None = None) -> Path | None:
    """Move files aside, into a new folder or to others of this start; gives the folder."""
    present = [path for path in paths if path.exists()]
    if present and place is None:
        place = _new_place(folder)
    for path in present:
        path.replace(disk.make_folder(place or folder) / path.name)
        disk.sync_folder(path.parent)
    if place is not None:
        disk.sync_folder(place)
    return place


def _new_place(folder: Path) -> Path:
    named = f"database-{now().replace(':', '').replace('+0000', 'Z')}"
    number = sum(1 for _ in (folder / ASIDE).glob(f"{named}*"))
    place = disk.make_folder(folder / ASIDE) / (f"{named}-{number + 1}" if number else named)
    return disk.make_folder(place)


def _clear_away(folder: Path) -> None:
    """Remove what a way that failed has made."""
    for name in (DATABASE_FILE, LOG_FILE):
        disk.remove(folder / name)


def _mended(why: str) -> str:
    return f"{why}. It was made whole from the automatic copies and the journal: nothing is lost."


def _journal_told(folder: Path, redo: Redo) -> str:
    place = _set_aside(folder, *redo.damaged)
    where = f" it lies in {place}." if place else ""
    return (
        "The practice's journal was damaged, and a new one was begun:"
        f"{where} The database has everything: nothing is lost."
    )
