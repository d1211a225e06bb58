"""Folders that hold a whole practice for a while: seen to be in use, and swept once they are not.

A trial restore unpacks a backup into the temporary folder, a restoring beside its new place; a demo
throws its practice away at the end. Each is locked as long as its process lives, and a lock ends
with its process however that ends. So one that is not locked is left over, whatever number its
process had; a live one is never touched.
"""

from __future__ import annotations

import glob
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from engines.errors import ArchiveError
from workbench.archive import disk
from workbench.archive.attached import DATABASE_FILE
from workbench.archive.unlocking import keyfile
from workbench.archive.unlocking.lock import KEYS

try:
    import fcntl
except ImportError:
    fcntl = None

REHEARSAL = "sketchwell-rehearsal-"
# Demos of earlier versions lie unlocked under a shorter name: nobody can tell whether they live.
DEMO = "sketchwell-demo-held-"
# A folder is made first and locked then: nobody takes the empty one away meanwhile.
MAKING_S = 60.0
_OF_AN_ARCHIVE = {DATABASE_FILE, keyfile.MASTER_FILE, KEYS, "journal", "set-aside", "audit.head"}
GOING = (
    "A backup is being restored into {folder} now: wait until that command is through, then start "
    "again."
)
STOPPED = (
    "Restoring a backup into {folder} was stopped half-way, so nothing is there; the backup and "
    "its key copy are as they were. What it had unpacked was removed. Restore once more; or start "
    "again, and a new and empty practice is made."
)
SWEPT = (
    "What a restoring, a trial restore or a demo left when it was killed was removed: {names}. "
    "Nothing of the practice was touched.\n"
)
_log = logging.getLogger(__name__)
Standing = Literal["used", "left", "unknown"]


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Locks a folder that was just made, while the block runs; a lock follows where it is moved.

    Where the system or its disk locks no folders nothing is ever swept.
    """
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle, wait=True)
        yield
    finally:
        os.close(handle)


def passing() -> tuple[Path, ...]:
    """Trial restores and demos in the temporary folder of which no process knows any more."""
    place = Path(tempfile.gettempdir())
    found = (each for name in (REHEARSAL, DEMO) for each in sorted(place.glob(f"{name}*")))
    return tuple(each for each in found if standing(each) == "left")


def halves(folder: Path) -> tuple[Path, ...]:
    """What restorings into this folder unpacked beside it, and did not bring to an end."""
    found = folder.parent.glob(f".{glob.escape(folder.name)}.*.new")
    return tuple(each for each in sorted(found) if _unpacked(each))


def standing(left: Path) -> Standing:
    """Whether a process has a folder in use; in doubt nobody knows, and it stays."""
    if fcntl is None:
        return "unknown"
    try:
        handle = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
    except OSError:
        return "unknown"
    try:
        return _standing(left, handle)
    except OSError:
        return "unknown"
    finally:
        os.close(handle)


def sweep(*folders: Path) -> tuple[Path, ...]:
    """Remove what was abandoned: in the temporary folder, and halves beside these folders."""
    beside = (each for folder in folders for each in folder.parent.glob(".*.new"))
    half = (each for each in beside if _unpacked(each) and standing(each) == "left")
    return tuple(each for each in (*passing(), *half) if _cleared(each))


def at_a_start(folder: Path) -> str:
    """Sweep before a practice is opened in a folder; says what went, in a line for the terminal.

    Raises:
        ArchiveError: the folder is empty, and was to hold a restored practice.
    """
    folder = folder.resolve()
    told = halves(folder)
    empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if empty and any(standing(each) == "used" for each in told):
        raise ArchiveError(GOING.format(folder=folder))
    swept = sweep(folder)
    if empty and {*told} & {*swept}:
        raise ArchiveError(STOPPED.format(folder=folder))
    return SWEPT.format(names=", ".join(map(str, swept))) if swept else ""


def _standing(left: Path, handle: int) -> Standing:
    held = os.fstat(handle)
    if held.st_uid != os.geteuid():
        return "unknown"
    if not any(left.iterdir()) and time.time() - held.st_mtime < MAKING_S:
        return "unknown"
    return "left" if _lock(handle, wait=False) else "used"


def _lock(handle: int, *, wait: bool) -> bool:
    """Whether the lock is ours: one of the open handle, so that this process too has it once."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        if not wait:
            raise
        _log.warning("this disk locks no folders: what a kill leaves here stays")
        return False
    return True


def _unpacked(left: Path) -> bool:
    """Whether a folder is a restoring's: a number in its name, an archive's files in it."""
    if left.is_symlink() or not left.is_dir() or not left.name.split(".")[-2].isdecimal():
        return False
    try:
        held = {path.name for path in left.iterdir()}
    except OSError:  # somebody else's
        return False
    return not held or not held.isdisjoint(_OF_AN_ARCHIVE)


def _cleared(left: Path) -> bool:
    """Remove it, what opens it first."""
    try:
        for path in left.rglob("*") if left.is_dir() else ():
            if path.name == keyfile.MASTER_FILE or path.parent.name == KEYS:
                disk.shred(path)
        shutil.rmtree(left)
    except OSError as error:
        _log.warning("what was left over stays: %s", type(error).__name__)
        return False
    return True
