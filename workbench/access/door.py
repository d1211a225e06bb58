"""The door: whether somebody is who a sign-in name says. It knows no browser and no page.

What is wrong is never told apart: an unknown name, a disabled account and a wrong password cost the
same time and give the same answer. One try is looked at at a time.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from engines.errors import RequestError
from engines.sealing import onetime
from engines.sealing.passwords import USUAL, Cost, needs_again, password_hash, password_matches
from workbench.access import passwords
from workbench.access.accounts import Account, Credentials
from workbench.access.waiting import Waiting

Held = tuple[Account, Credentials]
Needs = Literal["code", "new"]
MOST_TYPED = 1024


class Directory(Protocol):
    """The accounts that are kept."""

    def all(self) -> tuple[Account, ...]: ...

    def one(self, account: str) -> Account: ...

    def named(self, sign_in: str) -> Held | None: ...

    def credentials(self, account: str) -> Credentials: ...

    def add(self, account: Account, proof: Credentials, *, who: str = ...) -> Account: ...

    def change(
        self,
        account: str,
        what: str,
        changed: Callable[[Account, Credentials], Held],
        *,
        who: str = ...,
    ) -> Account: ...


class Witness(Protocol):
    """What takes down what happened, by ids."""

    def __call__(self, what: str, *, who: str = ..., **ids: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Try:
    """What was typed at the door.

    Attributes:
        sign_in: the name.
        password: as typed.
        code: of an authenticator app, or a recovery code.
        new: the password that takes the place of one an administrator gave.
        browser: which browser tries.
        known: the token by which that browser has signed in to an account before; empty if not.
    """

    sign_in: str
    password: str = field(repr=False)
    code: str = field(default="", repr=False)
    new: str = field(default="", repr=False)
    browser: str = ""
    known: Callable[[str], str] = lambda _: ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the door says: somebody may come in, or what is missing, or how long to wait.

    Attributes:
        account: who came in; None where nobody did.
        needs: what is missing though the password is right.
        wait_s: seconds until the next try is looked at.
        early: this try was not looked at, because an earlier one's wait was not over.
        fault: why a new password cannot be one, in English.
    """

    account: Account | None = None
    needs: Needs | None = None
    wait_s: float = 0.0
    early: bool = False
    fault: str | None = None


class Door:
    """Where everybody of one practice signs in. Every method may be called from any thread."""

    def __init__(
        self,
        accounts: Directory,
        witness: Witness,
        *,
        cost: Cost = USUAL,
        clock: Callable[[], float] = time.time,
        waiting: Waiting | None = None,
        opens: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.cost = cost
        self._accounts, self._witness, self._clock = accounts, witness, clock
        self._waiting = waiting or Waiting()
        self._opens = opens
        self._lock = threading.Lock()
        self._nobodys = ""

    def knock(self, tried: Try) -> Answer:
        """Looks at one try."""
        held = self._accounts.named(tried.sign_in)
        keys = _keys(tried, held)
        with self._lock:
            early = self._waiting.seconds(keys)
            if early > 0:
                return Answer(wait_s=early, early=True)
            stored = (held[1].password if held else "") or self._made_up()
            right = _matches(tried.password, stored)
            if held is None or held[0].disabled is not None or not right or not held[1].password:
                return self._refused(keys, held)
            return self._inside(tried, held, keys)

    def fault(self, password: str, *, about: Iterable[str]) -> str | None:
        """Why nobody can choose this as a password here, in English, or None.

        Args:
            password: as it was typed.
            about: names that everybody knows of whoever chooses it.
        """
        found = passwords.fault(password, about=about)
        return passwords.OPENS if found is None and self._opens(password) else found

    def proves(self, account: str, password: str, *, browser: str) -> Answer:
        """Whether this is the password of an account that is signed in there."""
        held = self._accounts.one(account), self._accounts.credentials(account)
        keys = (f"{account}@{browser}",)
        with self._lock:
            early = self._waiting.seconds(keys)
            if early > 0:
                return Answer(wait_s=early, early=True)
            if not held[1].password or not _matches(password, held[1].password):
                return self._refused(keys, held)
            self._waiting.right(keys)
            return Answer(account=held[0])

    def _inside(self, tried: Try, held: Held, keys: tuple[str, ...]) -> Answer:
        """The password is right: what else is asked for."""
        account, proof = held
        if account.one_time and not tried.new:
            return Answer(needs="new")
        about = (account.sign_in, account.name, tried.password)
        fault = self.fault(tried.new, about=about) if account.one_time else None
        if fault is not None:
            return Answer(needs="new", fault=fault)
        if proof.totp is not None and not tried.code:
            return Answer(needs="code")
        passed = self._coded(tried.code, proof)
        if passed is None:
            return self._refused(keys, held)
        return self._welcome(tried, account, before=proof, proof=passed, keys=keys)

    def _coded(self, code: str, proof: Credentials) -> Credentials | None:
        """The credentials after this code was used; None where it was wrong."""
        if proof.totp is None:
            return proof
        step = onetime.matching_step(proof.totp, code, at=self._clock(), after=proof.totp_step)
        if step is not None:
            return replace(proof, totp_step=step)
        left = onetime.without_used(code, proof.recovery)
        return None if left is None else replace(proof, recovery=left)

    def _welcome(
        self,
        tried: Try,
        account: Account,
        *,
        before: Credentials,
        proof: Credentials,
        keys: tuple[str, ...],
    ) -> Answer:
        what = "signed in"
        if len(proof.recovery) < len(before.recovery):
            self._witness("recovery code used", who=account.id, account=account.id)
        if account.one_time:
            what = "password chosen at sign-in"
            proof = replace(proof, password=password_hash(tried.new, cost=self.cost))
        elif needs_again(proof.password, cost=self.cost):
            proof = replace(proof, password=password_hash(tried.password, cost=self.cost))
        after = replace(account, one_time=False)
        if (after, proof) != (account, before):
            after = self._accounts.change(
                account.id, what, lambda *_: (after, proof), who=account.id
            )
        self._waiting.right(keys)
        return Answer(account=after)

    def _made_up(self) -> str:
        """A password that nobody knows, so that an unknown name costs as much time as another."""
        if not self._nobodys:
            self._nobodys = password_hash(passwords.start_password(), cost=self.cost)
        return self._nobodys

    def _refused(self, keys: tuple[str, ...], held: Held | None) -> Answer:
        told = {"account": held[0].id} if held is not None else {}
        self._witness("sign-in refused", **told)
        return Answer(wait_s=self._waiting.wrong(keys))


def keep_apart(passphrase: str, accounts: Directory) -> None:
    """Refuses a passphrase for the archive that is the password of an account, disabled ones too.

    Raises:
        RequestError: it is; whose is not told.
    """
    held = (accounts.credentials(each.id) for each in accounts.all())
    if any(each.password and _matches(passphrase, each.password) for each in held):
        raise RequestError(passwords.TAKEN)


def _keys(tried: Try, held: Held | None) -> tuple[str, ...]:
    """Under what a wrong try is counted; a name that nobody has counts as an account's does."""
    token = tried.known(held[0].id) if held is not None else ""
    if held is not None and token:
        return (f"{held[0].id}@{token}",)
    named = hashlib.sha256(tried.sign_in[:MOST_TYPED].encode("utf-8", "replace")).hexdigest()
    who = held[0].id if held is not None else f"name:{named[:24]}"
    return (who, f"browser:{tried.browser}") if tried.browser else (who,)


def _matches(password: str, stored: str) -> bool:
    return len(password) <= MOST_TYPED and password_matches(password, stored)
