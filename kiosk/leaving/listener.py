"""The second listener: a server of its own, on a thread of its own, that phones reach.

It is opened only where the operator set an address. Whoever floods it slows the phones, and neither
the line nor the painter; one address has only a few connections at a time, and none for long.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import uvicorn

from kiosk.leaving.links import Links
from kiosk.leaving.taking import Taking
from kiosk.site.values import Linking

MOST_AT_ONCE = 60
# A phone's browser opens six connections at most; a picture on a poor network takes its time.
MOST_AN_ADDRESS, LONGEST_S = 6, 120.0
_SWEEP_S, _STOP_S = 1.0, 5.0


class Listener:
    """Serves open links while it is open by `with`.

    Args:
        linking: where.
        links: that are open.

    Raises:
        OSError: the address is not this machine's, or its port is taken.
    """

    def __init__(self, linking: Linking, links: Links) -> None:
        self._links = links
        kind = socket.AF_INET6 if ":" in linking.address else socket.AF_INET
        self._socket = socket.create_server((linking.address, linking.port), family=kind)
        self._server = uvicorn.Server(_config(Taking(links)))
        self._thread = threading.Thread(target=self._run, name="kiosk-links", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens; of use where any free port was asked for."""
        return self._socket.getsockname()[1]

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(_STOP_S)
        self._socket.close()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        sweeping = asyncio.create_task(self._sweep())
        await self._server.serve(sockets=[self._socket])
        sweeping.cancel()

    async def _sweep(self) -> None:
        """What has ended goes even where nobody asks for it; so does who holds on for nothing."""
        since: dict[Any, float] = {}
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(_SWEEP_S)
            self._links.sweep()
            there = self._server.server_state.connections
            since = {each: since.get(each, clock()) for each in there}
            for each in _too_many(since, clock()):
                each.transport.abort()


def _too_many(since: Mapping[Any, float], now_s: float) -> list[Any]:
    """The connections to close: too old, or more than one phone needs. The newest go first."""
    held: Counter[str] = Counter()
    found = []
    for connection, began_s in sorted(since.items(), key=lambda item: item[1]):
        address = str((connection.client or ("",))[0])
        held[address] += 1
        if held[address] > MOST_AN_ADDRESS or now_s - began_s > LONGEST_S:
            found.append(connection)
    return found


def _config(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        http="h11",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=5,
        h11_max_incomplete_event_size=8192,
    )
