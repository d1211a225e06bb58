"""The addresses where a researcher takes sittings out, of those who agreed, under pseudonyms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from engines.errors import NotHereError
from workbench import practice
from workbench.access.pseudonyms import ADDRESS
from workbench.researching import gathering, packing

CSV, ZIP = "text/csv; charset=utf-8", "application/zip"
YES = "1"


def routes() -> list[BaseRoute]:
    """Our addresses for research; who may ask is said in `rules`."""
    return [
        Route(ADDRESS, table, methods=["GET"]),
        Route("/api/research/studies/{study}.csv", study_table, methods=["GET"]),
        Route("/api/research/studies/{study}.zip", study_data, methods=["GET"]),
    ]


async def table(_: Request) -> Response:
    """One line a sitting."""

    def made() -> bytes:
        served = practice.current()
        found = served.studied()
        served.archive.witness("research taken out", count=str(len(found.people)))
        return found.to_csv()

    return _file(await asyncio.to_thread(made), "sittings")


async def study_table(request: Request) -> Response:
    """One line a sitting of a study, with the sums of what its protocol asks."""

    def made() -> bytes:
        served, study = practice.current(), request.path_params["study"]
        content = served.whole_studies().of(study).to_csv()
        served.archive.witness("study taken out", study=study)
        return content

    try:
        return _file(await asyncio.to_thread(made), "study")
    except NotHereError:
        return Response("There is no such study.", status_code=404)


async def study_data(request: Request) -> Response:
    """Every table of a study with its codebook, as a ZIP; `?dates=1` with dates."""
    served, study = practice.current(), request.path_params["study"]
    dates = request.query_params.get("dates") == YES
    try:
        wholes = await asyncio.to_thread(served.whole_studies)
        await asyncio.to_thread(gathering.one, wholes, study)
    except NotHereError:
        return Response("There is no such study.", status_code=404)

    def made() -> bytes:
        data = gathering.gathered(wholes, study)
        content = packing.zipped(data, dates=dates)
        what = "study data taken out with dates" if dates else "study data taken out"
        told = {"count": str(len(data.rows["people"])), "hash": packing.sha256(content)}
        served.archive.witness(what, study=study, **told)
        return content

    async def sent() -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(made)

    # The browser shows a download from the first moment on; what fails on the way breaks it off.
    return StreamingResponse(sent(), media_type=ZIP, headers=_headers("study-data.zip"))


def _file(content: bytes, name: str) -> Response:
    return Response(content, media_type=CSV, headers=_headers(f"{name}.csv"))


def _headers(name: str) -> dict[str, str]:
    told = f'attachment; filename="sketchwell-{name}"'
    return {"Cache-Control": "private, no-store", "Content-Disposition": told}
