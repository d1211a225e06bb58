"""Answers that a person's table holds back until somebody has looked at them."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.archive.assignments import code_of


@dataclass(frozen=True, slots=True)
class Held:
    """One answer that waits: at which sitting's table, and whose."""

    person: str
    sitting: str
    answer: str

    @property
    def code(self) -> str:
        """By which a supervisor knows the person."""
        return code_of(self.person)


def address(held: Held) -> str:
    """Where the picture of an answer that waits is, for whoever may decide about it."""
    return f"/api/sittings/{held.sitting}/held/{held.answer}"
