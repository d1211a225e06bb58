"""The sittings that go on: their state in memory, their journals on disk."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, RLock

from engines.errors import ArchiveError, NotHereError
from workbench.archive import disk, entries, journal, outcome, schema
from workbench.archive.events import Event, Kept, OpenSitting

JOURNALS = "journal"
ASIDE = "set-aside"


@dataclass(slots=True)
class _Desk:
    """One open sitting. `begun` is its state before the first entry."""

    begun: OpenSitting
    state: OpenSitting
    key: bytes
    file: journal.Journal
    lock: RLock = field(default_factory=RLock)


class Underway:
    """All open sittings of an archive."""

    def __init__(self, folder: Path) -> None:
        self.folder = disk.make_folder(folder / JOURNALS)
        self.aside = folder / ASIDE
        self._desks: dict[str, _Desk] = {}
        self._lock = Lock()

    def begin(self, begun: OpenSitting, key: bytes, header: bytes) -> None:
        """Open a sitting with an empty page; its journal is on disk when this returns."""
        file = journal.begin(self.path(begun.sitting.id), key, header)
        self._put(_Desk(begun, begun, key, file))

    def adopt(self, begun: OpenSitting, state: OpenSitting, *, key: bytes, last: int) -> None:
        """Open a sitting again whose journal was found; its entries lead to `state`."""
        file = journal.Journal(self.path(begun.sitting.id), key, last=last)
        self._put(_Desk(begun, state, key, file))

    def found(self) -> tuple[Path, ...]:
        """The journals that lie in the folder."""
        suffixes = (journal.SUFFIX, journal.TWIN)
        stems = {path.stem for path in self.folder.iterdir() if path.suffix in suffixes}
        return tuple(self.path(stem) for stem in sorted(stems) if not stem.startswith("."))

    def path(self, sitting: str) -> Path:
        """Where a sitting's journal lies."""
        return self.folder / f"{sitting}{journal.SUFFIX}"

    def states(self) -> tuple[OpenSitting, ...]:
        """The open sittings, in the order in which they began."""
        with self._lock:
            desks = list(self._desks.values())
        return tuple(sorted((d.state for d in desks), key=lambda state: state.sitting.started))

    def is_open(self, sitting: str) -> bool:
        """Whether a sitting goes on."""
        with self._lock:
            return sitting in self._desks

    def state(self, sitting: str) -> OpenSitting:
        """An open sitting's state."""
        return self._desk(sitting).state

    def record(self, sitting: str, event: Event, at: str | None = None) -> int:
        """Enter an event into the journal; it is on disk when this returns its number.

        `at` is when it happened: now, where it is None.

        An impossible event is refused before anything is written. Where writing fails, the state
        goes back to what is on disk.
        """
        desk = self._desk(sitting)
        with desk.lock:
            self._heal(desk)
            # What will be read back is what counts: an entry that cannot be read is refused now.
            entry = entries.to_bytes(event, at or schema.now())
            state = outcome.after(desk.state, *entries.from_bytes(entry))
            number = desk.file.enqueue(entry)
            desk.state = replace(state, entries=number)
        try:
            desk.file.sync(number)
        except ArchiveError:
            with desk.lock:
                self._heal(desk)
            raise
        return number

    def kept(self, sitting: str) -> tuple[Kept, ...]:
        """The turns that stand, as the journal on disk has them."""
        desk = self._desk(sitting)
        held = journal.read(self.path(sitting), desk.key)
        return entries.replay(desk.begun, held).kept

    def drop(self, sitting: str) -> None:
        """Close a sitting and remove its journal, with all that was undone in it."""
        with self._lock:
            desk = self._desks.pop(sitting, None)
        if desk is not None:
            desk.file.close()
        journal.remove(self.path(sitting))

    def close(self) -> None:
        """Let go of all journals; they stay on disk."""
        with self._lock:
            desks = list(self._desks.values())
            self._desks.clear()
        for desk in desks:
            desk.file.close()

    def _put(self, desk: _Desk) -> None:
        with self._lock:
            self._desks[desk.begun.sitting.id] = desk

    def _desk(self, sitting: str) -> _Desk:
        with self._lock:
            if sitting not in self._desks:
                raise NotHereError(f"Sitting {sitting} is not open: it has ended, or is unknown.")
            return self._desks[sitting]

    def _heal(self, desk: _Desk) -> None:
        sitting, key = desk.begun.sitting.id, desk.key
        if not desk.file.broken or not self.is_open(sitting):
            return
        desk.file.close()
        path = self.path(sitting)
        try:
            found = journal.find(path, lambda header: (key, header), aside=self.aside)
            file = journal.Journal(path, key, last=found.last)
        except OSError as error:
            raise journal.refused(path, str(error)) from error
        desk.state = entries.replay(desk.begun, found.entries).state
        desk.file = file
