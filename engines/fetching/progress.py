"""How far a fetch is, on standard error: one line that is written anew on a terminal."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from engines.fetching import Step

SAY_EVERY_S = 0.5
# Where nobody watches, as in a log, a line this often is enough.
LOG_EVERY_S = 10.0
MB = 1e6


class Progress:
    """Told of every block that comes; says it seldom.

    Args:
        to: where to; standard error.
    """

    def __init__(self, to: TextIO | None = None) -> None:
        self._to = to or sys.stderr
        self._live = self._to.isatty()
        self._said_s = 0.0
        self._began: tuple[float, int] | None = None

    def __call__(self, step: Step) -> None:
        """Takes one step."""
        now_s = time.monotonic()
        if self._began is None:
            self._began = (now_s, step.came)
        over = step.came >= step.total
        if not over and now_s - self._said_s < (SAY_EVERY_S if self._live else LOG_EVERY_S):
            return
        self._said_s = now_s
        self._say(line(step, self._rate(step, now_s)), over=over)
        if over:
            self._began = None

    def _rate(self, step: Step, now_s: float) -> float:
        """Bytes a second since the first step; what an earlier try left does not count."""
        began_s, had = self._began or (now_s, step.came)
        return (step.came - had) / max(now_s - began_s, 1e-3) if now_s > began_s + 1 else 0.0

    def _say(self, text: str, *, over: bool) -> None:
        if self._live:
            self._to.write(f"\r\x1b[K{text}" + "\n" * over)
        else:
            self._to.write(f"{text}\n")
        self._to.flush()


def line(step: Step, rate: float) -> str:
    """One step in words.

    Args:
        step: how far it is.
        rate: bytes a second; 0 where that is not known yet.
    """
    share = step.came / max(1, step.total)
    said = f"{step.model}: {share:.0%} of {step.total / MB:,.1f} MB, {step.file}"
    if rate <= 0 or step.came >= step.total:
        return said
    return f"{said}, {rate / MB:,.1f} MB/s, {_duration((step.total - step.came) / rate)} left"


def _duration(seconds: float) -> str:
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes >= 1.5 else f"{max(1.0, seconds):.0f} s"
