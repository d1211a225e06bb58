"""Who asks, here and now: the browser whose page is run or whose request is answered.

A route is answered inside `asked_by`; a page is run by Streamlit in pieces (the page, callbacks,
fragments) that nothing wraps, so the page's own tab is asked (`ask`). Outside of both, in the
workbench's own threads and commands, nobody asks and nothing is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from workbench.handing.passes import Pass

STRANGER = Pass("", "locked")
_route: ContextVar[Pass | None] = ContextVar("sketchwell_asker", default=None)
_asked: list[Callable[[], Pass | None]] = []


@contextmanager
def asked_by(seen: Pass | None) -> Iterator[None]:
    """What the block does is done for the browser with this pass; None is a browser without one."""
    token = _route.set(seen or STRANGER)
    try:
        yield
    finally:
        _route.reset(token)


def ask(asked: Callable[[], Pass | None]) -> None:
    """Whom to ask for the pass of the tab whose page is being run; `state` answers."""
    _asked[:] = [asked]


def asker() -> Pass | None:
    """The pass of whoever asks; None where nobody does."""
    tab = _asked[0]() if _asked else None
    return _route.get() if tab is None else tab
