"""The crisis rules' data files: read, checked and made ready, once a process."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from engines.errors import SettingsError
from engines.safety.patterns import Index, Pattern, compiled, indexed, phrases_of
from engines.safety.vocabulary import Vocabulary

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Level = Literal["red", "amber"]
About = Literal["self_harm", "abuse", "harm_to_others", "eating"]
Effect = Literal["amber", "none"]
Lists = Mapping[str, tuple[str, ...]]
HOME = Path(__file__).parent / "crisis"
_SEPARATOR = re.compile(r"\s*[,\n]\s*")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: any of its patterns is the sign.

    Attributes:
        name: language and name, as "en.wish_to_die".
        level: how plainly it is said.
        about: what it is about; each goes its own way.
        says: what it looks for, for the clinician who reviews it.
        patterns: at least one.
    """

    name: str
    level: Level
    about: About
    says: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """What takes a sign back: an idiom, a title, a story; or makes it amber, as a denial does.

    It counts only where it covers the very word that carries the sign.
    """

    name: str
    makes: Effect
    says: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every language's rules and guards together, for people mix languages.

    Attributes:
        triggers: for a word, the rules' patterns worth running where it was typed.
        guarding: the same for the guards.
    """

    rules: tuple[Rule, ...]
    guards: tuple[Guard, ...]
    vocabulary: Vocabulary
    triggers: Index[Rule]
    guarding: Index[Guard]


@cache
def rulebook() -> Rulebook:
    """The rules that ship.

    Raises:
        SettingsError: a data file was damaged; the message names file and place.
    """
    return read(
        {path.stem: path.read_text(encoding="utf-8") for path in sorted(HOME.glob("*.toml"))}
    )


def read(files: Mapping[str, str]) -> Rulebook:
    """Makes a rulebook of the texts of data files, by language.

    Raises:
        SettingsError: a file is not TOML or does not hold what it must; names language and place.
    """
    rules: list[Rule] = []
    guards: list[Guard] = []
    ordinary: list[str] = []
    bearing: list[str] = []
    for language, text in files.items():
        try:
            table = tomllib.loads(text)
            lists = {k: words_of(v) for part in ("words", "signs") for k, v in table[part].items()}
            signs = tuple(table["signs"])
            rules += [_rule(language, row, lists, signs) for row in table["rule"]]
            guards += [_guard(language, row, lists, signs) for row in table["guard"]]
            bearing += [entry for listed in table["signs"].values() for entry in words_of(listed)]
            ordinary += words_of(table["ordinary"]["words"])
        except (tomllib.TOMLDecodeError, KeyError, TypeError, SettingsError) as error:
            raise SettingsError(
                f"The crisis rules {language}.toml cannot be read: {error}."
            ) from error
    return _made(tuple(rules), tuple(guards), bearing, ordinary)


def words_of(listed: str) -> tuple[str, ...]:
    """The entries of a list as it stands in a data file: parted by commas or lines."""
    return tuple(entry for entry in _SEPARATOR.split(listed.strip()) if entry)


def _made(
    rules: tuple[Rule, ...], guards: tuple[Guard, ...], bearing: list[str], ordinary: list[str]
) -> Rulebook:
    patterns = [pattern for each in (*rules, *guards) for pattern in each.patterns]
    signs = {phrase[0] for word in bearing for phrase in phrases_of(word) if len(phrase) == 1}
    every = {word for pattern in patterns for word in pattern.words()} - {"|"}
    return Rulebook(
        rules,
        guards,
        Vocabulary(every, signs, ordinary),
        indexed(rules),
        indexed(guards),
    )


def _rule(
    language: str,
    row: Mapping[str, Any],
    lists: Mapping[str, tuple[str, ...]],
    signs: tuple[str, ...],
) -> Rule:
    _one_of(row["level"], Level)
    _one_of(row["about"], About)
    patterns = tuple(_patterns(row["any"], lists, signs))
    return Rule(f"{language}.{row['name']}", row["level"], row["about"], row["says"], patterns)


def _guard(
    language: str,
    row: Mapping[str, Any],
    lists: Mapping[str, tuple[str, ...]],
    signs: tuple[str, ...],
) -> Guard:
    _one_of(row["makes"], Effect)
    patterns = tuple(_patterns(row["any"], lists, signs))
    return Guard(f"{language}.{row['name']}", row["makes"], row["says"], patterns)


def _patterns(texts: list[str], lists: Lists, signs: tuple[str, ...]) -> Iterator[Pattern]:
    return (compiled(text, lists, signs) for text in texts)


def _one_of(value: object, kind: Any) -> None:
    if value not in get_args(kind):
        raise SettingsError(f"{value!r} is none of {', '.join(get_args(kind))}")
