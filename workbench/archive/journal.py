"""What was acknowledged in one open sitting, on disk before the database has it.

Entries are only ever appended, each sealed with the person's key and bound to its sitting and
number. `sync` returns when an entry is on disk; entries that arrive meanwhile share one sync.

Until the sitting ends its strokes stand nowhere else. So each entry is written into a second file
too, its twin, after the first and without a sync of its own: where one of the two is changed, cut
or missing, the other has everything.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from engines import sealing
from engines.errors import ArchiveError, NotSavedError, SealError
from workbench.archive import disk, frames

SUFFIX = ".journal"
TWIN = ".twin"


@dataclass(frozen=True, slots=True)
class Found:
    """A journal as it was found: its header, what its entries hold, and what was lost from it.

    `mended` says that one file was damaged, and that the other had everything.
    """

    header: bytes
    entries: tuple[tuple[int, bytes], ...]
    damage: tuple[str, ...]
    mended: bool = False

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
        self._twin = os.open(twin_of(path), os.O_WRONLY | os.O_APPEND)
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
                os.close(self._twin)
                self._handle = self._twin = -1

    def _write(self, batch: bytes) -> None:
        try:
            disk.write_all(self._handle, batch)
            disk.write_all(self._twin, batch)
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
            os.ftruncate(self._twin, self._good_bytes)
            os.ftruncate(self._handle, self._good_bytes)
            os.fsync(self._handle)
        except OSError:
            # The next opening finds and cuts the torn tail.
            return


def twin_of(path: Path) -> Path:
    """Where a journal's second file lies."""
    return path.with_suffix(TWIN)


def begin(path: Path, key: bytes, header: bytes) -> Journal:
    """Make a sitting's journal; the file and its name are on disk when this returns."""
    content = frames.MAGIC + frames.framed(0, header)
    try:
        disk.write_whole(path, content)
        disk.write_whole(twin_of(path), content)
    except OSError as error:
        raise refused(path, str(error)) from error
    return Journal(path, key)


def remove(path: Path) -> None:
    """Remove a journal, both files, for good."""
    disk.remove(twin_of(path))
    disk.remove(path)


def find(path: Path, key_of: Callable[[bytes], tuple[bytes, bytes]], *, aside: Path) -> Found:
    """Read a journal that a process left behind, and repair its files.

    A torn tail, which was never acknowledged, is cut off. Of a damaged file a copy is set aside;
    what it lacks comes from the other one, and everything that can still be read is kept. `key_of`
    gives the key that belongs to a header, and the header again; it is asked with an empty one
    where that was lost.
    """
    files = [_File.read(each) for each in (path, twin_of(path))]
    key, header = key_of(next((file.header for file in files if file.header), b""))
    first, twin = files
    for file in files:
        file.open(key)
    # The twin is written last: where it has more, the first file was cut.
    cut = bool(twin.frames) and twin.last > first.last
    harmed = [first] if first.damage or cut or not first.present else []
    harmed += [twin] if twin.damage and twin.present else []
    for file in harmed:
        if file.present:
            set_aside(file.path, aside)
    merged = {**twin.frames, **first.frames}
    entries = tuple((number, merged[number][0]) for number in sorted(merged))
    framed = [merged[number][1] for number in sorted(merged)]
    _align(files, b"".join([frames.MAGIC, frames.framed(0, header), *framed]))
    lost = _lost(harmed, alone=not twin.present, numbers=sorted(merged))
    return Found(header, entries, lost, mended=bool(harmed) and not lost)


def _lost(harmed: list[_File], *, alone: bool, numbers: list[int]) -> tuple[str, ...]:
    """What neither file has, in words."""
    if not harmed or (len(harmed) == 1 and not alone):
        return ()
    damage = tuple(dict.fromkeys(each for file in harmed for each in file.damage))
    headless = all(not file.header for file in harmed)
    highest = max((frame.number for file in harmed for frame in file.scan.frames), default=1)
    whole = not alone and not headless and numbers == [*range(1, highest + 1)]
    return () if whole else damage


@dataclass(slots=True)
class _File:
    """One of the two files: its bytes, and by number what entries hold and their frames."""

    path: Path
    content: bytes
    present: bool
    scan: frames.Scan
    damage: tuple[str, ...]
    frames: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)

    @staticmethod
    def read(path: Path) -> _File:
        present = path.exists()
        content = path.read_bytes() if present else b""
        scan = frames.scanned(content)
        return _File(path, content, present, scan, scan.damage)

    @property
    def header(self) -> bytes:
        return next((frame.payload for frame in self.scan.frames if frame.number == 0), b"")

    @property
    def last(self) -> int:
        return max(self.frames, default=0)

    def open(self, key: bytes) -> None:
        entries, kept, changed = _opened(self.path, key, self.scan)
        self.damage += (*changed, *(() if self.header else ("the header",)))
        for entry, framed in zip(entries, kept, strict=True):
            self.frames[entry[0]] = (entry[1], framed)


def _align(files: list[_File], content: bytes) -> None:
    for file in files:
        if file.content != content:
            disk.write_whole(file.path, content)


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


def refused(path: Path, why: str) -> NotSavedError:
    """The error of a journal that could not be written."""
    return NotSavedError(
        f"The journal {path.name} cannot be written: {why}. What was acknowledged is safe, the "
        "last step is not: free disk space if it is full, and do it again."
    )
