"""A mode as a value: its cards, its exercises, lessons and roles, in the languages it has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engines.errors import SettingsError

SheetKind = Literal["exercise", "lesson", "role"]
Texts = Mapping[str, str]
"""A text by language."""
Lists = Mapping[str, tuple[str, ...]]
"""Several texts by language."""

SLOT = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Card:
    """What may be said at one kind of moment.

    Attributes:
        id: names it within its mode.
        then: the ids of the cards that fit next; empty where any may follow.
        says: two or three ways to say it, by language; all mean the same.
        heard: what a person might have said or typed for which it is the right card, by language.
    """

    id: str
    then: tuple[str, ...]
    says: Lists
    heard: Lists

    @property
    def slots(self) -> frozenset[str]:
        """What has to be tapped or chosen before it can be said: "word", "role"."""
        texts = (text for texts in self.says.values() for text in texts)
        return frozenset(name for text in texts for name in SLOT.findall(text))

    def said(self, language: str, turn: int = 0, filled: Mapping[str, str] | None = None) -> str:
        """Gives one of its texts.

        Args:
            language: one of the mode's.
            turn: counts how often it was said: the next time it is worded otherwise.
            filled: what stands in its slots, by their names.

        Raises:
            SettingsError: a slot is empty, or the mode is not written in that language.
        """
        texts = self.says.get(language, ())
        if not texts:
            raise SettingsError(f"The card {self.id} is not written in {language}.")
        text, given = texts[turn % len(texts)], filled or {}
        missing = [name for name in SLOT.findall(text) if not given.get(name, "").strip()]
        if missing:
            raise SettingsError(f"The card {self.id} needs a {missing[0]}: tap one first.")
        return SLOT.sub(lambda found: given[found[1]].strip(), text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines that belong together: an exercise, a lesson, or a role that may speak.

    Attributes:
        id: names it within its mode.
        kind: "exercise" has a time for each line, the others have none.
        seconds: how long each line of an exercise stays.
        title: by language.
        lines: by language.
    """

    id: str
    kind: SheetKind
    seconds: tuple[int, ...]
    title: Texts
    lines: Lists

    def steps(self, language: str) -> tuple[tuple[str, int], ...]:
        """Gives each line with how many seconds it stays; 0 where it has no time."""
        lines = self.lines[language]
        return tuple(zip(lines, self.seconds or (0,) * len(lines), strict=True))


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of talking, as its files say it.

    Attributes:
        id: its folder's name.
        version: counted up by whoever edits it.
        author: who wrote it.
        reviewed_by: who of the practice answers for it; empty until somebody does.
        reviewed_on: when that was; None until then.
        neutral: the id of the card for when nothing fits.
        first: the ids of the cards for before anything was said.
        sources: publications that its facts stand on.
        name: by language.
        purpose: what it is for; the therapist reads it.
        not_for: when not to use it; the therapist reads it.
        opening: what the person reads as it begins.
        closing: what the person reads as it ends.
        cards: by id, in the order of its file.
        sheets: by id, in the order of its file.
    """

    id: str
    version: int
    author: str
    reviewed_by: str
    reviewed_on: date | None
    neutral: str
    first: tuple[str, ...]
    sources: tuple[str, ...]
    name: Texts
    purpose: Texts
    not_for: Texts
    opening: Texts
    closing: Texts
    cards: Mapping[str, Card]
    sheets: Mapping[str, Sheet]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in, in the order of the alphabet."""
        return tuple(sorted(self.name))
