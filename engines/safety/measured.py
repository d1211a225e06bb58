"""How much is seen, as it was measured: a file of counts beside the rules that it is about.

`python -m tests.engines.safety.teaching figures` writes it. The sentences are by a hand that
had read neither rules nor sentences; nothing was tuned on them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Group = Literal["red", "amber", "distress", "ordinary"]
GROUPS: tuple[Group, ...] = get_args(Group)
FILE = Path(__file__).with_name("measured.toml")


@dataclass(frozen=True, slots=True)
class Measured:
    """How many sentences of a group were seen, by rules or hints.

    Attributes:
        group: "red" says it plainly, "amber" hints at it; of "distress" and "ordinary" none should
            be seen.
        language: of the sentences.
        seen: how many were.
        of: how many there are.
    """

    group: Group
    language: str
    seen: int
    of: int


@cache
def rows() -> tuple[Measured, ...]:
    """Every group and language that was measured."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Measured(**each) for each in found["measured"])


def whole(group: Group) -> Measured:
    """A group in all languages together."""
    here = [each for each in rows() if each.group == group]
    return Measured(group, "", sum(each.seen for each in here), sum(each.of for each in here))


def written(counts: Iterable[Measured]) -> str:
    """The file for these counts."""
    head = "# How many sentences of another hand are seen (measured.py); written by a command.\n"
    return head + "".join(
        f'\n[[measured]]\ngroup = "{each.group}"\nlanguage = "{each.language}"\n'
        f"seen = {each.seen}\nof = {each.of}\n"
        for each in counts
    )
