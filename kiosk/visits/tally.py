"""How many visits there were since the start: a number, without times or anything else of them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts; the number goes with the process.

    Attributes:
        visits: ended ones in which something was on the page.
        began_s: when this process began, on the monotonic clock.
    """

    visits: int = 0
    began_s: float = field(default_factory=time.monotonic)

    def count(self) -> None:
        """One more visit is over."""
        self.visits += 1

    @property
    def up_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began_s
