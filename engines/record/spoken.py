"""Spoken: one thing that was said in a sitting, by whom, and before which picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from engines.errors import RecordError
from engines.fields import Check
from engines.record.names import read_id, read_time

if TYPE_CHECKING:
    from engines.record import Turn

Who = Literal["client", "heard", "card", "edit", "draft"]
WHO: tuple[Who, ...] = get_args(Who)

MAX_SPOKEN = 2_000
MAX_SPOKEN_LETTERS = 600

_check = Check(RecordError, "words said")
_TEXT = re.compile(rf"[^\x00\ud800-\udfff]{{0,{MAX_SPOKEN_LETTERS}}}", re.DOTALL)
_NAME = re.compile(r"[a-z0-9_-]{0,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of what was said.

    Attributes:
        id: of the line, unique in its sitting.
        at: when, ISO 8601 with offset.
        who: "client" the person typed it at their own view; "heard" the person said it and the
            therapist wrote it down; "card" a card as it is written; "edit" the therapist's own
            words, or a card in other words; "draft" a language model's, which nobody changed.
        text: at most `MAX_SPOKEN_LETTERS` letters.
        mode: the way of talking it belongs to; empty where none.
        card: the card that was shown, or that the words came from; empty where none.
        picture: the answer that was looked at; None where it was the drawing alone.
    """

    id: str
    at: str
    who: Who
    text: str
    mode: str = ""
    card: str = ""
    picture: str | None = None

    @property
    def from_client(self) -> bool:
        """Whether these are the person's own words."""
        return self.who in ("client", "heard")


def by_turn(spoken: Iterable[Spoken], turns: Sequence[Turn]) -> dict[str | None, list[Spoken]]:
    """Gives what was said to each kept turn, by the turn's id; None holds what came after all.

    A line belongs to the turn whose answer was looked at; where none was kept, to the first turn
    that was kept after it was said.
    """
    answers = {turn.answer.id: turn.id for turn in turns if turn.answer is not None}
    found: dict[str | None, list[Spoken]] = {}
    for line in spoken:
        later = (turn.id for turn in turns if turn.at >= line.at)
        turn = answers.get(line.picture or "") or next(later, None)
        found.setdefault(turn, []).append(line)
    return found


def spoken_to_wire(line: Spoken) -> dict[str, Any]:
    """Gives a line as a JSON object."""
    named = {"id": line.id, "at": line.at, "who": line.who, "text": line.text}
    return {**named, "mode": line.mode, "card": line.card, "picture": line.picture}


def spoken_from_wire(wire: Any, where: str = "spoken") -> Spoken:
    """Reads what `spoken_to_wire` gave.

    Raises:
        RecordError: names the field and the value met.
    """
    needed = ("id", "at", "who", "text", "mode", "card", "picture")
    fields: Mapping[str, Any] = _check.fields(wire, where, needed=needed)
    matter = f"must be text of at most {MAX_SPOKEN_LETTERS} characters"
    named = "must be a name in small letters, digits, _ and -, or empty"
    picture = fields["picture"]
    return Spoken(
        id=read_id(fields["id"], f"{where}.id"),
        at=read_time(fields["at"], f"{where}.at"),
        who=_check.choice(fields["who"], f"{where}.who", WHO),
        text=_check.matched(fields["text"], f"{where}.text", _TEXT, matter),
        mode=_check.matched(fields["mode"], f"{where}.mode", _NAME, named),
        card=_check.matched(fields["card"], f"{where}.card", _NAME, named),
        picture=None if picture is None else read_id(picture, f"{where}.picture"),
    )


def lines_from_wire(wire: Any, where: str = "spoken") -> tuple[Spoken, ...]:
    """Reads all that was said in a sitting.

    Raises:
        RecordError: names the field and the value met; also where an id stands twice.
    """
    listed = _check.sequence(wire, where)
    if len(listed) > MAX_SPOKEN:
        _check.refuse(where, len(listed), f"must be at most {MAX_SPOKEN} lines")
    lines = tuple(spoken_from_wire(line, f"{where}[{n}]") for n, line in enumerate(listed))
    if len({line.id for line in lines}) < len(lines):
        raise RecordError(f"{where} holds an id twice: give each line its own.")
    return lines


def with_line(spoken: tuple[Spoken, ...], line: Spoken) -> tuple[Spoken, ...]:
    """Gives the lines with one more, or with one changed; one without text is taken out.

    Raises:
        RecordError: there is room for no more.
    """
    known = {each.id: each for each in spoken} | {line.id: line}
    kept = tuple(each for each in known.values() if each.text)
    if len(kept) > MAX_SPOKEN:
        raise RecordError(f"A sitting keeps {MAX_SPOKEN} lines of what was said: begin a new one.")
    return kept
