"""The address of films: to the therapist's own browser, once, from memory."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from workbench import practice
from workbench.routes.guard import browser_pass


def routes() -> list[BaseRoute]:
    """Where films are fetched."""
    return [Route("/api/films/{film}", film_file, methods=["GET"])]


async def film_file(request: Request) -> Response:
    """A film that waits on the shelf; it is gone from there afterwards."""
    seen = browser_pass(request)
    if seen is None or not seen.whole:
        return PlainTextResponse("Open this through the workbench.", status_code=403)
    film = practice.current().films.take(request.path_params["film"])
    if film is None:
        return PlainTextResponse("This film is gone: make it again.", status_code=404)
    name = f"sketchwell-replay.{film.kind}"
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(film.data, media_type=film.media_type, headers=headers)
