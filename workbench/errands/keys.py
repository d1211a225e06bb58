"""Errands about keys: how the master key is kept, key copies, a new master key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from engines.errors import ArchiveError
from workbench.access.door import keep_apart
from workbench.archive.store import Archive
from workbench.archive.unlocking.lock import WAYS, Way

Arguments = Mapping[str, Any]
Answer = Mapping[str, Any]
Tell = Callable[[Mapping[str, Any]], None]
Errand = Callable[[Archive, Arguments, Tell], Answer]


def _proven(archive: Archive, arguments: Arguments) -> None:
    """Where a passphrase opens the practice, whoever changes its keys knows it, or the sheet.

    Elsewhere the account of this machine opens it: whoever could ask for this has that already.
    """
    known = archive.lock.way != "passphrase" or archive.opens(str(arguments.get("before") or ""))
    if not known:
        raise ArchiveError("That is neither the passphrase nor the recovery code: try again.")


def show(archive: Archive, _: Arguments, __: Tell) -> Answer:
    """Says how the key is kept, what opens it, and where key copies lie."""
    lock = archive.lock
    return {
        "way": lock.way,
        "sheet": lock.has_sheet,
        "copies": [str(path) for path in archive.key_copies],
        "unreached": [str(path) for path in archive.unreached],
    }


def keep(archive: Archive, arguments: Arguments, _: Tell) -> Answer:
    """Keeps the master key another way."""
    way = arguments.get("way")
    if way not in WAYS:
        raise ArchiveError(f"The key cannot be kept {way!r}: choose one of {', '.join(WAYS)}.")
    _proven(archive, arguments)
    chosen = arguments.get("passphrase")
    if chosen:
        keep_apart(str(chosen), archive.accounts)
    archive.keep_key(cast(Way, way), passphrase=chosen)
    return {"way": way}


def passphrase(archive: Archive, arguments: Arguments, _: Tell) -> Answer:
    """Sets another passphrase, for whoever knows the one before or the recovery code."""
    _proven(archive, arguments)
    chosen = str(arguments.get("passphrase", ""))
    keep_apart(chosen, archive.accounts)
    archive.change_passphrase(chosen)
    return {}


def sheet(archive: Archive, arguments: Arguments, _: Tell) -> Answer:
    """Lets a new recovery code open the practice, instead of the one before."""
    _proven(archive, arguments)
    archive.add_sheet(str(arguments.get("code", "")))
    return {}


def copy(archive: Archive, arguments: Arguments, _: Tell) -> Answer:
    """Writes a key copy."""
    file = Path(str(arguments.get("file", "")))
    if not file.is_absolute():
        raise ArchiveError(f"The key copy's file is {file}: give its whole path.")
    _proven(archive, arguments)
    archive.copy_keys(file, passphrase=arguments.get("passphrase") or None)
    return {"file": str(file)}


def rotate(archive: Archive, arguments: Arguments, _: Tell) -> Answer:
    """Puts everything under a new master key."""
    _proven(archive, arguments)
    archive.rotate()
    return {"unreached": [str(path) for path in archive.unreached]}


KEY_ERRANDS: dict[str, Errand] = {
    "keys-show": show,
    "keys-keep": keep,
    "keys-passphrase": passphrase,
    "keys-sheet": sheet,
    "keys-copy": copy,
    "keys-rotate": rotate,
}
