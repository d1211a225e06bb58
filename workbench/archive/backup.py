"""A copy of everything in one file under a passphrase, and an archive made of such a copy.

While a copy is taken the database waits and the journals go on: strokes are still acknowledged, and
keeping a picture or saving a feeling takes as long as the copy does. What the journals have and the
database lacks is entered when the copy is opened, as after a kill. The file is as sensitive as the
practice: with its passphrase and a key copy whoever has both can read everything. No key is in it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import BinaryIO

from engines.errors import ArchiveError
from engines.sealing import check_passphrase, streams
from workbench.archive import bundle, disk, leftovers, restoring
from workbench.archive.bundle import Part
from workbench.archive.database import Database
from workbench.archive.keycopies import Keys
from workbench.archive.schema import now

Progress = Callable[[float], None]
_FILES = ("audit.head", "audit.marks", "keys/erased.json")
# With what the practice wrote itself: without its own questionnaires their answers say nothing.
_FOLDERS = ("journal", "set-aside", "instruments", "protocols", "modes")


def write(database: Database, to: Path, *, passphrase: str, progress: Progress | None) -> None:
    """Write everything of an open archive into one file, read it back and compare.

    `progress` hears how far it is, 0..1. The file has its name only once it is whole.

    Raises:
        SealError: the passphrase is too short.
        ArchiveError: there is such a file already, or it cannot be written.
    """
    check_passphrase(passphrase)
    if to.exists():
        raise ArchiveError(f"The file {to} is there already: choose another name.")
    aside = _aside(to)
    _sweep(to.parent)
    try:
        told, size = _written(database, aside, passphrase, progress or _nobody)
        _verify(aside, passphrase, told, _share(progress or _nobody, 0.5, 1.0, size))
        aside.replace(to)
        disk.sync_folder(to.parent)
    except OSError as error:
        raise ArchiveError(
            f"The backup {to} cannot be written: {error.strerror or error}. Nothing was left "
            "behind there: choose another place, or make room."
        ) from error
    finally:
        aside.unlink(missing_ok=True)


def restore(
    file: Path,
    folder: Path,
    *,
    passphrase: str,
    keys: Keys | None = None,
    ledgers: Iterable[bytes] = (),
    progress: Progress | None = None,
) -> bytes:
    """Make an archive's folder of what `write` wrote. Everything is checked before it is written.

    Args:
        file: the data backup.
        folder: a new one, or empty.
        passphrase: the backup's.
        keys: what the key copy holds (`keycopies.opened`); backups of format 1 need none.
        ledgers: what may tell of people who were erased since, beside what backup and key copy do.
        progress: hears how far it is, 0..1.

    Returns:
        The master key: open the folder with it, and the ledger is applied.

    Raises:
        SealError: no backup, a wrong passphrase, or a file that was changed or cut short.
        ArchiveError: the folder holds something, or cannot be written; or the keys are missing.
    """
    if not file.is_file():
        raise ArchiveError(f"There is no file {file}: name the backup.")
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ArchiveError(f"The folder {folder} is not empty: name one that is new.")
    heard, size = progress or _nobody, file.stat().st_size
    try:
        needed, keyed = _gone_through(file, passphrase, _share(heard, 0.0, 0.5, size))
        if not keyed and keys is None:
            raise ArchiveError(restoring.NO_KEYS)
        _check_room(folder, needed)
        told = [*ledgers, *restoring.beside(file)]
        settle = partial(restoring.settle, held=keys, ledgers=told)
        return _unpack(file, folder, passphrase, _share(heard, 0.5, 1.0, size), settle)
    except OSError as error:
        raise ArchiveError(
            f"The backup {file} cannot be restored into {folder}: {error.strerror or error}. "
            "Nothing was left behind there."
        ) from error


def _written(
    database: Database, aside: Path, passphrase: str, progress: Progress
) -> tuple[str, int]:
    """Write the sealed stream; gives the hash of what is in it, and its size."""
    digest = hashlib.sha256()
    with ExitStack() as stack:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, disk.PRIVATE_FILE)
        stack.callback(os.close, handle)
        parts = _parts(database, stack)
        heard = _share(progress, 0.0, 0.5, sum(part.size for part in parts))
        plain = _followed(bundle.packed(parts, made=now()), digest, heard)
        size = 0
        for piece in streams.sealed(plain, passphrase):
            disk.write_all(handle, piece)
            size += len(piece)
        os.fsync(handle)
        _forget(handle)
    return digest.hexdigest(), size


def _parts(database: Database, stack: ExitStack) -> list[Part]:
    """Everything there is, opened; the database stands still until the stack is closed."""
    file = stack.enter_context(database.still())
    folder = database.path.parent
    found = [path for place in _FOLDERS for path in sorted((folder / place).rglob("*"))]
    beside = [
        database.path.with_name(f"{database.path.name}.wal"),
        *(folder / n for n in _FILES),
        *found,
    ]
    parts = [Part(database.path.name, os.fstat(file.fileno()).st_size, file)]
    for path in beside:
        name = path.relative_to(folder).as_posix()
        if bundle.belongs(name) and path.is_file():
            parts += _opened(name, path, stack)
    return parts


def _opened(name: str, path: Path, stack: ExitStack) -> list[Part]:
    try:
        file = stack.enter_context(path.open("rb"))
    except FileNotFoundError:
        # Its sitting has just ended: the database has everything.
        return []
    return [Part(name, os.fstat(file.fileno()).st_size, file)]


def _verify(aside: Path, passphrase: str, told: str, heard: Callable[[int], None]) -> None:
    digest = hashlib.sha256()
    with aside.open("rb") as file:
        for piece in streams.opened(_heard_read(file, heard), passphrase):
            digest.update(piece)
    if digest.hexdigest() != told:
        raise ArchiveError(
            f"The backup {aside} does not hold what was written: the disk may be failing. Take "
            "another one."
        )


def _gone_through(file: Path, passphrase: str, heard: Callable[[int], None]) -> tuple[int, bool]:
    """Check all of a backup, and write nothing: how many bytes it holds, and whether the key."""
    total, keyed = 0, False
    with file.open("rb") as opened:
        for found in bundle.unpacked(streams.opened(_heard_read(opened, heard), passphrase)):
            total += sum(len(piece) for piece in found.content)
            keyed = keyed or found.name == bundle.MASTER
    return total, keyed


def _check_room(folder: Path, needed: int) -> None:
    standing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(standing).free
    if free < needed:
        raise ArchiveError(
            f"The backup needs {needed / 2**20:.0f} MB, the disk of {folder} has "
            f"{free / 2**20:.0f} MB left: make room, or choose another disk."
        )


def _unpack(
    file: Path,
    folder: Path,
    passphrase: str,
    heard: Callable[[int], None],
    settle: Callable[[Path], bytes],
) -> bytes:
    disk.make_folder(folder.parent)
    leftovers.sweep(folder)  # who was erased since may be in what an earlier one left
    aside = _aside(folder)
    aside.mkdir(mode=disk.PRIVATE_FOLDER)
    try:
        with leftovers.in_use(aside):
            with file.open("rb") as opened:
                read = _heard_read(opened, heard)
                for found in bundle.unpacked(streams.opened(read, passphrase)):
                    _write_file(aside / found.name, found.content)
            master = settle(aside)
            if folder.exists():
                folder.rmdir()
            aside.rename(folder)
            disk.sync_folder(folder.parent)
            return master
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_file(path: Path, content: Iterable[bytes]) -> None:
    disk.make_folder(path.parent)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, disk.PRIVATE_FILE)
    try:
        for piece in content:
            disk.write_all(handle, piece)
        os.fsync(handle)
    finally:
        os.close(handle)
    disk.sync_folder(path.parent)


def _followed(
    pieces: Iterable[bytes], digest: hashlib._Hash, heard: Callable[[int], None]
) -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        heard(len(piece))
        yield piece


def _heard_read(file: BinaryIO, heard: Callable[[int], None]) -> Callable[[int], bytes]:
    def read(count: int) -> bytes:
        piece = file.read(count)
        heard(len(piece))
        return piece

    return read


def _share(progress: Progress, begin: float, end: float, total: int) -> Callable[[int], None]:
    """Tells `progress` how far it is from `begin` to `end`, as so many bytes of `total` pass."""
    passed = 0

    def heard(count: int) -> None:
        nonlocal passed
        passed += count
        progress(min(end, begin + (end - begin) * passed / max(1, total)))

    return heard


def _nobody(_: float) -> None:
    """Nobody wants to hear how far it is."""


def _forget(handle: int) -> None:
    """Let the disk, not the memory, answer when the file is read back, where the system can."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.new")


def _sweep(folder: Path) -> None:
    """Removes what an earlier backup left here half written when its process was stopped."""
    for left in folder.glob(".*.backup.*.new"):
        if left.is_file() and _abandoned(left):
            left.unlink(missing_ok=True)


def _abandoned(left: Path) -> bool:
    """Whether the process that wrote it is gone; its number stands in the name."""
    process = left.name.split(".")[-2]
    return process.isdecimal() and not _runs(int(process))


def _runs(process: int) -> bool:
    """Whether there is such a process; in doubt, and where nobody can say, there is one."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OverflowError, OSError):
        return True
    return True
