"""How often the words reader is right, with 95 % intervals: python -m tests.engines.words.measuring

Of each axis: sentences that are said to be on one side; how many the reader places at all (the
others are "unsure"), and how many of those on that side. "neither" should all be unsure.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engines.readers.words import CORNERS, MEASURES, read_words
from tests.engines.safety.measuring import interval

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
SETS = ("chosen_by", "blind")
LANGUAGES = ("en", "de", "fr", "es")


@dataclass(frozen=True, slots=True)
class Said:
    kind: str
    language: str
    values: tuple[float | None, ...]

    def right(self, axis: int) -> bool | None:
        """Whether the sign is right; None where the reader is unsure."""
        value = self.values[axis]
        return None if value is None else value * CORNERS[self.kind][axis] > 0


def read(name: str, asked: Sequence[str] = LANGUAGES) -> Iterator[Said]:
    rows = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    for kind, languages in rows.items():
        for language in asked:
            for text in languages[language]:
                values = tuple(each.value for each in read_words(text).evidence)
                yield Said(kind, language, values)


def told(told: list[Said], axis: int) -> tuple[int, int, int]:
    """How many have a side on this axis, how many were placed, how many of those rightly."""
    sides = [each.right(axis) for each in told if each.kind in CORNERS]
    return len(sides), sum(side is not None for side in sides), sum(side is True for side in sides)


def _share(hits: int, count: int) -> str:
    low, high = interval(hits, count)
    return f"{hits} of {count} ({hits / count:.0%}; {low:.0%} to {high:.0%})"


def main() -> None:
    for name in sys.argv[1:] or SETS:
        every = list(read(name))
        for language in ("all", *LANGUAGES):
            group = [each for each in every if language in ("all", each.language)]
            for axis, measure in enumerate(MEASURES):
                count, placed, right = told(group, axis)
                print(f"{name} {language} {measure}: placed {placed} of {count}; right", end=" ")
                print(_share(right, placed) if placed else "-")
        plain = [each for each in every if each.kind == "neither"]
        sure = sum(any(value is not None for value in each.values) for each in plain)
        print(f"{name} neither: placed all the same {_share(sure, len(plain))}")


if __name__ == "__main__":
    main()
