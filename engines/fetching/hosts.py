"""Models over HTTPS, from the host that the catalog's row names; the only module that connects.

A hub answers HEAD and GET on HOST/OWNER/NAME/resolve/REVISION/FILE, often with a redirect to where
the bytes lie. On the way it says the commit (X-Repo-Commit), the size and, of large files, the
SHA-256 (X-Linked-Size, X-Linked-Etag).
"""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from email.message import Message
from pathlib import Path
from typing import IO, TypeVar

from engines.catalog import Model, Part
from engines.errors import FetchError
from engines.fetching.sources import BLOCK, Stated

PATIENCE_S = 30.0
PAUSES_S = (1.0, 2.0, 4.0, 8.0)
AGENT = "Sketchwell"
_HASH = re.compile(r'(?:W/)?"?([0-9a-f]{64})"?', re.ASCII)
# Answers that another try may better.
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_Given = TypeVar("_Given")
_BROKEN = (OSError, http.client.HTTPException)


class Host:
    """See `engines.fetching.sources.Source`.

    Args:
        url: "https://..." without a path.
        pauses_s: seconds between tries; one try more than there are pauses.
        patience_s: seconds that a silent host is waited for.
    """

    def __init__(
        self, url: str, *, pauses_s: tuple[float, ...] = PAUSES_S, patience_s: float = PATIENCE_S
    ) -> None:
        self.name = url.rstrip("/")
        self._pauses_s = pauses_s
        self._patience_s = patience_s
        self._opener = urllib.request.build_opener(_Redirects)

    def survey(self, model: Model) -> dict[str, Stated]:
        """Asks for the head of every file; see `Source.survey`."""
        return {part.path: self._asked(model, part) for part in model.files}

    def bring(
        self, model: Model, part: Part, to: Path, *, stated: Stated, told: Callable[[int], None]
    ) -> None:
        """Downloads one file; see `Source.bring`."""
        url = self._url(model, part, stated.revision)

        def once() -> None:
            there = to.stat().st_size if to.exists() else 0
            if there > stated.bytes:
                to.unlink()
                there = 0
            if there < stated.bytes or not to.exists():
                self._more(url, to, there, stated.bytes, told)
            if to.stat().st_size != stated.bytes:
                raise ConnectionError(f"{to.stat().st_size:,} of {stated.bytes:,} bytes came")

        self._tried(once, f"{model.name}: {part.at}", model.advice)

    def _asked(self, model: Model, part: Part) -> Stated:
        url = self._url(model, part)
        heads = self._tried(lambda: self._head(url), f"{model.name}: {part.at}", model.advice)
        size = heads.get("x-linked-size") or heads.get("content-length") or ""
        if not size.isdigit():
            raise FetchError(f"{self.name} does not say how large {part.at} of {model.name} is.")
        hashed = _HASH.fullmatch(heads.get("x-linked-etag", ""))
        return Stated(int(size), hashed and hashed[1], heads.get("x-repo-commit", ""))

    def _head(self, url: str) -> Mapping[str, str]:
        request = self._request(url, method="HEAD")
        try:
            with self._opener.open(request, timeout=self._patience_s) as answer:
                return {**_plain(answer.headers), **_seen(request)}
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (301, 302, 303, 307, 308):  # to another host: enough is known
                return {**_plain(error.headers), **_seen(request)}
            raise

    def _more(self, url: str, to: Path, there: int, most: int, told: Callable[[int], None]) -> None:
        """Reads on from where the file ends; from the beginning where the host cannot."""
        ranged = {"Range": f"bytes={there}-"} if there else {}
        request = self._request(url, **ranged)
        with self._opener.open(request, timeout=self._patience_s) as answer:
            goes_on = answer.status == 206
            if goes_on and not answer.headers.get("Content-Range", "").startswith(
                f"bytes {there}-"
            ):
                raise ConnectionError(f"another part came than the one from byte {there:,}")
            done = there if goes_on else 0
            with to.open("ab" if goes_on else "wb") as target:
                while done < most and (block := answer.read(min(BLOCK, most - done))):
                    target.write(block)
                    done += len(block)
                    told(done)

    def _tried(self, once: Callable[[], _Given], what: str, advice: str) -> _Given:
        for pause_s in (*self._pauses_s, None):
            try:
                return once()
            except urllib.error.HTTPError as error:
                error.close()
                if error.code not in _PASSING or pause_s is None:
                    raise self._refused(error.code, what, advice) from error
            except _BROKEN as error:
                if pause_s is None:
                    raise FetchError(
                        f"{self.name} could not be reached, or broke off, {len(self._pauses_s) + 1}"
                        f" times ({what}: {error}). What came is kept: the same command goes on."
                    ) from error
            time.sleep(pause_s)
        raise ValueError("There must be at least one try.")

    def _refused(self, code: int, what: str, advice: str) -> FetchError:
        if code in (401, 403):
            return FetchError(
                f"{self.name} gives {what} only to accounts that accepted its terms there ({code}):"
                " download it by hand, then fetch with --from FOLDER."
            )
        if code == 404:
            return FetchError(f"{self.name} has no such file: {what}. {advice}".rstrip())
        return FetchError(f"{self.name} answered {code} for {what}. Try again later.")

    def _url(self, model: Model, part: Part, revision: str = "") -> str:
        path = urllib.parse.quote(f"{model.repository}/resolve/{revision or model.revision}/")
        return f"{self.name}/{path}{urllib.parse.quote(part.at)}"

    def _request(self, url: str, *, method: str = "GET", **headers: str) -> urllib.request.Request:
        if urllib.parse.urlsplit(url).scheme not in ("https", "http"):
            raise FetchError(f"{url!r} is no address of a host.")
        plain = {"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
        return urllib.request.Request(url, headers=plain, method=method)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows within HTTPS, keeps range and method, and remembers what the hub said on the way."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        now, then = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if now.scheme == "https" and then.scheme != "https":
            raise FetchError(f"{now.netloc} leads to {newurl!r}, which is not HTTPS: refused.")
        if req.get_method() == "HEAD" and now.netloc != then.netloc:
            return None
        followed = super().redirect_request(req, fp, code, msg, headers, newurl)
        if followed is not None:
            followed.method = req.get_method()
            _note(req, headers)
            followed.seen = req.seen  # type: ignore[attr-defined]
        return followed


def _note(request: urllib.request.Request, headers: http.client.HTTPMessage) -> None:
    kept = {name: value for name, value in _plain(headers).items() if name.startswith("x-")}
    seen = _seen(request)
    seen.update({name: value for name, value in kept.items() if name not in seen})


def _plain(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _seen(request: urllib.request.Request) -> dict[str, str]:
    """What hops said; one dictionary that a request shares with those it was redirected to."""
    if not hasattr(request, "seen"):
        request.seen = {}  # type: ignore[attr-defined]
    return request.seen  # type: ignore[attr-defined]
