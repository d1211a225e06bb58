"""Whose account does what is done now: told once at the door, written with every audit entry.

Whoever serves a route wraps the run in `with acting(account.id):`; what the archive notes
meanwhile, in this thread or task, carries that id. A thread begun inside knows nothing of it
unless it is begun in a copy of the context. A page is run in pieces (callbacks, fragments) that
nothing wraps: who acts there is asked (`ask`). Outside of any, it is the practice that acts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from engines.errors import ArchiveError

PRACTICE = "practice"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.A)
_ACTOR: ContextVar[str | None] = ContextVar("sketchwell_actor", default=None)
_asked: list[Callable[[], str | None]] = []


@contextmanager
def acting(account: str | None) -> Iterator[None]:
    """What the block does is noted under this account's id; None is the practice itself.

    Raises:
        ArchiveError: this is no id. Names never stand in the audit.
    """
    token = _ACTOR.set(_checked(account or PRACTICE))
    try:
        yield
    finally:
        _ACTOR.reset(token)


def actor() -> str:
    """The id of the account that acts here and now, or "practice"."""
    told = _ACTOR.get()
    if told is None and _asked:
        told = _asked[0]()
    return PRACTICE if told is None else _checked(told)


@contextmanager
def settled() -> Iterator[None]:
    """Who acts in the block is asked before it begins.

    Whoever answers may wait for accounts or for whatever else is kept, so nobody asks while holding
    a lock that those take: the two would wait for each other for ever.
    """
    token = _ACTOR.set(actor())
    try:
        yield
    finally:
        _ACTOR.reset(token)


def ask(asked: Callable[[], str | None]) -> None:
    """Whom to ask for the account whose page is being run; `state` answers."""
    _asked[:] = [asked]


def _checked(account: str) -> str:
    if not _ID.fullmatch(account):
        raise ArchiveError(
            f"{account[:80]!r} is no account's id: give the id, small letters and digits, never a "
            "name."
        )
    return account
