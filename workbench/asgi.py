"""The ASGI frame: Streamlit's app, our routes for pictures and open sittings, and what guards them.

The only Starlette in the workbench. Client bytes go through these routes and never through
Streamlit's media files, which are served to whoever knows the address.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from engines.errors import SketchwellError
from workbench import practice, talk
from workbench.pictures import picture_bytes
from workbench.telling import Changed

HERE = Path(__file__).parent
HOSTS = ("127.0.0.1", "localhost", "::1")
COOKIE = "sketchwell"
REFUSED = 4403
OVER = 4404
_log = logging.getLogger(__name__)


def create_app(ready: Callable[[], None] | None = None) -> st.App:
    """The whole workbench as one ASGI application, over the practice that is open.

    Args:
        ready: called once the server answers.
    """

    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any] | None]:
        if ready is not None:
            ready()
        yield None

    return st.App(
        HERE / "app.py",
        lifespan=lifespan,
        routes=routes(),
        middleware=[Middleware(Guard)],
    )


def routes() -> list[BaseRoute]:
    """Our own addresses beside Streamlit's."""
    return [
        WebSocketRoute("/api/sittings/{sitting}/live", sitting_socket),
        Route("/api/people/{person}/pictures/{picture}/{kind}", picture_file, methods=["GET"]),
    ]


async def picture_file(request: Request) -> Response:
    """One picture of one person: its layer, with the lines, the drawing alone, or small."""
    if not authorised(request):
        return PlainTextResponse("Open this through the workbench.", status_code=403)
    parts = request.path_params
    try:
        found = await asyncio.to_thread(
            picture_bytes,
            practice.current().archive,
            parts["person"],
            parts["picture"],
            parts["kind"],
        )
    except SketchwellError:
        found = None
    if found is None:
        return PlainTextResponse("There is no such picture.", status_code=404)
    headers = {"Cache-Control": "private, no-store"}
    if parts["kind"] == "file":
        headers["Content-Disposition"] = 'attachment; filename="sketchwell-picture.png"'
    return Response(found.data, media_type=found.media_type, headers=headers)


async def sitting_socket(socket: WebSocket) -> None:
    """The line between a pad and its sitting: strokes in, acknowledgements and pictures out."""
    if not same_origin(socket.headers):
        await socket.close(REFUSED)
        return
    # A page reads why it was closed only from a line that was accepted first.
    await socket.accept()
    if not authorised(socket):
        await socket.close(REFUSED)
        return
    try:
        table = await asyncio.to_thread(practice.current().tables.at, socket.path_params["sitting"])
    except SketchwellError:
        await socket.close(OVER)
        return
    outbox = talk.Outbox(asyncio.get_running_loop())
    stop = table.listen(outbox.put)
    sender = asyncio.create_task(_send_all(socket, outbox, table))
    try:
        await _hear_all(socket, outbox, table)
    finally:
        stop()
        sender.cancel()


async def _hear_all(socket: WebSocket, outbox: talk.Outbox, table: talk.Table) -> None:
    outbox.put(Changed(drawing=True))
    while True:
        try:
            said = await socket.receive_text()
        except (WebSocketDisconnect, KeyError, RuntimeError):
            return
        try:
            await asyncio.to_thread(talk.obey, table, said)
        except Exception as error:  # noqa: BLE001 - one wrong message must not end the sitting
            outbox.put(talk.trouble(error))


async def _send_all(socket: WebSocket, outbox: talk.Outbox, table: talk.Table) -> None:
    try:
        while True:
            for message in await outbox.next(table):
                if isinstance(message, bytes):
                    await socket.send_bytes(message)
                else:
                    await socket.send_text(json.dumps(message))
    except (WebSocketDisconnect, RuntimeError):
        return
    except Exception as error:  # noqa: BLE001 - socket loop: a deaf pad must reconnect
        _log.error("A line broke: %s", type(error).__name__, exc_info=error)
        await socket.close(1011)


def authorised(connection: HTTPConnection) -> bool:
    """Whether the request carries this start's key, which only our own pages hand out."""
    given = connection.cookies.get(COOKIE, "")
    return bool(given) and given == practice.current().token


def same_origin(headers: Headers) -> bool:
    """Whether the page that asks is ours: an Origin must be there and be this host."""
    return urlsplit(headers.get("origin", "")).netloc == headers.get("host", "-")


def allowed_host(headers: Headers) -> bool:
    """Whether the host that was asked for is this machine (against rebinding of names)."""
    name = urlsplit(f"//{headers.get('host', '')}").hostname
    return name in HOSTS


class Guard:
    """Refuses other hosts, gives our page its key, and says what it may load: only from here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = content_policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif not allowed_host(Headers(scope=scope)):
            if scope["type"] == "http":
                await PlainTextResponse("This is not the host you asked for.", 421)(
                    scope, receive, send
                )
            else:
                await send({"type": "websocket.close", "code": REFUSED})
        else:
            await self._app(scope, receive, self._dressed(send))

    def _dressed(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Security-Policy"] = self._policy
                    key = practice.current().token
                    headers.append(
                        "Set-Cookie", f"{COOKIE}={key}; Path=/; HttpOnly; SameSite=Strict"
                    )
            await send(message)

        return sending


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
