"""Signs of crisis in typed words, by rules alone: no network, no model, nothing kept.

`look` reads a text by the rules in `crisis/`, in all four languages at once, and says what was
seen. It raises a hand so that a person is shown the help card; it is no assessment of anybody, and
nothing seen does not mean that nothing is there. What it gives holds no word of the text; nothing
here is logged, stored or cached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engines.safety.patterns import Match, matches_in
from engines.safety.rulebook import About, Guard, Level, Rule, Rulebook, rulebook
from engines.safety.tokens import Token, rows_of


@dataclass(frozen=True, slots=True)
class Sign:
    """What was seen: never stored, never logged.

    Attributes:
        level: "red" where it was said plainly, "amber" where it was hinted at, is past, is denied,
            or is about somebody close.
        about: what it is about.
        rule: the rule's name in the data files, as "en.wish_to_die".
        start: index of the first letter of the place in the text.
        end: one past its last.
    """

    level: Level
    about: About
    rule: str
    start: int
    end: int


def look(text: str, *, rules: Rulebook | None = None) -> tuple[Sign, ...]:
    """Reads a typed text for signs of crisis.

    Args:
        text: as typed, of any length; time grows with its length alone.
        rules: else those that ship.

    Returns:
        What was seen, red before amber, then by place; one sign a rule. Empty means that no rule
        fits, never that a person is well.
    """
    book = rules or rulebook()
    found: dict[str, Sign] = {}
    for row in rows_of(text, book.vocabulary):
        for sign in _signs(row, book):
            known = found.get(sign.rule)
            if known is None or _weight(sign) < _weight(known):
                found[sign.rule] = sign
    return tuple(sorted(found.values(), key=_weight))


def _weight(sign: Sign) -> tuple[bool, int, int]:
    return sign.level != "red", sign.start, -sign.end


def _signs(row: Sequence[Token], book: Rulebook) -> Iterator[Sign]:
    matches = list(matches_in(row, book.triggers))
    guarded = list(matches_in(row, book.guarding)) if matches else []
    for rule, match in matches:
        level = _level(rule, match, guarded)
        if level is not None:
            start, end = row[match.first].start, row[match.last].end
            yield Sign(level, rule.about, rule.name, start, end)


def _level(rule: Rule, match: Match, guarded: list[tuple[Guard, Match]]) -> Level | None:
    level: Level | None = rule.level
    for guard, place in guarded:
        if place.first <= match.bearing <= place.last:
            if guard.makes == "none":
                return None
            # That somebody else says it, or it is past, makes abuse and threats no smaller.
            level = "amber" if rule.about == "self_harm" else level
    return level
