"""`python -m workbench restore`: a practice's folder made of a backup and a key copy."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from workbench.archive import backup, keycopies, restoring
from workbench.archive.keycopies import Keys
from workbench.archive.store import Archive
from workbench.vault import words


def restore(
    asked: argparse.Namespace, folder: Path, *, here: Path, told: Callable[[float], None]
) -> str:
    """Restores into a new folder; gives sentences about what it holds, and what is missing.

    Args:
        asked: the command's options: file, keys, passphrase_file, keys_passphrase_file.
        folder: where to.
        here: this machine's practice; its ledger of what was erased and removed counts too.
        told: hears how far it is.
    """
    passphrase = words.asked("Passphrase of the backup", file=asked.passphrase_file)
    keys = keys_of(asked)
    master = backup.restore(
        asked.file,
        folder,
        passphrase=passphrase,
        keys=keys,
        ledgers=restoring.beside(asked.keys, here),
        progress=told,
    )
    with Archive.open(folder, master) as archive:
        archive.verify_audit()
        people, sittings = len(archive.people()), len(archive.sittings())
        sentences = [
            f"{folder} is ready. People: {people}, sittings: {sittings}.",
            f"Erased people that stay erased: {len(archive.erased)}." if archive.erased else "",
            f"Removed for good, and not brought back: {gone}." if (gone := archive.gone) else "",
            restoring.keyless_told(archive.keyless),
        ]
    if keys is not None:
        sentences.append("It opens with the words that opened the key copy.")
    return "\n".join(sentence for sentence in sentences if sentence)


def keys_of(asked: argparse.Namespace) -> Keys | None:
    """What the named key copy holds, opened with what is typed; None where none was named."""
    if asked.keys is None:
        return None
    typed = words.asked(
        "Passphrase or recovery code of the key copy", file=asked.keys_passphrase_file
    )
    return keycopies.opened(asked.keys, typed)
