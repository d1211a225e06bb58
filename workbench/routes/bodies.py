"""What a browser sends along with a request, and never more of it than a route can use."""

from __future__ import annotations

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


def language_of(request: Request) -> str:
    """The first of the browser's languages that the workbench speaks, else English."""
    tags = request.headers.get("accept-language", "").split(",")
    found = (nearest(tag.partition(";")[0].strip(), "workbench") for tag in tags)
    return next((each for each in found if each), ENGLISH)
