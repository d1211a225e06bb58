"""Whether a mode may be used: every text through the gate, no sentence in two cards."""

from __future__ import annotations

from collections.abc import Iterator

from engines.dialogue import gate
from engines.dialogue.cards import SLOT, Card, Lists, Mode

LEAST_CARDS = 25
# What stands in a slot while a text is looked at.
_TRIED = "blue"


def faults(mode: Mode) -> tuple[str, ...]:
    """What is wrong with a mode, a line each: where, which rule, the words that break it."""
    return (*_spoken(mode), *_heard(mode), *_built(mode))


def _spoken(mode: Mode) -> Iterator[str]:
    for place, language, text in _texts(mode):
        for fault in gate.faults(SLOT.sub(_TRIED, text), language):
            yield f"{language} {place}: {fault.kind} ({fault.met})"


def _texts(mode: Mode) -> Iterator[tuple[str, str, str]]:
    for name, texts in (("opening", mode.opening), ("closing", mode.closing)):
        yield from ((name, language, text) for language, text in texts.items())
    for card in mode.cards.values():
        yield from _lines(f"card.{card.id}", card.says)
    for sheet in mode.sheets.values():
        yield from _lines(f"sheet.{sheet.id}", sheet.lines)


def _lines(place: str, lists: Lists) -> Iterator[tuple[str, str, str]]:
    for language, texts in lists.items():
        yield from ((place, language, text) for text in texts)


def _heard(mode: Mode) -> Iterator[str]:
    owners: dict[str, Card] = {}
    for card in mode.cards.values():
        for texts in card.heard.values():
            for text in texts:
                other = owners.setdefault(text.casefold(), card)
                if other is not card:
                    yield f"heard in card.{other.id} and card.{card.id}: {text}"


def _built(mode: Mode) -> Iterator[str]:
    if len(mode.cards) < LEAST_CARDS:
        yield f"{len(mode.cards)} cards: a mode has {LEAST_CARDS} at least"
    if not mode.first:
        yield "first names no card: there is nothing to begin with"
    for card in mode.cards.values():
        if card.id != mode.neutral and any(not texts for texts in card.heard.values()):
            yield f"card.{card.id}: heard is empty in a language, so it can never be chosen"
        if card.id in (mode.neutral, *mode.first) and card.slots:
            yield f"card.{card.id} needs a {min(card.slots)}: nothing was tapped yet"
