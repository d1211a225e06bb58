"""What is said at one table: the card that lies before the person, and every line in the record.

Nothing is said by itself: a card lies there because a therapist laid it there. The person's own
words are read first (`care`); while somebody has to look at them no card lies on the table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from engines.dialogue.cards import Sheet
from engines.errors import RequestError
from engines.languages import ENGLISH
from engines.record.spoken import MAX_SPOKEN_LETTERS, Spoken, Who
from workbench.archive.schema import new_id, now
from workbench.saying import later
from workbench.table.care import Care
from workbench.table.telling import Changed
from workbench.table.watched import Watched

CARDS_REST = later("The cards rest until somebody has looked at the words. You can go on talking.")
TOO_LONG = later("This is longer than 600 letters: please say it in two parts.")
NOTHING = later("There are no words here yet: write them first.")


@dataclass(frozen=True, slots=True)
class Laid:
    """What lies before the person.

    Attributes:
        line: of the record.
        text: a card's words, or the title of a sheet.
        language: of the words.
        kind: "card", or a sheet's: "exercise", "lesson", "role".
        steps: the lines of a sheet, each with how many seconds it stays; 0 where it has no time.
    """

    line: str
    text: str
    language: str
    kind: str = "card"
    steps: tuple[tuple[str, int], ...] = ()


class Conversation:
    """Lines and the laid card. Methods block until the journal is on disk.

    `beside` is whether the therapist has the talk open beside the pad, `unread` how often the
    person wrote since they had: both outlast a reload and a table that was handed over.
    """

    def __init__(self, watched: Watched, care: Care) -> None:
        self._watched, self._care = watched, care
        self._laid: Laid | None = None
        self._changes = self._answered = 0
        self.beside, self.unread = False, 0

    @property
    def laid(self) -> Laid | None:
        """What the person has before them now; nothing while words wait to be looked at."""
        if self._laid is not None and self._care.rests():
            self._laid = None
        return self._laid

    @property
    def lines(self) -> tuple[Spoken, ...]:
        """What was said in this sitting, in order."""
        return self._watched.archive.spoken(self._watched.id)

    def version(self) -> str:
        """Changes with every line, and with the card: whoever shows them looks again."""
        laid = self.laid
        return f"{self._changes}-{laid.line if laid else ''}"

    def standing(self) -> dict[str, Any]:
        """What every screen is told: that something is new, and how often the person wrote."""
        return {"talked": self.version(), "answered": self._answered}

    def lay(
        self,
        text: str,
        *,
        language: str = ENGLISH,
        who: Who = "card",
        mode: str = "",
        card: str = "",
    ) -> None:
        """Lays words before the person and keeps them: a card's, or the therapist's own ("edit").

        Raises:
            RequestError: no words, too many, or words of the person wait to be looked at.
        """
        line = self._to_lay(text, who, mode=mode, card=card)
        self._laid = Laid(line.id, line.text, language)
        self._tell()

    def lay_sheet(self, sheet: Sheet, *, mode: str, language: str) -> None:
        """Lays an exercise, a lesson or a role before the person; the record keeps its title.

        Raises:
            RequestError: words of the person wait to be looked at.
        """
        line = self._to_lay(sheet.title[language], "card", mode=mode, card=sheet.id)
        self._laid = Laid(line.id, line.text, language, sheet.kind, sheet.steps(language))
        self._tell()

    def take_away(self) -> None:
        """Nothing lies before the person any more; what was said stays in the record."""
        self._laid = None
        self._tell()

    def hear(self, text: str, *, mode: str = "") -> None:
        """Keeps what the person said aloud, as the therapist wrote it down."""
        self._heed(text)
        self._kept(text, "heard", mode=mode)
        self._tell()

    def answer(self, text: str) -> None:
        """Keeps what the person typed at their own view."""
        self._heed(text)
        latest = next((line for line in reversed(self.lines) if not line.from_client), None)
        self._kept(text, "client", mode=latest.mode if latest else "")
        self._answered += 1
        self.unread = 0 if self.beside else self.unread + 1
        self._tell()

    def unsay(self, line: str) -> None:
        """Takes a line out of the record; a card of it no longer lies there."""
        found = next((each for each in self.lines if each.id == line), None)
        if found is None:
            return
        self._watched.archive.say(self._watched.id, replace(found, text=""))
        if self._laid is not None and self._laid.line == line:
            self._laid = None
        self._tell()

    def turn(self) -> None:
        """Opens the talk beside the pad, or closes it: what was written is read either way."""
        self.beside, self.unread = not self.beside, 0

    def seen_by_person(self) -> dict[str, Any]:
        """What the person's own view shows, ready for JSON."""
        laid = self.laid
        return {
            "version": self.version(),
            "card": laid and _seen(laid),
            "most": MAX_SPOKEN_LETTERS,
            "lines": [
                {"id": line.id, "who": _shown(line), "text": line.text} for line in self.lines
            ],
        }

    def _heed(self, text: str) -> None:
        _checked(text)
        self._care.heed(text)

    def _to_lay(self, text: str, who: Who, *, mode: str, card: str) -> Spoken:
        if self._care.rests():
            raise RequestError(CARDS_REST)
        return self._kept(text, who, mode=mode, card=card)

    def _kept(self, text: str, who: Who, *, mode: str = "", card: str = "") -> Spoken:
        watched = self._watched
        line = Spoken(new_id(), now(), who, _checked(text), mode, card, self._picture())
        if who == "client":
            watched.archive.say_own(watched.id, line)
        else:
            watched.archive.say(watched.id, line)
        return line

    def _picture(self) -> str | None:
        """The picture that both look at: one that waits for the therapist's look is not it."""
        watched = self._watched
        showing = watched.pane.showing
        held = showing is not None and watched.holds_back(showing)
        return watched.sitting.history.answer if held else showing

    def _tell(self) -> None:
        with self._watched.lock:
            self._changes += 1
            self._watched.look_again()
            self._watched.tell(Changed())


def _seen(laid: Laid) -> dict[str, Any]:
    steps = [{"text": text, "seconds": seconds} for text, seconds in laid.steps]
    told = {"line": laid.line, "text": laid.text, "language": laid.language}
    return {**told, "kind": laid.kind, "steps": steps}


def _shown(line: Spoken) -> str:
    return "therapist" if not line.from_client else line.who


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise RequestError(NOTHING)
    if len(text) > MAX_SPOKEN_LETTERS:
        raise RequestError(TOO_LONG)
    return text
