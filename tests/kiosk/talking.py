"""A screen without a browser: says what a screen says over a real line, and hears the answers."""

from __future__ import annotations

import json
import struct
from types import TracebackType
from typing import Any

import numpy as np
from websockets.sync.client import ClientConnection, connect

from kiosk.visits import wire
from tests.kiosk.test_wire import HEAD, message

PATIENCE_S = 30


class Screen:
    """One line, for `with`."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._count = 0

    def __enter__(self) -> Screen:
        url = self._address.replace("http", "ws", 1) + "line"
        opened = connect(url, origin=self._address.rstrip("/"), compression=None, max_size=None)  # type: ignore[arg-type]
        self.socket: ClientConnection = opened.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.__exit__(kind, error, trace)

    def say(self, kind: bytes, head: dict[str, Any], rest: bytes = b"") -> int:
        self._count += 1
        self.socket.send(message(kind, head, rest, self._count))
        return self._count

    def do(self, what: str, **more: Any) -> int:
        return self.say(wire.DO, {"do": what, **more})

    def stroke(self, points: np.ndarray, **head: Any) -> int:
        return self.say(wire.STROKE, {**HEAD, "width": 0.04, **head}, points.tobytes())

    def hear(self, *, timeout_s: float = PATIENCE_S) -> tuple[bytes, dict[str, Any], bytes]:
        data = self.socket.recv(timeout_s)
        assert isinstance(data, bytes)
        kind, _, size = struct.unpack_from("<cIH", data)
        return kind, json.loads(data[7 : 7 + size]), data[7 + size :]

    def painted(self, number: int, *, effort: str | None = None) -> bytes:
        """The painter's next picture that has seen a message."""
        while True:
            kind, head, jpeg = self.hear()
            fits = effort is None or head.get("effort") == effort
            if kind == wire.FRAME and head.get("painted", 0) >= number and fits:
                return jpeg

    def told(self, what: str) -> dict[str, Any]:
        while True:
            kind, head, _ = self.hear()
            if kind == wire.TOLD and head.get("did") == what:
                return head


def wave(count: int = 20) -> np.ndarray:
    """A stroke's points, as they go over the line."""
    x = np.linspace(0.2, 0.8, count)
    points = [x, 0.5 + 0.1 * np.sin(37 * x), 900 * x, np.full(count, np.nan)]
    return np.stack(points, 1).astype("<f4")
