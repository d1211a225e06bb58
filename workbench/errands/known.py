"""Every errand by its name: a function of the archive, arguments, and where to tell how it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines.errors import ArchiveError
from workbench.archive import letters
from workbench.archive.heads import read_signed
from workbench.archive.schema import now
from workbench.archive.store import Archive
from workbench.checkup.standing import Inside
from workbench.errands.keys import KEY_ERRANDS
from workbench.guide.backing import LAST

Arguments = Mapping[str, Any]
Answer = Mapping[str, Any]
Tell = Callable[[Mapping[str, Any]], None]
Errand = Callable[[Archive, Arguments, Tell], Answer]


def back_up(archive: Archive, arguments: Arguments, tell: Tell) -> Answer:
    """Writes everything into one file under a passphrase."""
    file = Path(text(arguments, "file"))
    if not file.is_absolute():
        raise ArchiveError(f"The backup's file is {file}: give its whole path.")
    archive.back_up(
        file,
        passphrase=text(arguments, "passphrase"),
        progress=lambda share: tell({"share": share}),
    )
    archive.set_preference(LAST, now())
    return {"file": str(file)}


def kiosk_key(archive: Archive, _: Arguments, __: Tell) -> Answer:
    """Gives the line that a kiosk seals with for this practice."""
    return {"line": letters.public_line(archive)}


def verify(archive: Archive, arguments: Arguments, _: Tell) -> Answer:
    """Checks the whole audit; a head that was kept elsewhere is held against it too."""
    kept = arguments.get("head")
    checked = archive.check_audit(read_signed(text(arguments, "head")) if kept else None)
    return {
        "entries": checked.entries,
        "faults": [fault.told for fault in checked.faults],
        "notes": list(checked.notes),
    }


def doctor(archive: Archive, _: Arguments, __: Tell) -> Answer:
    """Tells what only the open archive knows of how well it is protected."""
    return asdict(Inside.of(archive))


def text(arguments: Arguments, name: str) -> str:
    """One argument that is a text.

    Raises:
        ArchiveError: it is missing, or something else.
    """
    found = arguments.get(name)
    if not isinstance(found, str) or not found:
        raise ArchiveError(f"The argument {name} is {type(found).__name__}: give a text.")
    return found


ERRANDS: dict[str, Errand] = {
    "back-up": back_up,
    "kiosk-key": kiosk_key,
    "verify": verify,
    "doctor": doctor,
    **KEY_ERRANDS,
}
