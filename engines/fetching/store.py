"""The practice's folder of models: files, what was pinned, what was accepted and by whom.

models/NAME/...          the files, laid out as in their repository
models/NAME.lock.json    what each file must hash to, since when, and what vouched for it
models/NAME.checked      when every file was last read whole and was right
models/accepted.json     licences: who accepted which text, when, as typed
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from engines import catalog
from engines.catalog import Licence, Model, Part
from engines.errors import FetchError

FOLDER = "models"  # in the practice's folder
FORMAT = 1
REVISION_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Pin:
    """What a file must be.

    Attributes:
        sha256: in hexadecimal.
        bytes: its size.
        by: what vouched for it when it was pinned: "catalog"; "host", where the hub itself states
            the hash; or "nobody", where it is simply what came first.
    """

    sha256: str
    bytes: int
    by: str


@dataclass(frozen=True, slots=True)
class Lock:
    """What a model was when it was first fetched here.

    Attributes:
        source: where from: the host or the folder.
        revision: the commit that was met; "" where the source names none.
        pinned: when, ISO time.
        files: by path.
    """

    source: str
    revision: str
    pinned: str
    files: Mapping[str, Pin] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One licence, accepted: its name, the SHA-256 of the text shown, who (as typed), when."""

    licence: str
    text_sha256: str
    by: str
    at: str


class Store:
    """The models in one folder.

    Args:
        folder: made when something is first written to it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, model: Model) -> Path:
        """Where a model's files lie."""
        return self.folder / model.name

    def lock(self, model: Model) -> Lock | None:
        """What is pinned for a model; None before its first fetch.

        Raises:
            FetchError: the lock file cannot be read.
        """
        path = self._lock_path(model)
        if not path.exists():
            return None
        try:
            wire = json.loads(path.read_text(encoding="utf-8"))
            files = {name: Pin(**pin) for name, pin in wire["files"].items()}
            return Lock(wire["source"], wire["revision"], wire["pinned"], files)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FetchError(
                f"The lock file {path} cannot be read ({type(error).__name__}): restore it from a "
                f"backup, or drop it with: python -m engines models remove {model.name} --forget"
            ) from error

    def keep_lock(self, model: Model, lock: Lock) -> None:
        """Writes what is pinned."""
        self._write(self._lock_path(model), {"format": FORMAT, "model": model.name, **asdict(lock)})

    def pin_of(self, model: Model, part: Part) -> Pin | None:
        """What a file must be, by the catalog, else by the lock; None where neither knows.

        Raises:
            FetchError: they contradict each other, or the lock cannot be read.
        """
        lock = self.lock(model)
        kept = None if lock is None else lock.files.get(part.path)
        if part.sha256 is None:
            return kept
        if kept is not None and kept.sha256 != part.sha256:
            raise FetchError(
                f"{model.name}: the catalog wants {part.path} to be {part.sha256[:12]}, the lock "
                f"file {kept.sha256[:12]}. Compare both with the repository before you drop one."
            )
        return Pin(part.sha256, part.bytes or (kept.bytes if kept else 0), "catalog")

    def condition(self, model: Model, part: Part) -> catalog.Condition:
        """Whether a file is here and is what was pinned; reads it whole."""
        path = self.place(model) / part.path
        if not path.is_file():
            return "missing"
        pin = self.pin_of(model, part)
        if pin is None:
            return "unpinned"
        return "verified" if catalog.digest(path) == pin.sha256 else "changed"

    def ready(self, model: Model) -> bool:
        """Whether every file is here in its pinned size; a glance, nothing is read."""
        lock = self.lock(model)
        if lock is None:
            return False
        for part in model.files:
            pin, path = lock.files.get(part.path), self.place(model) / part.path
            if pin is None or not path.is_file() or path.stat().st_size != pin.bytes:
                return False
        return True

    def note_checked(self, model: Model) -> None:
        """Writes down that every file was read whole just now, and was right."""
        self._write(self._checked_path(model), _now())

    def checked(self, model: Model) -> str | None:
        """When every file was last read whole and right, ISO time; None where one changed since."""
        noted = self._checked_path(model)
        files = [self.place(model) / part.path for part in model.files]
        try:
            if any(path.stat().st_mtime_ns > noted.stat().st_mtime_ns for path in files):
                return None
            return str(json.loads(noted.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return None

    def revision(self, models: tuple[Model, ...]) -> str:
        """One name for exactly these weights: 12 hex digits over what is pinned for each."""
        found = hashlib.sha256()
        for model in models:
            lock = self.lock(model)
            for part in model.files:
                pin = None if lock is None else lock.files.get(part.path)
                found.update(f"{model.name}/{part.path}:{pin and pin.sha256}\n".encode())
        return found.hexdigest()[:REVISION_DIGITS]

    def holds(self, models: tuple[Model, ...], made_of: Mapping[str, str]) -> bool:
        """Whether files, SHA-256 by MODEL/PATH, are all what is pinned here for these models."""
        pins: dict[str, str] = {}
        for model in models:
            lock = self.lock(model)
            for path, pin in ({} if lock is None else lock.files).items():
                pins[f"{model.name}/{path}"] = pin.sha256
        return bool(made_of) and all(pins.get(path) == sha for path, sha in made_of.items())

    def accepted(self, licence: Licence) -> Acceptance | None:
        """Who accepted the text as it is now; None where nobody did."""
        now = text_digest(licence)
        for each in self._acceptances():
            if each["text_sha256"] == now and each["licence"] == licence.name:
                return Acceptance(**each)
        return None

    def accept(self, licence: Licence, *, by: str) -> Acceptance:
        """Records that somebody accepted a licence's text.

        Raises:
            FetchError: nobody is named.
        """
        if not by.strip():
            raise FetchError("Nobody is named: say who accepts, with --by NAME.")
        made = Acceptance(licence.name, text_digest(licence), by.strip(), _now())
        self._write(self.folder / "accepted.json", [*self._acceptances(), asdict(made)])
        return made

    def remove(self, model: Model, *, forget: bool = False) -> int:
        """Deletes a model's files, and what was pinned too where that is to be forgotten.

        Returns:
            The bytes that were freed.
        """
        place = self.place(model)
        self._checked_path(model).unlink(missing_ok=True)
        freed = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        if place.exists():
            shutil.rmtree(place)
        if forget:
            self._lock_path(model).unlink(missing_ok=True)
        return freed

    def _checked_path(self, model: Model) -> Path:
        return self.folder / f"{model.name}.checked"

    def _lock_path(self, model: Model) -> Path:
        return self.folder / f"{model.name}.lock.json"

    def _acceptances(self) -> list[dict[str, Any]]:
        path = self.folder / "accepted.json"
        if not path.exists():
            return []
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return [asdict(Acceptance(**each)) for each in found]
        except (ValueError, TypeError) as error:
            raise FetchError(
                f"{path} cannot be read ({type(error).__name__}): restore it from a backup."
            ) from error

    def _write(self, path: Path, value: object) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(path)


def files_digest(files: Mapping[str, str]) -> str:
    """One name for exactly these files: 12 hex digits over their SHA-256 by path."""
    told = "".join(f"{path}:{sha}\n" for path, sha in sorted(files.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:REVISION_DIGITS]


def text_digest(licence: Licence) -> str:
    """The SHA-256 of a licence's text: another text asks to be accepted anew."""
    return hashlib.sha256(licence.text.encode("utf-8")).hexdigest()


def pinned_now(source: str, revision: str, files: Mapping[str, Pin]) -> Lock:
    """A lock that begins now."""
    return Lock(source, revision, _now(), files)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
