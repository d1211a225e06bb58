"""What may be said to a person: the same rules for a card and for a language model's draft.

At most two sentences and one question, no diagnosis, no medical or method words, no reading of
symbols, no inflated praise, no claim to be somebody, no verdict, no reasoning text, no markup, no
profanity, and nothing that the crisis rules would answer. It reads words: what it lets through is
not therefore kind or true.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from engines.languages import ENGLISH
from engines.safety import family, rules

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Kind = Literal[
    "empty", "long", "sentences", "questions", "markup", "medical", "symbol", "praise", "claim",
    "verdict", "reasoning", "unfit", "crisis",
]  # fmt: skip
FILE = Path(__file__).with_name("gate.toml")
EVERY = "all"
MOST_LETTERS, MOST_SENTENCES, MOST_QUESTIONS = 220, 2, 1

_ENDS = re.compile(r"[^.!?\u2026]+[.!?\u2026]*")
_MARKS = re.compile(r"[*_#`<>|\[\]{}\\]|[\U0001f000-\U0001faff\u2600-\u27bf]")
_INVISIBLE = ("Cc", "Cf", "Cs", "Co")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that may not be said.

    Attributes:
        kind: which rule it breaks.
        met: the words that break it, or a count.
    """

    kind: Kind
    met: str


def faults(text: str, language: str) -> tuple[Fault, ...]:
    """What forbids saying a text to a person; empty where nothing does.

    Args:
        text: as it would be shown.
        language: of the text; English counts beside it, for a draft may fall into it.
    """
    shown = unicodedata.normalize("NFC", text).strip()
    if not shown:
        return (Fault("empty", ""),)
    return (*_shape(shown), *_worded(shown, language), *_unfit(shown, language))


def _shape(text: str) -> Iterator[Fault]:
    if len(text) > MOST_LETTERS:
        yield Fault("long", str(len(text)))
    told = [part.strip() for part in _ENDS.findall(text) if any(c.isalnum() for c in part)]
    asked = sum(part.endswith("?") for part in told)
    if asked > MOST_QUESTIONS:
        yield Fault("questions", str(asked))
    if len(told) - asked > MOST_SENTENCES:
        yield Fault("sentences", str(len(told) - asked))
    marks = _MARKS.search(text)
    hidden = [c for c in text if unicodedata.category(c) in _INVISIBLE]
    if marks or hidden:
        yield Fault("markup", marks[0] if marks else f"U+{ord(hidden[0]):04X}")


def _worded(text: str, language: str) -> Iterator[Fault]:
    folded = text.casefold().replace("\u2019", "'")
    for kind, by_language in _rules().items():
        for each in dict.fromkeys((language, ENGLISH, EVERY)):
            found = by_language[each].search(folded) if each in by_language else None
            if found:
                yield Fault(kind, found[0])
                break


def _unfit(text: str, language: str) -> Iterator[Fault]:
    for left_out in family.sift(text, language).left_out:
        yield Fault("unfit", text[left_out.start : left_out.end])
    for sign in rules.look(text):
        yield Fault("crisis", text[sign.start : sign.end])


@cache
def _rules() -> Mapping[Kind, Mapping[str, re.Pattern[str]]]:
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        kind: {language: _any_of(phrases) for language, phrases in rows.items()}
        for kind, rows in table.items()
    }


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    parts = sorted((_phrase(each) for each in phrases), key=len, reverse=True)
    return re.compile("|".join(parts))


def _phrase(phrase: str) -> str:
    stem = re.escape(phrase.removesuffix("*").casefold()).replace(r"\ ", r"\s+")
    start = r"(?<!\w)" if phrase[0].isalnum() else ""
    return start + stem + (r"\w*" if phrase.endswith("*") else r"(?!\w)")
