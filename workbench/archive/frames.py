r"""A journal file's bytes: framed entries, found again around a torn tail or a damaged middle.

A file begins with `SWJ1`; then come frames::

    b"\xa5SWF" | length (4) | number (8) | CRC-32 of length, number and payload (4) | payload

Number 0 is the header. The marker lets reading go on behind bytes that were damaged.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

MAGIC = b"SWJ1"
MARKER = b"\xa5SWF"
_HEAD = struct.Struct(">4sIQI")
_COUNTED = struct.Struct(">IQ")


@dataclass(frozen=True, slots=True)
class Frame:
    """One entry as it stands in the file."""

    number: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Scan:
    """What a file's bytes hold.

    `frames` are whole; `good_bytes` is where an unharmed file may go on; `torn` says that the file
    ends within a frame, as a kill or a power cut leaves it; `damage` says in words what was lost.
    """

    frames: tuple[Frame, ...]
    good_bytes: int
    torn: bool
    damage: tuple[str, ...]


def framed(number: int, payload: bytes) -> bytes:
    """One frame."""
    return _HEAD.pack(MARKER, len(payload), number, _crc(number, payload)) + payload


def scanned(content: bytes) -> Scan:
    """Find every whole frame."""
    frames: list[Frame] = []
    damage: list[str] = []
    at = len(MAGIC) if content.startswith(MAGIC) else 0
    while at < len(content):
        frame = _frame_at(content, at)
        if frame is not None:
            frames.append(frame)
            at += _HEAD.size + len(frame.payload)
            continue
        behind = _next_frame(content, at + 1)
        if behind is None:
            torn = _is_torn(content, at)
            told = () if torn else (f"the entry after number {_last(frames)}",)
            return Scan(tuple(frames), at, torn, (*damage, *told))
        damage.append(f"what stood between bytes {at} and {behind}, after number {_last(frames)}")
        at = behind
    return Scan(tuple(frames), at, torn=at < len(MAGIC), damage=tuple(damage))


def _frame_at(content: bytes, at: int) -> Frame | None:
    if len(content) - at < _HEAD.size:
        return None
    marker, length, number, crc = _HEAD.unpack_from(content, at)
    payload = content[at + _HEAD.size : at + _HEAD.size + length]
    if marker != MARKER or len(payload) != length or crc != _crc(number, payload):
        return None
    return Frame(number, payload)


def _next_frame(content: bytes, at: int) -> int | None:
    while (at := content.find(MARKER, at)) >= 0:
        if _frame_at(content, at) is not None:
            return at
        at += 1
    return None


def _is_torn(content: bytes, at: int) -> bool:
    """Whether the last bytes are a frame cut short; a full system may also leave zeros behind."""
    rest = content[at:]
    if len(rest) < _HEAD.size or not any(rest):
        return True
    _, length, _, _ = _HEAD.unpack_from(rest)
    payload = rest[_HEAD.size :]
    return len(payload) < length or not any(payload[-16:])


def _last(frames: list[Frame]) -> int:
    return frames[-1].number if frames else -1


def _crc(number: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(_COUNTED.pack(len(payload), number)))
