"""Many files in one stream of bytes: how a backup looks inside. No encryption, no disk.

A stream is the length of a list (4 bytes), the list (JSON: each file's name and size) and the
files' bytes in its order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from engines.errors import ArchiveError
from engines.fields import Check

# 3 brings the practice's own instruments, protocols and modes along; 1 held the key.
FORMAT, READ = 3, (1, 2, 3)
READ_BYTES = 2**20
MAX_LIST_BYTES = 16 * 2**20
MAX_FILE_BYTES = 2**60
_check = Check(ArchiveError, "backup")
# Only what an archive's folder holds; nothing hidden, no way out of the folder.
_PART = r"[^./\\:\x00][^/\\:\x00]{0,254}"
_NAME = re.compile(
    rf"archive\.duckdb(\.wal)?|audit\.(head|marks)|keys/erased\.json|journal/{_PART}"
    rf"|set-aside/({_PART}/)?{_PART}"
    rf"|(instruments|protocols|modes/{_PART})/{_PART}\.(toml|sig)"
)
# Copies of format 1 held the key, and need it; since then no key is ever in one.
MASTER = "master.key"
NEEDED = ("archive.duckdb",)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A file on its way into a stream: its name within the folder, and its first `size` bytes."""

    name: str
    size: int
    file: BinaryIO


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A file in a stream. `content` must be gone through before the next file is asked for."""

    name: str
    size: int
    content: Iterator[bytes]


def belongs(name: str) -> bool:
    """Whether a file of the archive's folder goes into a backup; `name` is within the folder."""
    return _NAME.fullmatch(name) is not None


def packed(parts: Sequence[Part], *, made: str) -> Iterator[bytes]:
    """The stream of these files.

    Raises:
        ArchiveError: a file became shorter meanwhile.
    """
    listed = [[part.name, part.size] for part in parts]
    document = json.dumps({"format": FORMAT, "made": made, "files": listed}).encode()
    yield len(document).to_bytes(4, "big") + document
    for part in parts:
        left = part.size
        while left:
            piece = part.file.read(min(left, READ_BYTES))
            if not piece:
                raise ArchiveError(f"{part.name} was changed while it was copied: try again.")
            left -= len(piece)
            yield piece


def unpacked(stream: Iterable[bytes]) -> Iterator[Found]:
    """The files in a stream, in their order.

    Raises:
        ArchiveError: no such stream, a name that no archive has, or an end that comes too soon or
            too late.
    """
    taps = _Taps(iter(stream))
    length = int.from_bytes(taps.whole(4), "big")
    _check.whole(length, "list's length", 2, MAX_LIST_BYTES)
    for name, size in _listed(taps.whole(length)):
        yield Found(name, size, taps.take(size))
    if taps.more():
        raise ArchiveError("The backup holds more than its list says: use another copy.")


def _listed(text: bytes) -> list[tuple[str, int]]:
    document = _check.loaded(text, max_bytes=MAX_LIST_BYTES)
    fields = _check.fields(document, "list", needed=("format", "made", "files"))
    if fields["format"] not in READ:
        raise ArchiveError(
            f"The backup has format {fields['format']!r}, this Sketchwell reads {FORMAT}: install "
            "the newer Sketchwell that wrote it."
        )
    first = fields["format"] == 1
    files = [_file(entry, first=first) for entry in _check.sequence(fields["files"], "files")]
    names = [name for name, _ in files]
    if len({*names}) < len(names) or not {*NEEDED, *([MASTER] if first else [])} <= {*names}:
        raise ArchiveError("The backup holds no whole archive: use another copy.")
    return files


def _file(entry: Any, *, first: bool) -> tuple[str, int]:
    pair = _check.sequence(entry, "file")
    if len(pair) != 2:
        _check.refuse("file", entry, "must be a name and a size")
    if first and pair[0] == MASTER:
        return MASTER, _check.whole(pair[1], "file's size", 0, 2**10)
    name = _check.matched(pair[0], "file's name", _NAME, "must be a file of an archive")
    return name, _check.whole(pair[1], "file's size", 0, MAX_FILE_BYTES)


class _Taps:
    """Gives a stream's bytes in the amounts that are asked for."""

    def __init__(self, stream: Iterator[bytes]) -> None:
        self._stream = stream
        self._held = b""

    def take(self, count: int) -> Iterator[bytes]:
        while count:
            if not self.more():
                raise ArchiveError("The backup holds less than its list says: use another copy.")
            piece, self._held = self._held[:count], self._held[count:]
            count -= len(piece)
            yield piece

    def whole(self, count: int) -> bytes:
        return b"".join(self.take(count))

    def more(self) -> bool:
        while not self._held:
            piece = next(self._stream, None)
            if piece is None:
                return False
            self._held = piece
        return True
