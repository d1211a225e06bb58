"""What is done with accounts: made, changed, disabled, given a new password or a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

from engines.errors import RequestError
from engines.sealing import onetime
from engines.sealing.passwords import password_hash
from workbench.access import passwords
from workbench.access.accounts import Account, Credentials, Role, read_name, read_roles
from workbench.access.door import Directory, Door

Ended = Callable[[str], object]
MOST_SUBJECT = 400


@dataclass(frozen=True, slots=True)
class Given:
    """An account and the password that it begins with, to be told once."""

    account: Account
    password: str = field(repr=False)


class Staff:
    """The accounts of one practice, as those change them who may."""

    def __init__(
        self,
        accounts: Directory,
        door: Door,
        *,
        ended: Ended,
        changed: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._accounts, self._door, self._clock = accounts, door, clock
        self._ended, self._changed = ended, changed

    def all(self) -> tuple[Account, ...]:
        """Every account, in the order in which they were made."""
        return self._accounts.all()

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody yet: the first start makes the first administrator."""
        return not self._accounts.all()

    def first(self, name: str, sign_in: str, password: str, *, therapist: bool) -> Account:
        """Makes the first account: administrator, and supervisor so that somebody reads the audit.

        Raises:
            RequestError: there is an account already, or the names or the password cannot be used.
        """
        if not self.is_empty:
            raise RequestError("This practice has accounts already: sign in.")
        self._check(password, about=(name, sign_in))
        roles: set[Role] = {"administrator", "supervisor"}
        if therapist:
            roles.add("therapist")
        proof = Credentials(password_hash(password, cost=self._door.cost))
        return self._accounts.add(Account("", sign_in, name, frozenset(roles), ""), proof)

    @property
    def audit_is_read(self) -> bool:
        """Whether somebody who can sign in may read the audit."""
        accounts = self._accounts.all()
        return any(each.has("supervisor") and each.disabled is None for each in accounts)

    def make(self, name: str, sign_in: str, roles: Iterable[Role]) -> Given:
        """Makes an account with a password to begin with.

        Raises:
            RequestError: the names or roles cannot be used.
        """
        start = passwords.start_password()
        proof = Credentials(password_hash(start, cost=self._door.cost))
        wanted = Account("", sign_in, name, read_roles(roles), "", one_time=True)
        return Given(self._accounts.add(wanted, proof), start)

    def reset(self, account: str) -> Given:
        """Gives a new password to begin with; whoever is signed in there is signed out."""
        start = passwords.start_password()
        stored = password_hash(start, cost=self._door.cost)
        after = self._accounts.change(
            account,
            "password reset",
            lambda before, proof: (replace(before, one_time=True), replace(proof, password=stored)),
        )
        self._ended(account)
        return Given(after, start)

    def set_roles(self, account: str, roles: Iterable[Role]) -> Account:
        """Gives an account other roles; its pages are drawn anew at once.

        Raises:
            RequestError: none, or nobody would be administrator.
        """
        wanted = read_roles(roles)
        return self._change(account, "roles changed", lambda each: replace(each, roles=wanted))

    def rename(self, account: str, name: str) -> Account:
        """Changes how colleagues read somebody's name."""
        wanted = read_name(name)
        return self._change(account, "account renamed", lambda each: replace(each, name=wanted))

    def set_subject(self, account: str, subject: str) -> Account:
        """Says who this is at the practice's own identity provider; empty is nobody."""
        wanted = subject.strip()[:MOST_SUBJECT] or None
        changed = "subject changed"
        return self._change(account, changed, lambda each: replace(each, subject=wanted))

    def disable(self, account: str) -> Account:
        """Lets nobody sign in with it any more, and signs out who is.

        Raises:
            RequestError: nobody would be administrator.
        """
        at = datetime.fromtimestamp(self._clock(), timezone.utc).isoformat(timespec="milliseconds")
        after = self._change(account, "account disabled", lambda each: replace(each, disabled=at))
        self._ended(account)
        return after

    def enable(self, account: str) -> Account:
        """Lets it be used again."""
        return self._change(account, "account enabled", lambda each: replace(each, disabled=None))

    def fault(self, account: str, password: str) -> str | None:
        """Why this cannot be somebody's password, in English, or None."""
        held = self._accounts.one(account)
        return self._door.fault(password, about=(held.name, held.sign_in))

    def change_password(self, account: str, password: str) -> Account:
        """Sets a password that was chosen by whoever it belongs to.

        Raises:
            RequestError: it cannot be one.
        """
        before = self._accounts.one(account)
        self._check(password, about=(before.name, before.sign_in))
        stored = password_hash(password, cost=self._door.cost)
        return self._accounts.change(
            account,
            "password changed",
            lambda held, proof: (replace(held, one_time=False), replace(proof, password=stored)),
        )

    def take_second_factor(self, account: str, secret: bytes, code: str) -> tuple[str, ...]:
        """From here on a code is asked for, once one proved that the app has the secret.

        Returns:
            Recovery codes, to be shown once.

        Raises:
            RequestError: the code is not the app's.
        """
        step = onetime.matching_step(secret, code, at=self._clock())
        if step is None:
            raise RequestError(
                "That is not the code that your app shows now: look again, and at the clock of "
                "your phone."
            )
        codes, stored = self._codes()
        self._prove(account, "second factor set", totp=secret, totp_step=step, recovery=stored)
        return codes

    def renew_codes(self, account: str) -> tuple[str, ...]:
        """Makes new recovery codes; the old ones are over."""
        codes, stored = self._codes()
        self._prove(account, "recovery codes renewed", recovery=stored)
        return codes

    def drop_second_factor(self, account: str) -> None:
        """Asks for the password alone again."""
        self._prove(account, "second factor removed", totp=None, totp_step=0, recovery=())

    def codes_left(self, account: str) -> int:
        """How many recovery codes were not used yet."""
        return len(self._accounts.credentials(account).recovery)

    def _codes(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        codes = onetime.recovery_codes()
        return codes, onetime.recovery_hashes(codes)

    def _prove(self, account: str, what: str, **proof: object) -> None:
        self._accounts.change(account, what, lambda held, before: (held, replace(before, **proof)))
        self._changed()

    def _change(self, account: str, what: str, change: Callable[[Account], Account]) -> Account:
        after = self._accounts.change(account, what, lambda held, proof: (change(held), proof))
        self._changed()
        return after

    def _check(self, password: str, *, about: Iterable[str]) -> None:
        fault = self._door.fault(password, about=about)
        if fault is not None:
            raise RequestError(fault)
