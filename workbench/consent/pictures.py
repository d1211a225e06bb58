"""The painter's pictures of somebody who took the painter back and wants them gone."""

from __future__ import annotations

from workbench.archive.store import Archive
from workbench.paper.papers import below, blank
from workbench.table import keepsakes


def wished_gone(archive: Archive, person: str) -> int:
    """How many painted pictures are to go, by what the person said last; 0 for none."""
    entries = (each for each in reversed(archive.consents(person)) if each.said.item == "painter")
    newest = next(entries, None)
    if newest is None or (newest.said.deed, newest.said.pictures) != ("withdrawn", "go"):
        return 0
    return len(archive.painted(person))


def take_out(archive: Archive, person: str) -> int:
    """Takes the painted pictures of ended sittings out; their drawings stay. Gives how many.

    Each can be brought back for a day, as whatever is removed (`archive.removal`).
    """
    pictures = archive.painted(person, open_too=False)
    for picture in pictures:
        drawing = archive.turn(picture, person=person).drawing
        if not blank(drawing):
            alone = keepsakes.of_drawing(drawing, scan=below(archive, person, drawing))
            archive.keep_drawing_of(picture, alone, person=person)
        archive.remove_turn(picture, person=person)
    return len(pictures)
