"""What a painter at a public kiosk is never asked to paint, taken out of what somebody typed.

The kiosk stands where children pass. `sift` leaves out sexual, violent and hateful words and says
where they stood, seen through spaces, digits, stars and look-alikes; the rest is painted. Nobody is
scolded, and nothing is kept or logged. A sign of crisis comes first: ask `rules.look` before this.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from engines.errors import SettingsError
from engines.safety.patterns import Index, Pattern, compiled, indexed, matches_in, phrases_of
from engines.safety.rulebook import words_of
from engines.safety.tokens import Token, rows_of
from engines.safety.vocabulary import Vocabulary

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Kind = Literal["sexual", "violent", "hateful"]
FILE = Path(__file__).with_name("family.toml")
EVERY = "all"
# What is left may read as something else once a word is gone; whoever nests deeper gets nothing.
MOST_ROUNDS = 4
_GAPS = re.compile(r"\s+")
_LOOSE = re.compile(r" ([,.;:!?])")
_TWICE = re.compile(r"([,;:])[,;:]+")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing that is not painted: its kind, and its place in the text as it was typed."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sifted:
    """What may be painted.

    Attributes:
        words: the text without what was left out.
        left_out: in the text's order; empty where all of it may be painted.
    """

    words: str
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """Some words: their kind, and the screen language they hold in, or all."""

    kind: Kind
    language: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Harmless:
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Gate:
    left_out: Index[_Words]
    harmless: Index[_Harmless]
    inside: tuple[tuple[Kind, re.Pattern[str]], ...]
    vocabulary: Vocabulary


def sift(words: str, language: str) -> Sifted:
    """Takes out what is not painted where children pass.

    Args:
        words: as typed, of any length; time grows with its length alone.
        language: the screen's, a code such as "de"; some words are ordinary in another language.

    Returns:
        What may be painted, and what was left out.
    """
    gate = _gate()
    out = _found(words, language, gate)
    if not out:
        return Sifted(words, ())
    left = _without(words, out)
    for _ in range(MOST_ROUNDS):
        again = _found(left, language, gate)
        if not again:
            return Sifted(left, out)
        left = _without(left, again)
    return Sifted("", out)


def _found(words: str, language: str, gate: _Gate) -> tuple[LeftOut, ...]:
    rows = rows_of(words, gate.vocabulary)
    found = {
        each for row in rows for each in (*_words_in(row, language, gate), *_inside(row, gate))
    }
    return tuple(sorted(found, key=lambda each: (each.start, each.end, each.kind)))


def _words_in(row: Sequence[Token], language: str, gate: _Gate) -> Iterator[LeftOut]:
    spared = [match for _, match in matches_in(row, gate.harmless)]
    for owner, match in matches_in(row, gate.left_out):
        covered = any(each.first <= match.bearing <= each.last for each in spared)
        if owner.language in (EVERY, language) and not covered:
            yield LeftOut(owner.kind, row[match.first].start, row[match.last].end)


def _inside(row: Sequence[Token], gate: _Gate) -> Iterator[LeftOut]:
    for token in row:
        for kind, pattern in gate.inside:
            if pattern.search(token.letters):
                yield LeftOut(kind, token.start, token.end)


def _without(words: str, out: Sequence[LeftOut]) -> str:
    kept: list[str] = []
    at = 0
    for each in out:
        kept.append(words[at : max(at, each.start)])
        at = max(at, each.end)
    kept.append(words[at:])
    left = _LOOSE.sub(r"\1", _GAPS.sub(" ", " ".join(kept)))
    return _TWICE.sub(r"\1", left).strip(" ,;:-")


@cache
def _gate() -> _Gate:
    try:
        table = tomllib.loads(FILE.read_text(encoding="utf-8"))
        lists = {name: words_of(listed) for name, listed in table["lists"].items()}
        groups = tuple(_words(row, lists) for row in table["left_out"])
        harmless = _Harmless(tuple(compiled(t, lists, ()) for t in table["harmless"]["any"]))
        inside = tuple((kind, _any_of(listed)) for kind, listed in table["inside"].items())
    except (OSError, tomllib.TOMLDecodeError, KeyError, SettingsError) as error:
        raise SettingsError(f"The family-safe words {FILE} cannot be read: {error}.") from error
    every = {w for o in (*groups, harmless) for p in o.patterns for w in p.words()} - {"|"}
    signs = {p[0] for row in table["left_out"] for w in _listed(row) for p in phrases_of(w)}
    vocabulary = Vocabulary(every, signs, lenient=False)
    return _Gate(indexed(groups), indexed((harmless,)), inside, vocabulary)


def _words(row: dict[str, Any], lists: dict[str, tuple[str, ...]]) -> _Words:
    texts = (*_listed(row), *row.get("phrases", ()))
    return _Words(row["kind"], row["language"], tuple(compiled(text, lists, ()) for text in texts))


def _listed(row: dict[str, Any]) -> tuple[str, ...]:
    return words_of(row.get("words", ""))


def _any_of(listed: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words_of(listed))))
