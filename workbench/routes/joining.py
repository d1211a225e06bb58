"""The addresses by which a tablet or phone joins one sitting, and a therapist lets it and ends it.

They are there in LAN mode alone. A code is looked at with GET and used up with POST, so that what
only looks ahead at an address (a camera, a messenger) does not use it up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import SketchwellError
from workbench import practice
from workbench.lan import hosting, pages
from workbench.lan.codes import code_of
from workbench.lan.guests import Guests
from workbench.routes.bodies import language_of
from workbench.routes.guard import browser_pass, pass_cookie, same_origin
from workbench.saying import speaking

GUEST = "/api/sittings/{sitting}/guest"


def routes() -> list[BaseRoute]:
    """What `asgi` adds to its own."""
    return [
        Route("/join/{token}", _look, methods=["GET"]),
        Route("/join/{token}", _join, methods=["POST"]),
        Route(GUEST, _standing, methods=["GET"]),
        Route(f"{GUEST}/invite", _invite, methods=["POST"]),
        Route(f"{GUEST}/end", _end, methods=["POST"]),
    ]


async def _look(request: Request) -> Response:
    guests = _guests()
    if guests.besieged(_origin(request)):
        return _page(request, pages.slower, 429)
    if not (hosting.current().lan and guests.known(request.path_params["token"])):
        return _page(request, pages.over, 404)
    return _page(request, pages.asking, 200)


async def _join(request: Request) -> Response:
    guests, passes = _guests(), practice.whole().passes
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return _page(request, pages.over, 403)
    if guests.besieged(_origin(request)):
        return _page(request, pages.slower, 429)
    # A pass that nobody had before: what this browser was until now, it is no longer.
    cookie = passes.issue_guest()
    sitting = None
    if hosting.current().lan:
        token, browser = request.path_params["token"], cookie.partition(".")[0]
        sitting = await asyncio.to_thread(guests.join, token, browser, origin=_origin(request))
    if sitting is None:
        return _page(request, pages.over, 404)
    archive = practice.whole().archive
    await asyncio.to_thread(archive.witness, "device joined", sitting=sitting)
    return RedirectResponse("/", 303, headers={"Set-Cookie": pass_cookie(cookie)})


async def _standing(request: Request) -> Response:
    sitting = request.path_params["sitting"]
    guests = _guests()
    found = guests.at(sitting)
    told = {
        "joined": None if found is None else round(guests.ago_s(found)),
        "waits": round(guests.waits_s(sitting)),
    }
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


async def _invite(request: Request) -> Response:
    seen = browser_pass(request)
    if seen is None or seen.account is None or not _may(request):
        return JSONResponse({"ok": False}, status_code=403)
    try:
        sitting = await asyncio.to_thread(_open, request.path_params["sitting"])
    except SketchwellError:
        return JSONResponse({"ok": False}, status_code=404)
    token = _guests().invite(sitting, by=seen.account.id)
    address = f"{hosting.current().origin}/join/{token}"
    told: dict[str, Any] = {"ok": True, "address": address, "code": code_of(address)}
    return JSONResponse({**told, "waits": round(_guests().waits_s(sitting))})


async def _end(request: Request) -> Response:
    if not _may(request):
        return JSONResponse({"ok": False}, status_code=403)
    sitting = request.path_params["sitting"]
    await asyncio.to_thread(practice.whole().passes.send_away, sitting)
    await asyncio.to_thread(practice.whole().archive.witness, "device sent away", sitting=sitting)
    return JSONResponse({"ok": True})


def _may(request: Request) -> bool:
    """The guard has seen to whose sitting it is."""
    seen = browser_pass(request)
    whole = seen is not None and seen.whole
    return whole and hosting.current().lan and same_origin(request.headers)


def _origin(request: Request) -> str:
    """The address that asks: one that tries codes must not close the door for the others."""
    return request.client.host if request.client is not None else ""


def _open(sitting: str) -> str:
    return practice.current().archive.open_sitting(sitting).sitting.id


def _guests() -> Guests:
    return practice.whole().passes.guests


def _page(request: Request, drawn: Callable[[], str], status: int) -> Response:
    with speaking(language_of(request)):
        return HTMLResponse(drawn(), status, {"Cache-Control": "no-store"})
