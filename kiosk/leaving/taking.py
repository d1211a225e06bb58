"""What phones reach: `/take/TOKEN` and nothing else.

GET gives a small page with one button, so that a messenger that looks at a link does not use it up;
the button's POST gives the pictures, once, inside the page that shows them: nothing is asked for a
second time, which phones' browsers otherwise do. Everything else, a token that is wrong, used or
too old included, is answered with one and the same page.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from engines import languages
from engines.languages import ENGLISH
from kiosk.leaving import pages
from kiosk.leaving.links import Links, Taken

A_MINUTE, A_MINUTE_IN_ALL = 30, 300
_ADDRESSES = 1024
_PATH = re.compile(r"/take/([0-9A-Za-z-]{1,64})")
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; img-src data:; style-src '{pages.STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, noarchive",
}


class Taking:
    """The second listener's application.

    Args:
        links: that are open.
        now: seconds that only grow.
    """

    def __init__(self, links: Links, *, now: Callable[[], float] = time.monotonic) -> None:
        self._links = links
        self._pace = Pace(now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        client = scope.get("client") or ("", 0)
        wanted = _wanted(Headers(scope=scope).get("accept-language", ""))
        if not self._pace.allows(str(client[0])):
            return _page(pages.slower(wanted), 429)
        found = _PATH.fullmatch(scope["path"])
        token, method = found[1] if found else "", scope["method"]
        if method == "POST":
            taken = self._links.take(token)
            return _nothing(wanted) if taken is None else _given(taken)
        language = self._links.language_of(token)
        if method != "GET" or language is None:
            return _nothing(wanted)
        return _page(pages.asking(language))


class Pace:
    """How often one address, and all of them, may ask in a minute.

    Args:
        now: seconds that only grow.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._asked: OrderedDict[str, list[float]] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Counts one request, and says whether it is one too many."""
        # in this order: one that asks too often does not use up what all the others have
        return self._count(address or "?", A_MINUTE) and self._count("", A_MINUTE_IN_ALL)

    def _count(self, who: str, most: int) -> bool:
        now_s = self._now()
        recent = [at for at in self._asked.pop(who, []) if at > now_s - 60]
        allowed = len(recent) < most
        self._asked[who] = [*recent, now_s] if allowed else recent
        while len(self._asked) > _ADDRESSES:
            self._asked.popitem(last=False)
        return allowed


def _given(taken: Taken) -> Response:
    if all(name.endswith(".png") for name in taken.files):
        return _page(pages.giving(taken.files, taken.language))
    name, data = next(iter(taken.files.items()))
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(
        data, media_type="application/octet-stream", headers={**_HEADERS, **disposition}
    )


def _nothing(language: str) -> Response:
    return _page(pages.nothing(language), 404)


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, headers=_HEADERS)


def _wanted(accepted: str) -> str:
    """The first language of a browser that the kiosk speaks."""
    tags = (part.partition(";")[0].strip() for part in accepted[:200].split(","))
    found = (languages.nearest(tag, "kiosk") for tag in tags)
    return next((language for language in found if language), ENGLISH)
