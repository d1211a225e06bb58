"""What can be said to `python -m workbench keys`; loads nothing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

FOLDER = "folder of the practice's data"
WAYS = {
    "file": "in the file master.key beside the data: whoever copies the folder can read it",
    "keyring": "in the keyring of this account: it opens when you sign in to this machine",
    "passphrase": "under a passphrase: it is typed at each start",
}


def add(commands: Any) -> None:
    """Adds `keys` and its deeds to the command line."""
    told = "say or change how the practice's master key is kept"
    keys = commands.add_parser("keys", help=told, description=told)
    keys.add_argument("--data", type=Path, metavar="DIR", help=FOLDER)
    unlocked(keys)
    deeds = keys.add_subparsers(dest="deed", required=True, title="deeds", metavar="DEED")
    _add(deeds, "show", "how it is kept, what opens it, where key copies lie")
    keeping = _add(deeds, "keep", "keep it another way from now on")
    keeping.add_argument("way", choices=tuple(WAYS))
    _add(deeds, "passphrase", "choose another passphrase")
    sheet = _add(deeds, "sheet", "a new recovery sheet; the one before opens nothing")
    sheet.add_argument(
        "file", type=Path, metavar="FILE.html", help="where to write it for printing"
    )
    copying = _add(deeds, "copy", "a key copy: what a backup needs to be restored")
    copying.add_argument("file", type=Path, metavar="FILE.keys")
    copying.add_argument("--own-passphrase", action="store_true", help="a passphrase of its own")
    copying.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="PATH",
        help="take a passphrase of its own from this file's first line",
    )
    _add(deeds, "rotate", "a new master key; everything is sealed anew under it")


def unlocked(parser: argparse.ArgumentParser, **more: Any) -> None:
    """Adds the way in for a script, where the practice is locked with a passphrase."""
    told = "take the words that open the practice from this file's first line, if it is locked"
    parser.add_argument("--unlock", type=Path, metavar="PATH", help=told, **more)


def _add(deeds: Any, name: str, told: str) -> argparse.ArgumentParser:
    deed = deeds.add_parser(name, help=told, description=told)
    # Named before the deed or after it; what was not said here must not undo the other.
    deed.add_argument("--data", type=Path, metavar="DIR", help=FOLDER, default=argparse.SUPPRESS)
    unlocked(deed, default=argparse.SUPPRESS)
    return deed
