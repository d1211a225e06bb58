"""The address of an answer that waits for a look, for whoever may show it."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import SketchwellError
from workbench import practice
from workbench.pictures import picture_bytes


def routes() -> list[BaseRoute]:
    """Our address for supervision; who may ask is said in `rules`."""
    return [Route("/api/sittings/{sitting}/held/{answer}", answer, methods=["GET"])]


async def answer(request: Request) -> Response:
    """The picture with its lines, as long as it waits and no longer."""
    found = await asyncio.to_thread(_picture, **request.path_params)
    if found is None:
        return PlainTextResponse("There is no such picture.", status_code=404)
    return Response(found, media_type="image/png", headers={"Cache-Control": "private, no-store"})


def _picture(sitting: str, answer: str) -> bytes | None:
    served = practice.current()
    held = next((each for each in served.held() if each.answer == answer), None)
    if held is None or held.sitting != sitting:
        return None
    if served.reach is not None:
        served.witness.read(served.reach, held.person, "pictures")
    try:
        found = picture_bytes(practice.whole().archive, held.person, answer, "picture")
    except SketchwellError:
        return None
    return found.data if found else None
