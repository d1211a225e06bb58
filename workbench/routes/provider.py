"""The addresses by which somebody signs in with the practice's identity provider.

The way back from there ends on a page of ours that goes on by itself: our cookie is
`SameSite=Strict`, so a request that another site leads to comes without it, and one from our own
page has it. Without a provider every one of these answers as if there were nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from workbench import practice
from workbench.access.provider import pages
from workbench.access.provider.refusing import ProviderError
from workbench.archive.acting import acting
from workbench.handing.passes import Pass
from workbench.lan import hosting
from workbench.modules import text_of
from workbench.routes.bodies import language_of
from workbench.routes.guard import NOTHING, PROVIDER, RETURN, browser_pass, pass_cookie
from workbench.saying import retold, speaking

if TYPE_CHECKING:
    from workbench.access.provider.entering import Came, Provider

SCRIPT = f"{PROVIDER}/done.js"
TOLD_BACK, MOST_LETTERS = ("state", "code", "iss", "error"), 4000
FRESH = {"Cache-Control": "no-store"}
Step = Callable[["Provider", Request, Pass | None], Response]


def routes() -> list[BaseRoute]:
    """What `asgi` adds to its own."""
    steps: dict[str, Step] = {
        PROVIDER: _begin,
        RETURN: _back,
        f"{PROVIDER}/in": _come_in,
        SCRIPT: _script,
    }
    return [Route(path, _taking(step), methods=["GET"]) for path, step in steps.items()]


def _begin(provider: Provider, request: Request, seen: Pass | None) -> Response:
    """Leads a browser to the provider."""
    origin = hosting.current().origin
    if request.url.hostname != urlsplit(origin).hostname:
        return _page(pages.elsewhere(origin))
    if seen is None:
        raise ProviderError("state")
    if seen.scope not in ("signed-out", "locked"):
        return RedirectResponse("/", 303, FRESH)
    aside = "aside" in request.query_params
    return RedirectResponse(provider.begin(seen.browser, origin, aside=aside), 303, FRESH)


def _back(_provider: Provider, request: Request, _seen: Pass | None) -> Response:
    """Takes up what the provider told, with a page of ours; looks at nothing yet."""
    told = {name: request.query_params.get(name, "")[:MOST_LETTERS] for name in TOLD_BACK}
    onward = f"{PROVIDER}/in?{urlencode({name: each for name, each in told.items() if each})}"
    return _page(pages.moment(onward), onward=onward)


def _come_in(provider: Provider, request: Request, seen: Pass | None) -> Response:
    """Lets somebody in whom the provider knows and an account here is joined to."""
    came = provider.end(seen.browser if seen else "", request.query_params)
    if seen is None or seen.scope not in ("signed-out", "locked"):
        raise ProviderError("state")
    if came.account is None:
        _refused(seen, "unknown")
        code = provider.strangers.code_of(came.subject)
        return _page(pages.stranger(provider.chosen.host, code), status=403)
    if came.account.disabled is not None:
        raise ProviderError("closed")
    if seen.scope == "locked":
        return _unlocked(came, seen)
    return _signed_in(provider, came, seen)


def _signed_in(provider: Provider, came: Came, seen: Pass) -> Response:
    served, account = practice.whole(), came.account
    assert account is not None
    cookie = served.passes.sign_in(account.id, before=seen.browser, lasts_s=came.lasts_s)
    provider.hold(cookie.partition(".")[0], came)
    with acting(account.id):
        served.archive.witness("signed in by provider", account=account.id)
    answer = _done(came)
    answer.headers.append("Set-Cookie", pass_cookie(cookie))
    return answer


def _unlocked(came: Came, seen: Pass) -> Response:
    """Opens a locked page for whoever locked it, and for nobody else."""
    served, account = practice.whole(), came.account
    behind, entered = served.passes.behind(seen.browser), served.passes.entrance
    if account is None or behind is None or entered is None or behind.id != account.id:
        raise ProviderError("another")
    entered.sign_ins.lock(seen.browser, locked=False)
    served.passes.tell()
    with acting(account.id):
        served.archive.witness("unlocked", account=account.id)
    return _done(came)


def _done(came: Came) -> Response:
    aside = came.journey.aside
    return _page(pages.done(SCRIPT, aside=aside), onward=None if aside else "/")


def _script(_provider: Provider, _request: Request, _seen: Pass | None) -> Response:
    source = text_of("workbench", "access", "provider", "done.js")
    return PlainTextResponse(source, media_type="text/javascript", headers=FRESH)


def _taking(step: Step) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        provider = practice.whole().provider
        if provider is None:
            return PlainTextResponse(NOTHING, status_code=404)
        return await asyncio.to_thread(_taken, step, provider, request)

    return answer


def _taken(step: Step, provider: Provider, request: Request) -> Response:
    seen = browser_pass(request)
    with speaking(language_of(request)):
        try:
            return step(provider, request, seen)
        except ProviderError as error:
            _refused(seen, error.why)
            return _page(pages.refused(retold(str(error))), status=403)


def _refused(seen: Pass | None, why: str) -> None:
    """In the audit by the word for what was wrong alone; many at once as a count."""
    served = practice.whole()
    served.witness.refused(served.reach_of(seen), f"{PROVIDER}: {why}", None)


def _page(drawn: str, *, status: int = 200, onward: str | None = None) -> Response:
    """A page of ours, which goes on by itself where there is somewhere to go on to."""
    more = {} if onward is None else {"Refresh": f"0;url={onward}"}
    return HTMLResponse(drawn, status, {**FRESH, **more})
