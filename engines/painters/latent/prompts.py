"""What a large painter is told: the person's words in English, the style, the mood, the rest.

The texts stand in `prompts.toml`, which a therapist can read. The networks learned English: words
in another language pass through the lexicon; what that does not know is told, never guessed.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engines.lexicon import Heard, Wish, things
from engines.painters.imagining import heard_of
from engines.picture import PictureRequest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("prompts.toml")
ENGLISH = "en"
PEOPLE = "people"
NUMBERS = ("", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a painter is told.

    Attributes:
        words: for the picture.
        never: against it.
        unknown: words that nobody here can put into English.
        cut: whether words were left out because there were too many.
    """

    words: str
    never: str
    unknown: tuple[str, ...]
    cut: bool


@cache
def texts() -> dict[str, Any]:
    """The data file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def revision() -> str:
    """The data file's revision: what is told decides a picture too. 12 hex digits."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]


def prompt_of(request: PictureRequest, fits: Callable[[str], bool]) -> Prompt:
    """Puts together what the painter is told.

    Args:
        request: words, language, style and mood.
        fits: whether the network can take a text in.
    """
    said = texts()
    heard = heard_of(request)
    own = " ".join(request.words.split()) if request.language == ENGLISH else _english(heard)
    unknown = () if request.language == ENGLISH else heard.unknown
    rest = [said["styles"][request.style], said["always"]]
    if request.mood is not None:
        rest.insert(1, said["moods"][request.mood])
    if _asks_for_people(heard, own):
        rest.insert(0, said["people"])
    kept = _cut(own, rest, fits)
    cut = kept != own or heard.cut
    return Prompt(_joined(kept, rest), said["never"], unknown, cut)


def _english(heard: Heard) -> str:
    return ", ".join([*map(_named, heard.wishes), *heard.scenery])


def _named(wish: Wish) -> str:
    color = "" if wish.color is None else _color(wish.color)
    thing = wish.thing if wish.count == 1 else f"{wish.thing}s"
    side = "" if wish.side is None else f"in the {wish.side}"
    return " ".join(part for part in (NUMBERS[wish.count], color, thing, side) if part)


def _color(rgb: tuple[float, float, float]) -> str:
    colors: dict[str, list[float]] = texts()["colors"]

    def apart(name: str) -> float:
        return sum((one - other) ** 2 for one, other in zip(colors[name], rgb, strict=True))

    return min(colors, key=apart)


def _asks_for_people(heard: Heard, own: str) -> bool:
    named = {word.lower() for word in re.findall(r"[^\W\d_]+", own)}
    asked = any(things()[wish.thing].group == PEOPLE for wish in heard.wishes)
    return asked and not named & set(texts()["skin"])


def _cut(own: str, rest: list[str], fits: Callable[[str], bool]) -> str:
    """Leaves out words from the end until all of it fits: what the person said first counts."""
    words = own.split(" ")
    while len(words) > 1 and not fits(_joined(" ".join(words), rest)):
        words.pop()
    kept = " ".join(words)
    while kept and not fits(_joined(kept, rest)):
        kept = kept[: len(kept) // 2]
    return kept


def _joined(own: str, rest: list[str]) -> str:
    return ", ".join(part for part in (own.strip(" ,"), *rest) if part)
