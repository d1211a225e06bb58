"""Everything that the page can say in a language: whole texts, and the pieces others are made of.

A text with braces is never spoken as one: its pieces are, and what fills the braces (a number, a
color, a place, the name of a thing) is on the list too. `static/voice.js` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from string import ascii_lowercase
from typing import Any

from engines import lexicon
from engines.languages import available, name_of, translations
from engines.languages.sources import Text, everything
from engines.safety import help_card
from kiosk.site import card

# Of lines, stamps, seconds, steps; 100 for places on the page in hundredths.
NUMBERS = range(101)
# What `static/letters.js` lets somebody type.
_LETTERS = {"de": "äöüß", "fr": "éèêëàâçùûîïôœ", "es": "ñáéíóúü"}
_FIELD = re.compile(r"\{\w*\}")
_EDGE = " \t\n.,:;·–—-()[]\"'«»„“”‘’"
_WORD = re.compile(r"\w")


def sayable(language: str, *, own: Iterable[str] = ()) -> tuple[str, ...]:
    """The list, each text once, in a fixed order.

    Args:
        language: one of `engines.languages.available()`.
        own: what only this site says, such as its help card, in this language.

    Raises:
        SettingsError: there is no catalog of this language.
    """
    pieces = (piece for text in own for piece in pieces_of(text))
    return tuple(sorted({*_anywhere(language), *pieces}))


def pieces_of(text: str) -> Iterator[str]:
    """The text itself where it has no braces, else what stands between them."""
    if _FIELD.search(text) is None:
        yield text.strip()
        return
    for piece in _FIELD.split(text):
        if _WORD.search(piece):
            yield piece.strip(_EDGE)


def card_texts(told: Mapping[str, Any]) -> tuple[str, ...]:
    """What of a help card is words; its numbers are said digit by digit.

    Args:
        told: the card in a language, as the page gets it.
    """
    lines = [
        text
        for line in told["lines"]
        for text in (line["name"], line["note"], *line["hours"], *line["languages"])
    ]
    return tuple(text for text in (told["staff"], told["emergency"]["where"], *lines) if text)


def names() -> tuple[str, ...]:
    """What the languages call themselves; every voice says its own, see `speaker_of`."""
    return tuple(name_of(code) for code in available("kiosk"))


def speaker_of(text: str, language: str) -> str:
    """The language that a text is spoken in: a language's own name in its own."""
    return next((code for code in available("kiosk") if name_of(code) == text), language)


@lru_cache(maxsize=8)
def _anywhere(language: str) -> frozenset[str]:
    """What is said at every site; the sources are read once a process."""
    found = (*_of_catalog(language), *_of_lexicon(language), *names(), *_of_card(language))
    pieces = (piece for text in found for piece in pieces_of(text))
    return frozenset((*map(str, NUMBERS), *ascii_lowercase, *_LETTERS.get(language, ""), *pieces))


def _of_catalog(language: str) -> Iterator[str]:
    for each in everything(faces=("kiosk",)):
        yield from _said(each, language)


def _said(each: Text, language: str) -> Iterator[str]:
    known = translations(language)
    if each.many is not None:
        yield from (known.ngettext(each.text, each.many, count) for count in NUMBERS)
    elif each.context is not None:
        yield known.pgettext(each.context, each.text)
    else:
        yield known.gettext(each.text)


def _of_card(language: str) -> tuple[str, ...]:
    """The help card that is shown where a site has none: it says nothing of hours."""
    return card_texts(card.told(help_card.shipped(), language, datetime.now().astimezone()))


def _of_lexicon(language: str) -> Iterator[str]:
    if language not in lexicon.LANGUAGES:
        return
    for group in lexicon.groups(language):
        yield group.label
        yield from (word.label for word in group.words)
