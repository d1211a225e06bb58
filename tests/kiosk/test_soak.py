"""The simulated day: a few of its visitors, and the arithmetic of what grows."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kiosk import soak
from kiosk.soak.watching import LEAST, Look, growth, slope

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def looks(*, rise_mb: float, restart: int = 0) -> list[Look]:
    """Of a process that takes more with every visit, and somewhat more or less at times."""
    found = []
    for visit in range(1, 2 * LEAST + 1):
        begun = restart if visit > restart else 0
        wobble = 30 if visit % 7 == 0 else visit % 3
        memory_mb = 200 + rise_mb * (visit - begun) + wobble
        found.append(Look(visit, 1 + (visit > restart), memory_mb, 20, 9))
    return found


@pytest.mark.parametrize("restart", [0, 150])
def test_slope_is_that_of_one_process_whatever_it_takes_at_times(restart: int) -> None:
    assert slope(looks(rise_mb=0.05, restart=restart)) == pytest.approx(5, abs=0.7)
    assert slope(looks(rise_mb=0)) == pytest.approx(0, abs=0.7)


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
