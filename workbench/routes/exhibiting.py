"""The address where the pictures for an exhibition are taken out, of those who agreed to it."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import SketchwellError
from engines.languages import ENGLISH, nearest
from workbench import practice
from workbench.consent import exhibition
from workbench.saying import retold, speaking


def routes() -> list[BaseRoute]:
    """Our address for exhibitions; who may ask is said in `rules`."""
    return [Route(exhibition.ADDRESS, pictures, methods=["GET"])]


async def pictures(request: Request) -> Response:
    """Pictures and labels in one file; with `?language=` the labels are in that language."""
    spoken = nearest(request.query_params.get("language"), "workbench") or ENGLISH

    def made() -> bytes:
        with speaking(spoken):
            return exhibition.packed(practice.current().archive)

    try:
        content = await asyncio.to_thread(made)
    except SketchwellError as error:
        with speaking(spoken):
            return PlainTextResponse(retold(str(error)), status_code=404)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": 'attachment; filename="sketchwell-exhibition.zip"',
    }
    return Response(content, media_type="application/zip", headers=headers)
