"""How many of our own sentences the crisis rules see, with 95 % intervals.

python -m tests.engines.safety.measuring [development|held_out|unseen]
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engines.safety import rules

HERE = Path(__file__).parent / "sentences"
LANGUAGES = ("en", "de", "fr", "es")


@dataclass(frozen=True, slots=True)
class Sentence:
    level: str
    kind: str
    text: str


def sentences(half: str, language: str) -> Iterator[Sentence]:
    level, kind = "", ""
    for line in (HERE / half / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            _, level, kind = line.split()
        elif line:
            yield Sentence(level, kind, line)


def seen(text: str) -> str:
    """The level that the rules give a text."""
    found = rules.look(text)
    return found[0].level if found else "none"


def share(half: str, language: str, *levels: str) -> tuple[int, int]:
    """How many sentences of these levels were seen at all, and how many there are."""
    asked = [each for each in sentences(half, language) if each.level in levels]
    return sum(seen(each.text) != "none" for each in asked), len(asked)


def interval(hits: int, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval. Source: Wilson, 1927, JASA 22(158), 209-212."""
    z, p = 1.96, hits / count
    middle = (p + z * z / (2 * count)) / (1 + z * z / count)
    spread = z * math.sqrt(p * (1 - p) / count + z * z / (4 * count**2)) / (1 + z * z / count)
    return max(0.0, middle - spread), min(1.0, middle + spread)


def main() -> None:
    for half in sys.argv[1:] or ("development", "held_out", "unseen"):
        for language in LANGUAGES:
            kinds = dict.fromkeys((s.level, s.kind) for s in sentences(half, language))
            for level, kind in kinds:
                group = [
                    each.text
                    for each in sentences(half, language)
                    if (each.level, each.kind) == (level, kind)
                ]
                told = [seen(text) for text in group]
                low, high = interval(sum(each != "none" for each in told), len(told))
                print(
                    f"{half} {language} {level} {kind}: {len(told)}, "
                    + ", ".join(f"{told.count(each)} {each}" for each in ("red", "amber", "none"))
                    + f"; seen {low:.0%} to {high:.0%}"
                )


if __name__ == "__main__":
    main()
