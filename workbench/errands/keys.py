"""Errands about keys: how the master key is kept, key copies, a new master key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from engines.errors import ArchiveError
from workbench.archive.store import Archive
from workbench.archive.unlocking.lock import WAYS, Way

Arguments = Mapping[str, Any]
Answer = Mapping[str, Any]
Tell = Callable[[Mapping[str, Any]], None]
Errand = Callable[[Archive, Arguments, Tell], Answer]


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
    archive.keep_key(cast(Way, way), passphrase=arguments.get("passphrase"))
    return {"way": way}


def passphrase(archive: Archive, arguments: Arguments, _: Tell) -> Answer:
    """Sets another passphrase, for whoever knows the one before or the recovery code."""
    if not archive.opens(str(arguments.get("before", ""))):
        raise ArchiveError("That is neither the passphrase nor the recovery code: try again.")
    archive.change_passphrase(str(arguments.get("passphrase", "")))
    return {}


def sheet(archive: Archive, arguments: Arguments, _: Tell) -> Answer:
    """Lets a new recovery code open the practice, instead of the one before."""
    archive.add_sheet(str(arguments.get("code", "")))
    return {}


def copy(archive: Archive, arguments: Arguments, _: Tell) -> Answer:
    """Writes a key copy."""
    file = Path(str(arguments.get("file", "")))
    if not file.is_absolute():
        raise ArchiveError(f"The key copy's file is {file}: give its whole path.")
    archive.copy_keys(file, passphrase=arguments.get("passphrase") or None)
    return {"file": str(file)}


def rotate(archive: Archive, _: Arguments, __: Tell) -> Answer:
    """Puts everything under a new master key."""
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
