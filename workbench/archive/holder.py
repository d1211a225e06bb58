"""Who holds a data folder: what it is, since when, where it is seen, how commands reach it.

`owner.json` lies in the folder while a workbench or a command has it; only the folder's owner may
read it. A kill leaves it behind: it counts only where the one that it names answers, and proves
with `token` that it wrote it (`workbench.errands`).
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from engines.errors import ArchiveError
from workbench.archive import disk
from workbench.archive.schema import now

FILE = "owner.json"
WORKBENCH = "workbench"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds the folder.

    `what` is "workbench" or the name of a command; `since` an ISO time; `address` where a browser
    sees it; `port` and `token` are of the line that commands speak on, 0 where it has none.
    """

    pid: int
    what: str
    since: str
    address: str = ""
    port: int = 0
    token: str = field(default="", repr=False)

    @property
    def told(self) -> str:
        """What it is, in words."""
        if self.what != WORKBENCH:
            return f"the command {self.what}"
        return f"a workbench at {self.address}" if self.address else "a workbench"

    @property
    def clock(self) -> str:
        """Since when, as this machine's clock shows it."""
        return f"{datetime.fromisoformat(self.since).astimezone():%Y-%m-%d %H:%M}"


def here(what: str, *, address: str = "", port: int = 0, token: str = "") -> Holder:
    """This process as a holder, from now on."""
    return Holder(os.getpid(), what, now(), address, port, token)


def write(folder: Path, holder: Holder) -> None:
    """Says in the folder who holds it.

    Raises:
        ArchiveError: nothing can be written there.
    """
    try:
        disk.write_whole(folder / FILE, json.dumps(asdict(holder)).encode())
    except OSError as error:
        raise ArchiveError(
            f"The data folder {folder} cannot be used: {error.strerror or error}. Make room, or "
            "make it writable."
        ) from error


def read(folder: Path) -> Holder | None:
    """Who said last that it holds the folder; None where nobody did, or it cannot be read."""
    try:
        found = json.loads((folder / FILE).read_text("utf-8"))
        datetime.fromisoformat(found["since"])
        said = Holder(**found)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    kinds = {"pid": int, "port": int}
    return said if all(type(found[name]) is kinds.get(name, str) for name in found) else None


def clear(folder: Path) -> None:
    """Takes back what this process said; what another one said stays."""
    said = read(folder)
    if said is not None and said.pid == os.getpid():
        (folder / FILE).unlink(missing_ok=True)
