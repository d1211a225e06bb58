"""Patterns that a clinician can read, and the small machines that find them.

A pattern is a row of words, as it may be typed. Beside plain words it may hold:

    {die}       any word or phrase of the list `die`
    kill/hurt   one or the other
    suizid*     any word that begins like this
    [really]    this, or nothing; also [{list}]
    ..          up to three words of any kind
    ...         up to six words of any kind
    |           the edge of a clause: a comma, a full stop, the start or end of the text

Words match without regard to case, accents and apostrophes, and an umlaut may be ae, oe, ue. A
pattern never reaches over a full stop.

Each pattern becomes its position automaton, which is run over a row once and remembers, for every
place in the pattern, only the latest start: time grows with the row's length, whatever was typed.

Source: Glushkov, 1961, The abstract theory of automata, Russian Mathematical Surveys 16(5), 1-53.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol, TypeVar

from engines.errors import SettingsError
from engines.safety.letters import spellings
from engines.safety.tokens import Token

GAPS = {"..": 3, "...": 6}
_APART = re.compile(r"['’\-\s]+")
_ANY: frozenset[str] | None = None
Slot = frozenset[str] | None
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern was found in a row: the first token, the last, and the last that bears."""

    first: int
    last: int
    bearing: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, ready to be run.

    Attributes:
        triggers: one of these stands in every row that it can be found in.
        needs: of each of these sets, too, one word stands in every such row.
        slots: what stands at each place; None is any word.
        bears: for each place, whether it carries the sign itself.
        follows: for each place, the places that may come next; the last entry is the start's.
        ends: the places that it may end at.
    """

    triggers: frozenset[str]
    needs: tuple[frozenset[str], ...]
    slots: tuple[Slot, ...]
    bears: tuple[bool, ...]
    follows: tuple[tuple[int, ...], ...]
    ends: frozenset[int]

    def matches(self, row: Sequence[Token]) -> Iterator[Match]:
        """Every place in a row where the pattern ends, with its latest start."""
        alive: dict[int, tuple[int, int]] = {}
        for at, token in enumerate(row):
            if not alive and not token.readings:
                continue
            alive[-1] = (at, -1)
            alive = self._step(alive, token.readings, at)
            for place in self.ends & alive.keys():
                first, bearing = alive[place]
                yield Match(first, at, bearing if bearing >= 0 else at)

    def may_be_in(self, words: frozenset[str]) -> bool:
        """Whether it is worth running over a row that holds these words."""
        return not any(need.isdisjoint(words) for need in self.needs)

    def _step(
        self, alive: dict[int, tuple[int, int]], readings: frozenset[str], at: int
    ) -> dict[int, tuple[int, int]]:
        reached: dict[int, tuple[int, int]] = {}
        for place, (first, bearing) in alive.items():
            for after in self.follows[place]:
                slot = self.slots[after]
                if slot is None or not slot.isdisjoint(readings):
                    found = (first, at if self.bears[after] else bearing)
                    reached[after] = max(reached.get(after, found), found)
        return reached

    def words(self) -> Iterator[str]:
        """Every word and beginning that it knows."""
        for slot in self.slots:
            yield from slot or ()


class Owner(Protocol):
    """What has patterns: a rule or a guard."""

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """At least one."""
        ...


Owned = TypeVar("Owned", bound=Owner)
Index = Mapping[str, tuple[tuple[Owned, Pattern], ...]]


def indexed(owners: Iterable[Owned]) -> Index[Owned]:
    """For a word, the patterns worth running where it was typed."""
    found: dict[str, list[tuple[Owned, Pattern]]] = {}
    for owner in owners:
        for pattern in owner.patterns:
            for word in pattern.triggers:
                found.setdefault(word, []).append((owner, pattern))
    return {word: tuple(pairs) for word, pairs in found.items()}


def matches_in(row: Sequence[Token], index: Index[Owned]) -> Iterator[tuple[Owned, Match]]:
    """Every match in a row, with whose pattern it is."""
    words = frozenset(word for token in row for word in token.readings)
    worth: dict[int, tuple[Owned, Pattern]] = {}
    for word in words & index.keys():
        for owner, pattern in index[word]:
            worth[id(pattern)] = (owner, pattern)
    for owner, pattern in worth.values():
        if pattern.may_be_in(words):
            for match in pattern.matches(row):
                yield owner, match


@dataclass(frozen=True, slots=True)
class _Element:
    phrases: frozenset[Phrase]
    bears: bool = False
    optional: bool = False
    gap: int = 0


class _Builder:
    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self.bears: list[bool] = []
        self.follows: dict[int, set[int]] = {-1: set()}
        self.frontier = {-1}

    def add(self, element: _Element) -> None:
        if element.gap:
            for _ in range(element.gap):
                self.frontier |= {self._place(_ANY, self.frontier, bears=False)}
            return
        single = frozenset(phrase[0] for phrase in element.phrases if len(phrase) == 1)
        ends = {self._place(single, self.frontier, bears=element.bears)} if single else set[int]()
        for phrase in sorted(each for each in element.phrases if len(each) > 1):
            before = self.frontier
            for word in phrase:
                before = {self._place(frozenset({word}), before, bears=element.bears)}
            ends |= before
        self.frontier = ends | (self.frontier if element.optional else set())

    def _place(self, slot: Slot, before: Iterable[int], *, bears: bool) -> int:
        self.slots.append(slot)
        self.bears.append(bears)
        place = len(self.slots) - 1
        self.follows[place] = set()
        for each in before:
            self.follows[each].add(place)
        return place


def compiled(text: str, lists: Mapping[str, Sequence[str]], signs: Iterable[str]) -> Pattern:
    """Makes a pattern ready.

    Args:
        text: as it stands in a data file.
        lists: the words and phrases of every list.
        signs: the lists whose words carry the sign; in a pattern without any of them all words do.

    Raises:
        SettingsError: a list is unknown, or nothing in the pattern must be there.
    """
    elements = [_element(part, lists, frozenset(signs)) for part in text.split()]
    if not any(each.bears for each in elements):
        elements = [replace(each, bears=True) for each in elements]
    builder = _Builder()
    for element in elements:
        builder.add(element)
    if -1 in builder.frontier or not any(e.phrases and not e.optional for e in elements):
        raise SettingsError(f"The pattern {text!r} fits anything: write a word that must be there.")
    follows = [tuple(sorted(builder.follows[place])) for place in range(len(builder.slots))]
    needed = [each for each in elements if each.phrases and not each.optional]
    rarest = max(needed, key=lambda e: (e.bears, min(len(phrase[0]) for phrase in e.phrases)))
    return Pattern(
        _firsts(rarest),
        tuple(_firsts(each) for each in needed),
        tuple(builder.slots),
        tuple(builder.bears),
        (*follows, tuple(sorted(builder.follows[-1]))),
        frozenset(builder.frontier),
    )


@cache
def phrases_of(entry: str) -> frozenset[Phrase]:
    """The ways in which a word or phrase may be typed, as plain words: don't, dont, don t."""
    if entry == "|":
        return frozenset({("|",)})
    found: set[Phrase] = {()}
    for word in entry.split():
        ways = {way for spelled in spellings(word) for way in _ways(spelled)}
        found = {(*before, *way) for before in found for way in ways}
    return frozenset(found)


def _ways(word: str) -> set[Phrase]:
    parts = tuple(part for part in _APART.split(word) if part)
    return {parts, ("".join(parts),)}


def _element(part: str, lists: Mapping[str, Sequence[str]], signs: frozenset[str]) -> _Element:
    if part in GAPS:
        return _Element(frozenset(), gap=GAPS[part])
    optional = part.startswith("[")
    phrases: set[Phrase] = set()
    bears = False
    for entry in part.strip("[]").split("/"):
        named = entry.startswith("{")
        name = entry.strip("{}")
        if named and name not in lists:
            there = ", ".join(lists)
            raise SettingsError(f"A pattern names the list {name!r}; there are {there}.")
        bears |= named and name in signs
        phrases |= {
            way for word in (lists[name] if named else (entry,)) for way in phrases_of(word)
        }
    return _Element(frozenset(phrases), bears, optional)


def _firsts(element: _Element) -> frozenset[str]:
    return frozenset(phrase[0] for phrase in element.phrases)
