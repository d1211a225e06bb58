"""What stands before every request: which host was asked for, whose browser asks, what it may see.

Refuses by default: `rules` says which browser reaches what, and what it reaches runs as its own
account's (`asked_by`, `acting`), so that nothing further in can mistake who asks.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workbench import practice
from workbench.access.asking import asked_by
from workbench.access.witnessing import is_id, who_of
from workbench.archive.acting import acting
from workbench.handing.passes import COOKIE, Pass
from workbench.lan import hosting
from workbench.routes import paging, unlocking
from workbench.routes.policies import ALWAYS, content_policy
from workbench.routes.rules import LINE, OURS, Verdict, judge, way_of

REFUSED, OVER = 4403, 4404
LOOKS_S = 2.0
_FIRST = asyncio.FIRST_COMPLETED
PASSES, PAGES = "/api/pass", "/_stcore/stream"
# Another site leads to this one, so the browser's own cookie is not there, and stays as it is.
PROVIDER, RETURN = f"{PASSES}/provider", f"{PASSES}/provider/back"
# What a page of Streamlit's asks for before it opens its line.
ARRIVED = "/_stcore/host-config"
# Nothing that lies there is kept by a browser, an answer that there is no such thing included.
PRIVATE = (OURS, "/media/", "/join/")
# What a page shows as a picture; anything else of ours begins with somebody's tap.
PICTURES = re.compile(
    r"/api/(people/[^/]+/(pictures/[^/]+/[^/]+|scans/[^/]+)|sittings/[^/]+/held/[^/]+)"
)
NOTHING, NOBODY = "There is nothing here.", "Open this through the workbench."
ELSEWHERE = "This is not the host you asked for."


def browser_pass(connection: HTTPConnection) -> Pass | None:
    """The pass of the browser that asks, or None where it has none of ours."""
    return practice.whole().passes.of(connection.cookies.get(COOKIE, ""))


def pass_cookie(key: str) -> str:
    """The header by which a browser keeps its pass; over TLS it never travels without."""
    secure = "; Secure" if hosting.current().lan else ""
    return f"{COOKIE}={key}; Path=/; HttpOnly; SameSite=Strict{secure}"


def same_origin(headers: Headers) -> bool:
    """Whether the page that asks is ours: an Origin must be there and be this host."""
    try:
        return urlsplit(headers.get("origin", "")).netloc == headers.get("host", "-")
    except ValueError:
        return False


def allowed_host(headers: Headers) -> bool:
    """Whether the host that was asked for is this machine (against rebinding of names)."""
    try:
        name = urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return False
    return name in hosting.current().hosts


class Guard:
    """Refuses other hosts, gives each browser its pass, and says what our pages may load."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = content_policy()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if practice.door() != "open":
            await self._closed(scope, receive, send)
            return
        seen = browser_pass(HTTPConnection(scope))
        if not allowed_host(Headers(scope=scope)):
            await _refuse(scope, receive, send, 421, ELSEWHERE)
        elif scope["type"] == "websocket" and _foreign(Headers(scope=scope)):
            await _refuse(scope, receive, send, 403, "This page is not ours.")
        elif (verdict := await judged(scope, seen)) == "refused":
            await _refuse(scope, receive, send, 404, NOTHING)
        elif verdict == "nobody" and scope["type"] == "http":
            await _refuse(scope, receive, send, 403, NOBODY)
        else:
            await self._admit(scope, receive, send, seen)

    async def _closed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Until the practice is open, its door is all there is."""
        headers = Headers(scope=scope)
        if not allowed_host(headers):
            await _refuse(scope, receive, send, 421, ELSEWHERE)
        elif scope["type"] == "http" and unlocking.passes_by(scope["path"]):
            await self._app(scope, receive, send)
        else:
            await unlocking.answer(scope, receive, send, ours=same_origin(headers))

    async def _admit(self, scope: Scope, receive: Receive, send: Send, seen: Pass | None) -> None:
        if scope["path"] == PAGES:
            # Its pages ask by themselves who looks: whatever it begins here may outlive this pass.
            await paging.few(self._connect, scope, receive, send, seen)
            return
        with asked_by(seen), acting(who_of(practice.whole().reach_of(seen))):
            if scope["type"] == "http":
                fresh = seen is None and _first_seen(scope)
                await self._app(scope, receive, self._dressed(send, scope["path"], fresh=fresh))
            else:
                await self._connect(scope, receive, send, seen)

    async def _connect(self, scope: Scope, receive: Receive, send: Send, seen: Pass | None) -> None:
        resumed = scope["path"] == PAGES and _goes_on(scope)
        if seen is not None and resumed and practice.whole().passes.waits(seen):
            await _held(receive, send, seen)
            return
        if scope["path"] == PAGES:
            scope, receive = paging.bound(scope, seen), paging.heard(receive, seen)
        if seen is None or scope["path"].startswith(PASSES):
            await self._app(scope, receive, send)
        else:
            async with _Line(receive, send, scope, seen) as line:
                await self._app(scope, line.receive, line.send)

    def _dressed(self, send: Send, path: str, *, fresh: bool) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(ALWAYS)
                if path.startswith(PRIVATE):
                    headers.setdefault("Cache-Control", "private, no-store")
                if page := headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Security-Policy"] = self._policy
                    headers["Cache-Control"] = "no-store"
                if fresh and (page or path == ARRIVED):
                    headers.append("Set-Cookie", pass_cookie(practice.whole().passes.issue()))
            await send(message)

        return sending


class _Line:
    """A WebSocket that ends as soon as its browser may see something else.

    Where the page is locked it is held: nothing comes or goes until it is open again, as it was.
    """

    def __init__(self, receive: Receive, send: Send, scope: Scope, seen: Pass) -> None:
        self._receive, self._send, self._scope, self._seen = receive, send, scope, seen
        self._over, self._open = asyncio.Event(), asyncio.Event()
        self._next: asyncio.Future[Message] | None = None
        self._stop: Callable[[], None] = lambda: None
        self._look: Callable[[], None] = lambda: None
        self._looked = time.monotonic()

    async def __aenter__(self) -> _Line:
        loop, served = asyncio.get_running_loop(), practice.whole()
        passes, path = served.passes, self._scope["path"]

        def changed() -> None:
            now = passes.again(self._seen)
            held = now.scope == "locked" and self._seen.whole
            over = now != self._seen or judge(served, now, LINE, path) != "open"
            loop.call_soon_threadsafe(self._turn, held, over and not held)

        self._stop, self._look = passes.listen(changed), changed
        changed()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop()
        if self._next is not None:
            self._next.cancel()

    def _turn(self, held: bool, over: bool) -> None:  # noqa: FBT001 - called by the event loop
        if over:
            self._over.set()
        if held and not self._over.is_set():
            self._open.clear()
        else:
            self._open.set()

    async def receive(self) -> Message:
        if self._next is None:
            self._next = asyncio.ensure_future(self._receive())
        over = asyncio.ensure_future(self._over.wait())
        waiting = (self._next, over)
        while not (await asyncio.wait(waiting, timeout=LOOKS_S, return_when=_FIRST))[0]:
            self._look_again()
        over.cancel()
        self._look_again()
        if not self._next.done() or self._next.result()["type"] != "websocket.disconnect":
            await self._open.wait()
        if self._over.is_set():
            await self._send({"type": "websocket.close", "code": REFUSED})
            return {"type": "websocket.disconnect", "code": REFUSED}
        message, self._next = self._next.result(), None
        if message["type"] == "websocket.disconnect":
            self._turn(held=False, over=True)  # what still wants to be sent goes nowhere
        return message

    def _look_again(self) -> None:
        """Idle pages lock and sign-ins end by themselves: nobody tells of it, so it is asked."""
        if time.monotonic() - self._looked >= LOOKS_S:
            self._looked = time.monotonic()
            self._look()

    async def send(self, message: Message) -> None:
        await self._open.wait()
        if not self._over.is_set():
            await self._send(message)


def _goes_on(scope: Scope) -> bool:
    """Whether a page asks for what Streamlit remembers of it, and was not just loaded."""
    said = Headers(scope=scope).get("sec-websocket-protocol", "")
    return len(said.split(",")) > 2


async def _held(receive: Receive, send: Send, seen: Pass) -> None:
    """Holds the page of somebody whose sign-in did not outlive a restart, covered as it is.

    It is refused, and asks again with a new cookie, as soon as somebody has signed in there.
    """
    loop, passes, gone = asyncio.get_running_loop(), practice.whole().passes, asyncio.Event()

    def changed() -> None:
        if passes.moved(seen) or not passes.waits(seen):
            loop.call_soon_threadsafe(gone.set)

    stop = passes.listen(changed)
    await receive()  # that it wants to connect
    waiting = {asyncio.ensure_future(gone.wait()), asyncio.ensure_future(receive())}
    try:
        changed()
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if gone.is_set():
            await send({"type": "websocket.close", "code": REFUSED})
    finally:
        stop()
        for each in waiting:
            each.cancel()


async def judged(scope: Scope, seen: Pass | None) -> Verdict:
    """What `rules` says of a request; a refusal stands in the audit."""
    served, path = practice.whole(), scope["path"]
    if _begun_by_a_tag(scope):
        return "refused"
    method = scope.get("method", LINE)
    verdict = await asyncio.to_thread(judge, served, seen, method, path)
    if verdict == "refused":
        asked = next((part for part in path.split("/")[::-1] if is_id(part)), None)
        reach = served.reach_of(seen)
        await asyncio.to_thread(served.witness.refused, reach, way_of(path), asked)
    return verdict


def _begun_by_a_tag(scope: Scope) -> bool:
    """Whether a picture or the like in a page asks for what only a person's tap may begin."""
    wanted = Headers(scope=scope).get("sec-fetch-dest", "empty")
    ours = scope["type"] == "http" and scope["path"].startswith(OURS)
    picture = wanted == "image" and PICTURES.fullmatch(scope["path"]) is not None
    return ours and wanted not in ("document", "empty") and not picture


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "http":
        # A refusal that a browser keeps would tell the address, and with it who was asked for.
        kept = {**ALWAYS, "Cache-Control": "no-store"}
        await PlainTextResponse(why, status_code=status, headers=kept)(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": REFUSED})


def _first_seen(scope: Scope) -> bool:
    """Whether a browser without a pass is given one.

    Not where a link of another site led here: its own pass did not travel, and a fresh one would
    take its place. What the page then asks for itself (`ARRIVED`) shows whether it has one.
    """
    led = Headers(scope=scope).get("sec-fetch-site") in ("cross-site", "same-site")
    return not led and scope["path"] != RETURN


def _foreign(headers: Headers) -> bool:
    """Whether another page opens the line; whatever is no browser says no origin."""
    return "origin" in headers and not same_origin(headers)
