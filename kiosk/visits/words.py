"""Words that a visitor typed: a sign of crisis first, then what may be painted, then what is known.

Nothing typed is logged or kept beyond the visit. The painter gets the words that are understood and
no others, so that nothing is painted that was not told to the visitor. Where a sign is red, nothing
of it is painted: that person needs somebody, not a picture. What was painted before stays.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engines import lexicon
from engines.lexicon import Heard, Word
from engines.safety import family, rules
from engines.safety.rulebook import Level, rulebook
from engines.safety.rules import Sign
from kiosk.visits import wire
from kiosk.visits.line import Line
from kiosk.visits.visit import Typed
from kiosk.visits.wire import LineError, Said

MOST_LETTERS = 200
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Understood:
    """What became of typed words.

    Attributes:
        sign: of crisis, the plainest; None where no rule fits.
        left_out: whether something is not painted where children pass.
        words: what the painter gets.
        heard: what that asks for.
        unknown: words that mean nothing here, as they were written; none beside a sign.
    """

    sign: Level | None
    left_out: bool
    words: str
    heard: Heard
    unknown: tuple[str, ...]


async def words(line: Line, said: Said) -> None:
    """`{"do": "words", "text": ..., "language": "de"}`: in place of what was typed before."""
    text, language = said.head.get("text"), said.head.get("language")
    if not isinstance(text, str) or len(text) > MOST_LETTERS:
        raise LineError(wire.UNWANTED, f"words are a text of at most {MOST_LETTERS} letters")
    if not isinstance(language, str) or language not in lexicon.LANGUAGES:
        raise LineError(wire.UNWANTED, f"nothing is read in {language!r:.20}")
    # Up to 14 ms, in which other screens are answered.
    found = await asyncio.to_thread(understood, text, language)
    line.visit.choose({"language": language})
    # Nobody's picture is taken away for what they say on a bad day.
    if found.sign != "red":
        line.visit.typed = typed(found, language)
        line.answers.ask(said.number)
    await line.tell(wire.TOLD, said.number, told(found, language))


def prepare(languages: Sequence[str]) -> None:
    """Loads everything that is read with, which takes half a second, before somebody waits for it.

    Raises:
        SettingsError: a file of rules is damaged.
    """
    rulebook()
    for language in languages:
        understood("x", language)


def understood(text: str, language: str) -> Understood:
    """Reads a typed text.

    Args:
        text: as typed.
        language: one of `lexicon.LANGUAGES`.
    """
    sign = _plainest(rules.look(text))
    if sign == "red":
        return Understood(sign, left_out=False, words="", heard=_NOTHING, unknown=())
    sifted = family.sift(text, language)
    unknown = lexicon.read(sifted.words, language).unknown
    left = _without(sifted.words, unknown)
    heard = lexicon.read(left, language)
    painted = left if heard.wishes or heard.scenery else ""
    # Somebody who hints at something is not told that a painter does not know those words.
    unknown = () if sign else unknown
    return Understood(sign, bool(sifted.left_out), painted, heard, unknown)


def typed(found: Understood, language: str) -> Typed | None:
    """What a visit keeps of it; None where there is nothing to paint."""
    if not found.words:
        return None
    counted = [(wish.thing, wish.count) for wish in found.heard.wishes]
    return Typed(found.words, language, (*counted, *((name, 1) for name in found.heard.scenery)))


def told(found: Understood, language: str) -> Mapping[str, Any]:
    """What the screen is told; the visitor's own words go back to that screen only."""
    return {
        "did": "words",
        "sign": found.sign,
        "left_out": found.left_out,
        "known": list(_known(found.heard, language)),
        "unknown": list(found.unknown),
        "cut": found.heard.cut,
    }


_NOTHING = Heard((), (), (), cut=False)


def _plainest(signs: Sequence[Sign]) -> Level | None:
    # Signs come red before amber.
    return signs[0].level if signs else None


def _without(text: str, unknown: Sequence[str]) -> str:
    for word in unknown:
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", text)
    return _GAPS.sub(" ", text).strip()


def _known(heard: Heard, language: str) -> Iterator[Mapping[str, Any]]:
    labels = {word.name: word for group in lexicon.groups(language) for word in group.words}
    for wish in heard.wishes:
        color = None if wish.color is None else _hex(wish.color)
        yield {**_row(labels[wish.thing], wish.count), "color": color}
    for name in heard.scenery:
        yield {**_row(labels[name], 1), "color": None}


def _row(word: Word, count: int) -> Mapping[str, Any]:
    label = word.many if count > 1 else word.label
    return {"name": word.name, "word": label, "count": count, "picture": f"/things/{word.name}.png"}


def _hex(color: Sequence[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in color)
