"""The operator's file: read, refused with a sentence, and the last good one kept beside the rest.

Paths in it are the data folder's where they are relative, so that they hold in the kept copy, too.
"""

from __future__ import annotations

import json
import logging
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engines.errors import SettingsError
from kiosk.site.reading import FORMAT, defaults, parse
from kiosk.site.table import TABLE
from kiosk.site.values import Site

Source = Literal["file", "last_good", "defaults"]
FILE, LAST_GOOD = "kiosk.toml", "kiosk.last-good.toml"
MOST_BYTES = 64 * 1024
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings that hold, and how it came to that.

    Attributes:
        site: the settings.
        source: where they are from.
        path: the operator's file, which may not be there.
        fault: why that file is not used; "" where it is, or where there is none.
    """

    site: Site
    source: Source
    path: Path
    fault: str

    @classmethod
    def by_default(cls, folder: Path) -> InForce:
        """What holds where there is no file."""
        return cls(defaults(folder), "defaults", folder / FILE, "")

    def told(self) -> str:
        """Where the settings come from, in a sentence or two for the operator."""
        if self.source == "file":
            return f"The settings are those of {self.path}."
        if not self.fault:
            return f"There is no {self.path}: the settings are the defaults."
        last = f"the last good settings ({LAST_GOOD})"
        held = last if self.source == "last_good" else "the defaults"
        return f"{self.fault} Until it can be, {held} hold."


def read(folder: Path, *, file: Path | None = None) -> InForce:
    """Reads the settings; whatever is wrong with the file, some hold.

    Args:
        folder: the data folder, where the last good file is kept.
        file: the operator's; else `kiosk.toml` in the data folder, which need not be there.
    """
    path = file or folder / FILE
    if file is None and _is_missing(path):
        return InForce.by_default(folder)
    try:
        data = _bytes(path)
        site = parse(data, folder=folder)
    except SettingsError as error:
        fault = f"The kiosk's settings {path} cannot be used: {error}."
        _log.error("%s", fault)
        return _last_good(folder, path, fault)
    _keep(folder / LAST_GOOD, data)
    return InForce(site, "file", path, "")


def begin(path: Path) -> None:
    """Writes a file to fill in, every setting with its meaning, all of them as by default.

    Raises:
        SettingsError: there is a file already, or it cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(template())
    except FileExistsError:
        message = f"The kiosk's settings {path} are there already: edit them, or name another file."
        raise SettingsError(message) from None
    except OSError as error:
        raise SettingsError(f"The kiosk's settings {path}: {error.strerror}.") from error


def template() -> str:
    """The commented file: what it says is what holds without it."""
    lines = [
        "# The kiosk's settings. What is left out is as it stands here. Relative paths are the",
        "# data folder's. After a change: python -m kiosk doctor, then start the kiosk again. A",
        "# file that cannot be used is told on the operator's page; the last good one holds then.",
        f"format = {FORMAT}",
    ]
    table = ""
    for row in TABLE:
        if row.table != table:
            table = row.table
            lines += ["", f"[{table}]"]
        lines += [f"# {text}" for text in row.help]
        off = row.default is None
        lines.append(f"# {row.key} = {row.sample}" if off else f"{row.key} = {_toml(row.default)}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    # JSON writes the texts, numbers and truths of the defaults as TOML does.
    return json.dumps(value, ensure_ascii=False)


def _is_missing(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def _bytes(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise SettingsError("it is no file")
        if found.st_size > MOST_BYTES:
            raise SettingsError(f"it has {found.st_size} bytes, at most {MOST_BYTES} are read")
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{error.strerror or error}") from error


def _last_good(folder: Path, path: Path, fault: str) -> InForce:
    try:
        return InForce(parse(_bytes(folder / LAST_GOOD), folder=folder), "last_good", path, fault)
    except SettingsError as error:
        if (folder / LAST_GOOD).exists():
            _log.error("%s cannot be used either: %s", folder / LAST_GOOD, error)
        return InForce(defaults(folder), "defaults", path, fault)


def _keep(place: Path, data: bytes) -> None:
    """Keeps a good file; a kiosk whose folder cannot be written to goes on without."""
    aside = place.with_name(f".{place.name}.new")
    try:
        if place.is_file() and place.read_bytes() == data:
            return
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside.write_bytes(data)
        aside.replace(place)
    except OSError as error:
        _log.warning("the good settings are not kept as %s: %s", place, error.strerror)
