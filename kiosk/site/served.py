"""What the page is told of the settings: `GET /site.json`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kiosk.site.values import public


async def site(request: Request) -> Response:
    """The public part of the settings; of the ways home those that could be opened."""
    state = request.app.state
    return JSONResponse({**public(state.site), "take": state.take})
