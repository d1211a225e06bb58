"""The master key in a file of its own, for a demo and for folders that nobody has set up.

Whoever has the file and the archive can read everything: it is as safe as the folder.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from pathlib import Path

from engines import sealing
from engines.errors import ArchiveError, SealError
from workbench.archive import disk

MASTER_FILE = "master.key"
_PREFIX = "sketchwell-master-key-1 "


def master_key(folder: Path, *, make: bool) -> bytes:
    """Read the master key, or make it where there is none yet and `make` allows it."""
    path = folder / MASTER_FILE
    if not path.exists():
        if not make:
            raise ArchiveError(
                f"The key file {path} is missing, and the archive beside it cannot be opened "
                "without it: put the key file back from its backup."
            )
        write(folder, sealing.new_key())
    _check_rights(path)
    return _read(path)


def text_of(master: bytes) -> bytes:
    """What the file of a master key holds."""
    return (_PREFIX + base64.b64encode(master).decode("ascii") + "\n").encode("ascii")


def write(folder: Path, master: bytes) -> None:
    """Keep a master key in the folder's file."""
    disk.write_whole(folder / MASTER_FILE, text_of(master))


def _check_rights(path: Path) -> None:
    rights = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and rights & 0o077:
        raise ArchiveError(
            f"The key file {path} can be read by others (its rights are {rights:04o}): make it "
            f"yours alone with: chmod 600 {path}"
        )


def _read(path: Path) -> bytes:
    text = path.read_text("ascii", errors="replace").strip()
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
        sealing.derive_key(key, purpose="check")
    except (binascii.Error, ValueError, SealError) as error:
        raise ArchiveError(
            f"The key file {path} holds no master key: put it back from its backup."
        ) from error
    return key
