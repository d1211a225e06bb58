"""From where to where the axes of measures go: fixed where they can be, else to round numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.charts import words
from workbench.charts.frame import Span
from workbench.trends import ranges

RANGES: dict[str, Span] = {"lightness": (0.3, 1.0), "warmth": (-0.6, 0.6), "coverage": (0.0, 1.0)}
TIMES_S = (10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0)


def span_of(name: str, values: Sequence[float | None]) -> Span:
    """From zero to a round number above the largest value."""
    most = max(ranges.given(values), default=1.0) or 1.0
    if name == "drawing_s":
        return (0.0, next((time for time in TIMES_S if time >= most), most))
    scale = 10.0 ** (len(str(int(most))) - 1)
    return (0.0, next(scale * step for step in (1, 2, 5, 10) if scale * step >= most))


def number_ticks(name: str, span: Span) -> dict[str, Any]:
    high = span[1]
    shown = words.amount(name, high)
    return {"tickvals": [0, high / 2, high], "ticktext": ["0", "", shown]}
