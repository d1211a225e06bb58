"""A body that is too long is not read to its end."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request

from workbench.routes.bodies import body_of


@pytest.mark.parametrize(("most", "got"), [(6, b"abcdef"), (5, None), (1, None)])
def test_a_body_is_read_as_far_as_it_may_be_long(most: int, got: bytes | None):
    pieces = iter([b"abc", b"def"])

    async def receive() -> dict[str, object]:
        piece = next(pieces, b"")
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    assert asyncio.run(body_of(request, most=most)) == got
    assert len([*pieces]) == (1 if most == 1 else 0)
