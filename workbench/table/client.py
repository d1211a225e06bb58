"""What the person at a table that is handed over sees of it: nothing that is held back."""

from __future__ import annotations

from typing import Any

from workbench.table.watched import Watched


def seen(watched: Watched, snapshot: dict[str, Any]) -> dict[str, Any]:
    """A table's snapshot without the answers that wait for the therapist's look."""
    held = snapshot["held"]
    if not watched.limits.hold:
        return {**snapshot, "held": []}
    choices = [each for each in snapshot["choices"] if each not in held]
    showing = snapshot["showing"]
    if showing is not None and watched.holds_back(showing):
        showing = choices[-1] if choices else watched.sitting.history.answer
    return {
        **snapshot,
        **watched.about(showing),
        "choices": choices,
        "held": ["waiting"] * len(held),
    }
