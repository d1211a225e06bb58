"""The practice that this process serves: archive, painter, open sittings. One at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from engines.errors import ArchiveError
from engines.settings import Settings
from engines.studio import Settled, settled
from engines.worker import PaintingWorker
from workbench.archive.store import Archive
from workbench.demo.filling import Filling
from workbench.handing.passes import Passes
from workbench.paper.bringing import Photos
from workbench.replay.counting import Counts
from workbench.replay.shelf import Shelf
from workbench.table.tables import Tables


@dataclass(frozen=True, slots=True)
class Practice:
    """What pages and routes work on.

    `settings` are settled: `network` says by what. `passes` says which browser may see what;
    `photos`, `films`, `counts` are in memory only.
    """

    settings: Settings
    archive: Archive
    tables: Tables
    demo: bool
    filling: Filling
    passes: Passes
    network: Settled
    photos: Photos = field(default_factory=Photos)
    films: Shelf = field(default_factory=Shelf)
    counts: Counts = field(default_factory=Counts)

    def erase(self, person: str) -> None:
        """Erases a person from the archive, and what of them is open or waits in memory."""
        sittings = [row.id for row in self.archive.sittings(person)]
        self.archive.erase(person)
        for sitting in sittings:
            self.tables.leave(sitting)
            self.photos.drop(sitting)
            self.films.drop(sitting)
            self.counts.drop(sitting)


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
    with ExitStack() as stack:
        archive = stack.enter_context(Archive.open(settings.data))
        network = settled(settings)
        settings = network.settings
        painter = stack.enter_context(PaintingWorker(settings))
        filling = Filling(archive, painter, settings)
        tables, passes = Tables(archive, painter, settings), Passes(archive)
        practice = Practice(settings, archive, tables, demo, filling, passes, network)
        _serving.append(practice)
        try:
            if demo:
                filling.start()
            yield practice
        finally:
            _serving.remove(practice)
            filling.close()
            practice.films.close()
            practice.counts.close()
            practice.photos.close()
            practice.tables.close()
