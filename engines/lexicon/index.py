"""Every form of one language, with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from engines.lexicon import forms
from engines.lexicon.entries import content, known

Kind = Literal["thing", "scenery", "color", "count", "side", "no", "joint", "small", "trap"]
LONGEST = 6
_SHORTEST_TAIL, _SHORTEST_HEAD = 4, 3
_SHADES = (("hell", "light"), ("zart", "light"), ("blass", "light"), ("dunkel", "dark"))
_NOUNS: tuple[Literal["thing"], Literal["scenery"]] = ("thing", "scenery")
_JOINTS: tuple[Literal["side"], Literal["joint"]] = ("side", "joint")
_PASSED_OVER = ("the", "is", "light", "dark", "small")


@dataclass(frozen=True, slots=True)
class Sense:
    """What a form means.

    Attributes:
        kind: what kind of word it is. "small" is passed over, "joint" joins or parts wishes,
            "trap" looks like a thing and is none.
        name: of the thing, scenery, color, side, or the kind of joint or small word.
        plural: whether the form says that there are several.
        count: for a number, how many.
    """

    kind: Kind
    name: str
    plural: bool = False
    count: int = 0


@dataclass(slots=True)
class Index:
    """The forms of one language; `look_up` is what there is to ask."""

    language: str
    exact: dict[str, Sense] = field(default_factory=dict)
    loose: dict[str, Sense] = field(default_factory=dict)
    colors: dict[str, str] = field(default_factory=dict)
    # Small words that are things when they begin with a capital: junge Katzen, ein Junge.
    written: dict[str, Sense] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()
    harsh: tuple[str, ...] = ()

    def look_up(self, words: str) -> Sense | None:
        """What one or more words, parted by spaces, mean; accents may be missing."""
        plain = forms.plain(words)
        if plain in self.written and words[:1].islower():
            return self.written[plain]
        return self.exact.get(plain) or self.loose.get(forms.bare(plain))

    def derive(self, word: str) -> Sense | None:
        """What a diminutive or a German compound means."""
        plain = forms.plain(word)
        for stem in forms.grown(plain, self.language):
            sense = self.loose.get(stem)
            if sense is not None and sense.kind == "thing":
                return Sense("thing", sense.name)
        return self._compound(plain) if self.language == "de" else None

    def color_of(self, words: str) -> str | None:
        """The color's name, where the words are one, also where they name a thing too."""
        plain = forms.plain(words)
        return self.colors.get(plain) or self.colors.get(forms.bare(plain))

    def _compound(self, word: str) -> Sense | None:
        if word.startswith(self.harsh):
            return None
        for start in range(_SHORTEST_HEAD, len(word) - _SHORTEST_TAIL + 1):
            sense = self.exact.get(word[start:])
            if sense is not None and sense.kind in ("thing", "scenery"):
                return None if word[start:] in self.alone else sense
        return None

    def add(self, form: str, sense: Sense) -> None:
        """Keeps a form, unless an earlier entry has it."""
        self.exact.setdefault(form, sense)
        self.loose.setdefault(forms.bare(form), sense)
        if self.language == "de":
            self.exact.setdefault(forms.spelled(form), sense)


@cache
def index_of(language: str) -> Index:
    """The index of a language, built once.

    Raises:
        ValueError: the lexicon does not speak this language.
    """
    own = content()["language"][known(language)]
    index = Index(language)
    index.alone = frozenset(_changed(listed(own.get("alone", "")), language))
    index.harsh = tuple(forms.plain(form) for form in listed(own.get("harsh", "")))
    nouns = _nouns(language)
    for sense, form in nouns:
        index.add(form, sense)
    for name, row in content()["color"].items():
        _add_color(index, name, row[language])
    _add_own(index, own)
    for sense, form in nouns:
        for changed in forms.cases(form, language, plural=sense.plural):
            index.add(changed, sense)
    return index


def _changed(listed_forms: list[str], language: str) -> Iterator[str]:
    for form in map(forms.plain, listed_forms):
        yield from (form, *forms.cases(form, language, plural=False))
        yield from forms.cases(form, language, plural=True)


def _nouns(language: str) -> list[tuple[Sense, str]]:
    return [
        (Sense(kind, name, plural), form)
        for kind in _NOUNS
        for name, row in content()[kind].items()
        for form, plural in noun_forms(row[language], language)
    ]


def listed(forms_text: str) -> list[str]:
    """The forms of a comma-separated list."""
    return [form.strip() for form in forms_text.split(",") if form.strip()]


def noun_forms(row: str, language: str) -> Iterator[tuple[str, bool]]:
    """Every form of a row like "tree, little tree / trees", and whether it is a plural.

    Where no plural is listed, the language's regular one is formed; in German there is none.
    """
    singular, slash, plural = row.partition("/")
    ones = [forms.plain(form) for form in listed(singular)]
    many = [forms.plain(form) for form in listed(plural)]
    if not slash:
        many = [found for form in ones for found in forms.plurals(form, language)]
    yield from ((form, False) for form in ones)
    yield from ((form, True) for form in many)


def _add_color(index: Index, name: str, row: str) -> None:
    for form in listed(row):
        for inflected in forms.shades_of(forms.plain(form), index.language):
            _add_shade(index, inflected, name)
            if index.language == "de":
                for start, shade in _SHADES:
                    _add_shade(index, start + inflected, f"{name} {shade}")


def _add_shade(index: Index, form: str, name: str) -> None:
    index.colors.setdefault(form, name)
    index.colors.setdefault(forms.bare(form), name)
    index.colors.setdefault(forms.spelled(form), name)
    index.add(form, Sense("color", name))


def _add_own(index: Index, own: Mapping[str, Any]) -> None:
    rows = [
        (row, Sense("count", number, count=int(number))) for number, row in own["count"].items()
    ]
    rows += [(row, Sense(kind, name)) for kind in _JOINTS for name, row in own[kind].items()]
    rows += [(own["no"], Sense("no", "no"))]
    rows += [(own[name], Sense("small", name)) for name in _PASSED_OVER]
    for row, sense in rows:
        for form in map(forms.plain, listed(row)):
            if form in index.exact and index.language == "de" and sense.kind == "small":
                index.written[form] = sense
            index.add(form, sense)
    for form in listed(own["trap"]):
        # A trap is longer or more exact than the thing that it hides, and wins.
        index.exact[forms.plain(form)] = Sense("trap", form)
        index.loose[forms.bare(form)] = Sense("trap", form)
