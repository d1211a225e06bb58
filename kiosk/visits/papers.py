"""The paper a visitor draws on: light, or dark for whom white glares."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.visits import wire
from kiosk.visits.wire import LineError, Said

if TYPE_CHECKING:
    from kiosk.visits.line import Line

PAPERS = {"light": "#fffefb", "dark": "#2c2a33"}  # as kiosk/static/seeing.js


async def paper(line: Line, said: Said) -> None:
    """Takes the paper that the screen shows from now on; what is on it is answered again."""
    name = said.head.get("paper")
    if not isinstance(name, str) or name not in PAPERS:
        raise LineError(wire.UNWANTED, f"there is no paper {name!r:.40}")
    line.visit.paper = replace(line.visit.paper, color=PAPERS[name])
    line.answers.ask(said.number)
    await line.tell(wire.TOLD, said.number, {"did": "paper"})
