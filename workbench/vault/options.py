"""What can be said to `python -m workbench keys`; loads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WAYS = {
    "file": "in the file master.key beside the data: whoever copies the folder can read it",
    "keyring": "in the keyring of this account: it opens when you sign in to this machine",
    "passphrase": "under a passphrase: it is typed at each start",
}


def add(commands: Any) -> None:
    """Adds `keys` and its deeds to the command line."""
    told = "say or change how the practice's master key is kept"
    keys = commands.add_parser("keys", help=told, description=told)
    keys.add_argument("--data", type=Path, metavar="DIR", help="folder of the practice's data")
    deeds = keys.add_subparsers(dest="deed", required=True, title="deeds", metavar="")
    deeds.add_parser("show", help="how it is kept, what opens it, where key copies lie")
    keeping = deeds.add_parser("keep", help="keep it another way from now on")
    keeping.add_argument("way", choices=tuple(WAYS))
    deeds.add_parser("passphrase", help="choose another passphrase")
    sheet = deeds.add_parser("sheet", help="a new recovery sheet; the one before opens nothing")
    sheet.add_argument(
        "file", type=Path, metavar="FILE.html", help="where to write it for printing"
    )
    copying = deeds.add_parser("copy", help="a key copy: what a backup needs to be restored")
    copying.add_argument("file", type=Path, metavar="FILE.keys")
    copying.add_argument("--own-passphrase", action="store_true", help="a passphrase of its own")
    deeds.add_parser("rotate", help="a new master key; everything is sealed anew under it")
