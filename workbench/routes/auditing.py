"""The addresses where the audit is taken out: what was sought as a table, or the whole chain."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import RequestError, SketchwellError
from workbench import practice
from workbench.archive.audited import MOST, Sought
from workbench.auditing import taking_out, telling

TABLE, CHAIN = "/api/audit.csv", "/api/audit.json"


def routes() -> list[BaseRoute]:
    """Our addresses of the audit; who may ask is said in `rules`."""
    return [
        Route(TABLE, table, methods=["GET"]),
        Route(CHAIN, chain, methods=["GET"]),
    ]


def sought(asked: Mapping[str, str]) -> Sought:
    """What an address seeks.

    Raises:
        RequestError: the day is none, or there is no such group.
    """
    given, group = asked.get("day", ""), asked.get("group", "")
    try:
        day = date.fromisoformat(given) if given else None
    except ValueError:
        raise RequestError(f"{given[:40]!r} is no day: write it as 2026-11-22.") from None
    if group and not telling.group(group):
        raise RequestError(f"There is no group {group[:40]!r}: {', '.join(telling.GROUPS)}.")
    person, account = asked.get("person") or None, asked.get("account") or None
    return Sought(person, account, telling.group(group), day)


async def table(request: Request) -> Response:
    """The entries that were sought, for a spreadsheet."""

    def made() -> bytes:
        wanted = sought(request.query_params)
        archive = practice.current().archive
        archive.witness("audit taken out", **{"as": "csv"})
        found = archive.look_up_audit(wanted, limit=MOST)
        rows = [(entry, found.people.get(entry.number, "")) for entry in found.entries]
        return taking_out.table(rows, archive.audit_names())

    return await _answered(made, "text/csv; charset=utf-8", "csv")


async def chain(_: Request) -> Response:
    """All entries with the signed head: to be kept elsewhere, and held against the archive."""

    def made() -> bytes:
        archive = practice.current().archive
        archive.witness("audit taken out", **{"as": "json"})
        head = archive.audit_head()
        entries = archive.look_up_audit(Sought(), limit=head.head.entries).entries
        kept = [each for each in reversed(entries) if each.number <= head.head.entries]
        return taking_out.chain(kept, head)

    return await _answered(made, "application/json", "json")


async def _answered(made: Callable[[], bytes], media_type: str, ending: str) -> Response:
    try:
        file = await asyncio.to_thread(made)
    except RequestError as error:
        return PlainTextResponse(str(error), status_code=422)
    except SketchwellError as error:
        return PlainTextResponse(str(error), status_code=404)
    name = f"sketchwell-audit-{datetime.now().astimezone():%Y-%m-%d}.{ending}"
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(file, media_type=media_type, headers=headers)
