"""The line between a command and the workbench: lines of JSON, and a proof on both sides."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal

from engines.errors import ArchiveError

VERSION = 1
MOST_BYTES = 1 << 20
HANDSHAKE_S = 10.0
Side = Literal["owner", "caller"]


class Line:
    """One connection, read and written a line of JSON at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._file = connection.makefile("rb")

    def say(self, **told: Any) -> None:
        """Sends one line; raises OSError where nobody is there any more."""
        self._connection.sendall(json.dumps(told).encode() + b"\n")

    def hear(self) -> dict[str, Any]:
        """The next line.

        Raises:
            ArchiveError: the line is over, too long, or no JSON object.
        """
        got = self._file.readline(MOST_BYTES)
        try:
            heard = json.loads(got) if got.endswith(b"\n") else None
        except ValueError:
            heard = None
        if not isinstance(heard, dict):
            raise ArchiveError("The line to the workbench broke off: try again.")
        return heard

    def patient(self) -> None:
        """From here on whoever is at the other end may take their time."""
        self._connection.settimeout(None)

    def break_off(self) -> None:
        """Ends it for whoever waits on it in another thread."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Ends it."""
        self._file.close()
        self._connection.close()


def nonce() -> str:
    """Something never said before."""
    return secrets.token_hex(16)


def proof(token: str, side: Side, caller: object, owner: object) -> str:
    """That this side knows the token, for this one conversation."""
    told = f"sketchwell {VERSION} {side} {caller} {owner}".encode()
    return hmac.new(token.encode(), told, hashlib.sha256).hexdigest()


def proves(said: Mapping[str, Any], expected: str) -> bool:
    """Whether the other side gave that proof; compared in constant time."""
    given = said.get("proof")
    return isinstance(given, str) and hmac.compare_digest(given.encode(), expected.encode())
