"""One thing that was looked at, and how findings are told on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.saying import later

State = Literal["good", "look", "open", "unknown"]
COLUMNS = 100
SIGNS: Mapping[State, str] = {"good": "ok  ", "look": "look", "open": "OPEN", "unknown": "?   "}
UNKNOWN = later("This cannot be told here: ask whoever set up this machine.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        about: what.
        state: "good"; "look" is worth a thought; "open" lets others in; "unknown" cannot be told.
        told: how it stands and what to do, for a person.
    """

    about: str
    state: State
    told: str


def lines(findings: Sequence[Finding]) -> list[str]:
    """The findings as a terminal shows them."""
    width = max((len(each.about) for each in findings), default=0)
    return [line for each in findings for line in _wrapped(each, width)]


def _wrapped(finding: Finding, width: int) -> list[str]:
    head = f"{SIGNS[finding.state]}  {finding.about:<{width}}  "
    return textwrap.wrap(
        finding.told,
        COLUMNS,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )


def code(findings: Sequence[Finding]) -> int:
    """What the command ends with: 1 where something stands open, else 0."""
    return int(any(each.state == "open" for each in findings))
