"""The address where everything kept about a person is taken out for that person, as a ZIP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from engines.errors import SketchwellError, traced
from workbench import practice
from workbench.archive.assignments import code_of
from workbench.disclosing import gathering, packing
from workbench.routes.bodies import language_of
from workbench.routes.guard import browser_pass
from workbench.saying import speaking

FILE = "/api/people/{person}/everything.zip"
YES = "1"
_log = logging.getLogger(__name__)


def routes() -> list[BaseRoute]:
    """Our address for everything; who may ask is said in `rules`."""
    return [Route(FILE, file, methods=["GET"])]


async def file(request: Request) -> Response:
    """The ZIP, sent while it is made; `?notes=1` with what the person was not shown."""
    seen, person = browser_pass(request), request.path_params["person"]
    if seen is None or not seen.whole:
        return Response(status_code=404)
    notes, archive = request.query_params.get("notes") == YES, practice.current().archive
    try:
        with speaking(language_of(request)):
            files = await asyncio.to_thread(gathering.everything, archive, person, notes=notes)
    except SketchwellError:
        return Response(status_code=404)
    named = f'attachment; filename="sketchwell-everything-{code_of(person)}.zip"'
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": named}
    return StreamingResponse(sent(files), media_type="application/zip", headers=headers)


def sent(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The ZIP, piece by piece.

    Raises:
        ConnectionAbortedError: it came to no end. The server breaks the download off then, so that
            no browser takes half a file for a whole one; its log gets no message of anything.
    """
    try:
        yield from packing.zipped(files)
    except Exception as error:  # noqa: BLE001 - the end of a line: logged by its kind alone
        _log.error("Taking everything out was broken off: %s", traced(error))
        raise ConnectionAbortedError("broken off") from None
