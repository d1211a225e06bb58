"""Words typed at a terminal, or read from a file's first line."""

from __future__ import annotations

import getpass
import warnings
from pathlib import Path

from engines.errors import SettingsError


def asked(what: str, *, twice: bool = False, file: Path | None = None) -> str:
    """What somebody types unseen, or the first line of a file.

    Raises:
        SettingsError: the two differ, nobody can type here, or the file cannot be read.
    """
    if file is not None:
        return first_line(file)
    given = _typed(what)
    if twice and _typed("Once more") != given:
        raise SettingsError("The two differ: nothing was written. Try again.")
    return given


def _typed(what: str) -> str:
    with warnings.catch_warnings():
        # Where there is no terminal it says so in a line of its own; this would show our sources.
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        try:
            return getpass.getpass(f"{what}: ")
        except EOFError:
            raise SettingsError(
                f"{what}: nothing was typed. Run this in a terminal, and type it there."
            ) from None


def first_line(path: Path) -> str:
    """A file's first line, such as one that holds a passphrase.

    Raises:
        SettingsError: it cannot be read, or its first line is empty.
    """
    try:
        found = path.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise SettingsError(f"The passphrase file {path} cannot be read: {why}.") from error
    if not found:
        raise SettingsError(
            f"The passphrase file {path} begins with an empty line: write the passphrase there."
        )
    return found
