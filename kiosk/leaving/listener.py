"""The second listener: a server of its own, on a thread of its own, that phones reach.

It is opened only where the operator set an address. Whoever floods it slows the phones, and neither
the line nor the painter.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from types import TracebackType
from typing import Any

import uvicorn

from kiosk.leaving.links import Links
from kiosk.leaving.taking import Taking
from kiosk.site.values import Linking

MOST_AT_ONCE = 40
_SWEEP_S, _STOP_S = 5.0, 5.0


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
        """What has ended goes even where nobody asks for it."""
        while True:
            await asyncio.sleep(_SWEEP_S)
            self._links.sweep()


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
