"""What is reached while the practice is locked, or was never set up: one page, and what it sends.

Stands before everything else: as long as the door is not open, no page of Streamlit is drawn and no
route of ours runs.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from engines.errors import ArchiveError, SketchwellError, traced
from workbench import practice
from workbench.routes.bodies import language_of
from workbench.saying import _, retold, speaking
from workbench.vault import pages
from workbench.vault.doorway import Doorway

# Nobody's data: the logo, the fonts, and whether the server answers.
OPEN = ("/app/static/", "/_stcore/health")
HERE = ("127.0.0.1", "::1")
MAX_BYTES = 8192
REFUSED = 4403
_log = logging.getLogger(__name__)
_Fields = Mapping[str, str]


def passes_by(path: str) -> bool:
    """Whether an address is answered as always, whatever the door."""
    return path.startswith(OPEN[0]) or path == OPEN[1]


async def answer(scope: Scope, receive: Receive, send: Send, *, ours: bool) -> None:
    """Answers a request while the door is not open; `ours` says that a page of ours sent it."""
    if scope["type"] != "http":
        await send({"type": "websocket.close", "code": REFUSED})
        return
    request = Request(scope, receive)
    with speaking(language_of(request)):
        response = await _answered(request, ours=ours)
    response.headers["Content-Security-Policy"] = pages.POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Without a referrer a browser tells no origin of a form, and what has none is refused.
    response.headers["Referrer-Policy"] = "same-origin"
    await response(scope, receive, send)


async def _answered(request: Request, *, ours: bool) -> Response:
    doorway = practice.doorway()
    if doorway.door == "new" and (request.client is None or request.client.host not in HERE):
        return HTMLResponse(pages.elsewhere(), status_code=403)
    if request.method == "GET":
        whole = request.url.path == "/" or not request.url.path.startswith(("/api/", "/_stcore/"))
        if not whole or request.url.path.startswith("/media/"):
            return PlainTextResponse("The practice is locked.", status_code=404)
        return HTMLResponse(_shown(doorway))
    if request.method != "POST" or not ours:
        return PlainTextResponse("There is nothing here.", status_code=404)
    fields = await _fields(request)
    # A try costs a second of work: the server goes on answering meanwhile.
    return await asyncio.to_thread(_sent, doorway, request.url.path, fields)


def _shown(doorway: Doorway) -> str:
    return pages.first(doorway) if doorway.door == "new" else pages.locked(doorway)


def _sent(doorway: Doorway, path: str, fields: _Fields) -> Response:
    try:
        if path == "/unlock" and doorway.door == "locked":
            doorway.unlock(fields.get("words", ""))
        elif path == "/first" and doorway.door == "new":
            return HTMLResponse(pages.sheet(_begun(doorway, fields)))
        elif path == "/sheet" and doorway.door == "new":
            token = fields.get("token", "")
            places = doorway.draft(token).sheet.places
            doorway.set_up(token, [fields.get(f"group{place}", "") for place in places])
        else:
            return PlainTextResponse("There is nothing here.", status_code=404)
    except SketchwellError as error:
        return HTMLResponse(_again(doorway, path, fields, retold(str(error))), status_code=400)
    except Exception as error:  # noqa: BLE001 - the door's frame: logged by its kind, said calmly
        _log.error("The practice did not open: %s", traced(error))
        said = _("The practice could not be opened. Look at the terminal that it was started from.")
        return HTMLResponse(_again(doorway, path, fields, said), status_code=500)
    return RedirectResponse("/", status_code=303)


def _begun(doorway: Doorway, fields: _Fields) -> pages.Draft:
    words = (fields.get("passphrase", ""), fields.get("again", ""))
    return doorway.begin(fields.get("way", ""), *words)


def _again(doorway: Doorway, path: str, fields: _Fields, said: str) -> str:
    if doorway.door == "new" and path == "/sheet":
        try:
            return pages.sheet(doorway.draft(fields.get("token", "")), said=said)
        except ArchiveError as error:
            said = retold(str(error))
    if doorway.door == "new":
        return pages.first(doorway, said=said)
    return pages.locked(doorway, said=said)


async def _fields(request: Request) -> dict[str, str]:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BYTES:
            return {}
    try:
        sent = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[0] for name, values in sent.items()}
