"""A screen without a browser: says what the page says over a real line, and hears the answers."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from kiosk.visits import wire

PATIENCE_S = 30.0
PEN = {"tool": "pen", "color": "#d01f1f", "width": 0.03, "pointer": "touch"}
_START = struct.Struct("<cIH")
Points = NDArray[np.float32]
Heard = tuple[bytes, dict[str, Any], bytes]


class SilentError(Exception):
    """Nothing was heard in time."""


class Screen:
    """One line, for `with`.

    Args:
        address: of the kiosk, as in "http://127.0.0.1:8502/".

    Attributes:
        line: the WebSocket.
    """

    line: ClientConnection

    def __init__(self, address: str) -> None:
        self._address = address
        self._count = 0

    def __enter__(self) -> Screen:
        url = self._address.replace("http", "ws", 1) + "line"
        origin: Any = self._address.rstrip("/")
        opened = connect(url, origin=origin, compression=None, max_size=None, close_timeout=2)
        self.line = opened.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.line.__exit__(kind, error, trace)

    def drop(self) -> None:
        """The cable is pulled."""
        with contextlib.suppress(OSError):
            self.line.socket.shutdown(socket.SHUT_RDWR)

    def say(self, kind: bytes, head: Mapping[str, Any], rest: bytes = b"") -> int:
        """Sends a message; gives its number."""
        self._count += 1
        told = json.dumps(head).encode()
        self.line.send(_START.pack(kind, self._count, len(told)) + told + rest)
        return self._count

    def do(self, what: str, **more: Any) -> int:
        """Points at something."""
        return self.say(wire.DO, {"do": what, **more})

    def stroke(self, points: Points, *, so_far: bool = False, **head: Any) -> int:
        """A stroke, finished or still being drawn."""
        kind = wire.SO_FAR if so_far else wire.STROKE
        return self.say(kind, {**PEN, "id": "s1", **head}, points.tobytes())

    def hear(self, timeout_s: float = PATIENCE_S) -> Heard:
        """The next message: its kind, its head, and what is left.

        Raises:
            SilentError: there was none in time.
        """
        try:
            data = self.line.recv(timeout_s)
        except TimeoutError as error:
            raise SilentError(f"nothing was heard for {timeout_s} s") from error
        if not isinstance(data, bytes):
            raise TypeError("the kiosk sent a message of text")
        kind, _, size = _START.unpack_from(data)
        return kind, json.loads(data[_START.size :][:size]), data[_START.size + size :]

    def catch_up(self) -> None:
        """Hears what has come already."""
        with contextlib.suppress(SilentError):
            while True:
                self.hear(0)

    def painted(
        self, number: int, *, effort: str | None = None, timeout_s: float = PATIENCE_S
    ) -> bytes:
        """The painter's next picture that has seen a message, as JPEG."""
        for head, jpeg in self.frames(timeout_s):
            if head.get("painted", 0) >= number and effort in (None, head["effort"]):
                return jpeg
        raise SilentError(f"no painter saw message {number}")

    def washed(self, number: int, *, timeout_s: float = PATIENCE_S) -> bytes:
        """The next frame that has seen a message, whoever made it, as JPEG."""
        for head, jpeg in self.frames(timeout_s):
            if head["answers"] >= number:
                return jpeg
        raise SilentError(f"no frame saw message {number}")

    def frames(self, timeout_s: float) -> Iterator[tuple[dict[str, Any], bytes]]:
        """The frames that come, head and JPEG, for so long at most.

        Raises:
            SilentError: there was none, all that time.
        """
        end_s = time.monotonic() + timeout_s
        while time.monotonic() < end_s:
            kind, head, jpeg = self.hear(end_s - time.monotonic())
            if kind == wire.FRAME:
                yield head, jpeg

    def told(self, what: str, *, timeout_s: float = PATIENCE_S) -> dict[str, Any]:
        """The next thing the kiosk says was done."""
        end_s = time.monotonic() + timeout_s
        while True:
            kind, head, _ = self.hear(max(0.0, end_s - time.monotonic()))
            if kind == wire.TOLD and head.get("did") == what:
                return head

    def closed_with(self, *, timeout_s: float = PATIENCE_S) -> int | None:
        """The code that the kiosk closes this line with.

        Raises:
            SilentError: it did not in time.
        """
        try:
            end_s = time.monotonic() + timeout_s
            while True:
                self.hear(max(0.0, end_s - time.monotonic()))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


def wave(count: int = 20, *, y: float = 0.5, width: float = 0.6) -> Points:
    """A stroke's points, as they go over the line."""
    x = np.linspace(0.5 - width / 2, 0.5 + width / 2, count)
    points = [x, y + 0.1 * np.sin(37 * x), 900 * x, np.full(count, np.nan)]
    return np.stack(points, 1).astype("<f4")
