"""The addresses by which somebody signs in and out, opens a locked page, and is still there.

All take and give JSON. A sign-in answers with a cookie that no browser had before, so that none can
be planted. What is wrong is not told apart; a wait is told in seconds.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from engines.errors import RequestError, SketchwellError
from engines.languages import ENGLISH, nearest
from workbench import practice
from workbench.access.accounts import Account
from workbench.access.devices import KEPT_S, PREFIX
from workbench.access.door import Answer, Try
from workbench.archive.acting import acting
from workbench.handing.entrance import Entrance
from workbench.handing.passes import Pass
from workbench.lan import hosting
from workbench.routes.bodies import body_of, fields_of
from workbench.routes.guard import PASSES, browser_pass, pass_cookie, same_origin
from workbench.saying import _, retold, speaking

MAX_BODY = 8_000
Said = dict[str, Any]
Deed = Callable[[Request, Pass, Said], Response]


def routes() -> list[BaseRoute]:
    """What `asgi` adds to its own."""
    deeds: dict[str, Deed] = {
        "sign-in": _sign_in,
        "first": _first,
        "sign-out": _sign_out,
        "unlock": _unlock,
        "stir": _stir,
    }
    return [
        Route(f"{PASSES}/{name}", _obeying(deed), methods=["POST"]) for name, deed in deeds.items()
    ]


def _sign_in(request: Request, seen: Pass, given: Said) -> Response:
    entered = _entrance()
    if seen.scope != "signed-out":
        return _no(status=403)

    def known(account: str) -> str:
        return entered.devices.known(account, request.cookies.get(PREFIX + account, ""))

    typed = {name: str(given.get(name) or "") for name in ("password", "code", "new")}
    tried = Try(str(given.get("name") or ""), **typed, browser=seen.browser, known=known)
    answer = entered.door.knock(tried)
    if answer.account is None:
        return _told(answer)
    return _came_in(answer.account, seen)


def _first(request: Request, seen: Pass, given: Said) -> Response:
    entered = _entrance()
    if seen.scope != "signed-out" or not _on_this_machine(request):
        return _no(status=403)
    with acting(None):  # nobody is signed in yet: the first start does it
        account = entered.staff.first(
            str(given.get("name") or ""),
            str(given.get("sign_in") or ""),
            str(given.get("password") or ""),
            therapist=given.get("therapist") is True,
        )
        if account.has("therapist"):  # whose the people of an older practice are now
            practice.whole().archive.adopt(account.id)
    return _came_in(account, seen)


def _came_in(account: Account, seen: Pass) -> Response:
    served = practice.whole()
    cookie = served.passes.sign_in(account.id, before=seen.browser)
    with acting(account.id):
        served.archive.witness("signed in", account=account.id)
    answer = JSONResponse({"ok": True}, headers={"Cache-Control": "no-store"})
    answer.headers.append("Set-Cookie", pass_cookie(cookie))
    token = _entrance().devices.token(account.id)
    secure = "; Secure" if hosting.current().lan else ""
    answer.headers.append(
        "Set-Cookie",
        f"{PREFIX}{account.id}={token}; Path={PASSES}; Max-Age={KEPT_S}; HttpOnly; "
        f"SameSite=Strict{secure}",
    )
    return answer


def _sign_out(_request: Request, seen: Pass, given: Said) -> Response:
    served = practice.whole()
    account = served.passes.behind(seen.browser)
    if account is None or seen.scope not in ("whole", "locked"):
        return _no(status=403)
    everywhere = given.get("everywhere") is True and seen.whole
    what = "signed out everywhere" if everywhere else "signed out"
    with acting(account.id):
        served.archive.witness(what, account=account.id)
    if everywhere:
        served.passes.sign_out_everywhere(account.id)
    else:
        served.passes.sign_out(seen.browser)
    answer = JSONResponse({"ok": True})
    answer.headers.append("Set-Cookie", pass_cookie(served.passes.issue()))
    return answer


def _unlock(_request: Request, seen: Pass, given: Said) -> Response:
    """Opens what is locked or handed over by the password of whoever is signed in there."""
    if seen.scope not in ("locked", "handed"):
        return _no(status=403)
    served = practice.whole()
    answer = served.passes.come_back_by_password(seen.browser, str(given.get("password") or ""))
    if answer.account is None:
        return _told(answer)
    with acting(answer.account.id):
        if seen.sitting is not None:
            served.archive.witness("table taken back", sitting=seen.sitting)
        else:
            served.archive.witness("unlocked", account=answer.account.id)
    return JSONResponse({"ok": True})


def _stir(_request: Request, seen: Pass, _given: Said) -> Response:
    practice.whole().passes.stir(seen.browser)
    return JSONResponse({"ok": True})


def _obeying(deed: Deed) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        seen = browser_pass(request)
        if seen is None or not same_origin(request.headers):
            return _no(status=403)
        given = fields_of(await body_of(request, most=MAX_BODY))
        spoken = nearest(str(given.get("language") or ""), "workbench") or ENGLISH
        return await asyncio.to_thread(_done, deed, request, seen, given, spoken)

    return answer


def _done(deed: Deed, request: Request, seen: Pass, given: Said, spoken: str) -> Response:
    with speaking(spoken):
        try:
            return deed(request, seen, given)
        except SketchwellError as error:
            return JSONResponse({"ok": False, "text": retold(str(error))}, status_code=400)


def _told(answer: Answer) -> Response:
    said: Said = {"ok": False, "wait": round(answer.wait_s, 1), "early": answer.early}
    said["needs"] = answer.needs
    if answer.fault is not None:
        said["text"] = _(answer.fault)
    return JSONResponse(said, headers={"Cache-Control": "no-store"})


def _no(*, status: int) -> Response:
    return JSONResponse({"ok": False}, status_code=status)


def _entrance() -> Entrance:
    entered = practice.whole().passes.entrance
    if entered is None:
        raise RequestError("The demo practice signs nobody in.")
    return entered


def _on_this_machine(request: Request) -> bool:
    """Whether whoever asks sits at the machine itself; without a network nobody else can."""
    if not hosting.current().lan:
        return True
    try:
        return ipaddress.ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
