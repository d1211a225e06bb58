"""Words typed at a terminal, or read from a file's first line."""

from __future__ import annotations

import getpass
from pathlib import Path

from engines.errors import SettingsError


def asked(what: str, *, twice: bool = False, file: Path | None = None) -> str:
    """What somebody types unseen, or the first line of a file.

    Raises:
        SettingsError: the two differ, or the file cannot be read.
    """
    if file is not None:
        return first_line(file)
    given = getpass.getpass(f"{what}: ")
    if twice and getpass.getpass("Once more: ") != given:
        raise SettingsError("The two differ: nothing was written. Try again.")
    return given


def first_line(path: Path) -> str:
    """A file's first line, such as one that holds a passphrase.

    Raises:
        SettingsError: it cannot be read.
    """
    try:
        return path.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The passphrase file {path} cannot be read: {error}.") from error
