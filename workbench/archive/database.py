"""The encrypted DuckDB file: one writer at a time, a cursor a statement, every change journaled.

A transaction is on disk in the practice's journal before the database has it (`safety`). What harms
the file while it is open, a full disk or a failing one, is mended at the next use: the file is
opened anew, or made again from copies and journal.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock, get_ident
from typing import Any, BinaryIO, TypeVar

from engines.errors import ArchiveError, NotSavedError, traced
from workbench.archive import attached, disk
from workbench.archive.acting import settled
from workbench.archive.attached import DATABASE_FILE as DATABASE_FILE
from workbench.archive.attached import LOG_FILE, Connection, Failure
from workbench.archive.gate import Gate
from workbench.archive.safety import recovery, replaying, snapshots
from workbench.archive.safety.redo import Draft
from workbench.archive.safety.snapshots import Snapshot
from workbench.archive.writing import Cursor as Cursor

Row = tuple[Any, ...]
Seen = TypeVar("Seen")

LOG_BYTES = 16 * 2**20
_log = logging.getLogger(__name__)


class Database:
    """One open archive file. Any thread may read; writing waits its turn, so nothing conflicts.

    `told` holds a sentence for each time the file had to be mended.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self.path = folder / DATABASE_FILE
        self.told: tuple[str, ...] = ()
        self._key = key
        self._lock = RLock()
        self._gate = Gate()
        self._reader: BinaryIO | None = None
        self._ill: Failure | None = None
        self._writer = 0
        # Told after every transaction, while nobody else writes; it must not fail.
        self.committed: Callable[[], None] = _nobody
        if self._take(recovery.recover(folder, key)):
            self.cover(snapshots.BASE)
        disk.sync_folder(folder)

    def close(self) -> None:
        """Write everything into the file and let go of it."""
        with self._lock:
            self._let_go()

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that a SELECT gives."""
        return self._seen(lambda cursor: cursor.execute(sql, list(values)).fetchall())

    def read_columns(self, sql: str, values: Sequence[Any] = ()) -> dict[str, list[Any]]:
        """What a SELECT gives, by column."""

        def look(cursor: Connection) -> dict[str, list[Any]]:
            rows = cursor.execute(sql, list(values)).fetchall()
            names = [column[0] for column in cursor.description or ()]
            columns = zip(*rows, strict=True) if rows else ([] for _ in names)
            return {name: list(column) for name, column in zip(names, columns, strict=True)}

        return self._seen(look)

    @contextmanager
    def write(self) -> Iterator[Cursor]:
        """One transaction: all of it is on disk when the block ends, or none of it."""
        with settled(), self._lock, _told("written"):
            self._heal()
            draft = self._redo.draft()
            self._writer = get_ident()
            try:
                with self._cursor() as inner:
                    inner.execute("BEGIN")
                    try:
                        yield Cursor(inner, draft.add)
                        _commit(inner, draft)
                    except BaseException:
                        _roll_back(inner)
                        draft.drop()
                        raise
            except Failure as error:
                self._doubt(error)
                raise
            finally:
                self._writer = 0
            self.committed()
            self._shorten()

    def checkpoint(self) -> None:
        """Move everything from the write-ahead log into the file, and sync the folder."""
        with self._lock, _told("written"):
            self._heal()
            try:
                with self._cursor() as cursor:
                    cursor.execute("CHECKPOINT archive")
            except Failure as error:
                self._doubt(error)
                raise
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

    def snapshot(self, why: str) -> Snapshot:
        """Copy the file beside itself, and remove the copies that the rule does not keep.

        Raises:
            ArchiveError: there is no room, or the disk refused.
        """
        with self.still() as file:
            one = snapshots.take(file, self.path.parent, number=self._redo.last, why=why)
            self._redo.turn()
            self._redo.prune(snapshots.prune(self.path.parent, one.made))
        return one

    def cover(self, why: str) -> None:
        """Take a copy of what no copy holds yet; where that fails, `told` says so."""
        newest = next(iter(snapshots.found(self.path.parent)), None)
        if newest is not None and newest.number == self._redo.last:
            return
        try:
            self.snapshot(why)
        except ArchiveError as error:
            self.told = (*self.told, str(error))

    def renew(self) -> None:
        """Take a copy, and remove every earlier one with its journal and what was set aside.

        What was erased is gone from the whole folder then.
        """
        with self._lock:
            one = self.snapshot("renewed")
            snapshots.clear(self.path.parent, one)
            self._redo.prune(one.number)
            recovery.clear_aside(self.path.parent)

    def rewrite(self, exchange: Callable[[Path, bytes], bytes]) -> None:
        """Let another file take this one's place while nobody uses it, and renew the copies.

        `exchange` gets the closed file and its key, and gives the key that opens it from then on.
        """
        with self._lock, _told("written"):
            self.checkpoint()
            with self._gate.alone():
                self._let_go()
                before, told = self._key, self.told
                try:
                    self._key = exchange(self.path, self._key)
                finally:
                    self._take(recovery.recover(self.path.parent, self._key))
                if self._key != before:
                    # Copies and journal are under the key before: no damage, and renewed at once.
                    self.told = told
            self.renew()

    @property
    def newest(self) -> int:
        """The number of the newest transaction."""
        return self._redo.last

    def examine(self) -> None:
        """Read everything once, and mend what does not open."""
        self._seen(recovery.check)

    def _seen(self, look: Callable[[Connection], Seen]) -> Seen:
        with _told("read"):
            try:
                with self._cursor() as cursor:
                    return look(cursor)
            except Failure as error:
                if not self._mended(error):
                    raise
            with self._cursor() as cursor:
                return look(cursor)

    @contextmanager
    def _cursor(self) -> Iterator[Connection]:
        with self._gate.inside():
            cursor = self._attached.cursor()
            try:
                yield cursor
            finally:
                cursor.close()

    def _mended(self, error: Failure) -> bool:
        """Whether a read may be tried again, on a file that was opened anew."""
        harmed = attached.is_over(error) or attached.is_damage(error)
        if not harmed or self._writer == get_ident():
            return False
        seen = self._attached
        with self._lock:
            if self._attached is seen:
                self._ill = error
                self._heal()
        return True

    def _doubt(self, error: Failure) -> None:
        if attached.is_over(error) or attached.is_damage(error):
            self._ill = error

    def _heal(self) -> None:
        """Open the file anew where it was harmed; nobody uses it meanwhile."""
        error = self._ill
        if error is None:
            return
        _log.warning("the archive's file is opened anew: %s", type(error).__name__)
        distrust = attached.is_damage(error) and not attached.is_over(error)
        with self._gate.alone():
            self._let_go()
            exposed = self._take(recovery.recover(self.path.parent, self._key, distrust=distrust))
        self._ill = None
        if exposed:
            self.cover(snapshots.BASE)

    def _take(self, recovered: recovery.Recovered) -> bool:
        """Go on with what was recovered; gives whether a copy is to be taken now."""
        self._attached, self._redo = recovered.attached, recovered.redo
        self.told = (*self.told, *recovered.told)
        return recovered.exposed

    def _let_go(self) -> None:
        self._attached.close()
        self._redo.close()
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _shorten(self) -> None:
        """Keep the log short; where that fails the transaction stands all the same."""
        log = self.path.with_name(LOG_FILE)
        if log.exists() and log.stat().st_size > LOG_BYTES:
            try:
                self.checkpoint()
            except ArchiveError as error:
                _log.warning("the archive's log waits: %s", traced(error))


def _commit(inner: Connection, draft: Draft) -> None:
    if draft.empty:
        inner.execute("COMMIT")
        return
    inner.execute(f"UPDATE {replaying.TABLE} SET number = ?", [draft.number])
    draft.finish()
    inner.execute("COMMIT")


def _nobody() -> None:
    """Nobody wants to hear of it yet."""


@contextmanager
def _told(done: str) -> Iterator[None]:
    try:
        yield
    except Failure as error:
        failed = NotSavedError if done == "written" else ArchiveError
        raise failed(
            f"The archive could not be {done}: {str(error).splitlines()[0]}. Nothing that was "
            "acknowledged is lost; free disk space if it is full, and try again."
        ) from error


def _roll_back(cursor: Connection) -> None:
    try:
        cursor.execute("ROLLBACK")
    except Failure:
        # The statement that failed has ended the transaction by itself.
        return
