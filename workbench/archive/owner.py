"""One process owns an archive's folder: the lock file says which."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock
from types import TracebackType

from engines.errors import ArchiveError, HeldError
from workbench.archive import holder

try:
    import fcntl
except ImportError:
    fcntl = None

_held: set[Path] = set()
_held_lock = Lock()


class Ownership:
    """Holds a folder until released or until the process ends, however it ends.

    A record lock, because a child process does not inherit it: a painter that outlives its killed
    parent must not keep the archive shut. Where the system has none (Windows), DuckDB's own lock on
    the database file remains.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._handle: int | None = None

    def __enter__(self) -> Ownership:
        with _held_lock:
            if self._folder in _held:
                raise ArchiveError(
                    f"The archive {self._folder} is open in this process already (PID "
                    f"{os.getpid()}): use the Archive that is open, or close it first."
                )
            self._handle = _locked(self._folder / "archive.lock")
            _held.add(self._folder)
            _forget_the_dead(self._folder)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        with _held_lock:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None
                _held.discard(self._folder)


def _locked(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle)
    except OSError:
        number = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
        os.close(handle)
        raise HeldError(held_by(path.parent, number)) from None
    os.ftruncate(handle, 0)
    os.write(handle, f"{os.getpid()}\n".encode("ascii"))
    return handle


def held_by(folder: Path, number: str) -> str:
    """Who holds the folder, and what to do: by what the holder said there of itself."""
    said = holder.read(folder)
    if said is None or str(said.pid) != number:
        who = f"another process (PID {number})"
    else:
        who = f"{said.told} (PID {number}, since {said.clock})"
    return (
        f"The archive {folder} is held by {who}: use the workbench that is open (its settings page "
        "also backs up everything), or close it and start again."
    )


def _forget_the_dead(folder: Path) -> None:
    """What a killed process left there of itself says nothing any more."""
    said = holder.read(folder)
    if said is not None and said.pid != os.getpid():
        (folder / holder.FILE).unlink(missing_ok=True)


def _lock(handle: int) -> None:
    if fcntl is not None:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
