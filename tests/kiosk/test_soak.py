"""The simulated day: a few of its visitors, and the arithmetic of what grows."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import soak
from kiosk.soak import visitors
from kiosk.soak.watching import LEAST, Look, growth, slope

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def looks(*, rise_mb: float, restart: int = 0, visits: int = 4 * LEAST) -> list[Look]:
    """Of a process that opens things first, then takes more with every visit, or amid a painting.

    As at the house painter: 130 MB are left, and up to 200 more are taken in two looks of three.
    """
    chance, found = random.Random(5), []
    for visit in range(1, visits + 1):
        lived = visit - (restart if visit > restart else 0)
        opened_mb = min(lived, 10)
        painting_mb = chance.choice((chance.uniform(0, 8), *(chance.uniform(20, 200),) * 2))
        memory_mb = 120 + opened_mb + painting_mb + rise_mb * lived
        found.append(Look(visit, 1 + (visit > restart), memory_mb, 20, 9))
    return found


@pytest.mark.parametrize("restart", [0, 130])
def test_slope_is_that_of_the_last_process_whatever_it_takes_at_times(restart: int) -> None:
    assert slope(looks(rise_mb=0.05, restart=restart)) == pytest.approx(5, abs=0.7)
    assert slope(looks(rise_mb=0, restart=restart)) == pytest.approx(0, abs=0.7)


def test_slope_of_a_process_that_was_lost_again_and_again_is_not_known() -> None:
    """What each takes while it opens its styles is no leak."""
    day = [replace(each, pid=each.visit // 40) for each in looks(rise_mb=0)]
    assert slope(day) is None


def test_the_painter_is_lost_to_nobody_who_comes_late() -> None:
    day = visitors.Day("ws://127.0.0.1:9/", 0, random.Random(1), 0)  # nothing listens there
    for day.losing in (True, False):
        day.kinds.clear()
        for _ in range(300):
            visitors.come(day)
        assert any(kind in day.kinds for kind in visitors.LOSING) == day.losing


def test_slope_of_a_short_day_is_not_known() -> None:
    assert slope(looks(rise_mb=1)[: LEAST - 1]) is None
    assert slope([]) is None


def test_growth_compares_the_end_with_what_was_open_by_then() -> None:
    assert growth([5] * 40 + [9] * 40) == 4
    assert growth([9] * 10 + [5] * 30) == 0
    assert growth([1]) == 0


def test_a_few_visitors_leave_the_kiosk_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"DATA": str(tmp_path), "PAINTER": "wash", "SIZE": "256"}.items():
        monkeypatch.setenv(f"SKETCHWELL_{name}", value)
    report = soak.soak(visitors=6, seed=11, visit_s=0.2, say=lambda _: None)
    assert sum(report.visitors.values()) == 6
    text = soak.table(report)
    broken = [bar.name for bar in report.bars if bar.broken and "refused" not in bar.name]
    assert broken == [], text
    assert "stroke to the painter's answer" in text
