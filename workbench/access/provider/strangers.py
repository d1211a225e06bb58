"""People of the provider whom no account here knows yet, each with a short code.

Whoever sees the code on their own screen tells it to an administrator, who writes it beside the
account: so an account is joined to an issuer and a subject, never to an e-mail address that
somebody else may get. In memory, for a day; a new sign-in gives a new code.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

from engines.errors import RequestError
from workbench.saying import later

KEPT_S = 24 * 3600.0
MOST_KEPT = 200
# 31 letters, eight of them: 40 bits, none that is taken for another.
LETTERS, LONG = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 8
NO_CODE = later("Nobody waits with this code: it is good for a day. Ask for it again.")


class Strangers:
    """Who waits. Every method may be called from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[str, float]] = {}

    def code_of(self, subject: str) -> str:
        """The code of somebody who waits, the same one as long as it is good."""
        with self._lock:
            self._forget()
            for code, (held, _) in self._waiting.items():
                if held == subject:
                    return code
            code = "".join(secrets.choice(LETTERS) for _ in range(LONG))
            self._waiting[code] = subject, self._clock()
            return code

    def taken(self, typed: str) -> str:
        """Who waits with this code, and from here on no longer does.

        Raises:
            RequestError: nobody.
        """
        code = "".join(letter for letter in typed.upper() if letter.isalnum())
        with self._lock:
            self._forget()
            found = self._waiting.pop(code, None)
        if found is None:
            raise RequestError(NO_CODE)
        return found[0]

    def _forget(self) -> None:
        now = self._clock()
        old = [code for code, (_, since) in self._waiting.items() if now - since > KEPT_S]
        for code in [*old, *[*self._waiting][: max(0, len(self._waiting) + 1 - MOST_KEPT)]]:
            self._waiting.pop(code, None)


def written(code: str) -> str:
    """A code as people read it aloud: in two halves."""
    return f"{code[: LONG // 2]} {code[LONG // 2 :]}"
