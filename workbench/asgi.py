"""The ASGI frame: Streamlit's app, our routes for pictures and open sittings, and what guards them.

The only Starlette in the workbench is here and in `routes`. Client bytes go through these routes
and never through Streamlit's media files, which are served to whoever knows the address.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from engines.errors import RequestError, SketchwellError, traced
from engines.languages import ENGLISH, nearest
from workbench import practice
from workbench.handing.passes import Pass
from workbench.pictures import Found, picture_bytes
from workbench.routes import (
    auditing,
    consenting,
    disclosing,
    exchanging,
    exhibiting,
    films,
    handing,
    joining,
    looking,
    papers,
    provider,
    questions,
    research,
    signing,
    supervision,
    talking,
    things,
)
from workbench.routes.bodies import language_of
from workbench.routes.guard import OVER, REFUSED, Guard, browser_pass, same_origin
from workbench.saying import speaking
from workbench.table import talk
from workbench.table.live import Table
from workbench.table.telling import Changed
from workbench.ways import WAYS

HERE = Path(__file__).parent
CLIENT_KINDS = ("picture", "painted", "drawing", "small")
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
        # The first page lies at "/", and Streamlit knows it by no other address.
        Route(f"/{WAYS[0].path}", lambda _: RedirectResponse("/"), methods=["GET"]),
        WebSocketRoute("/api/sittings/{sitting}/live", sitting_socket),
        Route("/api/people/{person}/pictures/{picture}/{kind}", picture_file, methods=["GET"]),
        *handing.routes(),
        *signing.routes(),
        *provider.routes(),
        *looking.routes(),
        *films.routes(),
        *papers.routes(),
        *things.routes(),
        *auditing.routes(),
        *research.routes(),
        *supervision.routes(),
        *joining.routes(),
        *consenting.routes(),
        *questions.routes(),
        *talking.routes(),
        *exchanging.routes(),
        *disclosing.routes(),
        *exhibiting.routes(),
    ]


async def picture_file(request: Request) -> Response:
    """One picture of one person: its layer, with the lines, the drawing alone, or small."""
    seen = browser_pass(request)
    if seen is None:
        return PlainTextResponse("Open this through the workbench.", status_code=403)
    parts = request.path_params
    found = None
    if await asyncio.to_thread(_may_see, seen, parts):
        with speaking(language_of(request)):
            found = await asyncio.to_thread(_picture, parts)
    if found is None:
        return PlainTextResponse("There is no such picture.", status_code=404)
    headers = {"Cache-Control": "private, no-store"}
    if parts["kind"] == "file":
        headers["Content-Disposition"] = 'attachment; filename="sketchwell-picture.png"'
    return Response(found.data, media_type=found.media_type, headers=headers)


def _picture(parts: dict[str, str]) -> Found | None:
    archive = practice.current().archive
    try:
        return picture_bytes(archive, parts["person"], parts["picture"], parts["kind"])
    except SketchwellError:
        return None


def _may_see(seen: Pass, parts: dict[str, str]) -> bool:
    if seen.whole:
        return True
    if seen.sitting is None or parts["kind"] not in CLIENT_KINDS:
        return False
    try:
        table = practice.current().tables.at(seen.sitting)
    except SketchwellError:
        return False
    return table.person == parts["person"] and table.may_show(parts["picture"])


async def sitting_socket(socket: WebSocket) -> None:
    """The line between a pad and its sitting: strokes in, acknowledgements and pictures out."""
    if not same_origin(socket.headers):
        await socket.close(REFUSED)
        return
    # A page reads why it was closed only from a line that was accepted first.
    await socket.accept()
    seen, sitting = browser_pass(socket), socket.path_params["sitting"]
    if seen is None or not (seen.whole or seen.sitting == sitting):
        await socket.close(REFUSED)
        return
    try:
        table = await asyncio.to_thread(practice.current().tables.at, sitting)
    except SketchwellError:
        await socket.close(OVER)
        return
    spoken = nearest(socket.query_params.get("language"), "workbench") or ENGLISH
    outbox = talk.Outbox(asyncio.get_running_loop(), client=not seen.whole, language=spoken)
    stop = table.listen(outbox.put)
    sender = asyncio.create_task(_send_all(socket, outbox, table))
    try:
        await asyncio.to_thread(table.answers.resume)
        await _hear_all(socket, outbox, table)
    finally:
        stop()
        sender.cancel()


async def _hear_all(socket: WebSocket, outbox: talk.Outbox, table: Table) -> None:
    outbox.put(Changed(drawing=True))
    while True:
        try:
            said = await socket.receive_text()
        except (WebSocketDisconnect, RuntimeError):
            return
        except KeyError:  # bytes, which no pad sends
            outbox.put(talk.trouble(RequestError("The message is not text.")))
            continue
        try:
            told = await asyncio.to_thread(
                talk.obey, table, said, client=outbox.client, language=outbox.language
            )
            if told is not None:
                outbox.put(told)
        except Exception as error:  # noqa: BLE001 - one wrong message must not end the sitting
            outbox.put(talk.trouble(error))


async def _send_all(socket: WebSocket, outbox: talk.Outbox, table: Table) -> None:
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
        _log.error("A line broke: %s", traced(error))
        await socket.close(1011)
