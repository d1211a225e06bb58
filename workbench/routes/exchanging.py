"""The address where a person's record is taken out for another system, as a FHIR bundle."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import ArchiveError, RecordError
from workbench import practice
from workbench.exchange import gathering
from workbench.exchange.codes import RELEASES
from workbench.routes.guard import browser_pass

FILE = "/api/people/{person}/fhir/{release}"
YES = "1"


def routes() -> list[BaseRoute]:
    """Our address for FHIR; who may ask is said in `rules`."""
    return [Route(FILE, file, methods=["GET"])]


async def file(request: Request) -> Response:
    """The bundle; `?name=1` with the name, `?pictures=1` with the kept pictures."""
    seen, person = browser_pass(request), request.path_params["person"]
    release = RELEASES.get(request.path_params["release"])
    if seen is None or not seen.whole or release is None:
        return Response(status_code=404)
    archive, asked = practice.current().archive, request.query_params
    named, pictured = asked.get("name") == YES, asked.get("pictures") == YES
    try:
        content = await asyncio.to_thread(
            gathering.file_of, archive, person, release, named=named, pictured=pictured
        )
    except ArchiveError:
        return Response(status_code=404)
    except RecordError as error:
        return PlainTextResponse(str(error), status_code=422)
    told = f'attachment; filename="sketchwell-{person[:6]}-fhir-{release.name}.json"'
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": told}
    kind = f"application/fhir+json; fhirVersion={release.version[:3]}"
    return Response(content, media_type=kind, headers=headers)
