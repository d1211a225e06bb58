"""How the server runs: limits on whoever connects, and memory that keeps nothing.

A connection that asks for nothing is closed; nothing that was freed can be read again; and no crash
writes the memory of a visit into a file.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from asyncio import Transport
from dataclasses import replace
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from engines.settings import Settings, child_environment
from engines.worker.traces import ENVIRONMENT
from kiosk.visits.wire import MOST_BYTES

FIRST_REQUEST_S = 5.0
# A painter that hangs is ended by then: of 30 seconds, 20 are left to open it.
WATCHDOG_S = 10.0


class Prompt(H11Protocol):
    """HTTP for those who ask for something within `FIRST_REQUEST_S`; others are hung up on."""

    def connection_made(self, transport: Transport) -> None:
        """A connection is there, and nothing was asked yet."""
        super().connection_made(transport)
        self.loop.call_later(FIRST_REQUEST_S, self._asked_nothing)

    def _asked_nothing(self) -> None:
        # a line has another protocol by now
        if self.cycle is None and self.transport.get_protocol() is self:
            self.transport.close()


# Frames are JPEG already: nothing is deflated on the line. A screen that is gone is known by a ping
# in half a minute; a machine that is busy for a while is not gone.
LIMITS: dict[str, Any] = {
    "http": Prompt,
    "ws_max_size": MOST_BYTES,
    "ws_per_message_deflate": False,
    "ws_ping_interval": 5.0,
    "ws_ping_timeout": 20.0,
    "limit_concurrency": 64,
    "timeout_keep_alive": 5,
    "h11_max_incomplete_event_size": 16_384,
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
}


def hurried(chosen: Settings) -> Settings:
    """The settings, with no more patience for a painter than a visitor has."""
    return replace(chosen, watchdog_s=min(chosen.watchdog_s, WATCHDOG_S))


def settle() -> None:
    """Starts this very process again where freed memory is not overwritten yet; no core files."""
    with contextlib.suppress(ImportError, ValueError):
        resource: Any = importlib.import_module("resource")
        # 1 rather than 0: a program that takes cores by a pipe gets none either.
        # Source: Linux, fs/coredump.c
        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    there = child_environment()
    if any(there.get(name) != value for name, value in ENVIRONMENT.items()):
        command = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, command, child_environment(**ENVIRONMENT))
