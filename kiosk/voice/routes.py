"""What the page fetches: `GET /voice/de.json`, {text: address}, and the sounds themselves."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from engines.voice import recordings
from engines.voice.recordings import SUFFIX
from kiosk.voice.making import SHIPPED

_CODE = 2


async def index(request: Request) -> Response:
    """Which texts can be said in a language, and where; 404 where nothing can."""
    code = request.path_params["code"]
    texts: dict[str, str] = {}
    for folder in _folders(request):
        texts |= _read(folder, code).texts
    if not texts:
        return PlainTextResponse("Nothing is spoken in this language.", status_code=404)
    return JSONResponse({text: f"/voice/{code}/{name}{SUFFIX}" for text, name in texts.items()})


async def sound(request: Request) -> Response:
    """One sound, as Ogg Opus."""
    code, name = request.path_params["code"], request.path_params["name"]
    for folder in _folders(request):
        found = _read(folder, code).sounds.get(name)
        if found is not None:
            return Response(found, media_type="audio/ogg")
    return PlainTextResponse("There is no such sound.", status_code=404)


def folder_of(data: Path) -> Path:
    """Where a site's own recordings are, such as those of its help card."""
    return data / "voice"


def _read(folder: Path, code: str) -> recordings.Recordings:
    known = len(code) == _CODE and code.isascii() and code.isalpha()
    return recordings.read(folder, code) if known else recordings.NOTHING


def _folders(request: Request) -> tuple[Path, Path]:
    return SHIPPED, folder_of(request.app.state.settings.data)
