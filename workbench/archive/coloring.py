"""The shares of colors of turns kept before there were columns for them, from small pictures.

Every turn is measured once: in the background after the start, newest first, with pauses as long
as the work; or at once for a person whose trends are asked for before. What a stop or a kill leaves
undone is done after the next start. What cannot be read stays missing.
"""

from __future__ import annotations

import logging
import time
from threading import Lock

from engines.errors import ArchiveError, SketchwellError, traced
from workbench.archive import thumbnails
from workbench.archive.background import Background
from workbench.archive.rows import Rows
from workbench.archive.schema import COLOR_MEASURES

AT_ONCE = 32
# Without a look at the pictures: their column of large texts takes long to read, and a start waits.
_WAITING = (
    f"SELECT person, picture FROM turn WHERE {COLOR_MEASURES[0]} IS NULL ORDER BY kept_at DESC"
)
_SMALL = (
    "SELECT turn, picture.id, thumbnail FROM picture "
    "WHERE id IN (SELECT unnest(?::VARCHAR[])) AND person = ? AND thumbnail IS NOT NULL"
)
_FOUND = ", ".join(f"unnest(?::DOUBLE[]) AS {name}" for name in COLOR_MEASURES)
_FILL = (
    f"UPDATE turn SET {', '.join(f'{name} = found.{name}' for name in COLOR_MEASURES)} "
    f"FROM (SELECT unnest(?::VARCHAR[]) AS id, {_FOUND}) AS found "
    f"WHERE turn.id = found.id AND turn.{COLOR_MEASURES[0]} IS NULL"
)
_log = logging.getLogger(__name__)


class Coloring:
    """Fills the columns of colors. Any thread may ask for a person."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._lock = Lock()
        self._waiting: dict[str, list[str]] = {}
        self._background = Background("coloring", self._run)

    def start(self) -> None:
        """Find what waits, and begin with it in the background; nothing where nothing waits."""
        for person, picture in self._rows.database.read(_WAITING):
            self._waiting.setdefault(person, []).append(picture)
        if self._waiting:
            self._background.start()

    def close(self) -> None:
        """Stop, after the few pictures in hand."""
        self._background.close()

    def finish(self, person: str) -> None:
        """Measure now what a person still waits for; at once where nothing does."""
        while person in self._waiting and not self._background.stop.is_set():
            self._some(person)

    def _run(self) -> None:
        began, count = time.perf_counter(), sum(map(len, self._waiting.values()))
        try:
            for person in [*self._waiting]:
                while person in self._waiting and not self._background.stop.is_set():
                    took = time.perf_counter()
                    self._some(person)
                    self._background.stop.wait(time.perf_counter() - took)
        except ArchiveError as error:
            _log.warning("colors of kept pictures wait for the next start: %s", traced(error))
            return
        if not self._waiting:
            _log.info("colors of %d kept pictures in %.1f s", count, time.perf_counter() - began)

    def _some(self, person: str) -> None:
        with self._lock:
            waiting = self._waiting.get(person, [])
            self._fill(self._seen(person, waiting[:AT_ONCE]))
            if waiting[AT_ONCE:]:
                self._waiting[person] = waiting[AT_ONCE:]
            else:
                self._waiting.pop(person, None)

    def _seen(self, person: str, pictures: list[str]) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for turn, picture, sealed in self._rows.database.read(_SMALL, [pictures, person]):
            try:
                small = self._rows.vault.open(person, "thumbnail", picture, sealed)
            except SketchwellError as error:
                _log.warning("no colors of picture %s: %s", picture, type(error).__name__)
                continue
            if shares := thumbnails.color_shares(small):
                found[turn] = shares
        return found

    def _fill(self, seen: dict[str, dict[str, float]]) -> None:
        if not seen:
            return
        columns = [[shares[name] for shares in seen.values()] for name in COLOR_MEASURES]
        with self._rows.database.write() as cursor:
            cursor.execute(_FILL, [[*seen], *columns])
