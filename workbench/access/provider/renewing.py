"""A sign-in by the provider ends with its ID token, or the provider says again who it is before.

One thread looks at each sign-in when it is due. What renews (a refresh token) is in memory alone,
and gone with the sign-in. Where the provider refuses, the sign-in is over at once; where it does
not answer, it is asked again until the token ends.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from engines.errors import traced
from workbench.access.provider.refusing import ProviderError
from workbench.handing.sign_ins import SignIns

EARLY_S, SHARE = 60.0, 0.2
AGAIN_S = 5.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """One sign-in by the provider.

    Attributes:
        browser: where it is.
        subject: who it is at the provider.
        nonce: of the journey that it began with.
        ends: when its token ends, in seconds of the clock.
        due: when the provider is asked again; after `ends` never.
        renews: what it is asked with; None where it gave nothing.
    """

    browser: str
    subject: str
    nonce: str = field(repr=False)
    ends: float
    due: float
    renews: str | None = field(repr=False)


Renewed = tuple[float, str | None]
Renew = Callable[[Held], Renewed]


class Renewing:
    """The sign-ins by the provider that go on."""

    def __init__(
        self, sign_ins: SignIns, renew: Renew, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._sign_ins, self._renew, self._clock = sign_ins, renew, clock
        self._turn = threading.Condition()
        self._held: dict[str, Held] = {}
        self._closed = False
        self._thread: threading.Thread | None = None

    def hold(self, browser: str, subject: str, nonce: str, given: Renewed) -> None:
        """From here on this sign-in is looked after.

        Args:
            browser: where it is.
            subject: who it is at the provider.
            nonce: of the journey that it began with.
            given: when its token ends, and what renews it.
        """
        ends, renews = given
        with self._turn:
            due = _due(self._clock(), ends, renews)
            self._held[browser] = Held(browser, subject, nonce, ends, due, renews)
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="renewing", daemon=True)
                self._thread.start()
            self._turn.notify_all()

    def look(self) -> float | None:
        """Does what is due; gives in how many seconds the next is, None where there is none."""
        now = self._clock()
        for held in self._all():
            if not self._sign_ins.holds(held.browser) or now >= held.ends:
                self._over(held)
            elif now >= held.due:
                self._ask(held)
        nexts = [min(held.due, held.ends) for held in self._all()]
        return max(0.0, min(nexts) - self._clock()) if nexts else None

    def close(self) -> None:
        """Ends it, and forgets what renews."""
        with self._turn:
            self._closed = True
            self._held.clear()
            self._turn.notify_all()
        if self._thread is not None:
            self._thread.join(AGAIN_S)

    def _run(self) -> None:
        while True:
            try:
                wait_s = self.look()
            except Exception as error:  # noqa: BLE001 - nobody else would end these sign-ins
                _log.error("Sign-ins could not be looked after: %s", traced(error))
                wait_s = AGAIN_S
            with self._turn:
                if self._closed:
                    return
                self._turn.wait(wait_s if wait_s is None else max(0.05, wait_s))
                if self._closed:
                    return

    def _all(self) -> tuple[Held, ...]:
        with self._turn:
            return tuple(self._held.values())

    def _ask(self, held: Held) -> None:
        try:
            ends, renews = self._renew(held)
        except ProviderError as error:
            if error.why != "silent":
                self._over(held)
                return
            self._keep(replace(held, due=self._clock() + AGAIN_S))
            return
        self._sign_ins.extend(held.browser, ends - self._clock())
        again = renews or held.renews
        due = _due(self._clock(), ends, again)
        self._keep(replace(held, ends=ends, due=due, renews=again))

    def _keep(self, held: Held) -> None:
        with self._turn:
            if held.browser in self._held:
                self._held[held.browser] = held

    def _over(self, held: Held) -> None:
        """The sign-in is over, and everybody who looks at it is told."""
        with self._turn:
            self._held.pop(held.browser, None)
        self._sign_ins.extend(held.browser, 0.0)
        self._sign_ins.holds(held.browser)


def _due(now: float, ends: float, renews: str | None) -> float:
    """When to ask again: well before the end, or never where there is nothing to ask with."""
    return ends - min(EARLY_S, SHARE * max(0.0, ends - now)) if renews else ends
