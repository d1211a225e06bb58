"""A sitting's pictures as one file to take out of the practice, under names that name nobody."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from engines.errors import ArchiveError
from engines.record import Turn
from engines.sketch.scans import Scan
from engines.wording import sentence
from workbench import frames
from workbench.archive.sittings import SittingRow
from workbench.archive.store import Archive
from workbench.paper.papers import below
from workbench.pictures import Leave, file_language, leaves

NOTE_NAME = "read-me.txt"


def pictures_of(archive: Archive, person: str, sitting: str) -> tuple[str, bytes]:
    """The file's name and a zip of the kept pictures and their drawings, marked as what they are.

    Raises:
        ArchiveError: the sitting is not this person's, or nothing was kept in it.
    """
    row = next((row for row in archive.sittings(person) if row.id == sitting), None)
    if row is None:
        raise ArchiveError(f"Person {person} has no sitting {sitting}: unknown, or erased.")
    kept = [turn for turn in archive.turns(sitting) if is_kept(turn)]
    if not kept:
        raise ArchiveError(f"Nothing was kept in sitting {sitting}: there is nothing to take out.")
    spoken = file_language(archive, person)
    leave = leaves(archive, person)
    files = (_files(each, below(archive, person, each.drawing), leave) for each in kept)
    packed = _zipped(row, files, spoken)
    archive.witness("pictures taken out", person=person, sitting=sitting)
    return f"{_stem(row)}.zip", packed


def _zipped(row: SittingRow, files: Iterable[dict[str, bytes]], spoken: str) -> bytes:
    packed = io.BytesIO()
    # PNG is packed already: stored as it is.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as taken:
        taken.writestr(NOTE_NAME, f"{sentence('partly_machine_made', spoken)}\n")
        for number, each in enumerate(files, 1):
            for kind, png in each.items():
                taken.writestr(f"{_stem(row)}-{number:02}-{kind}.png", png)
    return packed.getvalue()


def _files(turn: Turn, scan: Scan | None, leave: Leave) -> dict[str, bytes]:
    files = {"drawing": frames.png(frames.drawing_alone(turn.drawing, scan=scan))}
    if turn.answer is not None:
        picture = frames.picture_of(turn.answer, scan=scan)
        files["picture"] = leave(picture)
    return files


def is_kept(turn: Turn) -> bool:
    """Whether a turn's picture is one that the person chose, or a drawing alone."""
    return turn.decision == "kept" or turn.answer is None


def _stem(row: SittingRow) -> str:
    return f"sketchwell-sitting-{row.number:02}-{row.started[:10]}"
