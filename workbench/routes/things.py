"""The addresses of what can be asked for: its names in a language, and a small picture of each.

They are the same for everybody and say nothing about anybody, so every browser may have them.
"""

from __future__ import annotations

import asyncio
import hashlib
from functools import cache
from importlib import resources
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from engines import lexicon

# A picture's address changes with the pictures, so that no old one is ever shown.
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASK_AGAIN = {"Cache-Control": "no-cache"}


def routes() -> list[BaseRoute]:
    """Our addresses for what can be asked for."""
    return [
        Route("/app/things/{language}/names", names, methods=["GET"]),
        Route("/app/things/{name}.png", picture, methods=["GET"]),
    ]


async def names(request: Request) -> Response:
    """Everything that can be asked for, group by group, in one language."""
    language = request.path_params["language"]
    if language not in lexicon.LANGUAGES:
        return PlainTextResponse("There are no names in this language.", status_code=404)
    return JSONResponse(await asyncio.to_thread(_named, language), headers=_ASK_AGAIN)


async def picture(request: Request) -> Response:
    """The small picture of one thing or scenery."""
    name = request.path_params["name"]
    if name not in lexicon.things() and name not in lexicon.sceneries():
        return PlainTextResponse("There is no such thing.", status_code=404)
    png = await asyncio.to_thread(lexicon.picture_png, name)
    return Response(png, media_type="image/png", headers=_FOR_EVER)


@cache
def _named(language: str) -> dict[str, Any]:
    return {
        "version": _version(),
        "groups": [
            {
                "key": group.key,
                "label": group.label,
                "words": [
                    {"name": word.name, "label": word.label, "many": word.many}
                    for word in group.words
                ],
            }
            for group in lexicon.groups(language)
        ],
    }


@cache
def _version() -> str:
    folder = resources.files(lexicon)
    parts = [folder.joinpath(name).read_bytes() for name in ("shapes.zip", "things.toml")]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]
