"""A study's plan, written down and hashed before the first data; and the hash of locked data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from engines.errors import AnalysisError
from workbench.outcomes.protocols.form import Arm, Measure, Phase, Protocol, Stop


def plan(title: str, protocol: Protocol, *, primary: str, people: int, analysis: str) -> str:
    """A plan as canonical JSON: sorted keys, no spaces, UTF-8.

    Args:
        title: of the study.
        protocol: all of it stands in the plan, as it is today.
        primary: the one outcome that was named beforehand: an instrument of the protocol.
        people: how many are to be enrolled.
        analysis: what will be done with the data, in words.

    Raises:
        AnalysisError: there is no title, no analysis or nobody, or the outcome is not measured.
    """
    asked = [each.instrument for each in protocol.measures]
    if primary not in asked:
        raise AnalysisError(
            f"“{primary}” is not measured by {protocol.name}. Name one of {', '.join(asked)}."
        )
    if not title.strip() or not analysis.strip() or people < 1:
        raise AnalysisError("A plan needs a title, an analysis in words, and at least one person.")
    told = {"title": title.strip(), "primary": primary, "people": people, "analysis": analysis}
    return canonical({**told, "protocol": asdict(protocol)})


def canonical(told: Mapping[str, Any] | Sequence[Any]) -> str:
    """The same values, always the same text."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """Of a canonical text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """What was registered; `plan` says what each part is. `arms` are the protocol's."""

    title: str
    protocol: Protocol
    primary: str
    people: int
    analysis: str
    arms: tuple[Arm, ...]


@lru_cache(maxsize=64)
def read_plan(told: str) -> Plan:
    """What a plan says, from the text that `plan` gave: its protocol is the one of that day."""
    found = json.loads(told)
    protocol = _protocol(found["protocol"])
    named = (found["primary"], found["people"], found["analysis"])
    return Plan(found["title"], protocol, *named, protocol.arms())


def _protocol(found: dict[str, Any]) -> Protocol:
    phases = tuple(Phase(**each | {"media": tuple(each["media"])}) for each in found["phases"])
    more = {
        "languages": tuple(found["languages"]),
        "starts": tuple(found["starts"]) if found["starts"] else None,
        "phases": phases,
        "measures": tuple(Measure(**each) for each in found["measures"]),
        "stops": tuple(Stop(**each) for each in found["stops"]),
    }
    return Protocol(**found | more)
