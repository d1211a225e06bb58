"""A tiny identity provider on this machine: real keys, a real code flow with PKCE, real lies."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

pytest.importorskip("authlib", reason="Authlib is not installed: pip install '.[oidc]'")

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT, SECRET, SUBJECT = "sketchwell", "three-blue-herons", "b7d2-ruth"


class Identity:
    """What it knows, and what a test makes it say.

    Attributes:
        subject: whom it finds at its door.
        claims: that its tokens say instead; None leaves one out.
        header: the same of their headers.
        signs: with which key; None is with its own.
        lasts_s: how long a token is good.
        refuses: what it answers to codes and renewals, instead of tokens.
        renews: whether it gives what renews.
        tells: what its configuration says beside the usual.
    """

    def __init__(self, port: int) -> None:
        self.issuer = f"http://localhost:{port}/realms/practice"
        self.asked: list[str] = []
        self.be_honest()
        self._given: dict[str, dict[str, str]] = {}
        self._renewing: dict[str, str] = {}
        self.key = self.rotate()

    def be_honest(self) -> None:
        """Tells the truth about Ruth from here on."""
        self.subject, self.lasts_s, self.renews = SUBJECT, 300.0, True
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.tells: dict[str, Any] = {}
        self.signs: Any = None
        self.refuses: str | None = None

    def rotate(self, kind: str = "EC") -> Any:
        """Another key of its own from here on; gives it."""
        made = ECKey.generate_key("P-256") if kind == "EC" else RSAKey.generate_key(2048)
        made.ensure_kid()
        self.key = made
        return made

    def configuration(self) -> dict[str, Any]:
        doors = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
        told = {name: f"{self.issuer}/{path}" for name, path in doors.items()}
        return {"issuer": self.issuer, **told, **self.tells}

    def authorized(self, asked: dict[str, str]) -> str:
        """Where a browser goes back to, with a code."""
        code = secrets.token_urlsafe(16)
        self._given[code] = {**asked, "subject": self.subject}
        told = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def traded(self, asked: dict[str, str], shown: str) -> tuple[int, dict[str, Any]]:
        """What its token door answers."""
        if self.refuses is not None:
            return 400, {"error": self.refuses}
        if shown != f"{CLIENT}:{SECRET}":
            return 401, {"error": "invalid_client"}
        if asked["grant_type"] == "refresh_token":
            subject = self._renewing.pop(asked["refresh_token"], None)
            return (400, {"error": "invalid_grant"}) if subject is None else self._answer(subject)
        begun = self._given.pop(asked["code"], None)
        if begun is None or not _proven(begun, asked):
            return 400, {"error": "invalid_grant"}
        return self._answer(begun["subject"], begun["nonce"])

    def _answer(self, subject: str, nonce: str | None = None) -> tuple[int, dict[str, Any]]:
        told: dict[str, Any] = {"access_token": "a", "token_type": "Bearer", "expires_in": 60}
        told["id_token"] = self.token(subject, nonce)
        if self.renews:
            told["refresh_token"] = secrets.token_urlsafe(16)
            self._renewing[told["refresh_token"]] = subject
        return 200, told

    def token(self, subject: str, nonce: str | None) -> str:
        now = int(time.time())
        told = {"iss": self.issuer, "sub": subject, "aud": CLIENT, "iat": now, "nonce": nonce}
        told |= {"exp": now + self.lasts_s, "email": "ruth@example.org", **self.claims}
        claims = {name: value for name, value in told.items() if value is not None}
        key = self.signs or self.key
        alg = "RS256" if isinstance(key, RSAKey) else "ES256"
        header = {"alg": "HS256" if isinstance(key, OctKey) else alg, "kid": self.key.kid}
        header = {name: each for name, each in (header | self.header).items() if each is not None}
        if header["alg"] == "none":
            return f"{_packed(header)}.{_packed(claims)}."
        return jwt.encode(header, claims, key, algorithms=[header["alg"]])


def _packed(told: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


def _proven(begun: dict[str, str], asked: dict[str, str]) -> bool:
    digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    same = begun["code_challenge"] == challenge and begun["code_challenge_method"] == "S256"
    return same and begun["redirect_uri"] == asked["redirect_uri"]


@contextmanager
def providing() -> Iterator[Identity]:
    """Such a provider, listening, as long as it is entered."""

    class Doors(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            door = parts.path.rpartition("/")[2]
            known.asked.append(door)
            if door == "auth":
                where = known.authorized(_plain(parts.query))
                self.answer(200, _form(where))
            elif door == "keys":
                self.answer(200, json.dumps({"keys": [known.key.as_dict(private=False)]}))
            else:
                self.answer(200, json.dumps(known.configuration()))

        def do_POST(self) -> None:
            known.asked.append("token")
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            shown = self.headers.get("Authorization", "").removeprefix("Basic ")
            status, told = known.traded(_plain(body), base64.b64decode(shown).decode())
            self.answer(status, json.dumps(told))

        def answer(self, status: int, text: str) -> None:
            kind = "application/json" if text.startswith("{") else "text/html"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Doors)
    known = Identity(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _plain(query: str) -> dict[str, str]:
    return {name: each[0] for name, each in parse_qs(query).items()}


def _form(where: str) -> str:
    """The page there: what a browser brings back once somebody pressed the button."""
    told = _plain(urlsplit(where).query)
    hidden = "".join(f'<input type="hidden" name="{n}" value="{v}">' for n, v in told.items())
    return f'<form action="{where.partition("?")[0]}">{hidden}<button>Sign in</button></form>'
