"""One backup at a time, on a thread of its own; pages look at how it stands."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from engines.errors import RequestError, SketchwellError, traced
from engines.sealing import MIN_PASSPHRASE
from workbench.saying import _, later

LAST = "last_backup"
LEAST = MIN_PASSPHRASE
GOOD = 20
MOUNTS = (Path("/media"), Path("/run/media"))
_log = logging.getLogger(__name__)

Stage = Literal["never", "running", "done", "failed"]
Progress = Callable[[float], None]
# Writes everything to that file under that passphrase, and tells how far it is (0..1).
BackUp = Callable[[Path, str, Progress], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the newest backup of this start stands. `share` is 0..1; `error` is for a person."""

    stage: Stage = "never"
    share: float = 0.0
    file: Path | None = None
    size: int = 0
    error: str = ""


class Backing:
    """The backups of one practice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._standing = Standing()
        self._thread: threading.Thread | None = None

    @property
    def standing(self) -> Standing:
        """How it stands now."""
        with self._lock:
            return self._standing

    def start(self, to: Path, passphrase: str, back_up: BackUp, done: Callable[[], None]) -> None:
        """Begins one; `done` is called once it is whole and checked.

        Raises:
            RequestError: one is running already.
        """
        with self._lock:
            if self._standing.stage == "running":
                raise RequestError("A backup is being written already: wait until it is done.")
            self._standing = Standing("running", file=to)
        work = (to, passphrase, back_up, done)
        self._thread = threading.Thread(target=self._run, args=work, name="backup", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether it is over, at the latest after so many seconds."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self.standing.stage != "running"

    def _run(self, to: Path, passphrase: str, back_up: BackUp, done: Callable[[], None]) -> None:
        try:
            back_up(to, passphrase, self._went)
            done()
            self._set(stage="done", share=1.0, size=to.stat().st_size)
        except SketchwellError as error:
            self._set(stage="failed", error=str(error))
        except Exception as error:  # noqa: BLE001 - a thread of its own: logged by its kind, said
            _log.error("A backup failed: %s", traced(error))
            self._set(stage="failed", error=UNFORESEEN)

    def _went(self, share: float) -> None:
        self._set(share=min(1.0, max(0.0, share)))

    def _set(self, **changed: object) -> None:
        with self._lock:
            self._standing = replace(self._standing, **changed)  # pyright: ignore[reportArgumentType]


UNFORESEEN = later(
    "The backup could not be written. Is there room, and may you write there? Nothing of the "
    "practice was changed."
)


def file_in(folder: str, now: datetime) -> Path:
    """Where a backup goes: a file named after the day, one that is not there yet.

    Raises:
        RequestError: that is no folder of this machine, or nobody may write there.
    """
    place = _folder(folder.strip())
    if place is None:
        raise RequestError(
            _(
                "There is no folder “{folder}” on this machine: write its whole path.",
                folder=folder.strip(),
            )
        )
    if not os.access(place, os.W_OK):
        raise RequestError(
            _("Nothing may be written into {folder}: choose another folder.", folder=place)
        )
    name = f"sketchwell-{now:%Y-%m-%d}"
    names = [name, *(f"{name}-{number}" for number in range(2, 1000))]
    paths = (place / f"{each}.backup" for each in names)
    return next(path for path in paths if not path.exists())


def _folder(typed: str) -> Path | None:
    """The folder of this machine that somebody typed, if there is one."""
    try:
        place = Path(typed).expanduser()
        return place if place.is_absolute() and place.is_dir() else None
    except (OSError, RuntimeError):  # a name too long, the home of nobody
        return None


def places(home: Path, mounts: tuple[Path, ...] = MOUNTS) -> list[Path]:
    """Folders that suggest themselves: what is plugged in first, then the home folder."""
    found = [path for mount in mounts if mount.is_dir() for path in _plugged(mount)]
    return [*found, home]


def _plugged(mount: Path) -> list[Path]:
    deep = [path for path in (*mount.glob("*"), *mount.glob("*/*")) if os.path.ismount(path)]
    return sorted(path for path in deep if os.access(path, os.W_OK))


def strength(passphrase: str) -> Literal["short", "weak", "good"]:
    """How hard a passphrase is to guess: only a hint, by its length and how much it repeats."""
    words = {word.lower() for word in passphrase.split() if len(word) > 2}
    if len(passphrase) < LEAST:
        return "short"
    varied = len(set(passphrase.lower())) >= 8
    return "good" if varied and (len(passphrase) >= GOOD or len(words) >= 4) else "weak"
