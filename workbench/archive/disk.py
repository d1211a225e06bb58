"""Files that survive a power cut: written aside, synced, renamed, and their folder synced."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from engines.errors import NotSavedError

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def make_folder(folder: Path) -> Path:
    """Make a folder that only its owner may enter, if it is not there."""
    if not folder.is_dir():
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        sync_folder(folder.parent)
    return folder


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: after a cut the old content is there, or the new."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        try:
            write_all(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_or_refuse(path: Path, content: bytes) -> None:
    """As `write_whole`; what the disk refuses is told in words that may be shown.

    Raises:
        NotSavedError: the disk is full, or refuses.
    """
    try:
        write_whole(path, content)
    except OSError as error:
        raise NotSavedError(
            f"The file {path.name} cannot be written: {error.strerror or error}. Nothing was "
            "changed; free disk space if it is full, and do it again."
        ) from error


def write_all(handle: int, content: bytes) -> None:
    """Write every byte; a full disk raises OSError."""
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


def remove(path: Path) -> None:
    """Remove a file, if it is there, for good."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def shred(path: Path) -> None:
    """Write over a file and remove it. What a disk keeps of old blocks is the disk's own."""
    try:
        handle = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        write_all(handle, os.urandom(os.fstat(handle).st_size))
        os.fsync(handle)
    finally:
        os.close(handle)
    remove(path)


def sync_folder(folder: Path) -> None:
    """Make names that were added to or removed from a folder last. Windows does so by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
