"""Who may see what: one pass a browser, the tables that are handed over, and the way back.

A browser is known by a cookie that only this practice can have made. It may see the whole
workbench of the account that is signed in there, or the client's view of one sitting (handed over),
or nothing (signed out, or locked). The demo practice signs nobody in: there a browser is the
therapist's unless something is handed over or hidden. What is handed over is kept as a preference,
so that a start comes up as it was left; sign-ins are not.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from engines.errors import RequestError
from workbench.access.accounts import DEMO, Account
from workbench.access.door import Answer
from workbench.handing.entrance import Entrance, entrance
from workbench.handing.left import Left
from workbench.handing.noticing import Noticing
from workbench.handing.pin import Pin, Preferences
from workbench.handing.sign_ins import LONGEST_S
from workbench.lan.guests import Guests, new_name

COOKIE = "sketchwell"
KEY = "pass_key"
Scope = Literal["whole", "handed", "hidden", "locked", "signed-out"]


@dataclass(frozen=True, slots=True)
class Pass:
    """What one browser may see.

    Attributes:
        browser: which, by a random name that changes with every sign-in.
        scope: how much.
        sitting: the only one it sees where it is handed over.
        account: who is signed in, where it sees the whole workbench of that account.
    """

    browser: str
    scope: Scope
    sitting: str | None = None
    account: Account | None = None

    @property
    def whole(self) -> bool:
        """Whether the browser shows the whole workbench of its account, unlocked."""
        return self.scope == "whole"


class Passes:
    """All passes of a practice. Every method may be called from any thread.

    `entrance` is where its people sign in; None in the demo practice, which signs nobody in.
    """

    entrance: Entrance | None

    def __init__(self, kept: Any, pin: Pin | None = None, *, signing_in: bool = False) -> None:
        self.pin = pin or Pin(kept)
        self.guests = Guests(self.tell)
        self._kept: Preferences = kept
        self._lock = threading.RLock()
        self._listeners: list[Callable[[], None]] = []
        self._key = bytes.fromhex(kept.preference(KEY) or self._new_key())
        self._left = Left(kept)
        self._known: set[str] = set()
        noticed = Noticing(getattr(kept, "witness", None), self.tell)
        told = {"ended": self.sign_out_everywhere, "noticed": noticed, "changed": self.tell}
        self.entrance = entrance(kept, key=self._key, **told) if signing_in else None

    def issue(self) -> str:
        """A cookie for a browser that has none."""
        return self._cookie(secrets.token_hex(12))

    def issue_guest(self) -> str:
        """A cookie for a device that joins by a code; it never becomes anything else."""
        return self._cookie(new_name())

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
        if self.entrance is not None:
            return Pass("", "signed-out")
        return Pass("", "locked") if self._guarded() else Pass("", "whole", account=DEMO)

    def behind(self, browser: str) -> Account | None:
        """Who is signed in in a browser, also while it is locked or shows the client's view."""
        return DEMO if self.entrance is None else self.entrance.account(browser)

    def pin_of(self, browser: str) -> Pin | None:
        """The PIN that brings a browser back: of whoever is signed in there or handed it over."""
        if self.entrance is None:
            return self.pin
        held = self.entrance.sign_ins.of(browser)
        account = self._left.by.get(browser) or (held.account if held else None)
        return None if account is None else self.entrance.pins.of(account)

    def asked(self) -> tuple[str, ...]:
        """The sittings where somebody asked for a person."""
        return tuple(self._left.asked)

    def handed_over(self) -> tuple[str, ...]:
        """The sittings whose tables are handed over, here or to a device that joined."""
        return (*self._left.handed.values(), *self.guests.sittings())

    def send_away(self, sitting: str) -> None:
        """Sends away the device that joined a sitting, and whom its person asked for with it."""
        if self.guests.at(sitting) is not None and sitting in self._left.asked:
            self.ask_for_person(sitting, wanted=False)
        self.guests.dismiss(sitting)

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Calls back whenever a pass changed; what is given back ends that."""
        with self._lock:
            self._listeners = [*self._listeners, changed]

        def leave() -> None:
            with self._lock:
                self._listeners = [each for each in self._listeners if each is not changed]

        return leave

    def tell(self) -> None:
        """Tells whoever listens that passes changed."""
        for changed in self._listeners:
            changed()

    def waits(self, seen: Pass) -> bool:
        """Whether a page goes on as it was once somebody signs in: no one signed out there."""
        if self.entrance is None or seen.scope != "signed-out":
            return False
        return not self.entrance.sign_ins.was_ended(seen.browser)

    def moved(self, seen: Pass) -> bool:
        """Whether somebody has signed in there since, so that the browser has a new name."""
        return self.entrance is not None and self.entrance.sign_ins.has_moved(seen.browser)

    def sign_in(self, account: str, *, before: str = "", lasts_s: float = LONGEST_S) -> str:
        """Signs an account in; gives a cookie that nobody had before (none can be planted)."""
        if self.entrance is None:
            raise RequestError("The demo practice signs nobody in.")
        self.entrance.sign_ins.move(before)
        cookie = self._cookie(self.entrance.sign_ins.begin(account, lasts_s))
        self.tell()
        return cookie

    def sign_out(self, browser: str) -> None:
        """Ends the sign-in of one browser."""
        if self.entrance is not None:
            self.entrance.sign_ins.end(browser)
            self.tell()

    def sign_out_everywhere(self, account: str, *, but: str | None = None) -> int:
        """Ends all sign-ins of an account but, where one is named, one; gives how many."""
        ended = self.entrance.sign_ins.end_all(account, but=but) if self.entrance else ()
        for sitting in self.guests.let_in_by(account):
            self.guests.dismiss(sitting)
        self.tell()
        return len(ended)

    def hand_over(self, browser: str, sitting: str) -> None:
        """From here on this browser sees the client's view of that sitting alone.

        Raises:
            RequestError: there is no PIN to come back with, or the browser is not the therapist's.
        """
        with self._lock:
            seen, pin = self._pass(browser), self.pin_of(browser)
            if seen.account is None:
                raise RequestError("This browser shows the client's view already.")
            if pin is None or not pin.is_set:
                raise RequestError("There is no PIN yet: choose one, then hand over.")
            self._left.handed[browser] = sitting
            self._left.by[browser] = seen.account.id
            self._left.store()
        self.tell()

    def come_back(self, browser: str, pin: str) -> bool:
        """Gives the whole workbench back, if the PIN is right, or none was ever set in the demo."""
        kept = self.pin_of(browser)
        if kept is None or not (kept.matches(pin) if kept.is_set else self.entrance is None):
            return False
        self._open(browser)
        return True

    def come_back_by_password(self, browser: str, password: str) -> Answer:
        """The same by the password of whoever is signed in there, or handed it over."""
        entered = self.entrance
        held = entered.sign_ins.of(browser) if entered else None
        account = self._left.by.get(browser) or (held.account if held else None)
        if entered is None or account is None:
            return Answer()
        answer = entered.door.proves(account, password, browser=browser)
        if answer.account is not None and answer.account.disabled is None:
            self._open(browser)
        return answer

    def hide(self, browser: str) -> None:
        """Shows nothing in this browser until somebody comes back."""
        with self._lock:
            if self.entrance is not None:
                self.entrance.sign_ins.lock(browser, locked=True)
            else:
                self._left.hidden[browser] = "hidden"
                self._left.store()
        self.tell()

    def stir(self, browser: str) -> None:
        """Somebody is at this browser."""
        if self.entrance is not None:
            self.entrance.sign_ins.stir(browser)

    def ask_for_person(self, sitting: str, *, wanted: bool, handed: bool = False) -> None:
        """Notes that a person wants somebody to come; `handed`: only where they have the table."""
        if handed and sitting not in self.handed_over():
            return
        with self._lock:
            if wanted:
                self._left.asked[sitting] = "asked"
            else:
                self._left.asked.pop(sitting, None)
            self._left.store()
        self.tell()

    def forget(self) -> None:
        """Everything is the therapists' again, and every PIN is gone: for a start told so."""
        with self._lock:
            self._left.clear()
            self.pin.forget()
            if self.entrance is not None:
                self.entrance.forget_pins()
        self.tell()

    def _pass(self, browser: str) -> Pass:
        guest = self.guests.of(browser)
        if guest is not None:
            return Pass(browser, "handed", guest.sitting)
        with self._lock:
            handed = self._left.handed.get(browser)
            if self.entrance is not None:
                return _entered(self.entrance, browser, handed)
            if browser in self._left.hidden:
                return Pass(browser, "hidden")
            if handed is not None:
                return Pass(browser, "handed", handed)
            if browser not in self._known and self._guarded():
                return Pass(browser, "locked")
            self._known.add(browser)
            return Pass(browser, "whole", account=DEMO)

    def _open(self, browser: str) -> None:
        with self._lock:
            self._known.add(browser)
            self._left.open(browser)
            if self.entrance is not None:
                self.entrance.sign_ins.lock(browser, locked=False)
        self.tell()

    def _guarded(self) -> bool:
        return bool(self._left.handed or self._left.hidden) and self.pin.is_set

    def _cookie(self, browser: str) -> str:
        return f"{browser}.{self._sign(browser)}"

    def _sign(self, browser: str) -> str:
        return hmac.new(self._key, browser.encode(), hashlib.sha256).hexdigest()[:32]

    def _new_key(self) -> str:
        self._kept.set_preference(KEY, key := secrets.token_hex(32))
        return key


def _entered(entered: Entrance, browser: str, handed: str | None) -> Pass:
    """The pass of a browser where people sign in."""
    account = entered.account(browser, away=handed is not None)
    if handed is not None:
        return Pass(browser, "handed", handed)
    held = entered.sign_ins.of(browser)
    if account is None or held is None:
        return Pass(browser, "signed-out")
    return Pass(browser, "locked") if held.locked else Pass(browser, "whole", account=account)
