"""The newest copies on another disk. They are encrypted, and no key lies beside them."""

from __future__ import annotations

import os
from pathlib import Path

from engines.errors import ArchiveError
from workbench.archive import disk
from workbench.archive.safety import snapshots
from workbench.archive.safety.snapshots import Snapshot

FOLDER = "sketchwell-copies"
NEWEST = 3


def put(one: Snapshot, place: Path) -> Path:
    """Copy a snapshot to a folder of another disk; the three newest stay there.

    Raises:
        ArchiveError: the disk is not there, is full, or refuses.
    """
    try:
        if not place.is_dir():
            raise OSError("there is no such folder; is its disk plugged in?")
        folder = disk.make_folder(place / FOLDER)
        path, aside = folder / one.path.name, folder / f".{one.path.name}.{os.getpid()}.new"
        try:
            snapshots.copy_to(one, aside)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        disk.sync_folder(folder)
        # The one in hand stays, whatever the names of others say: clocks are set back.
        for old in sorted(each for each in folder.glob("*.duckdb") if each != path)[: 1 - NEWEST]:
            disk.remove(old)
    except OSError as error:
        raise ArchiveError(
            f"The second copy cannot be written into {place}: {error.strerror or error}. The "
            "first one, beside the archive, was taken."
        ) from error
    return path


def clear(place: Path) -> None:
    """Remove the copies in another place, as far as it can be reached."""
    try:
        for old in (place / FOLDER).glob("*.duckdb"):
            disk.remove(old)
    except OSError as error:
        raise ArchiveError(
            f"The copies in {place} could not be removed: {error.strerror or error}."
        ) from error
