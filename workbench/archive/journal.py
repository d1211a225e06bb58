"""What was acknowledged in one open sitting, on disk before the database has it.

Entries are only ever appended, each sealed with the person's key and bound to its sitting and
number. `sync` returns when an entry is on disk; entries that arrive meanwhile share one sync.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from engines import sealing
from engines.errors import ArchiveError, SealError
from workbench.archive import disk, frames

SUFFIX = ".journal"


@dataclass(frozen=True, slots=True)
class Found:
    """A journal as it was found: its header, what its entries hold, and what was lost from it."""

    header: bytes
    entries: tuple[tuple[int, bytes], ...]
    damage: tuple[str, ...]

    @property
    def last(self) -> int:
        """The number of the last entry."""
        return self.entries[-1][0] if self.entries else 0


class Journal:
    """The journal of one sitting, open for appending."""

    def __init__(self, path: Path, key: bytes, *, last: int = 0) -> None:
        self.path = path
        self._key = key
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._good_bytes = os.fstat(self._handle).st_size
        self._enqueued = self._synced = last
        self._waiting: list[bytes] = []
        self._queue_lock = Lock()
        self._disk_lock = Lock()
        self.broken = False

    def enqueue(self, entry: bytes) -> int:
        """Line an entry up; it gets its number now and is safe once `sync` of it returns."""
        with self._queue_lock:
            if self.broken:
                raise refused(self.path, "an earlier entry could not be written")
            number = self._enqueued + 1
            sealed = sealing.seal(self._key, entry, context=_context(self.path, number))
            self._waiting.append(frames.framed(number, sealed))
            self._enqueued = number
        return number

    def sync(self, number: int) -> None:
        """Return when the entry of this number, and all before it, are on disk."""
        with self._disk_lock:
            if self._synced >= number:
                return
            with self._queue_lock:
                batch, last = b"".join(self._waiting), self._enqueued
                self._waiting.clear()
                if self.broken:
                    raise refused(self.path, "an earlier entry could not be written")
            self._write(batch)
            self._synced = last

    def close(self) -> None:
        """Let go of the file; what was acknowledged is in it."""
        with self._disk_lock, self._queue_lock:
            self.broken = True
            if self._handle >= 0:
                os.close(self._handle)
                self._handle = -1

    def _write(self, batch: bytes) -> None:
        try:
            disk.write_all(self._handle, batch)
            os.fsync(self._handle)
        except OSError as error:
            # What is half written would be a torn tail; nothing may be appended behind it.
            with self._queue_lock:
                self.broken = True
                self._waiting.clear()
            self._cut_back()
            raise refused(self.path, str(error)) from error
        self._good_bytes += len(batch)

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._handle, self._good_bytes)
            os.fsync(self._handle)
        except OSError:
            # The next opening finds and cuts the torn tail.
            return


def begin(path: Path, key: bytes, header: bytes) -> Journal:
    """Make a sitting's journal; the file and its name are on disk when this returns."""
    try:
        disk.write_whole(path, frames.MAGIC + frames.framed(0, header))
    except OSError as error:
        raise refused(path, str(error)) from error
    return Journal(path, key)


def find(path: Path, key_of: Callable[[bytes], tuple[bytes, bytes]], *, aside: Path) -> Found:
    """Read a journal that a process left behind, and repair its file.

    A torn tail, which was never acknowledged, is cut off. Of a damaged file a copy is set aside and
    everything that can still be read is kept. `key_of` gives the key that belongs to a header, and
    the header again; it is asked with an empty one where that was lost.
    """
    content = path.read_bytes()
    scan = frames.scanned(content)
    written = next((frame.payload for frame in scan.frames if frame.number == 0), b"")
    key, header = key_of(written)
    entries, kept, changed = _opened(path, key, scan)
    damage = (*scan.damage, *changed, *(() if written else ("the header",)))
    if damage:
        set_aside(path, aside)
        whole = [frames.MAGIC, frames.framed(0, header), *kept]
        disk.write_whole(path, b"".join(whole))
    elif scan.torn:
        disk.write_whole(path, content[: scan.good_bytes])
    return Found(header, tuple(entries), damage)


def read(path: Path, key: bytes) -> tuple[tuple[int, bytes], ...]:
    """What a journal in use holds. Nothing is repaired: a torn tail is still being written."""
    try:
        scan = frames.scanned(path.read_bytes())
    except OSError as error:
        raise ArchiveError(f"The journal {path.name} cannot be read: {error}.") from error
    return tuple(_opened(path, key, scan)[0])


def set_aside(path: Path, aside: Path) -> Path:
    """Copy a journal to where damaged ones are kept; gives the copy's path."""
    number = sum(1 for _ in disk.make_folder(aside).glob(f"{path.stem}.*"))
    copy = aside / f"{path.stem}.{number + 1}{SUFFIX}"
    disk.write_whole(copy, path.read_bytes())
    return copy


def _opened(
    path: Path, key: bytes, scan: frames.Scan
) -> tuple[list[tuple[int, bytes]], list[bytes], tuple[str, ...]]:
    entries: list[tuple[int, bytes]] = []
    kept: list[bytes] = []
    damage: list[str] = []
    for frame in scan.frames:
        if frame.number == 0:
            continue
        context = _context(path, frame.number)
        try:
            entries.append((frame.number, sealing.open_sealed(key, frame.payload, context=context)))
            kept.append(frames.framed(frame.number, frame.payload))
        except SealError:
            damage.append(f"entry {frame.number}, which was changed")
    return entries, kept, tuple(damage)


def _context(path: Path, number: int) -> sealing.Context:
    return ("journal", path.stem, str(number))


def refused(path: Path, why: str) -> ArchiveError:
    """The error of a journal that could not be written."""
    return ArchiveError(
        f"The journal {path.name} cannot be written: {why}. What was acknowledged is safe, the "
        "last step is not: free disk space if it is full, and do it again."
    )
