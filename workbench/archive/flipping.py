"""Harms one file of an archive, again and again, opens it, and compares with what it held.

A writer's folder is copied as a kill would leave it: copies, journals, keys, an open sitting. Each
time one file of it is changed, cut, emptied or removed. The start must succeed by itself and hold
everything, within five seconds; the next one must have nothing to say.
"""

from __future__ import annotations

import random
import shutil
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from workbench.archive import campaign, journal
from workbench.archive.campaign import Expected
from workbench.archive.safety import redo, snapshots
from workbench.archive.store import Archive
from workbench.archive.underway import ASIDE, JOURNALS
from workbench.archive.unlocking import codes
from workbench.archive.unlocking.lock import KEYS

LIMIT_S = 5.0
AGAIN = 3
ACTIONS = 240
KINDS = ("database", "log", "journal", "twin", "practice's journal", "copy", "set aside", "key")
HARMS = ("bit", "bit", "bit", "bits", "cut", "cut", "zeros", "emptied", "removed")


@dataclass(frozen=True, slots=True)
class Trial:
    """One harmed file; `content` is what it holds now, None where it was removed."""

    kind: str
    harm: str
    path: Path
    content: bytes | None = field(repr=False)

    def do(self, practice: Path) -> None:
        """Harm the file in a copy of the folder."""
        path = practice / self.path
        if self.content is None:
            path.unlink()
        else:
            path.write_bytes(self.content)


def main(flips: int, *, seed: int, folder: Path) -> str:
    """Harm a file so many times; says what was harmed and how long starts took.

    Raises:
        AssertionError: a start failed, or the archive held something else.
    """
    chance = random.Random(seed)
    source = folder / "source"
    expected = prepare(folder / "writer", source, chance)
    took: list[float] = []
    told, kinds = 0, Counter[str]()
    for number in range(flips):
        trial = harm(source, chance)
        seconds, said = _start(folder, expected, trial, number)
        if seconds > LIMIT_S:
            # Another program may have had the machine: the quickest of some counts.
            tries = [_start(folder, expected, trial, number)[0] for _ in range(AGAIN)]
            seconds = min(seconds, *tries)
        took.append(seconds)
        told += bool(said)
        kinds[trial.kind] += 1
    took.sort()
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return (
        f"{flips} harmed files ({counted}), {told} told; nothing lost or doubled; a start took "
        f"{statistics.median(took):.2f} s (median), {took[-1]:.2f} s at most"
    )


def prepare(writer: Path, source: Path, chance: random.Random) -> Expected:
    """Write at random, copy the folder as a kill leaves it; gives what it holds."""
    expected = Expected()
    with Archive.open(writer) as archive:
        archive.add_person("Nobody", synthetic=True)
        archive.add_sheet(codes.new_code())
        for number in range(ACTIONS):
            action = campaign.chosen(archive, chance, f"f-{number}")
            if action["do"] == "end" and number > ACTIONS * 3 // 4:
                continue
            campaign.act(archive, action)
            expected.do(action)
            if number in (ACTIONS // 3, ACTIONS * 2 // 3):
                archive.copies.take()
        for path in (writer / JOURNALS).glob(f"*{journal.SUFFIX}"):
            journal.set_aside(path, writer / ASIDE)
        shutil.copytree(writer, source)
    return expected


def harm(practice: Path, chance: random.Random) -> Trial:
    """One file to be changed, at random; nothing is changed yet."""
    held = {kind: paths for kind in KINDS if (paths := _files(practice, kind))}
    kind = chance.choice(list(held))
    path, how = chance.choice(held[kind]), chance.choice(HARMS)
    content = bytearray(path.read_bytes())
    place = chance.randrange(max(1, len(content)))
    if how in ("bit", "bits"):
        for _ in range(1 if how == "bit" else 64):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif how == "zeros":
        content[place : place + 4096] = bytes(min(4096, len(content) - place))
    left = {"cut": content[:place], "emptied": b"", "removed": None}.get(how, content)
    return Trial(kind, how, path.relative_to(practice), None if left is None else bytes(left))


def _files(practice: Path, kind: str) -> list[Path]:
    places = {
        "database": practice.glob("archive.duckdb"),
        "log": practice.glob("archive.duckdb.wal"),
        "journal": (practice / JOURNALS).glob(f"*{journal.SUFFIX}"),
        "twin": (practice / JOURNALS).glob(f"*{journal.TWIN}"),
        "practice's journal": (practice / redo.FOLDER).iterdir(),
        "copy": (practice / snapshots.FOLDER).iterdir(),
        "set aside": (practice / ASIDE).rglob("*"),
        "key": (practice / KEYS).iterdir(),
    }
    return sorted(path for path in places[kind] if path.is_file() and path.stat().st_size)


def _start(
    folder: Path, expected: Expected, trial: Trial, number: int
) -> tuple[float, tuple[str, ...]]:
    practice = folder / "trial"
    shutil.copytree(folder / "source", practice)
    trial.do(practice)
    began = time.perf_counter()
    with Archive.open(practice) as archive:
        took, told = time.perf_counter() - began, archive.repairs
        _compare(archive, expected, trial, number)
    with Archive.open(practice) as archive:
        _compare(archive, expected, trial, number)
        if archive.repairs:
            raise AssertionError(f"flip {number} ({trial}): told again {archive.repairs}")
    shutil.rmtree(practice)
    return took, told


def _compare(archive: Archive, expected: Expected, trial: Trial, number: int) -> None:
    held = campaign.found(archive)
    archive.verify_audit()
    if held != expected.seen():
        raise AssertionError(
            f"flip {number} ({trial}): the archive held\n{held}\ninstead of\n{expected.seen()}"
        )
