"""The address where a researcher takes out the sittings of those who agreed, under pseudonyms."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from workbench import practice
from workbench.access.pseudonyms import ADDRESS


def routes() -> list[BaseRoute]:
    """Our address for research; who may ask is said in `rules`."""
    return [Route(ADDRESS, table, methods=["GET"])]


async def table(_: Request) -> Response:
    """One line a sitting."""

    def made() -> bytes:
        served = practice.current()
        found = served.studied()
        served.archive.witness("research taken out", count=str(len(found.people)))
        return found.to_csv()

    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": 'attachment; filename="sketchwell-sittings.csv"',
    }
    content = await asyncio.to_thread(made)
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
