"""What the painting process and the handle on it say to each other, and how it goes over a pipe.

Every message is a pickle after its length. Nothing is buffered on either side and nothing is kept
that was sent or read: what a person drew is in no corner of the memory that forgetting leaves out.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.picture import Picture, PictureRequest
from engines.settings import Settings
from engines.sketch.scans import Scan

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Begin:
    """The first message to the process: what to open."""

    settings: Settings
    painters: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Paint:
    """Asks for a picture."""

    job: str
    request: PictureRequest
    parent: Picture | None
    scan: Scan | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """Says that a picture is no longer wanted."""

    job: str


@dataclass(frozen=True, slots=True)
class Wipe:
    """Asks that nothing of what was painted stays in memory."""


@dataclass(frozen=True, slots=True)
class Wiped:
    """Nothing of it stays."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The default painter is open and has painted once, or why it has not."""

    problem: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """How far a job is: a sign of life."""

    job: str
    fraction: float
    preview: NDArray[np.uint8] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ended:
    """A job's end: a picture, a sentence that says why there is none, or neither if cancelled.

    Attributes:
        spent: whether the process ends after it: it is short of memory, and a new one is not.
    """

    job: str
    picture: Picture | None = None
    error: str | None = None
    took_s: float | None = None
    spent: bool = False


class Source(Protocol):
    """The end of a pipe that is read, unbuffered."""

    def readinto(self, buffer: Any, /) -> int | None:
        """Fills what it can."""
        ...


class Sink(Protocol):
    """The end of a pipe that is written, unbuffered."""

    def write(self, buffer: Any, /) -> int | None:
        """Takes what it can."""
        ...


def send(sink: Sink, message: object) -> None:
    """Writes a whole message."""
    packed = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    for part in (_LENGTH.pack(len(packed)), packed):
        left = memoryview(part)
        while left:
            left = left[sink.write(left) or 0 :]


def receive(source: Source) -> Any:
    """Reads a whole message.

    Raises:
        EOFError: the other end is gone, even amid a message.
    """
    (length,) = _LENGTH.unpack(_filled(source, _LENGTH.size))
    return pickle.loads(_filled(source, length))


def _filled(source: Source, length: int) -> bytearray:
    whole = bytearray(length)
    left = memoryview(whole)
    while left:
        count = source.readinto(left)
        if not count:
            raise EOFError
        left = left[count:]
    return whole
