"""What a browser sends along with a request, and never more of it than a route can use."""

from __future__ import annotations

from starlette.requests import Request


async def body_of(request: Request, *, most: int) -> bytes | None:
    """The body, or None where it is longer than `most` bytes; the rest is not read then."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return bytes(body)
