"""One file of the practice's journal: what it holds, whole transactions only.

A file begins with a sealed header; then come frames (see `frames`). A transaction is one frame or
several of the same number, each sealed with its number and its place; the last one says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from engines import sealing
from engines.errors import ArchiveError, SealError
from workbench.archive import disk, frames
from workbench.archive.frames import Frame
from workbench.archive.safety import records
from workbench.archive.safety.records import Statement

SUFFIX = ".redo"
MORE, LAST = b"+", b"."
_FORMAT = b"1"


@dataclass(frozen=True, slots=True)
class Record:
    """One transaction: its number and its sealed parts."""

    number: int
    parts: tuple[bytes, ...]


@dataclass(slots=True)
class Held:
    """What a file holds.

    `good_bytes` is where it may go on, `torn` says that what stands behind was never acknowledged,
    `damage` says in words what was lost, `proven` that the key is the right one.
    """

    records: list[Record] = field(default_factory=list)
    good_bytes: int = 0
    torn: bool = False
    damage: tuple[str, ...] = ()
    proven: bool = False


def path_of(folder: Path, first: int) -> Path:
    """Where the file lies whose first transaction has this number."""
    return folder / f"{first:012}{SUFFIX}"


def first_of(path: Path) -> int:
    """The number of a file's first transaction."""
    return int(path.stem)


def found(folder: Path) -> list[Path]:
    """The files, oldest first."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if path.stem.isdecimal())


def begin(folder: Path, first: int, key: bytes) -> Path:
    """Make a file without transactions; it and its name are on disk when this returns."""
    path = path_of(disk.make_folder(folder), first)
    header = sealing.seal(key, _FORMAT, context=("redo header", path.stem))
    disk.write_whole(path, frames.MAGIC + frames.framed(0, header))
    return path


def part(key: bytes, number: int, place: int, statements: list[Statement], *, last: bool) -> bytes:
    """A transaction's frame."""
    content = (LAST if last else MORE) + records.to_bytes(statements)
    context = ("redo", str(number), str(place))
    return frames.framed(number, sealing.seal(key, content, context=context))


def look(path: Path, key: bytes) -> Held:
    """Read a file; nothing is changed."""
    content = path.read_bytes()
    scan = frames.scanned(content)
    held = Held(good_bytes=scan.good_bytes, torn=scan.torn, damage=scan.damage)
    held.proven = any(_is_header(frame, path, key) for frame in scan.frames[:1])
    if not held.proven:
        held.damage += ("the header",)
    _gather(held, [frame for frame in scan.frames if frame.number > 0], key)
    return held


def statements(record: Record, key: bytes) -> Iterator[Statement]:
    """What a transaction did, opened.

    Raises:
        SealError: changed bytes, or a wrong key.
    """
    for place, sealed in enumerate(record.parts):
        context = ("redo", str(record.number), str(place))
        yield from records.from_bytes(sealing.open_sealed(key, sealed, context=context)[1:])


def _is_header(frame: Frame, path: Path, key: bytes) -> bool:
    try:
        said = sealing.open_sealed(key, frame.payload, context=("redo header", path.stem))
    except SealError:
        return False
    if said != _FORMAT:
        raise ArchiveError(f"{path.name} has format {said!r}: start the newer Sketchwell.")
    return True


def _gather(held: Held, framed: list[Frame], key: bytes) -> None:
    parts: list[bytes] = []
    number = 0
    for frame in framed:
        sealed = frame.payload
        if parts and frame.number != number:
            held.damage += (f"entry {number}",)
            parts = []
        number = frame.number
        context = ("redo", str(frame.number), str(len(parts)))
        try:
            kind = sealing.open_sealed(key, sealed, context=context)[:1]
        except SealError:
            held.damage += (f"entry {frame.number}",)
            parts = []
            continue
        held.proven = True
        parts.append(sealed)
        if kind == LAST:
            held.records.append(Record(frame.number, tuple(parts)))
            parts = []
    if parts:
        held.good_bytes -= sum(len(frames.framed(0, sealed)) for sealed in parts)
        held.torn = True
