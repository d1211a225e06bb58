"""The part of an archive that takes in what happens in a sitting, and what is said beside it."""

from __future__ import annotations

from dataclasses import replace

from engines.errors import ArchiveError
from engines.record import Feeling
from engines.record.marks import Mark
from engines.record.spoken import Spoken
from workbench.archive import beside, entries, texts
from workbench.archive.acting import PRACTICE
from workbench.archive.disclosing import Disclosing
from workbench.archive.events import (
    Ended,
    Event,
    Felt,
    Kept,
    Marked,
    Noted,
    Scanned,
    Spoke,
    sha256,
)
from workbench.archive.withdrawal import follow


class Recording(Disclosing):
    """Journal first, tables after; whatever is given back is on disk."""

    def record(
        self, sitting: str, event: Event, at: str | None = None, *, who: str = PRACTICE
    ) -> int:
        """Enter an event into the sitting's journal; gives its number once it is on disk.

        `at` is when it happened, now where it is None. Acknowledge to the person only then. Raises
        RecordError for an impossible event and ArchiveError where the disk refused; neither changes
        anything.
        """
        if isinstance(event, (Kept, Ended)):
            raise ValueError("Kept and Ended are recorded by keep_turn and end_sitting")
        before = self._underway.state(sitting)
        beside.check(self._rows, self._underway, sitting, event)
        number = self._underway.record(sitting, event, at)
        follow(self._rows, self._underway, before=before, who=who)
        beside.store(self._rows, before.sitting, event, who=who)
        return number

    def mark(
        self, sitting: str, answer: str, marks: tuple[Mark, ...], *, who: str = PRACTICE
    ) -> None:
        """Say what an answer got wrong, in a sitting open or ended; replaces the marks it had.

        In an open sitting the answer may be undecided: its turn takes the marks when it is kept.
        """
        self._say(sitting, Marked(answer, marks), who=who)

    def write_note(self, sitting: str, text: str, *, who: str = PRACTICE) -> None:
        """Replace the therapist's note of a sitting, open or ended."""
        if texts.text(text) != self.note(sitting):
            self._say(sitting, Noted(text), who=who)

    def share(self, sitting: str, prompt: str, text: str, *, who: str = PRACTICE) -> None:
        """Replace what both wrote under one of `prompts.PROMPTS`; the person may read it."""
        if texts.text(text).strip() != self.shared(sitting).get(prompt, ""):
            self._say(sitting, Noted(text.strip(), prompt), who=who)

    def say(self, sitting: str, line: Spoken, *, who: str = PRACTICE) -> None:
        """Keep what was said, or change a line by its id; a line without text is taken out.

        What a person typed themselves may be taken out, never put in or changed.
        """
        line = _whole(line)
        known = {each.id: each for each in self.spoken(sitting)}
        old = known.get(line.id)
        if line.text and "client" in (line.who, old.who if old else ""):
            raise ArchiveError(
                "Only the person says something as their own: write down what you heard instead."
            )
        if line != old and (line.text or old):
            self._say(sitting, Spoke(line), who=who)

    def say_own(self, sitting: str, line: Spoken, *, who: str = PRACTICE) -> None:
        """Keep what a person typed at their own view, in a sitting that goes on."""
        line = _whole(line)
        if line.who != "client" or not line.text:
            raise ArchiveError("Nothing was typed: there is nothing to keep.")
        if any(each.id == line.id for each in self.spoken(sitting)):
            raise ArchiveError("These words were kept already: what was said stays as it was.")
        self.record(sitting, Spoke(line), who=who)

    def keep_scan(self, sitting: str, png: bytes, *, who: str = PRACTICE) -> str:
        """Keep a paper drawing laid on the table; gives the SHA-256 that names it."""
        self.record(sitting, Scanned(png), who=who)
        return sha256(png)

    def save_feelings(
        self,
        sitting: str,
        *,
        before: Feeling | None = None,
        after: Feeling | None = None,
        who: str = PRACTICE,
    ) -> None:
        """Store how it felt before or after a sitting, open or ended; None leaves it as it is."""
        for when, feeling in (("before", before), ("after", after)):
            if feeling is not None:
                self._say(sitting, Felt(when, feeling), who=who)

    def save_turn_feeling(
        self, sitting: str, turn: str, feeling: Feeling, *, who: str = PRACTICE
    ) -> None:
        """Store how a kept picture felt, in a sitting open or ended."""
        if not self._rows.sittings.holds_turn(sitting, turn):
            raise ArchiveError(f"No turn {turn} was kept in sitting {sitting}: keep it first.")
        self._say(sitting, Felt(turn, feeling), who=who)

    def _say(self, sitting: str, event: Event, *, who: str) -> None:
        """Enter what may be said while a sitting goes on and once it has ended."""
        if self._underway.is_open(sitting):
            self.record(sitting, event, who=who)
            return
        row = self._rows.sittings.one(sitting)
        readable, _ = entries.from_bytes(entries.to_bytes(event))
        beside.check(self._rows, self._underway, sitting, readable)
        beside.store(self._rows, row.sitting, readable, who=who)


def _whole(line: Spoken) -> Spoken:
    return replace(line, text=texts.text(line.text).strip())
