"""How things stand for one browser: what its page must know to draw the right thing at once."""

from __future__ import annotations

from typing import Any

from engines.errors import ArchiveError
from workbench.handing.passes import Pass
from workbench.practice import Practice


def standing(served: Practice, seen: Pass) -> dict[str, Any]:
    """What a browser with this pass may know, ready for JSON: names go to the therapist alone."""
    told: dict[str, Any] = {
        "scope": seen.scope,
        "sitting": seen.sitting,
        "pin": served.passes.pin.is_set,
        "asked": seen.sitting in served.passes.asked(),
    }
    if seen.whole:
        told["calls"] = [_call(served, sitting) for sitting in served.passes.asked()]
        handed = served.passes.handed_over()
        waiting = [each for each in served.tables.waiting() if each in handed]
        told["waiting"] = [_call(served, sitting) for sitting in waiting]
    return told


def _call(served: Practice, sitting: str) -> dict[str, str]:
    try:
        person = served.archive.open_sitting(sitting).sitting.person
        return {"sitting": sitting, "person": person, "name": served.archive.person(person).name}
    except ArchiveError:
        return {"sitting": sitting, "person": "", "name": ""}
