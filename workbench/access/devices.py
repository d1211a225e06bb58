"""Browsers that have signed in to an account before: they wait for their own wrong tries alone.

A token says nothing but that; it opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

PREFIX = "sketchwell-known-"
KEPT_S = 180 * 24 * 3600


class Devices:
    """Makes and knows such tokens, with a key of the practice."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"known devices", "sha256")

    def token(self, account: str) -> str:
        """A token for a browser that has just signed in to this account."""
        drawn = secrets.token_hex(12)
        return f"{drawn}.{self._sign(account, drawn)}"

    def known(self, account: str, token: str) -> str:
        """What tells this browser from others, if the token was made here for that account."""
        drawn, _, signed = token.partition(".")
        made = self._sign(account, drawn)
        if token.isascii() and hmac.compare_digest(signed.encode(), made.encode()):
            return drawn
        return ""

    def _sign(self, account: str, drawn: str) -> str:
        text = f"{account} {drawn}".encode("utf-8", "replace")
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:32]
