"""The addresses for drawings made on paper: photos come in, scans go out.

A photo comes in through here and not through Streamlit's uploads; only the therapist's own browser
may send one. A scan is shown to the therapist, and to the person whose table it lies on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import SketchwellError
from workbench import practice
from workbench.handing.passes import Pass
from workbench.paper.bringing import MAX_BYTES
from workbench.paper.papers import scan_file
from workbench.routes.bodies import body_of
from workbench.routes.guard import browser_pass, same_origin


def routes() -> list[BaseRoute]:
    """Our addresses for paper drawings."""
    return [
        Route("/api/people/{person}/scans/{scan}", scan, methods=["GET"]),
        Route("/api/sittings/{sitting}/paper/{step}", paper, methods=["POST"]),
    ]


async def scan(request: Request) -> Response:
    """A paper drawing as PNG; with `?layer=lines` its lines alone on transparent."""
    seen, parts = browser_pass(request), request.path_params
    if seen is None:
        return _refused()
    lines = request.query_params.get("layer") == "lines"
    try:
        if not await asyncio.to_thread(_may_see, seen, parts["person"], parts["scan"]):
            raise SketchwellError("There is no such paper drawing.")
        archive = practice.current().archive
        png = await asyncio.to_thread(
            scan_file, archive, parts["person"], parts["scan"], lines=lines
        )
    except SketchwellError:
        return PlainTextResponse("There is no such paper drawing.", status_code=404)
    return Response(png, media_type="image/png", headers={"Cache-Control": "private, no-store"})


async def paper(request: Request) -> Response:
    """One step of bringing a paper drawing in: "photo", "tried", "use" or "drop"."""
    seen, parts = browser_pass(request), request.path_params
    if seen is None or not seen.whole or not same_origin(request.headers):
        return _refused()
    step = STEPS.get(parts["step"])
    if step is None:
        return PlainTextResponse("There is nothing here.", status_code=404)
    body = await body_of(request, most=MAX_BYTES)
    if body is None:
        too_much = f"The photo has more than {MAX_BYTES // 2**20} MB: take a smaller one."
        return PlainTextResponse(too_much, status_code=413)
    try:
        return await asyncio.to_thread(step, parts["sitting"], body)
    except SketchwellError as error:
        return PlainTextResponse(str(error), status_code=422)


def _photo(sitting: str, body: bytes) -> Response:
    now = practice.current()
    now.archive.open_sitting(sitting)
    return JSONResponse(now.photos.take(sitting, body), headers={"Cache-Control": "no-store"})


def _tried(sitting: str, body: bytes) -> Response:
    jpeg = practice.current().photos.tried(sitting, body)
    return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


def _use(sitting: str, body: bytes) -> Response:
    now = practice.current()
    now.photos.use(sitting, body, archive=now.archive, tables=now.tables)
    return Response(status_code=204)


def _drop(sitting: str, body: bytes) -> Response:
    del body
    practice.current().photos.drop(sitting)
    return Response(status_code=204)


STEPS: dict[str, Callable[[str, bytes], Response]] = {
    "photo": _photo,
    "tried": _tried,
    "use": _use,
    "drop": _drop,
}


def _may_see(seen: Pass, person: str, scan: str) -> bool:
    if seen.whole:
        return True
    if seen.sitting is None:
        return False
    table = practice.current().tables.at(seen.sitting)
    return table.person == person and table.holds_scan(scan)


def _refused() -> Response:
    return PlainTextResponse("Open this through the workbench.", status_code=403)
