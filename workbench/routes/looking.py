"""The addresses for looking back: what a therapist writes is kept, pictures are taken out.

Only the therapist's own browser gets an answer; a browser that shows the client's view gets none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import SketchwellError
from workbench import practice
from workbench.looking import takeaway, writing
from workbench.routes.bodies import body_of, language_of
from workbench.routes.guard import browser_pass, same_origin
from workbench.saying import speaking


def routes() -> list[BaseRoute]:
    """Our addresses for looking back."""
    return [
        Route("/api/people/{person}/sittings/{sitting}/pictures.zip", pictures, methods=["GET"]),
        Route("/api/people/{person}/{what}", about_person, methods=["PUT"]),
        Route("/api/sittings/{sitting}/note", about_sitting, methods=["PUT"]),
        Route("/api/sittings/{sitting}/shared/{prompt}", about_sitting, methods=["PUT"]),
    ]


async def about_person(request: Request) -> Response:
    """Keeps a person's goals, notes or table."""
    parts = request.path_params

    def keep(body: bytes) -> None:
        writing.about_person(practice.current().archive, parts["person"], parts["what"], body)

    return await _kept(request, keep)


async def about_sitting(request: Request) -> Response:
    """Keeps the note of a sitting, or what both wrote in it."""
    sitting, prompt = request.path_params["sitting"], request.path_params.get("prompt")

    def keep(body: bytes) -> None:
        writing.about_sitting(practice.current().archive, sitting, body, prompt)

    return await _kept(request, keep)


async def pictures(request: Request) -> Response:
    """The kept pictures of a sitting in one file."""
    if not _is_therapist(request):
        return _refused()
    parts = request.path_params
    archive = practice.current().archive
    try:
        with speaking(language_of(request)):
            name, packed = await asyncio.to_thread(
                takeaway.pictures_of, archive, parts["person"], parts["sitting"]
            )
    except SketchwellError as error:
        return PlainTextResponse(str(error), status_code=404)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(packed, media_type="application/zip", headers=headers)


async def _kept(request: Request, keep: Callable[[bytes], None]) -> Response:
    if not _is_therapist(request) or not same_origin(request.headers):
        return _refused()
    body = await body_of(request, most=writing.MAX_BYTES)
    if body is None:
        too_much = f"This is longer than {writing.MAX_BYTES // 1024} KB: it was not kept."
        return PlainTextResponse(too_much, status_code=413)
    try:
        await asyncio.to_thread(keep, body)
    except SketchwellError as error:
        return PlainTextResponse(str(error), status_code=422)
    return Response(status_code=204)


def _is_therapist(request: Request) -> bool:
    seen = browser_pass(request)
    return seen is not None and seen.whole


def _refused() -> Response:
    return PlainTextResponse("Open this through the workbench.", status_code=403)
