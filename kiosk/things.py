"""What can be asked for by pointing: its names in a language, and a small picture of each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from engines import lexicon


async def names(request: Request) -> Response:
    """What the operator offers, group by group, in one language."""
    language = request.path_params["code"]
    if language not in lexicon.LANGUAGES:
        return PlainTextResponse("There are no names in this language.", status_code=404)
    offered = frozenset(request.app.state.site.things)
    return JSONResponse(await asyncio.to_thread(_named, language, offered))


async def picture(request: Request) -> Response:
    """The small picture of one thing or scenery."""
    name = request.path_params["name"]
    if name not in lexicon.things() and name not in lexicon.sceneries():
        return PlainTextResponse("There is no such thing.", status_code=404)
    png = await asyncio.to_thread(lexicon.picture_png, name)
    return Response(png, media_type="image/png")


def _named(language: str, offered: frozenset[str]) -> dict[str, Any]:
    groups = [
        {"name": group.label, "things": _tiles(group.words, offered)}
        for group in lexicon.groups(language)
    ]
    return {"groups": [group for group in groups if group["things"]]}


def _tiles(words: Sequence[lexicon.Word], offered: frozenset[str]) -> list[dict[str, str]]:
    return [
        {"name": word.name, "word": word.label, "picture": f"/things/{word.name}.png"}
        for word in words
        if word.name in offered
    ]
