"""The server tells systemd that it listens, and that its event loop turns; elsewhere it is silent.

Source: sd_notify(3): datagrams `READY=1`, `WATCHDOG=1` to the socket that NOTIFY_SOCKET names.
"""

from __future__ import annotations

import socket
from typing import Any

import uvicorn

from engines.settings import child_environment

VARIABLE = "NOTIFY_SOCKET"
# uvicorn counts tenths of a second; the unit waits six times as long.
EVERY_TICKS = 50


class ToldServer(uvicorn.Server):
    """A uvicorn server that systemd can watch."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._address = child_environment().get(VARIABLE, "")

    async def startup(self, sockets: Any = None) -> None:
        """Listens, and says so."""
        await super().startup(sockets)
        if self.started:
            tell("READY=1", self._address)

    async def on_tick(self, counter: int) -> bool:
        """Runs ten times a second in the event loop: as long as it does, the server lives."""
        if counter % EVERY_TICKS == 0:
            tell("WATCHDOG=1", self._address)
        return await super().on_tick(counter)


def tell(what: str, address: str) -> None:
    """Sends one word to systemd; where it does not listen, nothing happens."""
    if not address:
        return
    # Abstract sockets begin with a zero byte, written as @.
    place = f"\0{address[1:]}" if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
        try:
            link.sendto(what.encode("ascii"), place)
        except OSError:
            return


def serve(app: Any, **said: Any) -> None:
    """Like `uvicorn.run`, told to systemd.

    Raises:
        SystemExit: it could not start (the port is taken).
    """
    server = ToldServer(uvicorn.Config(app, **said))
    try:
        server.run()
    except KeyboardInterrupt:
        return
    if not server.started:
        raise SystemExit(3)
