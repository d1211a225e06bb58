"""A ZIP written as it is read: it may be large, and nothing of it is ever on a disk here."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator

# Packed already: stored as they are.
PACKED = (".png", ".zip")


class _Sink:
    """Takes what a ZIP writes, until somebody takes it along; it cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        told = b"".join(self._parts)
        self._parts.clear()
        return told


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of a ZIP of these files, file by file: names and contents."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as packed:  # type: ignore[arg-type] # it asks for no more
        for name, content in files:
            stored = name.endswith(PACKED)
            kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            packed.writestr(name, content, compress_type=kind)
            yield sink.taken()
    yield sink.taken()
