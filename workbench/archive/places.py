"""Where copies lie that this practice made: key copies, and folders with data backups.

They are remembered, so that an erasing reaches them: a key copy is made anew without the person's
key, and the erasure ledger is laid beside the backups. What is out of reach then (a stick in a
drawer) is out of our hands: that is said, and the ledger catches it at the restoring.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engines.errors import SketchwellError
from workbench.archive import disk, keycopies, ledger
from workbench.archive.keycopies import Keys
from workbench.archive.ledger import BESIDE_FILE
from workbench.archive.preferences import Preferences

COPIES, BACKUPS, UNREACHED = "key_copies", "backup_folders", "copies_unreached"
REMEMBERED = 50
WHO = "sketchwell"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one practice; `keys` gives what a key copy holds today.

    Without `reach` nothing outside the folder is touched: the practice is only looked at.
    """

    preferences: Preferences
    keys: Callable[[], Keys]
    reach: bool = True

    @property
    def copies(self) -> tuple[Path, ...]:
        """The key copies that were made, the newest last."""
        return self._held(COPIES)

    @property
    def unreached(self) -> tuple[Path, ...]:
        """The places that the last erasing could not reach."""
        return self._held(UNREACHED)

    def add_copy(self, path: Path) -> None:
        """Remember a key copy."""
        self._add(COPIES, path.absolute())

    def add_backup(self, path: Path) -> None:
        """Remember where a data backup was written, and lay the ledger beside it."""
        folder = path.absolute().parent
        self._add(BACKUPS, folder)
        self._tried(partial(self._lay, folder, self.keys()))

    def renew(self) -> None:
        """Make every key copy anew that is in reach, and lay the ledger beside the backups."""
        if not self.reach:
            return
        keys = self.keys()
        missed: list[Path] = []
        for path in self.copies:
            if not self._tried(partial(keycopies.renew, keys, path)):
                missed.append(path)
        for path in self._held(BACKUPS):
            if not self._tried(partial(self._lay, path, keys)):
                missed.append(path)
        self._set(UNREACHED, missed)

    def _lay(self, folder: Path, keys: Keys) -> None:
        path = folder / BESIDE_FILE
        there = [path.read_bytes()] if path.is_file() else []
        known = ledger.gathered((keys.ledger, *there), keys.secret)
        if not known.empty:
            disk.write_whole(path, known.to_bytes(keys.secret))

    def _tried(self, deed: Callable[[], None]) -> bool:
        try:
            deed()
        except (SketchwellError, OSError) as error:
            _log.warning("a copy is out of reach: %s", type(error).__name__)
            return False
        return True

    def _held(self, name: str) -> tuple[Path, ...]:
        return tuple(Path(each) for each in json.loads(self.preferences.value(name) or "[]"))

    def _add(self, name: str, path: Path) -> None:
        others = [each for each in self._held(name) if each != path]
        self._set(name, [*others, path][-REMEMBERED:])

    def _set(self, name: str, paths: list[Path]) -> None:
        held = json.dumps([str(path) for path in paths]) if paths else None
        self.preferences.set(name, held, who=WHO)
