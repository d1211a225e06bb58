"""Copies of the whole database file, taken by the program itself, beside the file.

They are encrypted as the file is, and open with the same key. With the practice's journal behind
it, each leads to today. Kept are: the newest of each of the last seven days on which one was taken;
for thirty days those taken before a new version changed the tables; always the two newest.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO

from engines.errors import ArchiveError
from workbench.archive import disk

FOLDER = "snapshots"
DAYS = 7
VERSION_DAYS = 30
ALWAYS = 2
MIGRATION, BASE = "migration", "base"
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(\d{8}T\d{6}Z)-(\d{12})-([a-z]{2,20})\.duckdb")
_READ_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One copy: when it was taken (UTC), the newest transaction it holds, why it was taken."""

    path: Path
    made: datetime
    number: int
    why: str

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.path.stat().st_size


def found(folder: Path) -> list[Snapshot]:
    """The copies in an archive's folder, newest first by what they hold: clocks are set back."""
    held = [_read(path) for path in (folder / FOLDER).glob("*.duckdb")]
    return sorted((one for one in held if one), key=lambda one: (one.number, one.made))[::-1]


def take(file: BinaryIO, folder: Path, *, number: int, why: str) -> Snapshot:
    """Copy the file; the copy has its name once it is on disk and was read back.

    Raises:
        ArchiveError: it cannot be written; nothing was left behind.
    """
    made = datetime.now(timezone.utc)
    place = folder / FOLDER
    path = place / f"{made:{_STAMP}}-{number:012}-{why}.duckdb"
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        _check_room(disk.make_folder(place), os.fstat(file.fileno()).st_size)
        _sweep(place)
        told = _copied(file, aside)
        if _hash(aside) != told:
            raise OSError("it does not read back as it was written")
        aside.replace(path)
        disk.sync_folder(place)
    except OSError as error:
        raise ArchiveError(
            f"The automatic copy cannot be written: {error.strerror or error}. Nothing of the "
            "practice is lost: make room on its disk."
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    return Snapshot(path, made.replace(microsecond=0), number, why)


def kept(held: Sequence[Snapshot], today: datetime) -> list[Snapshot]:
    """Those that the rule keeps, newest first; `held` is newest first."""
    days: dict[object, Snapshot] = {}
    for one in held:
        days.setdefault(one.made.date(), one)
    by_day = list(days.values())[:DAYS]
    limit = today - timedelta(days=VERSION_DAYS)
    before = [one for one in held if one.why in (MIGRATION, BASE) and one.made >= limit]
    return [one for one in held if one in by_day or one in before or one in held[:ALWAYS]]


def prune(folder: Path, today: datetime) -> int:
    """Remove those that the rule does not keep; gives up to where the journal may go.

    That is what the oldest one holds, and nothing while there is a single one: it may be damaged.
    """
    held = found(folder)
    keeping = kept(held, today)
    for one in held:
        if one not in keeping:
            disk.remove(one.path)
    return keeping[-1].number if len(keeping) >= ALWAYS else 0


def clear(folder: Path, but: Snapshot) -> None:
    """Remove all but one."""
    for one in found(folder):
        if one.path != but.path:
            disk.remove(one.path)


def copy_to(one: Snapshot, path: Path) -> None:
    """Copy a snapshot to where it is to be opened; on disk when this returns."""
    with one.path.open("rb", buffering=0) as file:
        _copied(file, path)


def _read(path: Path) -> Snapshot | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    made = datetime.strptime(match[1], _STAMP).replace(tzinfo=timezone.utc)
    return Snapshot(path, made, int(match[2]), match[3])


def _check_room(place: Path, needed: int) -> None:
    free = shutil.disk_usage(place).free
    # What goes on while it is written needs room too.
    if free < needed + needed // 4 + 2**20:
        raise OSError(f"it needs {needed / 2**20:.0f} MB, {free / 2**20:.0f} MB are free")


def _copied(file: BinaryIO, path: Path) -> str:
    digest = hashlib.blake2b()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, disk.PRIVATE_FILE)
    try:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
            disk.write_all(handle, piece)
        os.fsync(handle)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)
    return digest.hexdigest()


def _hash(path: Path) -> str:
    digest = hashlib.blake2b()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _sweep(place: Path) -> None:
    """Removes what a killed process left half written; this process alone owns the folder."""
    for left in place.glob(".*.new"):
        left.unlink(missing_ok=True)
