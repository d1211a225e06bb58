"""Accounts: who signs in, and which roles they have. What they may do is said by `rights`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from engines.errors import RequestError

Role = Literal["therapist", "supervisor", "researcher", "engineer", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
MOST_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the practice who signs in.

    A practice of one is therapist, administrator and supervisor in one.

    Attributes:
        id: random; the only thing of it that the audit and logs may say.
        sign_in: what is typed at the door; one account each, whatever its case.
        name: as colleagues read it.
        roles: at least one.
        created: when it was made, ISO 8601.
        disabled: since when nobody may sign in with it, ISO 8601; None is in use.
        one_time: its password was given by an administrator and must be changed first.
        second_factor: a code of an authenticator app is asked for after the password. This and
            `one_time` change nothing of what an account may see: no page is cut off for them.
        subject: who this is at the practice's own identity provider, where there is one.
        synthetic: made up for the demo practice, which signs nobody in.
    """

    id: str
    sign_in: str
    name: str
    roles: frozenset[Role]
    created: str
    disabled: str | None = None
    one_time: bool = field(default=False, compare=False)
    second_factor: bool = field(default=False, compare=False)
    subject: str | None = None
    synthetic: bool = False

    def has(self, *roles: Role) -> bool:
        """Whether the account has one of these roles."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What proves that somebody is who an account says; never shown, never logged.

    Attributes:
        password: the hash of `engines.sealing.passwords`; empty where none was given.
        totp: the secret shared with an authenticator app.
        totp_step: the newest time step whose code was used; that one and older ones are over.
        recovery: hashes of the recovery codes that were not used yet.
    """

    password: str = field(default="", repr=False)
    totp: bytes | None = field(default=None, repr=False)
    totp_step: int = 0
    recovery: tuple[str, ...] = field(default=(), repr=False)


DEMO = Account(
    "demo", "demo", "Demo", frozenset(ROLES), "2026-01-01T00:00:00+00:00", synthetic=True
)


def read_sign_in(given: str) -> str:
    """A sign-in name as it is kept and compared: composed, without case, without edges.

    Raises:
        RequestError: empty, too long, or with spaces or signs that nobody sees.
    """
    name = unicodedata.normalize("NFKC", given).strip().casefold()
    if not 2 <= len(name) <= MOST_LETTERS or not name.isprintable() or " " in name:
        raise RequestError(
            f"A sign-in name has 2 to {MOST_LETTERS} letters, digits or signs and no spaces: "
            "choose another one."
        )
    return name


def read_name(given: str) -> str:
    """A name as colleagues read it.

    Raises:
        RequestError: empty, too long, or with signs that nobody sees.
    """
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if not 1 <= len(name) <= MOST_LETTERS or not name.isprintable():
        raise RequestError(f"A name has 1 to {MOST_LETTERS} letters: write it anew.")
    return name


def read_roles(given: Iterable[Any]) -> frozenset[Role]:
    """Roles as they are kept.

    Raises:
        RequestError: none, or one that does not exist.
    """
    roles = frozenset(given)
    if not roles or not roles <= frozenset(ROLES):
        raise RequestError(f"An account has one or more of these roles: {', '.join(ROLES)}.")
    return roles
