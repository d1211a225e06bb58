"""What a browser sends along with a request, and never more of it than a route can use."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from engines.languages import ENGLISH, nearest


async def body_of(request: Request, *, most: int) -> bytes | None:
    """The body, or None where it is longer than `most` bytes; the rest is not read then."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return bytes(body)


def fields_of(body: bytes | None) -> dict[str, Any]:
    """The fields of a JSON object; none where it is too long, unreadable or no object."""
    try:
        given = json.loads(body or b"")
    except (ValueError, RecursionError):
        given = None
    return given if isinstance(given, dict) else {}


def language_of(request: Request) -> str:
    """The first of the browser's languages that the workbench speaks, else English."""
    tags = request.headers.get("accept-language", "").split(",")
    found = (nearest(tag.partition(";")[0].strip(), "workbench") for tag in tags)
    return next((each for each in found if each), ENGLISH)
