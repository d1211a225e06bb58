"""The practice that this process serves: archive, painter, open sittings. One at a time."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from engines.errors import ArchiveError
from engines.settings import Settings
from engines.worker import PaintingWorker
from workbench.archive.store import Archive
from workbench.demo.filling import Filling
from workbench.tables import Tables


@dataclass(frozen=True, slots=True)
class Practice:
    """What pages and routes work on. `token` is this start's key to its pictures and sockets."""

    settings: Settings
    archive: Archive
    tables: Tables
    demo: bool
    filling: Filling
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)


_serving: list[Practice] = []


def current() -> Practice:
    """The practice being served.

    Raises:
        ArchiveError: none is open.
    """
    if not _serving:
        raise ArchiveError(
            "No practice is open in this process: start it with `python -m workbench`."
        )
    return _serving[-1]


@contextmanager
def serving(settings: Settings, *, demo: bool) -> Iterator[Practice]:
    """Opens the practice in `settings.data`, serves it, and closes it."""
    with Archive.open(settings.data) as archive, PaintingWorker(settings) as painter:
        filling = Filling(archive, painter, settings)
        practice = Practice(settings, archive, Tables(archive, painter, settings), demo, filling)
        _serving.append(practice)
        try:
            if demo:
                filling.start()
            yield practice
        finally:
            _serving.remove(practice)
            filling.close()
            practice.tables.close()
