"""The addresses where questionnaires are answered, and where a person's are taken out.

At a person's own view only that sitting's browser gets an answer; what is typed in from paper comes
from a therapist's own browser. Every answer is kept before it is acknowledged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import NotHereError, SketchwellError
from workbench import practice
from workbench.asking import export, laying
from workbench.routes.bodies import body_of, fields_of, language_of
from workbench.routes.guard import browser_pass, same_origin
from workbench.saying import retold, speaking

OWN = "/api/sittings/{sitting}/questions"
TYPED = "/api/people/{person}/questionnaires/{questionnaire}"
FILE = "/api/people/{person}/questionnaires.csv"
MAX_BODY = 2_000
FRESH = {"Cache-Control": "no-store"}


def routes() -> list[BaseRoute]:
    """Our addresses for questionnaires; who may ask is said in `rules`."""
    return [
        Route(OWN, look, methods=["GET"]),
        Route(OWN, say, methods=["POST"]),
        Route(TYPED, type_in, methods=["PUT"]),
        Route(FILE, file, methods=["GET"]),
    ]


async def look(request: Request) -> Response:
    """What lies before the person and is not ended."""
    sitting = request.path_params["sitting"]
    if not _own(request):
        return _nothing()
    archive = practice.current().archive
    return await _answered(request, lambda: laying.before_the_person(archive, sitting))


async def say(request: Request) -> Response:
    """One answer, or the end; gives what lies there now."""
    sitting = request.path_params["sitting"]
    if not same_origin(request.headers):
        return JSONResponse({"ok": False}, status_code=403)
    if not _own(request):
        return _nothing()
    given = fields_of(await body_of(request, most=MAX_BODY))
    archive = practice.current().archive
    return await _answered(request, lambda: laying.own(archive, sitting, given))


async def type_in(request: Request) -> Response:
    """One answer from paper."""
    named = request.path_params
    if not _therapists(request) or not same_origin(request.headers):
        return JSONResponse({"ok": False}, status_code=403)
    given = fields_of(await body_of(request, most=MAX_BODY))
    archive, where = practice.current().archive, (named["person"], named["questionnaire"])
    return await _answered(request, lambda: laying.typed(archive, *where, given))


async def file(request: Request) -> Response:
    """All of a person's answers, a row an answer."""
    if not _therapists(request):
        return _nothing()
    archive, person = practice.current().archive, request.path_params["person"]
    try:
        content = await asyncio.to_thread(export.to_csv, archive, person)
    except SketchwellError:
        return _nothing()
    named = f'attachment; filename="sketchwell-questionnaires-{person[:6]}.csv"'
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": named}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _answered(request: Request, act: Callable[[], dict[str, Any]]) -> Response:
    try:
        told = await asyncio.to_thread(act)
    except NotHereError:
        return _nothing()
    except SketchwellError as error:
        with speaking(request.query_params.get("language") or language_of(request)):
            return JSONResponse({"ok": False, "text": retold(str(error))}, status_code=422)
    return JSONResponse({"ok": True, **told}, headers=FRESH)


def _own(request: Request) -> bool:
    seen = browser_pass(request)
    return seen is not None and seen.sitting == request.path_params["sitting"]


def _therapists(request: Request) -> bool:
    seen = browser_pass(request)
    return seen is not None and seen.whole


def _nothing() -> Response:
    return JSONResponse({"ok": False}, status_code=404)
