"""What may hang in an exhibition, what hangs there, and what is to be taken down.

Only pictures of people whose consent stands are given out. What was given out before consent was
taken back is listed until it is back: the practice has to fetch it.
"""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from dataclasses import dataclass

from engines.errors import ArchiveError, NotHereError
from engines.record import Turn
from workbench.archive.exhibits import Exhibit
from workbench.archive.store import Archive
from workbench.pictures import picture_bytes
from workbench.saying import _, later, sentence

NOTHING = later("Nothing is on the list that may be given out.")
ANONYMOUS = later("Anonymous")
UNTITLED = later("Without a title")
BY_HAND = later("Drawn by hand.")
LABELS = "labels.txt"
ADDRESS = "/api/exhibition/pictures.zip"


@dataclass(frozen=True, slots=True)
class Hanging:
    """The pictures of an exhibition, by what is to be done about them.

    Attributes:
        chosen: on the list, and never given out yet.
        out: given out, and consent stands.
        down: given out, and consent does not stand any more: to take down.
    """

    chosen: tuple[Exhibit, ...]
    out: tuple[Exhibit, ...]
    down: tuple[Exhibit, ...]

    @property
    def standing(self) -> tuple[Exhibit, ...]:
        """What may be given out, in the order in which it was chosen."""
        return tuple(sorted((*self.chosen, *self.out), key=lambda each: (each.chosen, each.id)))


@dataclass(frozen=True, slots=True)
class Card:
    """A label as it is printed: its number in the list, and what it says."""

    number: int
    title: str
    name: str
    made: str


def hanging(archive: Archive) -> Hanging:
    """How the pictures stand of those whom whoever asks may see."""
    agreed = archive.everybody_who("exhibition")
    here = [each for each in archive.exhibits() if each.back is None]
    went = [each for each in here if each.out is not None]
    stayed = [each for each in here if each.out is None]
    return Hanging(
        tuple(each for each in stayed if each.person in agreed),
        tuple(each for each in went if each.person in agreed),
        tuple(each for each in went if each.person not in agreed),
    )


def cards(archive: Archive) -> tuple[Card, ...]:
    """The labels of everything that may be given out, in the language that is spoken."""
    return tuple(_card(number, *each) for number, each in enumerate(_there(archive), 1))


def _there(archive: Archive) -> list[tuple[Exhibit, Turn]]:
    """What may be given out and was not removed from its sitting since."""
    found = []
    for each in hanging(archive).standing:
        with suppress(NotHereError):
            found.append((each, archive.turn(each.picture, person=each.person)))
    return found


def _card(number: int, exhibit: Exhibit, turn: Turn) -> Card:
    made = _(BY_HAND) if turn.answer is None else sentence("partly_machine_made")
    title, name = (exhibit.label.title, exhibit.label.name) if exhibit.label else ("", "")
    return Card(number, title or _(UNTITLED), name or _(ANONYMOUS), made)


def packed(archive: Archive) -> bytes:
    """A ZIP of the pictures that may be given out, and their labels; notes that they left.

    Files are numbered and name nobody but on the label. Painted ones carry their mark.

    Raises:
        ArchiveError: there is nothing to give out.
    """
    standing = _there(archive)
    if not standing:
        raise ArchiveError(NOTHING)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as taken:
        labels = []
        for number, (each, turn) in enumerate(standing, 1):
            archive.give_out(each.id, person=each.person)
            found = picture_bytes(archive, each.person, each.picture, "file")
            taken.writestr(f"{number:02}.png", found.data if found else b"")
            labels.append(_line(_card(number, each, turn)))
        taken.writestr(LABELS, "".join(labels))
    return written.getvalue()


def _line(printed: Card) -> str:
    return f"{printed.number:02}.png\n{printed.title}\n{printed.name}\n{printed.made}\n\n"
