"""Every open sitting that somebody looks at, and the painter's way back to it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from engines.record import Feeling, Phase
from engines.settings import Settings
from engines.strokes import Paper
from engines.worker import PaintingWorker
from engines.worker.jobs import JobState
from workbench.archive.events import OpenSitting, Paged
from workbench.archive.store import Archive
from workbench.table import agreed
from workbench.table.live import Table
from workbench.tailored import Surface

PAPER = Paper(aspect=4 / 3, color="#ffffff")


class Tables:
    """The tables by the ids of their sittings."""

    def __init__(self, archive: Archive, painter: PaintingWorker, settings: Settings) -> None:
        self._archive, self.painter, self._settings = archive, painter, settings
        self._lock = threading.Lock()
        self._tables: dict[str, Table] = {}
        self._stop_listening = painter.on_change(self._heard)
        self._left: Callable[[str], None] = lambda _: None
        self._alert: Callable[[str], None] = lambda _: None

    def at(self, sitting_id: str) -> Table:
        """The table of an open sitting.

        Raises:
            ArchiveError: that sitting is not open.
        """
        with self._lock:
            sitting = self._archive.open_sitting(sitting_id)
            if sitting_id not in self._tables:
                table = Table(sitting, self._archive, self.painter, self._settings)
                table.care.on_alert(self._alert)
                self._tables[sitting_id] = table
            table = self._tables[sitting_id]
        table.tailor(agreed.limits(self._archive, table.person))
        return table

    def agreed(self, person: str) -> None:
        """Takes in at once, at this person's open table, what was agreed to or taken back."""
        for table in [*self._tables.values()]:
            if table.person == person:
                table.tailor(agreed.limits(self._archive, person))

    def waiting(self) -> tuple[str, ...]:
        """The sittings where an answer waits for the therapist's look."""
        tables = [*self._tables.values()]
        return tuple(table.id for table in tables if table.snapshot()["held"])

    def begin(
        self,
        person: str,
        phase: Phase,
        *,
        before: Feeling | None = None,
        surface: Surface | None = None,
        started: str | None = None,
    ) -> OpenSitting:
        """Begins a sitting of a person with a fresh page, on their usual surface or this one.

        `started` is the moment it belongs to, ISO 8601; now where it is None.

        Raises:
            RequestError: the person has not agreed to a record, or to the painter.
        """
        agreed.check_begin(self._archive, person, phase)
        sitting = self._archive.begin_sitting(person, phase, started=started).sitting
        self._archive.record(sitting.id, Paged(PAPER))
        if before not in (None, Feeling()):
            self._archive.save_feelings(sitting.id, before=before)
        if surface is not None:
            self.at(sitting.id).set_options({"surface": surface})
        return self._archive.open_sitting(sitting.id)

    def end(self, sitting_id: str) -> None:
        """Ends a sitting and clears its table."""
        self.at(sitting_id).end()
        self.leave(sitting_id)

    def leave(self, sitting_id: str) -> None:
        """Clears the table of a sitting that is no longer open, if there is one."""
        with self._lock:
            table = self._tables.pop(sitting_id, None)
        if table is not None:
            table.close()
        self._left(sitting_id)

    def on_leave(self, left: Callable[[str], None]) -> None:
        """Whom to tell the sitting whose table was cleared because it is over."""
        self._left = left

    def on_alert(self, alert: Callable[[str], None]) -> None:
        """Whom to tell the sitting where typed words ask for a person."""
        self._alert = alert

    def close(self) -> None:
        """Clears every table; the sittings stay open in the archive."""
        self._stop_listening()
        for table in self._tables.values():
            table.close()
        self._tables.clear()

    def _heard(self, job: JobState) -> None:
        table = self._tables.get(job.person)
        if table is not None:
            table.answers.heard(job)
