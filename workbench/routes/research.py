"""The addresses where a researcher takes sittings out, of those who agreed, under pseudonyms."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from engines.errors import NotHereError
from workbench import practice
from workbench.access.pseudonyms import ADDRESS


def routes() -> list[BaseRoute]:
    """Our addresses for research; who may ask is said in `rules`."""
    return [
        Route(ADDRESS, table, methods=["GET"]),
        Route("/api/research/studies/{study}.csv", study_table, methods=["GET"]),
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


def _file(content: bytes, name: str) -> Response:
    told = f'attachment; filename="sketchwell-{name}.csv"'
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": told}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
