"""The address where a person reads what they are asked to agree to, and answers, in their sitting.

Only a browser that shows the client's view of that very sitting gets an answer: what is said by
staff, on their screen or from paper, goes through the person's page.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import NotHereError, SketchwellError
from workbench import practice
from workbench.consent import answering
from workbench.routes.bodies import body_of, fields_of
from workbench.routes.guard import browser_pass, same_origin
from workbench.saying import retold, speaking

ADDRESS = "/api/sittings/{sitting}/consent"
MAX_BODY = 4_000
FRESH = {"Cache-Control": "no-store"}


def routes() -> list[BaseRoute]:
    """Our address for consent; who may ask is said in `rules`."""
    return [
        Route(ADDRESS, look, methods=["GET"]),
        Route(ADDRESS, say, methods=["POST"]),
    ]


async def look(request: Request) -> Response:
    """The four items: texts, and how the person stands to each."""
    return await asyncio.to_thread(_answered, request, None)


async def say(request: Request) -> Response:
    """One answer to one item; gives what was done about it."""
    if not same_origin(request.headers):
        return JSONResponse({"ok": False}, status_code=403)
    return await asyncio.to_thread(
        _answered, request, fields_of(await body_of(request, most=MAX_BODY))
    )


def _answered(request: Request, given: dict[str, Any] | None) -> Response:
    sitting, seen = request.path_params["sitting"], browser_pass(request)
    if seen is None or seen.sitting != sitting:
        return JSONResponse({"ok": False}, status_code=404)
    served, language = practice.current(), "en"
    try:
        language = answering.spoken(served, sitting, request.query_params.get("language"))
        if given is None:
            told = answering.shown(served, sitting, language)
        else:
            told = answering.say(served, sitting, given, language)
    except NotHereError:
        return JSONResponse({"ok": False}, status_code=404)
    except SketchwellError as error:
        with speaking(language):
            return JSONResponse({"ok": False, "text": retold(str(error))}, status_code=422)
    return JSONResponse({"ok": True, **told}, headers=FRESH)
