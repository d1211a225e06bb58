"""Which cards lie in the therapist's hand at a table: the ones that fit, worded and filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engines.dialogue import opened
from engines.dialogue.cards import SLOT, Card, Mode, Sheet
from engines.errors import SettingsError
from engines.languages import ENGLISH
from engines.record.spoken import Spoken

NOT_AGAIN = 6
"""How many of the newest cards are held back a little."""
MOST_WORDS, SHORTEST = 12, 4
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Hand:
    """What the therapist may choose from.

    Attributes:
        to: the person's newest words where nothing was said since; empty otherwise.
        cards: at most three, the best first.
        sure: whether the first is more than a guess.
        by_meaning: whether meaning chose, or only the letters of words.
        words: of the person's own, to be tapped where a card has room for one.
    """

    to: str
    cards: tuple[Card, ...]
    sure: bool
    by_meaning: bool
    words: tuple[str, ...]


def hand(mode: Mode, lines: Sequence[Spoken]) -> Hand:
    """The cards of a mode for where the talk stands now."""
    own = [line for line in lines if line.from_client]
    said = [line.card for line in lines if line.card and line.mode == mode.id]
    to = lines[-1].text if lines and lines[-1].from_client else ""
    words = own_words(line.text for line in own[-2:])
    filled = [*(["word"] if words else []), *(["role"] if roles(mode) else [])]
    chooser = opened.chooser(mode)
    after = said[-1] if said else None
    offer = chooser.offer(to, after=after, said=said[-NOT_AGAIN:], filled=filled)
    cards = tuple(mode.cards[name] for name in offer.cards)
    return Hand(to, cards, offer.sure, chooser.by_meaning, words)


def roles(mode: Mode) -> tuple[Sheet, ...]:
    """The roles that may speak in a mode."""
    return tuple(sheet for sheet in mode.sheets.values() if sheet.kind == "role")


def own_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Words of the person's own that a card may take up, the newest last, each once."""
    found = (word for text in texts for word in _WORD.findall(text))
    long = {word.casefold(): word for word in found if len(word) >= SHORTEST}
    return tuple(long.values())[-MOST_WORDS:]


def language_of(mode: Mode, *wished: str | None) -> str:
    """The language of its cards: the first wished for that it is written in, else English."""
    return next((each[:2] for each in wished if each and each[:2] in mode.languages), ENGLISH)


def worded(
    card: Card, language: str, turn: int, filled: Mapping[str, str], empty: str
) -> tuple[str, bool]:
    """A card's words with its slots filled, or `empty` in them; whether they can be said so."""
    try:
        return card.said(language, turn, filled), True
    except SettingsError:
        text = card.says[language][turn % len(card.says[language])]
        return SLOT.sub(lambda found: filled.get(found[1]) or empty, text), False
