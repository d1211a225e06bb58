"""What `things.toml` holds, as values."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from engines.lexicon import forms

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LANGUAGES = ("en", "de", "fr", "es")
FILE = Path(__file__).parent / "things.toml"

Place = Literal["ground", "sky", "water", "loose"]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a shape.

    Attributes:
        name: English, lower case, unique; also its id.
        group: key of a group.
        place: where it stands by itself; "loose" may be anywhere.
        size: usual height and width as a share of the page's short side, 0.06..0.6.
        shapes: how many shapes there are, at least 1.
    """

    name: str
    group: str
    place: Place
    size: float
    shapes: int


@dataclass(frozen=True, slots=True)
class Scenery:
    """Something without a shape of its own, which fills a part of the page.

    Attributes:
        name: English, lower case, unique among things and sceneries.
        group: key of a group.
        kind: whether it fills the land (and water) or the air.
    """

    name: str
    group: str
    kind: Literal["land", "air"]


@dataclass(frozen=True, slots=True)
class Word:
    """A thing or scenery, as it is shown in one language.

    Attributes:
        name: of the thing or scenery.
        label: what one is called.
        many: what several are called; empty for a scenery, which is not counted.
    """

    name: str
    label: str
    many: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Words that belong together, for people who point."""

    key: str
    label: str
    words: tuple[Word, ...]


@cache
def content() -> Mapping[str, Any]:
    """The data file as it is: groups, things, sceneries, colors and each language's words."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def things() -> Mapping[str, Thing]:
    """Every thing by its name, in the file's order."""
    rows = content()["thing"].items()
    found = {
        name: Thing(name, row["group"], row["place"], row["size"], _shapes(row))
        for name, row in rows
    }
    return MappingProxyType(found)


@cache
def sceneries() -> Mapping[str, Scenery]:
    """Every scenery by its name, in the file's order."""
    rows = content()["scenery"].items()
    return MappingProxyType({n: Scenery(n, row["group"], row["kind"]) for n, row in rows})


@cache
def groups(language: str) -> tuple[Group, ...]:
    """Everything that can be asked for, group by group.

    Args:
        language: one of LANGUAGES.

    Raises:
        ValueError: the lexicon does not speak this language.
    """
    known(language)
    words: dict[str, list[Word]] = {key: [] for key in content()["group"]}
    for kind in ("scenery", "thing"):
        for name, row in content()[kind].items():
            many = many_of(row[language], language) if kind == "thing" else ""
            words[row["group"]].append(Word(name, label_of(row[language]), many))
    return tuple(
        Group(key, row[language], tuple(words[key])) for key, row in content()["group"].items()
    )


def known(language: str) -> str:
    """The language itself, where the lexicon speaks it.

    Raises:
        ValueError: it does not.
    """
    if language not in LANGUAGES:
        told = ", ".join(LANGUAGES)
        raise ValueError(f"The lexicon does not speak {language!r}: choose one of {told}.")
    return language


def label_of(row: str) -> str:
    """The first form of a row like "tree, little tree / trees"."""
    return row.partition("/")[0].partition(",")[0].strip()


def many_of(row: str, language: str) -> str:
    """The first plural of such a row; the regular one where none is listed, else its label."""
    return label_of(row.partition("/")[2]) or forms.several(label_of(row), language)


def _shapes(row: Mapping[str, Any]) -> int:
    return len(row["shapes"])
