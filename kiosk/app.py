"""The kiosk's one server: the page, its files, and the line that answers. 127.0.0.1 and no other.

Nothing here writes to a disk, and no page may load anything from elsewhere.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from engines.settings import Settings
from engines.strokes import Paper
from engines.worker import PaintingWorker
from kiosk import saying, things
from kiosk.deploy import engine
from kiosk.leaving.verbs import Leaving
from kiosk.operating import page as operator_page
from kiosk.operating.door import Door
from kiosk.site import card, served
from kiosk.site.files import InForce
from kiosk.site.values import Site
from kiosk.visits import papers, words
from kiosk.visits.instant import Instant
from kiosk.visits.line import Doing, Line, Means
from kiosk.visits.lines import FULL, Lines
from kiosk.visits.tally import Tally
from kiosk.voice import headphones
from kiosk.voice import routes as voice

STATIC = Path(__file__).parent / "static"
ALONE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
HOSTS = ("127.0.0.1", "localhost", "::1")
REFUSED = 4403
PAPER = Paper(4 / 3, "#fffefb")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def create_app(
    settings: Settings,
    *,
    worker: PaintingWorker | None = None,
    in_force: InForce | None = None,
    door: Door | None = None,
) -> Starlette:
    """The whole kiosk as one ASGI application.

    Args:
        settings: the painter and how it runs; nothing left to measure.
        worker: the painting process where somebody else opens and closes it; else its own.
        in_force: the operator's settings; else the defaults.
        door: the way to the operator's page; without one there is none.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        with ExitStack() as stack:
            if app.state.site.typing:
                words.prepare(app.state.site.languages)
            app.state.instant = stack.enter_context(Instant(settings))
            app.state.worker = worker or stack.enter_context(PaintingWorker(settings))
            app.state.leaving = stack.enter_context(leaving)
            app.state.take = leaving.ways
            async with listening(app):
                yield

    app = Starlette(
        routes=[
            Route("/", page),
            Route("/again", page),
            Route("/site.json", served.site),
            Route("/engine.json", served.engine),
            Route("/help/{code}.json", card.card),
            Route("/texts/{code}.json", saying.texts),
            Route("/voice/{code}.json", voice.index),
            Route("/voice/{code}/{name}.ogg", voice.sound),
            Route("/things/{code}.json", things.names),
            Route("/things/{name}.png", things.picture),
            Route("/operator/{secret}", operator_page.page),
            WebSocketRoute("/line", line),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard)],
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.in_force = in_force or InForce.by_default(settings.data)
    app.state.site = app.state.in_force.site
    app.state.screens = itertools.count(1)
    app.state.lines = Lines()
    app.state.engine_folder = engine.RUN
    app.state.tally = Tally()
    app.state.door = door
    leaving = Leaving(app.state.site)
    app.state.take = app.state.site.take
    app.state.doings = {**doings(app.state.site), **leaving.doings()}
    return app


@asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[None]:
    """Tells the screens of headphones, where these start the spoken mode."""
    if not app.state.site.spoken:
        yield
        return
    told = partial(app.state.lines.tell, "headphones")
    watching = asyncio.create_task(headphones.watch(told))
    try:
        yield
    finally:
        watching.cancel()


async def page(request: Request) -> Response:
    """The one page; every screen of a visit is drawn in it.

    After a visit it goes from one of its addresses to the other. A page that asks to be alone and
    one that does not cannot share a process, so that of the visit ends, and its memory with it.
    """
    alone = request.url.path == "/"
    return FileResponse(STATIC / "kiosk.html", headers=ALONE if alone else None)


def _host_of(address: str) -> str | None:
    """The host and port of an address; None where it is no address."""
    try:
        found = urlsplit(address)
        return found.netloc if found.hostname is not None else None
    except ValueError:
        return None


async def line(socket: WebSocket) -> None:
    """The line of one screen."""
    if _host_of(socket.headers.get("origin", "")) != socket.headers.get("host", "-"):
        await socket.close(REFUSED)
        return
    await socket.accept()
    state = socket.app.state
    if not await state.lines.has_room():
        await socket.close(FULL)
        return
    means = Means(PAPER, state.worker, state.instant, state.settings, state.doings, state.tally)
    opened = Line(socket, f"screen-{next(state.screens)}", means)
    with state.lines.kept(opened):
        await opened.serve()


def doings(site: Site) -> dict[str, Doing]:
    """What a screen may ask for besides drawing and pointing, by name."""
    found: dict[str, Doing] = {"paper": papers.paper}
    if site.typing:
        found["words"] = words.words
    return found


class Guard:
    """Refuses other hosts (rebinding of names), and says what the page may load and keep."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        host = _host_of(f"//{Headers(scope=scope).get('host', '')}")
        if host is not None and urlsplit(f"//{host}").hostname in HOSTS:
            await self._app(scope, receive, _dressed(send))
        elif scope["type"] == "http":
            refusal = PlainTextResponse("This is not the host you asked for.", status_code=421)
            await refusal(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": REFUSED})


def _dressed(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = POLICY
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cache-Control"] = "no-store"
        await send(message)

    return sending
