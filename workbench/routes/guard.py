"""What stands before every request: which host was asked for, whose browser asks, what it may see.

Refuses by default: a browser that is not the therapist's reaches only what `allowed` names.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workbench import practice
from workbench.handing.passes import COOKIE, Pass

HOSTS = ("127.0.0.1", "localhost", "::1")
REFUSED = 4403
OVER = 4404
# Streamlit's own: pages are drawn for the pass; what is sent up or handed out as files is not.
CLOSED_TO_CLIENTS = ("/api/", "/media/", "/_stcore/upload_file", "/_stcore/metrics")
CLIENT_PICTURES = re.compile(r"/api/people/[^/]+/(pictures/[^/]+/[a-z]+|scans/[^/]+)")
PASSES = "/api/pass"


def browser_pass(connection: HTTPConnection) -> Pass | None:
    """The pass of the browser that asks, or None where it has none of ours."""
    return practice.current().passes.of(connection.cookies.get(COOKIE, ""))


def same_origin(headers: Headers) -> bool:
    """Whether the page that asks is ours: an Origin must be there and be this host."""
    return urlsplit(headers.get("origin", "")).netloc == headers.get("host", "-")


def allowed_host(headers: Headers) -> bool:
    """Whether the host that was asked for is this machine (against rebinding of names)."""
    name = urlsplit(f"//{headers.get('host', '')}").hostname
    return name in HOSTS


def allowed(path: str, seen: Pass | None) -> bool:
    """Whether a browser may ask for this address at all; the route looks closer."""
    if not path.startswith(CLOSED_TO_CLIENTS) or (seen is not None and seen.whole):
        return True
    if seen is None or path.startswith(PASSES):
        return path.startswith("/api/")  # refused by the route, which says how to get a pass
    own = path == f"/api/sittings/{seen.sitting}/live" or CLIENT_PICTURES.fullmatch(path)
    return seen.scope == "handed" and bool(own)


class Guard:
    """Refuses other hosts, gives each browser its pass, and says what our pages may load."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = content_policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        seen = browser_pass(HTTPConnection(scope))
        if not allowed_host(Headers(scope=scope)):
            await _refuse(scope, receive, send, 421, "This is not the host you asked for.")
        elif not allowed(scope["path"], seen):
            await _refuse(scope, receive, send, 404, "There is nothing here.")
        elif scope["type"] == "http":
            await self._app(scope, receive, self._dressed(send, seen))
        elif seen is None or scope["path"].startswith(PASSES):
            await self._app(_fresh(scope, seen), receive, send)
        else:
            async with _Line(receive, send, seen) as line:
                await self._app(_fresh(scope, seen), line.receive, line.send)

    def _dressed(self, send: Send, seen: Pass | None) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Security-Policy"] = self._policy
                    headers["Cache-Control"] = "no-store"
                    if seen is None:
                        key = practice.current().passes.issue()
                        headers.append(
                            "Set-Cookie", f"{COOKIE}={key}; Path=/; HttpOnly; SameSite=Strict"
                        )
            await send(message)

        return sending


class _Line:
    """A WebSocket that ends as soon as its browser may see something else."""

    def __init__(self, receive: Receive, send: Send, seen: Pass) -> None:
        self._receive, self._send, self._seen = receive, send, seen
        self._over = asyncio.Event()
        self._next: asyncio.Future[Message] | None = None
        self._stop: Callable[[], None] = lambda: None

    async def __aenter__(self) -> _Line:
        loop, passes = asyncio.get_running_loop(), practice.current().passes

        def changed() -> None:
            if passes.again(self._seen) != self._seen:
                loop.call_soon_threadsafe(self._over.set)

        self._stop = passes.listen(changed)
        changed()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop()
        if self._next is not None:
            self._next.cancel()

    async def receive(self) -> Message:
        if self._next is None:
            self._next = asyncio.ensure_future(self._receive())
        over = asyncio.ensure_future(self._over.wait())
        await asyncio.wait((self._next, over), return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        if self._over.is_set():
            await self._send({"type": "websocket.close", "code": REFUSED})
            return {"type": "websocket.disconnect", "code": REFUSED}
        message, self._next = self._next.result(), None
        return message

    async def send(self, message: Message) -> None:
        if not self._over.is_set():
            await self._send(message)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "http":
        await PlainTextResponse(why, status_code=status)(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": REFUSED})


def _fresh(scope: Scope, seen: Pass | None) -> Scope:
    """A client's view never takes up what Streamlit remembers of a therapist's page."""
    if scope["path"] != "/_stcore/stream" or (seen is not None and seen.whole):
        return scope
    return {**scope, "headers": [_without_past(name, value) for name, value in scope["headers"]]}


def _without_past(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    # The entries are the protocol, the request's token and the session to go on with.
    if name.lower() != b"sec-websocket-protocol":
        return name, value
    return name, b",".join(value.split(b",")[:2])


def content_policy() -> str:
    """Only this host, with the one inline script of Streamlit's page named by its hash."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in inline]
    scripts = " ".join(["'self'", "blob:", *(f"'sha256-{each}'" for each in hashes)])
    return (
        f"default-src 'self'; script-src {scripts}; worker-src 'self' blob:; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'none'; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
