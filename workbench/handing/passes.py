"""Who may see what: one pass a browser, the tables that are handed over, and the way back.

A browser is known by a cookie that only this practice can have made. It may see the whole
workbench, or the client's view of one sitting (handed over), or nothing (hidden, or locked: while
something is handed over, whoever is not known needs the PIN). What is handed over is kept as a
preference, so that a start comes up as it was left. `README.md` says who sees what.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from engines.errors import RequestError
from workbench.handing.pin import Pin, Preferences

COOKIE = "sketchwell"
KEY, HANDED, HIDDEN, ASKED = "pass_key", "handed_over", "hidden", "asked_for"
Scope = Literal["whole", "handed", "hidden", "locked"]


@dataclass(frozen=True, slots=True)
class Pass:
    """What one browser may see. `sitting` is the only one it sees where it is handed over."""

    browser: str
    scope: Scope
    sitting: str | None = None

    @property
    def whole(self) -> bool:
        """Whether the browser is the therapist's."""
        return self.scope == "whole"


class Passes:
    """All passes of a practice. Every method may be called from any thread."""

    def __init__(self, kept: Preferences, pin: Pin | None = None) -> None:
        self.pin = pin or Pin(kept)
        self._kept = kept
        self._lock = threading.RLock()
        self._listeners: list[Callable[[], None]] = []
        self._key = bytes.fromhex(kept.preference(KEY) or self._new_key())
        self._handed: dict[str, str] = _read(kept.preference(HANDED))
        self._hidden: dict[str, str] = _read(kept.preference(HIDDEN))
        self._asked: dict[str, str] = _read(kept.preference(ASKED))
        self._known: set[str] = set()

    def issue(self) -> str:
        """A cookie for a browser that has none."""
        browser = secrets.token_hex(12)
        return f"{browser}.{self._sign(browser)}"

    def of(self, cookie: str) -> Pass | None:
        """The pass of a browser, or None where its cookie was not made here."""
        browser, _, signed = cookie.partition(".")
        if not cookie.isascii() or not hmac.compare_digest(
            signed.encode(), self._sign(browser).encode()
        ):
            return None
        return self._pass(browser)

    def again(self, seen: Pass) -> Pass:
        """How the pass of that browser stands now."""
        return self._pass(seen.browser)

    def stranger(self) -> Pass:
        """What a page may show whose browser sent no cookie of ours."""
        return Pass("", "locked" if self._guarded() else "whole")

    def asked(self) -> tuple[str, ...]:
        """The sittings where somebody asked for a person."""
        return tuple(self._asked)

    def handed_over(self) -> tuple[str, ...]:
        """The sittings whose tables are handed over."""
        return tuple(self._handed.values())

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Calls back whenever a pass changed; what is given back ends that."""
        with self._lock:
            self._listeners = [*self._listeners, changed]
        return lambda: self._leave(changed)

    def hand_over(self, browser: str, sitting: str) -> None:
        """From here on this browser sees the client's view of that sitting alone.

        Raises:
            RequestError: there is no PIN to come back with, or the browser is not the therapist's.
        """
        if not self.pin.is_set:
            raise RequestError("There is no PIN yet: choose one, then hand over.")
        with self._lock:
            if not self._pass(browser).whole:
                raise RequestError("This browser shows the client's view already.")
            self._handed[browser] = sitting
            self._store(HANDED, self._handed)
        self._tell()

    def come_back(self, browser: str, pin: str) -> bool:
        """Gives the whole workbench back, if the PIN is right or none was ever set."""
        if self.pin.is_set and not self.pin.matches(pin):
            return False
        with self._lock:
            self._known.add(browser)
            sitting = self._handed.pop(browser, None)
            self._hidden.pop(browser, None)
            if sitting is not None:
                self._asked.pop(sitting, None)
            for name, kept in self._all():
                self._store(name, kept)
        self._tell()
        return True

    def hide(self, browser: str) -> None:
        """Shows nothing in this browser until somebody comes back."""
        with self._lock:
            self._hidden[browser] = "hidden"
            self._store(HIDDEN, self._hidden)
        self._tell()

    def ask_for_person(self, sitting: str, *, wanted: bool) -> None:
        """Notes that the person at that table wants somebody to come, or no longer does."""
        with self._lock:
            if wanted:
                self._asked[sitting] = "asked"
            else:
                self._asked.pop(sitting, None)
            self._store(ASKED, self._asked)
        self._tell()

    def forget(self) -> None:
        """Everything is the therapist's again, and the PIN is gone: for a start that is told so."""
        with self._lock:
            for name, kept in self._all():
                kept.clear()
                self._store(name, kept)
            self.pin.forget()
        self._tell()

    def _pass(self, browser: str) -> Pass:
        with self._lock:
            if browser in self._hidden:
                return Pass(browser, "hidden")
            if browser in self._handed:
                return Pass(browser, "handed", self._handed[browser])
            if browser not in self._known and self._guarded():
                return Pass(browser, "locked")
            self._known.add(browser)
            return Pass(browser, "whole")

    def _guarded(self) -> bool:
        return bool(self._handed or self._hidden) and self.pin.is_set

    def _sign(self, browser: str) -> str:
        return hmac.new(self._key, browser.encode(), hashlib.sha256).hexdigest()[:32]

    def _new_key(self) -> str:
        key = secrets.token_hex(32)
        self._kept.set_preference(KEY, key)
        return key

    def _all(self) -> tuple[tuple[str, dict[str, str]], ...]:
        return (HANDED, self._handed), (HIDDEN, self._hidden), (ASKED, self._asked)

    def _store(self, name: str, kept: dict[str, str]) -> None:
        self._kept.set_preference(name, json.dumps(kept) if kept else None)

    def _tell(self) -> None:
        for changed in self._listeners:
            changed()

    def _leave(self, changed: Callable[[], None]) -> None:
        with self._lock:
            self._listeners = [each for each in self._listeners if each is not changed]


def _read(stored: str | None) -> dict[str, str]:
    found = json.loads(stored) if stored else {}
    return {str(browser): str(what) for browser, what in found.items()}
