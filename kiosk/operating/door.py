"""The way to the operator's page: an address, new at each start, that only they can read.

What protects what: the kiosk listens on 127.0.0.1 alone, so nobody in the network reaches the page.
A visitor stands before a browser on that very machine: there the address holds 128 random bits,
which no screen shows, and the browser's allow-list (`kiosk/deploy`) lets it open the kiosk's own
page and no other. The file with the address is readable by the kiosk's own user alone (mode 0600).
From another machine: `ssh -L 8502:127.0.0.1:8502 kiosk-machine`, then the same address there.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from starlette.requests import Request

FILE = "operator.address"
# Where the service of `kiosk/deploy` may write: in memory, its own, and gone when it stops.
SERVICE = Path("/run/sketchwell-server")
LOOPBACK = ("127.0.0.1", "::1")
_BYTES = 16


class Door:
    """One start's address."""

    def __init__(self) -> None:
        self._secret = secrets.token_urlsafe(_BYTES)

    @property
    def path(self) -> str:
        """The page's path on the kiosk."""
        return f"/operator/{self._secret}"

    def post(self, data: Path, port: int, *, service: Path = SERVICE) -> Path:
        """Writes the address where the operator finds it; that of an earlier start goes.

        Raises:
            OSError: neither the service's folder nor the data folder can be written to.
        """
        folder = service if os.access(service, os.W_OK) else data
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = folder / f".{FILE}.new"
        aside.unlink(missing_ok=True)
        opened = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as file:
            file.write(f"http://127.0.0.1:{port}{self.path}\n")
        return aside.replace(folder / FILE)

    def opens(self, request: Request) -> bool:
        """Whether somebody on this machine knows the address."""
        here = request.client is not None and request.client.host in LOOPBACK
        given = str(request.path_params.get("secret", "")).encode()
        return hmac.compare_digest(given, self._secret.encode()) and here


def address(data: Path, *, service: Path = SERVICE) -> str | None:
    """The address of the service that runs, else of what was started last with this data folder."""
    for folder in (service, data):
        try:
            return (folder / FILE).read_text(encoding="ascii").strip()
        except OSError:
            continue
    return None
