"""The address where a person reads the card that lies before them, and may write back.

Only a browser that shows the client's view of that very sitting gets an answer: what a therapist
lays there or writes down goes through the page at the table.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from engines.dialogue import aloud
from engines.errors import NotHereError, RequestError, SketchwellError
from workbench import practice
from workbench.routes.bodies import body_of, fields_of, language_of
from workbench.routes.guard import browser_pass, same_origin
from workbench.saying import retold, speaking
from workbench.table.conversation import NOTHING
from workbench.talking.sounding import with_sounds

ADDRESS = "/api/sittings/{sitting}/talk"
SOUND = ADDRESS + "/{language}/{name}"
MAX_BODY = 8_000
FRESH = {"Cache-Control": "no-store"}
KEPT = {"Cache-Control": "private, max-age=86400"}


def routes() -> list[BaseRoute]:
    """Our address for what is said; who may ask is said in `rules`."""
    return [
        Route(ADDRESS, look, methods=["GET"]),
        Route(ADDRESS, say, methods=["POST"]),
        Route(SOUND, sound, methods=["GET"]),
    ]


async def look(request: Request) -> Response:
    """The card that lies there, and what was said so far."""
    return await asyncio.to_thread(_answered, request, None)


async def say(request: Request) -> Response:
    """The person's own words; gives how all stands then."""
    if not same_origin(request.headers):
        return JSONResponse({"ok": False}, status_code=403)
    given = fields_of(await body_of(request, most=MAX_BODY))
    return await asyncio.to_thread(_answered, request, given)


async def sound(request: Request) -> Response:
    """What reads a text aloud, as Ogg Opus."""
    parts, data = request.path_params, Path(practice.current().settings.data)
    if not _own(request):
        return JSONResponse({"ok": False}, status_code=404)
    try:
        found = await asyncio.to_thread(aloud.sound, parts["name"], parts["language"], data)
    except SketchwellError:
        found = None
    if found is None:
        return JSONResponse({"ok": False}, status_code=404)
    return Response(found, media_type="audio/ogg", headers=KEPT)


def _own(request: Request) -> bool:
    seen = browser_pass(request)
    return seen is not None and seen.sitting == request.path_params["sitting"]


def _answered(request: Request, given: dict[str, Any] | None) -> Response:
    sitting, served = request.path_params["sitting"], practice.current()
    if not _own(request):
        return JSONResponse({"ok": False}, status_code=404)
    try:
        talk = served.tables.at(sitting).talk
        if given is not None:
            talk.answer(_words(given))
        told = with_sounds(talk.seen_by_person(), sitting, Path(served.settings.data))
    except NotHereError:
        return JSONResponse({"ok": False}, status_code=404)
    except SketchwellError as error:
        with speaking(request.query_params.get("language") or language_of(request)):
            return JSONResponse({"ok": False, "text": retold(str(error))}, status_code=422)
    return JSONResponse({"ok": True, **told}, headers=FRESH)


def _words(given: dict[str, Any]) -> str:
    text = given.get("text")
    if not isinstance(text, str):
        raise RequestError(NOTHING)
    return text
