"""What a practice's folder holds on this machine: what it is, how large, how it is protected."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engines.languages import dates
from workbench.saying import _, language, later

ENCRYPTED = later("Encrypted")
OPEN = later("Open: keep it safe")
PLAIN = later("Plain, and holds nothing about anybody")
NAMED = later("Plain, and names who accepted a licence")


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing in the folder: its name there, what it is, how it is protected, its bytes."""

    name: str
    what: str
    guarded: str
    size: int


# Name in the folder, what it is, how it is protected.
KNOWN: tuple[tuple[str, str, str], ...] = (
    (
        "archive.duckdb",
        later(
            "The archive: people, sittings, pictures, notes. Names, words, strokes, pictures and "
            "notes are sealed once more, with a key for each person."
        ),
        ENCRYPTED,
    ),
    (
        "archive.duckdb.wal",
        later("The archive's newest changes, until they are taken into it."),
        ENCRYPTED,
    ),
    (
        "journal",
        later(
            "Sittings that go on now: every stroke is here before it counts as saved. Gone once "
            "the sitting has ended."
        ),
        ENCRYPTED,
    ),
    (
        "redo",
        later("The archive's newest changes once more: a damaged archive is made again from them."),
        ENCRYPTED,
    ),
    ("snapshots", later("Copies of the archive that are taken by themselves."), ENCRYPTED),
    ("audit.head", later("Where the audit ends, signed: a cut end shows."), PLAIN),
    ("audit.marks", later("Where the audit ended before, signed."), PLAIN),
    (
        "master.key",
        later("The practice's key. Without it nothing opens; with it and the archive, everything."),
        OPEN,
    ),
    (
        "keys",
        later(
            "One key for each person, sealed under the practice's key, and how that one is kept. A "
            "backup holds none of them. Erasing somebody destroys theirs."
        ),
        ENCRYPTED,
    ),
    (
        "set-aside",
        later(
            "Copies of damaged files, kept for a rescue. Nothing here is ever deleted by itself."
        ),
        ENCRYPTED,
    ),
    ("archive.lock", later("Says that the workbench has this folder open."), PLAIN),
    (
        "lan",
        later("The certificate that devices of the practice's network know this machine by."),
        OPEN,
    ),
    ("owner.json", later("Says which workbench that is, and how commands reach it."), PLAIN),
    (
        "models",
        later(
            "Large painters that were fetched: their files, what they must be, and who accepted "
            "which licence."
        ),
        NAMED,
    ),
    ("plans", later("Engines and graphs that were made here for the painters."), PLAIN),
    ("machine.key", later("This machine's key: it signs the engines that were built here."), OPEN),
    ("runtime.json", later("How quickly this machine runs the painter's network."), PLAIN),
)


def holdings(folder: Path) -> tuple[Kept, ...]:
    """What of the known things lies in the folder, in a fixed order."""
    return tuple(
        Kept(name, what, guarded, bytes_of(folder / name))
        for name, what, guarded in KNOWN
        if (folder / name).exists()
    )


def bytes_of(path: Path) -> int:
    """The bytes of a file, or of everything in a folder; what goes away meanwhile counts none."""
    return sum(_each(path))


def _each(path: Path) -> Iterator[int]:
    for file in [path] if path.is_file() else sorted(path.rglob("*")):
        try:
            yield file.stat().st_size if file.is_file() else 0
        except OSError:
            continue


def room(folder: Path) -> int | None:
    """Free bytes where a folder lies, or would lie; None where that cannot be said."""
    there = next((each for each in (folder, *folder.parents) if each.is_dir()), None)
    try:
        return shutil.disk_usage(there).free if there is not None else None
    except OSError:
        return None


def size(count: int) -> str:
    """Bytes as a person reads them: 640 kB, 12.3 MB, 1.2 GB."""
    if count == 0:
        return _("empty")
    for unit, text in ((10**9, "{number} GB"), (10**6, "{number} MB")):
        if count >= unit:
            return text.format(number=dates.number(count / unit, language(), digits=1))
    return f"{dates.number(count / 1000, language(), digits=0 if count >= 1000 else 1)} kB"


def guarded(kept: Kept) -> str:
    """How a thing is protected, in the page's language."""
    return _(kept.guarded)
