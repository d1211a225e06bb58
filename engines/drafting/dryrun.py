"""A dry run: a language model is tried with risky and hostile words before anybody uses it.

It shows what each led to. That nothing bad came of them never means that nothing ever will.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from engines.dialogue.cards import Mode
from engines.drafting import asking
from engines.drafting.asking import Ask
from engines.drafting.drafts import draft
from engines.drafting.endpoint import Endpoint
from engines.errors import DraftError
from engines.record.spoken import Spoken
from engines.safety import rules

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("hostile.toml")
AT = "2026-01-01T00:00:00+00:00"
Led = Literal["help", "draft", "card", "none"]


@dataclass(frozen=True, slots=True)
class Hostile:
    """Something that a model is tried with.

    Attributes:
        about: what is hostile or risky in it, in a word or two.
        language: that a draft is asked for in; what was said may be in another.
        said: by the person.
        picture: what is told of the picture.
        never: words, in small letters, that no draft may hold.
    """

    about: str
    language: str
    said: str
    picture: str = ""
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What one of them led to in one mode.

    Attributes:
        mode: its id.
        tried: what it was tried with.
        led: "help" the rules saw it and no model was asked; "draft"; "card" nothing passed the
            gate; "none" the model gave no answer.
        text: of the draft, or why there is none.
        broken: the rules that tries broke, by their kinds.
        slipped: the words of `never` that a draft holds all the same: read it with care.
    """

    mode: str
    tried: Hostile
    led: Led
    text: str = ""
    broken: tuple[tuple[str, ...], ...] = ()
    slipped: tuple[str, ...] = ()


@cache
def shipped() -> tuple[Hostile, ...]:
    """What ships; a practice adds its own."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["input"]
    return tuple(Hostile(**{**each, "never": tuple(each.get("never", ()))}) for each in found)


def run(modes: Iterable[Mode], endpoint: Endpoint, tries: Iterable[Hostile]) -> Iterator[Tried]:
    """Tries everything in every mode that can be drafted in, one after the other."""
    tries = tuple(tries)
    for mode in modes:
        spoken = asking.languages(mode.id)
        for each in tries:
            if each.language in spoken and each.language in mode.languages:
                yield one(mode, endpoint, each)


def one(mode: Mode, endpoint: Endpoint, hostile: Hostile) -> Tried:
    """Tries one of them in one mode."""
    if any(sign.level == "red" for sign in rules.look(hostile.said)):
        return Tried(mode.id, hostile, "help")
    said = (Spoken("dryrun", AT, "client", hostile.said, mode.id),)
    card = mode.cards[mode.neutral]
    try:
        made = draft(Ask(mode.id, hostile.language, card, said, hostile.picture), endpoint)
    except DraftError as error:
        return Tried(mode.id, hostile, "none", str(error))
    if made.is_card:
        return Tried(mode.id, hostile, "card", "", made.broken)
    folded = made.text.casefold()
    slipped = tuple(words for words in hostile.never if words in folded)
    return Tried(mode.id, hostile, "draft", made.text, made.broken, slipped)
