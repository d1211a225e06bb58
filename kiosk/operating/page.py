"""The operator's page: how the kiosk stands now, what is left to do, every setting. Plain HTML."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from importlib.metadata import PackageNotFoundError, version

from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from engines.doctor import Finding
from kiosk.operating import standing
from kiosk.operating.machine import figure_mb
from kiosk.site.table import TABLE
from kiosk.site.values import Site

Row = tuple[str, str]
STANDINGS = {"ok": "in order", "note": "to do", "problem": "PROBLEM"}
_FIELDS = {"language.offered": "languages", "language.first": "language", "sound.start": "sound"}
_FIELDS |= {"sound.spoken_key": "spoken_key", "help.card": "help_card"}
_MINUTE_S, _HOUR_S = 60, 3600


async def page(request: Request) -> Response:
    """The page, for whoever is on this machine and knows its address; for others there is none."""
    door = request.app.state.door
    if door is None or not door.opens(request):
        return PlainTextResponse("Not Found", status_code=404)
    return HTMLResponse(await asyncio.to_thread(_written, request.app.state))


def now(state: State) -> list[Row]:
    """How the kiosk is running."""
    worker = state.worker.status()
    painter = f"{state.settings.painter} on {state.settings.runtime} ({state.settings.precision})"
    resting = worker.problem or ("" if worker.ready else "it is starting")
    return [
        ("Painter", f"{painter}: {resting or 'ready'}"),
        ("Painter started again", f"{worker.restarts} times"),
        ("Memory of the painter", _mb(figure_mb("VmRSS", worker.pid or "none"))),
        ("Memory of this server", _mb(figure_mb("VmRSS", "self"))),
        ("Memory that is free", _mb(figure_mb("MemAvailable"))),
        ("Running for", told_s(state.tally.up_s)),
        ("Visits since the start", str(state.tally.visits)),
        ("Version", _version()),
    ]


def settings_rows(site: Site) -> Iterator[Row]:
    """Every setting and its value."""
    for row in TABLE:
        name = _FIELDS.get(row.name, row.key)
        if row.table.startswith("take."):
            way = getattr(site, row.table.removeprefix("take."))
            yield row.name, _shown(None if way is None else getattr(way, row.key))
        elif hasattr(site, name):
            yield row.name, _shown(getattr(site, name))


def told_s(seconds: float) -> str:
    """A time in words: "3 h 12 min"."""
    hours, left = divmod(int(seconds), _HOUR_S)
    return f"{hours} h {left // _MINUTE_S} min" if hours else f"{left // _MINUTE_S} min"


def _written(state: State) -> str:
    at = datetime.now().astimezone()
    found = standing.findings(state.in_force, state.settings.data, at)
    found += standing.unopened(state.in_force.site, state.take)
    body = [
        "<h1>Sketchwell kiosk</h1>",
        f"<p>{at:%Y-%m-%d %H:%M}. <a href=''>Look again</a></p>",
        "<h2>What needs you</h2>",
        _findings(found),
        "<h2>Now</h2>",
        _table(now(state)),
        "<h2>Settings in force</h2>",
        f"<p>{escape(state.in_force.told())}</p>",
        _table(list(settings_rows(state.site))),
        "<p>Nothing of any visitor stands here or anywhere else: only how many there were.</p>",
    ]
    head = "<meta charset='utf-8'><title>Sketchwell kiosk: operator</title>"
    head += "<meta name='viewport' content='width=device-width, initial-scale=1'>"
    head += "<link rel='icon' href='/static/icon.svg' type='image/svg+xml'>"
    head += "<link rel='stylesheet' href='/static/operator.css'>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body><main>{''.join(body)}</main>"


def _findings(found: Sequence[Finding]) -> str:
    order = {"problem": 0, "note": 1, "ok": 2}
    rows = sorted(found, key=lambda each: order[each.standing])
    listed = [
        f"<tr class='{each.standing}'><th scope='row'>{escape(each.what)}</th>"
        f"<td>{STANDINGS[each.standing]}</td><td>{escape(each.text)}</td></tr>"
        for each in rows
    ]
    return f"<table>{''.join(listed)}</table>"


def _table(rows: Sequence[Row]) -> str:
    listed = [
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(value)}</td></tr>"
        for name, value in rows
    ]
    return f"<table>{''.join(listed)}</table>"


def _shown(value: object) -> str:
    if value is None or value == "":
        return "off"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) if len(value) <= 12 else f"{len(value)} of them"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _mb(figure: float | None) -> str:
    return "unknown" if figure is None else f"{figure:,.0f} MB"


def _version() -> str:
    try:
        return version("sketchwell")
    except PackageNotFoundError:
        return "unknown"
