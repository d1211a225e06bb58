"""The help card as the page shows it: `GET /help/de.json`, read afresh each time.

Whatever is wrong with the site's card, something is answered: at least "ask staff" and the
emergency number. The page holds what it got, so that it is there when the kiosk's server is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from engines.languages import name_or_code
from engines.safety import help_card
from engines.safety.card_format import HelpCard, Line, said_in
from engines.safety.help_card import Shown


async def card(request: Request) -> Response:
    """The card in one language; 404 where the site does not offer it."""
    state, code = request.app.state, request.path_params["code"]
    if code not in state.site.languages:
        return PlainTextResponse("There is no help card in this language.", status_code=404)
    at = datetime.now().astimezone()
    shown = await asyncio.to_thread(shown_at, state.site.help_card, state.settings.data, at)
    return JSONResponse(dict(told(shown.card, code, at)))


def shown_at(path: Path, keys: Path, at: datetime) -> Shown:
    """What may be shown at a time on the wall, and what the operator must know of it."""
    return help_card.read(path, keys=keys, today=at.date())


def told(card: HelpCard, language: str, at: datetime) -> Mapping[str, Any]:
    """The card in a language, ready for JSON: lines that speak it first, then those open now."""
    return {
        "staff": card.staff_words(language),
        "emergency": {"number": card.emergency, "where": said_in(card.where, language)},
        "lines": [_line(line, language, at) for line in card.lines_for(language, at)],
    }


def _line(line: Line, language: str, at: datetime) -> Mapping[str, Any]:
    return {
        "name": line.name,
        "number": line.number,
        "hours": [hours.said(language) for hours in line.hours],
        "open": line.is_open(at),
        "languages": [name_or_code(code) for code in line.languages],
        "note": said_in(line.note, language),
    }
