"""What the kiosk's processes take while the day goes on, and whether that grows."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

MB = 1024  # of the kilobytes that /proc tells
LEAST = 100  # visits of one process: before, painters and styles are still being opened
WARM = 0.15  # of its life: what is opened once is open by then
TOGETHER = 10  # looks: one of them is sure to fall between two paintings


@dataclass(frozen=True, slots=True)
class Look:
    """One process at one time.

    Attributes:
        visit: number of the visit before.
        pid: of the process; a painter that was started anew has another.
        memory_mb: what is its own in memory.
        files: how many it holds open.
        threads: how many it runs.
    """

    visit: int
    pid: int
    memory_mb: float
    files: int
    threads: int


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text("ascii").split()]
    return found


def look(visit: int, pid: int) -> Look | None:
    """A process as it is now; None where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
        files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return None
    told = dict(line.split(":", 1) for line in lines)
    memory_kb = int(told.get("RssAnon", "0").split()[0])
    return Look(visit, pid, memory_kb / MB, files, int(told["Threads"]))


def slope(looks: Sequence[Look]) -> float | None:
    """Megabytes more in a hundred visits of the process that was there last.

    The median over all pairs of what was left between paintings: a look may fall amid one, which
    takes a hundred megabytes for its while, so the least of ten looks counts. The first visits of
    its life do not.
    None where it did not live long enough.
    Source: Sen, 1968, Estimates of the regression coefficient based on Kendall's tau.
    """
    life = [each for each in looks if each.pid == looks[-1].pid]
    if not life or life[-1].visit - life[0].visit < LEAST - 1:
        return None
    late = life[int(WARM * len(life)) :]
    left = [
        min(late[first : first + TOGETHER], key=lambda each: each.memory_mb)
        for first in range(0, len(late) - TOGETHER + 1, TOGETHER)
    ]
    pairs = combinations(left, 2)
    return statistics.median(
        100 * (b.memory_mb - a.memory_mb) / (b.visit - a.visit) for a, b in pairs
    )


def growth(counts: Sequence[int]) -> int:
    """By how much the most of the last quarter is more than the most of the second."""
    quarter = len(counts) // 4
    if quarter == 0:
        return 0
    return max(counts[-quarter:]) - max(counts[quarter : 2 * quarter])
