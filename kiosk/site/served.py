"""What the page is told at its start: of the settings, and of an engine that is being built."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk.deploy.engine import read_progress
from kiosk.site.values import public

BUILDING = ("building", "verifying")


async def site(request: Request) -> Response:
    """The public part of the settings; of the ways home those that could be opened."""
    state = request.app.state
    return JSONResponse({**public(state.site), "take": state.take})


async def engine(request: Request) -> Response:
    """`GET /engine.json`: whether a board builds its engine now, and how many percent are done."""
    told = await asyncio.to_thread(read_progress, request.app.state.engine_folder)
    return JSONResponse({"building": told.state in BUILDING, "percent": told.percent})
