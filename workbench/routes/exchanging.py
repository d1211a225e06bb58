"""The addresses where a person's record is taken out: a report to read, a bundle for a system."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import ArchiveError, BackendMissingError, RecordError
from workbench import practice
from workbench.exchange import gathering
from workbench.exchange.codes import RELEASES
from workbench.reporting import booklet
from workbench.reporting.gathering import HEADS
from workbench.reporting.gathering import file_of as report_of
from workbench.routes.bodies import language_of
from workbench.routes.guard import browser_pass
from workbench.saying import retold, speaking

FILE = "/api/people/{person}/fhir/{release}"
REPORT = "/api/people/{person}/report.pdf"
STORY = "/api/people/{person}/sittings/{sitting}/story.pdf"
YES = "1"


def routes() -> list[BaseRoute]:
    """Our addresses for what is taken out; who may ask is said in `rules`."""
    return [
        Route(FILE, file, methods=["GET"]),
        Route(REPORT, report, methods=["GET"]),
        Route(STORY, story, methods=["GET"]),
    ]


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
    kind = f"application/fhir+json; fhirVersion={release.version[:3]}"
    return _saved(content, f"{person[:6]}-fhir-{release.name}.json", kind)


async def report(request: Request) -> Response:
    """The report; `?head=` says what stands above it, `?pictures=1` with the kept pictures."""
    seen, person = browser_pass(request), request.path_params["person"]
    asked = request.query_params
    head = HEADS.get(asked.get("head", "nobody"))
    if seen is None or not seen.whole or head is None:
        return Response(status_code=404)
    archive, pictured = practice.current().archive, asked.get("pictures") == YES
    make = partial(report_of, archive, person, head, pictured=pictured)
    return await _pdf(request, make, f"{person[:6]}-report.pdf")


async def story(request: Request) -> Response:
    """The story of a sitting."""
    seen, parts = browser_pass(request), request.path_params
    if seen is None or not seen.whole:
        return Response(status_code=404)
    make = partial(booklet.file_of, practice.current().archive, parts["person"], parts["sitting"])
    return await _pdf(request, make, f"{parts['person'][:6]}-story.pdf")


async def _pdf(request: Request, make: Callable[[], bytes], name: str) -> Response:
    with speaking(language_of(request)):
        try:
            content = await asyncio.to_thread(make)
        except ArchiveError:
            return Response(status_code=404)
        except BackendMissingError as error:
            return PlainTextResponse(retold(str(error)), status_code=503)
    return _saved(content, name, "application/pdf")


def _saved(content: bytes, name: str, kind: str) -> Response:
    told = f'attachment; filename="sketchwell-{name}"'
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": told}
    return Response(content, media_type=kind, headers=headers)
