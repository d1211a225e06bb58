"""The practice's journal: every transaction of the database, on disk before the database has it.

Numbers go up by one without a gap; the database stores its newest one in the same transaction. What
it lacks after a start is done again, once. One thread writes at a time: `Database` sees to that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from engines import sealing
from engines.errors import NotSavedError
from workbench.archive import disk
from workbench.archive.safety import records, segments
from workbench.archive.safety.records import Statement
from workbench.archive.safety.segments import Held, Record

FOLDER = "redo"
PURPOSE = "practice journal"
PART_BYTES = 4 * 2**20
FILE_BYTES = 32 * 2**20


class GapError(Exception):
    """A transaction that was asked for is not there."""


class Redo:
    """The files of the journal. `last` is the number of the newest transaction."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder / FOLDER
        self.key = sealing.derive_key(key, purpose=PURPOSE)
        self._paths = segments.found(self.folder)
        self._newest = self._look(self._paths[-1]) if self._paths else Held()
        self.damaged = self._paths[-1:] if self._newest.damage else []
        self.last = self._last()
        self._handle, self._size, self._cut_at = -1, 0, -1

    @property
    def proven(self) -> bool:
        """Whether something in it opened under this key."""
        older = (self._look(path).proven for path in reversed(self._paths[:-1]))
        return self._newest.proven or any(older)

    @property
    def first(self) -> int:
        """The number of the first transaction that its files were made for."""
        return segments.first_of(self._paths[0]) if self._paths else self.last + 1

    def records(self, after: int) -> Iterator[Record]:
        """The transactions behind a number, in order.

        Raises:
            GapError: one of them is missing.
        """
        wanted = after + 1
        for path, held in self._behind(after):
            for record in held.records:
                if record.number > wanted:
                    raise GapError(
                        f"entry {wanted} of the practice's journal is missing in {path.name}"
                    )
                if record.number == wanted:
                    yield record
                    wanted += 1
        if wanted <= self.last:
            raise GapError(f"entry {wanted} is missing")

    def remnants(self, after: int) -> Iterator[Record]:
        """The transactions behind a number that are still there, gap or not."""
        for _, held in self._behind(after):
            yield from (record for record in held.records if record.number > after)

    def statements(self, record: Record) -> Iterator[Statement]:
        """What a transaction did."""
        return segments.statements(record, self.key)

    def go_on(self, after: int) -> None:
        """Open for writing behind the transaction of this number, which the database has."""
        whole = bool(self._paths) and not self.damaged and self.last == after
        torn, good = self._newest.torn, self._newest.good_bytes
        self.last, self._newest = after, Held()
        if not whole:
            self._begin()
            return
        self._open(self._paths[-1])
        if torn:
            self._cut(good)

    def draft(self) -> Draft:
        """A transaction to be written.

        Raises:
            NotSavedError: the last one could not be taken back, and still cannot.
        """
        if self._cut_at >= 0:
            self._cut(self._cut_at)
        if self._cut_at >= 0:
            raise refused("what was half written cannot be taken back")
        if self._size >= FILE_BYTES:
            self.turn()
        return Draft(self, self.last + 1)

    def turn(self) -> None:
        """Go on in a new file, unless this one holds nothing yet."""
        if segments.first_of(self._paths[-1]) == self.last + 1:
            return
        try:
            self._begin()
        except OSError as error:
            raise refused(str(error)) from error

    def prune(self, upto: int) -> None:
        """Remove the files whose transactions all have numbers up to this one."""
        behind = [segments.first_of(path) for path in self._paths[1:]]
        for path, following in zip(self._paths[:-1], behind, strict=True):
            if following <= upto + 1:
                disk.remove(path)
        self._paths = segments.found(self.folder)

    def append(self, framed: bytes) -> None:
        """Write bytes; they are not synced."""
        disk.write_all(self._handle, framed)
        self._size += len(framed)

    def sync(self) -> None:
        """Return when everything is on disk."""
        os.fsync(self._handle)

    def take_back(self, size: int) -> None:
        """Cut what was written behind this size; done again before the next one where it fails."""
        if self._handle >= 0:
            self._cut(size)

    @property
    def size(self) -> int:
        """The size of the file in use."""
        return self._size

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _last(self) -> int:
        if not self._paths:
            return 0
        held = self._newest.records
        return held[-1].number if held else segments.first_of(self._paths[-1]) - 1

    def _look(self, path: Path) -> Held:
        return segments.look(path, self.key)

    def _behind(self, after: int) -> Iterator[tuple[Path, Held]]:
        ends = [segments.first_of(path) - 1 for path in self._paths[1:]] + [self.last]
        for path, end in zip(self._paths, ends, strict=False):
            if end > after:
                yield path, self._newest if path == self._paths[-1] else self._look(path)

    def _begin(self) -> None:
        self.close()
        path = segments.begin(self.folder, self.last + 1, self.key)
        self._paths = segments.found(self.folder)
        self._open(path)

    def _open(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._size, self._cut_at = os.fstat(self._handle).st_size, -1

    def _cut(self, size: int) -> None:
        try:
            os.ftruncate(self._handle, size)
            os.fsync(self._handle)
        except OSError:
            self._cut_at = size
            return
        self._size, self._cut_at = size, -1


def found(folder: Path) -> bool:
    """Whether an archive's folder has a journal."""
    return bool(segments.found(folder / FOLDER))


def size_behind(folder: Path, number: int) -> int:
    """How many bytes a start would have to do again behind this number, or a little more."""
    paths = segments.found(folder / FOLDER)
    ends = [segments.first_of(path) - 1 for path in paths[1:]] + [number + 1]
    return sum(p.stat().st_size for p, end in zip(paths, ends, strict=False) if end > number)


class Draft:
    """One transaction on its way into the journal."""

    def __init__(self, redo: Redo, number: int) -> None:
        self.number = number
        self._redo = redo
        self._start = redo.size
        self._held: list[Statement] = []
        self._bytes, self._place = 0, 0
        self._finished = False

    @property
    def empty(self) -> bool:
        """Whether nothing is to be written."""
        return not self._held and not self._place

    def add(self, statement: Statement) -> None:
        """Add a statement; where many bytes wait, they are written now."""
        self._held.append(statement)
        self._bytes += records.size(statement)
        if self._bytes > PART_BYTES:
            self._write(last=False)

    def finish(self) -> None:
        """Return when all of it is on disk."""
        self._write(last=True)
        try:
            self._redo.sync()
        except OSError as error:
            raise refused(str(error)) from error
        self._redo.last, self._finished = self.number, True

    def drop(self) -> None:
        """Take it back: it did not happen."""
        self._held = []
        if self._finished:
            self._redo.last = self.number - 1
        self._redo.take_back(self._start)

    def _write(self, *, last: bool) -> None:
        key, held = self._redo.key, self._held
        framed = segments.part(key, self.number, self._place, held, last=last)
        self._held, self._bytes, self._place = [], 0, self._place + 1
        try:
            self._redo.append(framed)
        except OSError as error:
            raise refused(str(error)) from error


def refused(why: str) -> NotSavedError:
    """The error of a journal that could not be written."""
    return NotSavedError(
        f"The practice's journal cannot be written: {why}. What was acknowledged is safe, the last "
        "step is not: free disk space if it is full, and do it again."
    )
