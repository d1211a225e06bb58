"""Takes a copy of the database every day, in the background, when nobody is writing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from engines.errors import ArchiveError
from workbench.archive.background import Background
from workbench.archive.database import Database
from workbench.archive.safety import recovery, redo, second, snapshots
from workbench.archive.safety.snapshots import Snapshot

EVERY_S = 60.0
PATIENCE = 60
JOURNAL_BYTES = 128 * 2**20
WHY = "daily"
SECOND_PLACE = "second_place"
_log = logging.getLogger(__name__)


class Daily:
    """The copies of one archive. `place` says where a second copy goes, None nowhere.

    A copy is due once a day, and where much was written since the last one: a start that needs it
    then has little to do again. It waits for a quiet minute, an hour at most.
    """

    def __init__(self, database: Database, place: Callable[[], str | None]) -> None:
        self.trouble = ""
        self._database = database
        self._place = place
        self._background = Background("daily copy", self._run)

    def start(self) -> None:
        """Begin, in the background."""
        self._background.start()

    def close(self) -> None:
        """Stop, after the copy in hand."""
        self._background.close()

    def held(self) -> list[Snapshot]:
        """The copies there are, newest first."""
        return snapshots.found(self._database.path.parent)

    def due(self, today: date) -> bool:
        """Whether a copy is to be taken."""
        newest = next(iter(self.held()), None)
        if newest is not None and newest.number == self._database.newest:
            return False
        if newest is None or newest.made.astimezone().date() != today:
            return True
        return redo.size_behind(self._database.path.parent, newest.number) > JOURNAL_BYTES

    def take(self) -> None:
        """Take a copy now; `trouble` says in words why there is none."""
        try:
            one = self._database.snapshot(WHY)
            self.trouble = ""
            place = self._place()
            if place:
                second.put(one, Path(place))
        except ArchiveError as error:
            self.trouble = str(error)
            _log.warning("no daily copy: %s", type(error).__name__)

    def follow(self) -> None:
        """Let the second place hold the newest copy alone, as after somebody was erased."""
        place, newest = self._place(), next(iter(self.held()), None)
        if not place or newest is None:
            return
        try:
            second.clear(Path(place))
            second.put(newest, Path(place))
        except ArchiveError as error:
            self.trouble = str(error)

    def _run(self) -> None:
        if self._background.stop.wait(EVERY_S):
            return
        self._examine()
        waited, seen = 0, self._database.newest
        while not self._background.stop.wait(EVERY_S):
            quiet, seen = seen == self._database.newest, self._database.newest
            if not self.due(datetime.now().astimezone().date()):
                waited = 0
            elif quiet or waited >= PATIENCE:
                self.take()
                waited = 0
            else:
                waited += 1

    def _examine(self) -> None:
        """Read what the start had no time to read."""
        try:
            if self._database.path.stat().st_size > recovery.CHECK_BYTES:
                self._database.examine()
        except (ArchiveError, OSError) as error:
            _log.warning("the archive could not be read through: %s", type(error).__name__)
