"""Sign-ins that are on their way to the provider and back: each good once, for ten minutes.

In memory only. A journey belongs to the browser that began it, by the name that its cookie holds,
so that an address that somebody else began signs nobody in.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from workbench.access.provider.refusing import ProviderError

LONGEST_S = 600.0
MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class Journey:
    """One of them.

    Attributes:
        browser: which began it.
        back: our address that the provider sends it to.
        aside: it was begun in another tab, for a page that waits under a cover.
        since: when, in seconds of `clock`.
        nonce: what the ID token must say, so that it is this journey's.
        verifier: what proves to the provider that the code comes back to whoever asked (PKCE).
    """

    browser: str
    back: str
    aside: bool
    since: float
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)


class Journeys:
    """Those that have begun. Every method may be called from any thread."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._begun: dict[str, Journey] = {}

    def begin(self, browser: str, back: str, *, aside: bool) -> tuple[str, Journey]:
        """Begins one; gives its state, by which it is found again, and it."""
        state, journey = secrets.token_urlsafe(32), Journey(browser, back, aside, self._clock())
        with self._lock:
            self._begun[state] = journey
            for each in [*self._begun][: max(0, len(self._begun) - MOST_KEPT)]:
                del self._begun[each]
        return state, journey

    def end(self, state: str, browser: str) -> Journey:
        """The one of this state, which is over now.

        Raises:
            ProviderError: there is none, it took too long, or another browser began it.
        """
        with self._lock:
            found = self._begun.pop(state, None)
        if found is None or not browser or found.browser != browser:
            raise ProviderError("state")
        if not 0 <= self._clock() - found.since <= LONGEST_S:
            raise ProviderError("state")
        return found
