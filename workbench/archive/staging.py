"""Several files exchanged together: all of them, or none, wherever a kill comes.

What is new is written into the folder `renewing`; a list, synced, says that all of it is there;
then each file takes its place. A start that finds the list goes on with that, before anything is
opened; one that finds none throws away what was not finished. Neither needs any key.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.archive import disk

FOLDER = "renewing"
LIST = "list.json"


@dataclass(frozen=True, slots=True)
class Staging:
    """What is to be exchanged in an archive's folder."""

    folder: Path

    @property
    def place(self) -> Path:
        """Where what is new is written."""
        return self.folder / FOLDER

    def begin(self) -> None:
        """Start with nothing."""
        finish(self.folder)
        disk.make_folder(self.place)

    def put(self, name: str, content: bytes) -> None:
        """Prepare a file; `name` is its place within the folder."""
        path = self.path(name)
        disk.make_folder(path.parent)
        disk.write_whole(path, content)

    def path(self, name: str) -> Path:
        """Where a file waits for its place."""
        return self.place / name

    def commit(self, *, gone: Sequence[str] = ()) -> None:
        """All of it counts from here on; `gone` are files and folders that leave with it."""
        staged = [path for path in self.place.rglob("*") if path.is_file()]
        for path in staged:
            disk.sync_folder(path.parent)
        names = sorted(path.relative_to(self.place).as_posix() for path in staged)
        content = json.dumps({"files": names, "gone": list(gone)}).encode()
        disk.write_whole(self.place / LIST, content)
        finish(self.folder)


def finish(folder: Path) -> bool:
    """Go on with what was committed and throw away what was not; gives whether there was any."""
    place = folder / FOLDER
    if not place.is_dir():
        return False
    committed = (place / LIST).is_file()
    if committed:
        told = json.loads((place / LIST).read_bytes())
        for name in told["gone"]:
            _remove(folder / name)
        for name in told["files"]:
            _exchange(place / name, folder / name)
    for path in place.rglob("*"):
        if path.is_file() and path.name != LIST:
            disk.shred(path)
    disk.remove(place / LIST)
    shutil.rmtree(place)
    disk.sync_folder(folder)
    return committed


def _exchange(new: Path, old: Path) -> None:
    if new.exists():
        disk.make_folder(old.parent)
        new.replace(old)
        disk.sync_folder(old.parent)


def _remove(path: Path) -> None:
    if path.is_dir():
        for each in sorted(path.rglob("*"), reverse=True):
            _remove(each)
        path.rmdir()
        disk.sync_folder(path.parent)
    else:
        disk.remove(path)
