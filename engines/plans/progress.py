"""How far a build is: nested phases and their steps become one fraction that never falls."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class _Phase:
    parent: str | None
    steps: int
    done: int = 0


class Progress:
    """Follows what an `IProgressMonitor` tells.

    A phase's share is one step of the phase that it runs in.
    """

    def __init__(self) -> None:
        self._phases: dict[str, _Phase] = {}
        self._most = 0.0
        self.phase = ""

    @property
    def fraction(self) -> float:
        """0..1, never less than before."""
        roots = [name for name, phase in self._phases.items() if phase.parent is None]
        self._most = max([self._most, *(min(self._of(root, depth=0), 1.0) for root in roots)])
        return self._most

    def begin(self, name: str, *, parent: str | None, steps: int) -> None:
        """A phase begins inside another."""
        known = parent if parent in self._phases else None
        self._phases[name] = _Phase(known, max(steps, 1))
        self.phase = name

    def step(self, name: str, *, step: int) -> None:
        """Step number `step`, counted from 0, of a phase is done."""
        if name in self._phases:
            self._phases[name].done = max(self._phases[name].done, step + 1)

    def end(self, name: str) -> None:
        """A phase is over: where it was the whole, so is the build."""
        phase = self._phases.get(name)
        if phase is None:
            return
        if phase.parent is None:
            phase.done = phase.steps
            return
        del self._phases[name]
        self.phase = phase.parent

    def _of(self, name: str, *, depth: int) -> float:
        phase = self._phases[name]
        inner = [key for key, each in self._phases.items() if each.parent == name]
        deeper = depth < len(self._phases)
        within = (
            max((self._of(key, depth=depth + 1) for key in inner), default=0.0) if deeper else 0
        )
        return min(phase.done + within, phase.steps) / phase.steps
