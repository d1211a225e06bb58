"""Writes the pieces below a root, keeping what they replace, and takes them away again.

The record is written before any piece: whatever stops it half-way, `take_away` gives back all.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.deploy import record
from kiosk.deploy.options import Refused
from kiosk.deploy.pieces import Piece
from kiosk.deploy.record import HOME, KEPT, Entry, Record

LEAVE, DISCARD = "leave", "discard"


def put(
    root: Path, wanted: Iterable[Piece], options: Mapping[str, Any], *, changed: str | None = None
) -> Record:
    """Writes every piece; what an earlier installing wrote and nobody wants any more goes.

    Args:
        root: where the paths of the pieces begin.
        wanted: what is to lie there.
        options: for the record.
        changed: what becomes of files of ours that somebody changed since: "leave", "discard"; a
            None refuses.

    Raises:
        Refused: such a file and no word on it, or something that is no file lies in the way.
    """
    before = record.read(root)
    pieces = {piece.path: piece for piece in wanted}
    theirs = _changed(root, before, changed)
    for path in pieces:
        record.seal(_at(root, path))
    gone = {path: entry for path, entry in before.entries.items() if path not in pieces}
    folders = (*before.folders, *_missing(root, [*pieces, f"/{HOME}/{KEPT}/0"], before.folders))
    _at(root, HOME).mkdir(mode=0o700, parents=True, exist_ok=True)
    # Pieces that no longer belong stay recorded until they are given back below.
    entries = {path: _entry(root, piece, before) for path, piece in pieces.items()}
    Record(options, {**gone, **entries}, folders).write(root)
    for path, entry in gone.items():
        _give_back(root, entry, leave=path in theirs)
        if entry.kept:
            (_at(root, HOME) / KEPT / entry.kept).unlink(missing_ok=True)
    for path, piece in pieces.items():
        if path not in theirs:
            _write(root, piece, _text(root, piece, entries[path]), entries[path].owner)
    done = Record(options, entries, folders)
    done.write(root)
    return done


def take_away(root: Path, *, changed: str | None = None) -> tuple[str, ...]:
    """Gives back what was there before, and removes every trace.

    Returns:
        The files that somebody changed since and that were left, as `changed` asked.

    Raises:
        Refused: nothing is installed, or such a file and no word on it.
    """
    found = record.read(root)
    if not found.entries:
        raise Refused(f"Nothing of Sketchwell's kiosk is installed below {root}.")
    theirs = _changed(root, found, changed)
    for path, entry in found.entries.items():
        _give_back(root, entry, leave=path in theirs)
    shutil.rmtree(_at(root, HOME))
    for folder in reversed(found.folders):
        place = _at(root, folder)
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
    return tuple(sorted(theirs))


def _changed(root: Path, found: Record, changed: str | None) -> frozenset[str]:
    """The files that are neither as we wrote them nor gone; those to leave alone."""
    theirs = [
        path
        for path, entry in found.entries.items()
        if record.seal(_at(root, path)) not in (*entry.seals, "", _kept_seal(root, entry))
    ]
    if theirs and changed is None:
        raise Refused(
            f"Changed by somebody since they were installed: {', '.join(theirs)}. "
            f"--changed {LEAVE} leaves them as they are, --changed {DISCARD} does not."
        )
    return frozenset(theirs if changed == LEAVE else ())


def _kept_seal(root: Path, entry: Entry) -> str:
    return record.seal(_at(root, HOME) / KEPT / entry.kept) if entry.kept else ""


def _entry(root: Path, piece: Piece, before: Record) -> Entry:
    """What is recorded of a piece; what lies there is kept first, once."""
    old = before.entries.get(piece.path)
    entry = old or _keep(root, piece.path, number=len(before.entries))
    seals = [record.seal_of(piece, _text(root, piece, entry)), *entry.seals]
    return replace(entry, seals=tuple(dict.fromkeys(seals[:2])))


def _keep(root: Path, path: str, *, number: int) -> Entry:
    place = _at(root, path)
    if not record.seal(place):
        return Entry(path, ())
    folder = _at(root, HOME) / KEPT
    folder.mkdir(exist_ok=True)
    while (folder / str(number)).exists() or (folder / str(number)).is_symlink():
        number += 1
    shutil.copy2(place, folder / str(number), follow_symlinks=False)
    found = place.lstat()
    return Entry(path, (), str(number), (found.st_uid, found.st_gid))


def _text(root: Path, piece: Piece, entry: Entry) -> str:
    if not piece.after:
        return piece.text
    if not entry.kept:
        raise Refused(f"{piece.path} is not there: install CUPS first, or leave --printing out.")
    kept = _at(root, HOME) / KEPT / entry.kept
    return kept.read_text(encoding="utf-8", errors="surrogateescape") + piece.text


def _write(root: Path, piece: Piece, text: str, owner: tuple[int, int]) -> None:
    place = _at(root, piece.path)
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_name(f".{place.name}.sketchwell")
    aside.unlink(missing_ok=True)
    if piece.is_link:
        aside.symlink_to(piece.text)
    else:
        aside.write_text(text, encoding="utf-8", errors="surrogateescape")
        aside.chmod(piece.mode)
        if piece.after and os.geteuid() == 0:
            os.chown(aside, *owner)
    aside.replace(place)


def _give_back(root: Path, entry: Entry, *, leave: bool) -> None:
    place = _at(root, entry.path)
    kept = _at(root, HOME) / KEPT / entry.kept if entry.kept else None
    if leave:
        return
    if kept is None:
        place.unlink(missing_ok=True)
        return
    aside = place.with_name(f".{place.name}.sketchwell")
    shutil.copy2(kept, aside, follow_symlinks=False)
    if os.geteuid() == 0:
        os.chown(aside, *entry.owner, follow_symlinks=False)
    if not stat.S_ISLNK(aside.lstat().st_mode):
        aside.chmod(stat.S_IMODE(kept.stat().st_mode))
    aside.replace(place)


def _missing(root: Path, paths: Iterable[str], made: tuple[str, ...]) -> tuple[str, ...]:
    """The folders that are not there yet, each after the one that it lies in."""
    wanted: dict[str, None] = {}
    for path in paths:
        for folder in reversed(Path(path).parents[:-1]):
            if str(folder) not in made and not _at(root, str(folder)).is_dir():
                wanted[str(folder)] = None
    return tuple(wanted)


def _at(root: Path, path: str) -> Path:
    return root / path.lstrip("/")
