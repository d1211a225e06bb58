"""What was installed: each file with its hash and what it replaced, kept until it is given back."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kiosk.deploy.options import Refused
from kiosk.deploy.pieces import Piece

FORMAT = 1
HOME = "var/lib/sketchwell-deploy"
RECORD = "installed.json"
KEPT = "kept"
LINK = "link "


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that we wrote.

    Attributes:
        path: where.
        seals: what may lie there without anybody having changed it: `seal` of what we wrote, now
            and before, and "" for nothing.
        kept: the name of what it replaced, in the folder of what was kept; "" where nothing was.
        owner: that one's user and group, as numbers.
    """

    path: str
    seals: tuple[str, ...]
    kept: str = ""
    owner: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record.

    Attributes:
        options: as chosen, so that the next installing goes on from them.
        entries: by path.
        folders: those that were made, each after the one that it lies in.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    folders: tuple[str, ...] = ()

    def write(self, root: Path) -> None:
        """Writes it whole or not at all."""
        told = {"format": FORMAT, "options": self.options, "folders": self.folders}
        told["entries"] = [asdict(entry) for entry in self.entries.values()]
        place = root / HOME / RECORD
        aside = place.with_name(f".{RECORD}.new")
        aside.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        aside.replace(place)


def read(root: Path) -> Record:
    """The record below a root; an empty one where nothing is installed.

    Raises:
        Refused: it cannot be read, or a newer version wrote it.
    """
    place = root / HOME / RECORD
    if not place.exists():
        return Record()
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise Refused(f"{place} is of format {told['format']}, this version reads {FORMAT}.")
        rows = [Entry(**{**row, "seals": tuple(row["seals"])}) for row in told["entries"]]
        found = {row.path: row for row in rows}
        return Record(told["options"], found, tuple(told["folders"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"{place} cannot be read ({error}): nothing is changed.") from error


def seal(place: Path) -> str:
    """What lies there, as one word: "" nothing, a link and where it points, or mode and SHA-256."""
    if place.is_symlink():
        return f"{LINK}{place.readlink()}"
    if not place.exists():
        return ""
    if not place.is_file():
        raise Refused(f"{place} is no file: a kiosk's file belongs there. Move it away.")
    digest = hashlib.sha256(place.read_bytes()).hexdigest()
    return f"{stat.S_IMODE(place.stat().st_mode):04o} {digest}"


def seal_of(piece: Piece, text: str) -> str:
    """What `seal` will say once the piece lies there."""
    if piece.is_link:
        return LINK + piece.text
    return f"{piece.mode:04o} {hashlib.sha256(text.encode()).hexdigest()}"
