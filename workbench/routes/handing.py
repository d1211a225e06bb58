"""The addresses by which a browser hands over, hides, comes back, and hears about it at once.

All take and give JSON. What a pass may not ask for answers 403; a PIN that is not right answers
with the seconds until the next try is looked at.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from engines.errors import NotHereError, RequestError, SketchwellError
from workbench import practice
from workbench.archive.acting import acting
from workbench.handing.passes import Pass
from workbench.handing.standing import standing
from workbench.practice import Practice
from workbench.routes.bodies import body_of, fields_of
from workbench.routes.guard import PASSES, REFUSED, browser_pass, same_origin

MAX_BODY = 2_000
LOOK_S = 2.0
Deed = Callable[[Pass, dict[str, Any]], dict[str, Any]]


def routes() -> list[BaseRoute]:
    """What `asgi` adds to its own."""
    deeds = {"hand-over": _hand_over, "back": _back, "hide": _hide, "ask": _ask}
    posts = [
        Route(f"{PASSES}/{name}", _obeying(deed), methods=["POST"]) for name, deed in deeds.items()
    ]
    return [
        Route(PASSES, _look, methods=["GET"]),
        WebSocketRoute(f"{PASSES}/line", _tell),
        *posts,
    ]


def _hand_over(seen: Pass, given: dict[str, Any]) -> dict[str, Any]:
    served = practice.current()
    if not seen.whole:  # before anything is said about the sitting
        raise RequestError("This browser shows the client's view already.")
    sitting = served.archive.open_sitting(str(given.get("sitting", ""))).sitting
    pin = served.passes.pin_of(seen.browser)
    if pin is not None and not pin.is_set:
        pin.choose(str(given.get("pin", "")))
    served.passes.hand_over(seen.browser, sitting.id)
    served.archive.witness("table handed over", sitting=sitting.id, person=sitting.person)
    return {"ok": True}


def _back(seen: Pass, given: dict[str, Any]) -> dict[str, Any]:
    served = practice.whole()
    pin = served.passes.pin_of(seen.browser)
    if pin is None:
        return {"ok": False, "wait": 0.0}
    early = pin.wait_s > 0
    came = served.passes.come_back(seen.browser, str(given.get("pin", "")))
    if came:
        _taken_back(served, seen)
    return {"ok": came, "early": early, "wait": round(pin.wait_s, 1)}


def _taken_back(served: Practice, seen: Pass) -> None:
    account = served.passes.behind(seen.browser)
    with acting(account.id if account is not None else None):
        if seen.sitting is not None:
            served.archive.witness("table taken back", sitting=seen.sitting)
        elif seen.scope == "locked" and account is not None and not account.synthetic:
            served.archive.witness("unlocked", account=account.id)


def _hide(seen: Pass, _: dict[str, Any]) -> dict[str, Any]:
    served = practice.whole()
    if seen.whole:
        served.passes.hide(seen.browser)
    if served.passes.entrance is not None and seen.account is not None:
        served.archive.witness("locked", account=seen.account.id)
    return {"ok": seen.whole}


def _ask(seen: Pass, given: dict[str, Any]) -> dict[str, Any]:
    if seen.sitting is None:
        return {"ok": False}
    served, wanted = practice.current(), given.get("wanted") is True
    served.passes.ask_for_person(seen.sitting, wanted=wanted)
    said = "person asked for" if wanted else "person no longer asked for"
    served.archive.witness(said, sitting=seen.sitting)
    return {"ok": True}


def _obeying(deed: Deed) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        seen = browser_pass(request)
        if seen is None or not same_origin(request.headers):
            return JSONResponse({"ok": False}, status_code=403)
        try:
            given = fields_of(await body_of(request, most=MAX_BODY))
            return JSONResponse(await asyncio.to_thread(deed, seen, given))
        except NotHereError:
            return JSONResponse({"ok": False}, status_code=404)
        except SketchwellError as error:
            return JSONResponse({"ok": False, "text": str(error)}, status_code=400)

    return answer


async def _look(request: Request) -> Response:
    seen = browser_pass(request)
    if seen is None:
        return JSONResponse({"scope": "unknown"}, status_code=403)
    told = await asyncio.to_thread(standing, practice.current(), seen)
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


async def _tell(socket: WebSocket) -> None:
    """Says how the browser's pass stands whenever that changed."""
    seen = browser_pass(socket) if same_origin(socket.headers) else None
    await socket.accept()
    if seen is None:
        await socket.close(REFUSED)
        return
    loop, due = asyncio.get_running_loop(), asyncio.Event()

    def changed() -> None:
        loop.call_soon_threadsafe(due.set)

    stop = practice.whole().passes.listen(changed)
    telling = asyncio.create_task(_keep_telling(socket, seen, due))
    try:
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass
    except RuntimeError:
        pass
    finally:
        stop()
        telling.cancel()


def _standing_now(seen: Pass) -> dict[str, Any]:
    served = practice.whole()
    again = served.passes.again(seen)
    return standing(served.within(again), again)


async def _keep_telling(socket: WebSocket, seen: Pass, due: asyncio.Event) -> None:
    told = None
    while True:
        now = await asyncio.to_thread(_standing_now, seen)
        due.clear()
        try:
            if now != told:
                await socket.send_text(json.dumps(now))
        except (WebSocketDisconnect, RuntimeError):
            return
        told = now
        # Answers that wait for a therapist's look are not told: they are looked for.
        try:
            await asyncio.wait_for(due.wait(), LOOK_S)
        except asyncio.TimeoutError:
            continue
