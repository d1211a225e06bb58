"""A simulated day at the kiosk: real lines, real painters, in fast time, and what it took.

Bars: memory must not grow, nor open files or threads; no screen is stuck, no drawing unanswered; a
lost painter is back in 30 s; what is hostile is refused in 0.2 s.
"""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from engines.settings import child_environment
from kiosk import bench
from kiosk.soak.visitors import Day, come
from kiosk.soak.watching import Look, children, growth, look, slope

VISITORS, VISIT_S = 600, 0.5
SERVER_MB, PAINTER_MB = 1.0, 2.0  # more in a hundred visits
FILES, THREADS = 4, 4
BACK_S, REFUSED_S = 30.0, 0.2
LOSING = 1 / 3  # of the day; then one painter lives to its end
SAY_EVERY = 25


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure may be at most.

    Attributes:
        name: of the figure.
        value: that was measured; None where there was nothing to measure.
        most: that it may be.
    """

    name: str
    value: float | None
    most: float

    @property
    def broken(self) -> bool:
        """Whether it is more."""
        return self.value is not None and self.value > self.most


@dataclass(frozen=True, slots=True)
class Report:
    """A day's figures.

    Attributes:
        visitors: who came, by kind.
        bars: what had to hold.
        seconds: what was timed -> (median, worst, how often).
        memory: of the server and the painter, at the end.
        load: of the machine before and after.
    """

    visitors: Mapping[str, int]
    bars: tuple[Bar, ...]
    seconds: Mapping[str, tuple[float, float, int]]
    memory: str
    load: tuple[float, float]

    @property
    def broken(self) -> bool:
        """Whether a bar is."""
        return any(bar.broken for bar in self.bars)


def soak(
    *,
    visitors: int = VISITORS,
    seed: int = 1,
    visit_s: float = VISIT_S,
    say: Callable[[str], None],
) -> Report:
    """Lets a day's visitors come, one after the other.

    Broken off (SIGINT), it tells what was measured until then.

    Args:
        visitors: how many.
        seed: decides who they are and what they draw.
        visit_s: seconds that somebody draws.
        say: told how far the day is.

    Raises:
        PaintingError: the kiosk did not start.
    """
    before = os.getloadavg()[0]
    with bench.serving(child_environment()) as address:
        (server,) = [pid for pid in children(os.getpid()) if children(pid)]
        day = Day(address, server, random.Random(seed), visit_s)
        looks: list[tuple[Look, Look | None]] = []
        with suppress(KeyboardInterrupt):  # the figures of a day broken off are told, too
            for visit in range(1, visitors + 1):
                day.losing = visit <= LOSING * visitors
                come(day)
                looks += _looked(visit, server)
                if visit % SAY_EVERY == 0:
                    say(f"{visit} of {visitors} visitors; {_memory(looks)}")
    return replace(_report(day, looks), load=(before, os.getloadavg()[0]))


def table(report: Report) -> str:
    """The report as text."""
    came = ", ".join(f"{count} {kind}" for kind, count in report.visitors.items())
    lines = [
        f"{sum(report.visitors.values())} visitors: {came}",
        f"{os.cpu_count()} cores, load {report.load[0]:.1f} before, {report.load[1]:.1f} after",
        f"memory at the end: {report.memory}",
        "",
        f"{'seconds':<42}{'median':>9}{'worst':>9}{'times':>8}",
    ]
    for name, (middle, worst, times) in report.seconds.items():
        lines.append(f"{name:<42}{middle:>9.3f}{worst:>9.3f}{times:>8}")
    lines += ["", f"{'bars':<42}{'measured':>9}{'at most':>9}"]
    for bar in report.bars:
        value = "-" if bar.value is None else f"{bar.value:.2f}"
        lines.append(f"{bar.name:<42}{value:>9}{bar.most:>9.2f}{'  broken' * bar.broken}")
    return "\n".join(lines)


def _looked(visit: int, server: int) -> list[tuple[Look, Look | None]]:
    one = look(visit, server)
    painters = children(server) if one else []
    return [(one, look(visit, painters[0]) if painters else None)] if one else []


def _report(day: Day, looks: Sequence[tuple[Look, Look | None]]) -> Report:
    servers = [server for server, _ in looks]
    painters = [painter for _, painter in looks if painter is not None]
    refused = statistics.median(day.refused_s) if day.refused_s else None
    bars = (
        Bar("server, MB more in 100 visits", slope(servers), SERVER_MB),
        Bar("painter, MB more in 100 visits", slope(painters), PAINTER_MB),
        Bar("server, more files open", growth([each.files for each in servers]), FILES),
        Bar("server, more threads", growth([each.threads for each in servers]), THREADS),
        Bar("screens stuck, drawings unanswered", day.unanswered, 0),
        Bar("lines broken without cause", day.broken, 0),
        Bar("painter back, worst, s", max(day.back_s, default=None), BACK_S),
        Bar("hostile refused, median, s", refused, REFUSED_S),
        Bar("servers lost", 0 if servers else 1, 0),
    )
    timed = {
        "stroke to the first frame with it": day.washed_s,
        "stroke to the painter's answer": day.painted_s,
        "hostile to refused": day.refused_s,
        "painter lost to its next answer": day.back_s,
    }
    spread = {
        name: (statistics.median(took), max(took), len(took))
        for name, took in timed.items()
        if took
    }
    return Report(dict(sorted(day.kinds.items())), bars, spread, _memory(looks), (0.0, 0.0))


def _memory(looks: Sequence[tuple[Look, Look | None]]) -> str:
    last = zip(("server", "painter"), looks[-1] if looks else (), strict=False)
    return ", ".join(f"{name} {each.memory_mb:.0f} MB" for name, each in last if each)
