"""A story told over pictures: a person's own words in storytelling, picture by picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from engines.record import Turn
from engines.record.spoken import Spoken, by_turn

MODE, TITLE_CARD = "storytelling", "title"


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it stands in the record.

    Attributes:
        title: what the person answered when asked for one; empty where nobody did.
        pages: a kept picture each, with what was told over it, in order.
        ending: what was told after the last one.
    """

    title: str
    pages: tuple[tuple[Turn, tuple[str, ...]], ...]
    ending: tuple[str, ...]

    @property
    def begun(self) -> bool:
        """Whether anything was told."""
        return bool(self.ending) or any(words for _, words in self.pages)


def told(spoken: Sequence[Spoken], turns: Sequence[Turn]) -> Told:
    """The story in what was said in a sitting, over these of its turns."""
    lines = [line for line in spoken if line.mode == MODE]
    title = _title(lines)
    own = [line for line in lines if line.from_client and line is not title]
    over = by_turn(own, turns)
    pages = tuple((turn, _words(over.get(turn.id, ()))) for turn in turns)
    return Told(title.text if title else "", pages, _words(over.get(None, ())))


def _title(lines: Sequence[Spoken]) -> Spoken | None:
    after = (line for card, line in pairwise(lines) if card.card == TITLE_CARD)
    return next((line for line in after if line.from_client), None)


def _words(lines: Sequence[Spoken]) -> tuple[str, ...]:
    return tuple(line.text for line in lines)
