"""Two spans of sittings side by side: every value as a point, the middle half where there is one.

No test and no p-value: a difference comes with the interval it may lie in, or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from workbench.charts import words
from workbench.charts.frame import LEFT, Rows, Sheet, Span, Step, Trace
from workbench.charts.looks import LIGHT, Look
from workbench.charts.scales import RANGES, number_ticks, span_of
from workbench.saying import _, ngettext
from workbench.trends import ranges

ROW_HEIGHT, REST = 104, 24
MARGINS = {"l": LEFT + 28, "r": 38, "t": 4, "b": 26}
SPREAD = 0.26
SAID_ROWS = ("pleasure_after", "pleasure_change", "arousal_after", "arousal_change")
COMPARED = (*SAID_ROWS, *words.MEASURES)


@dataclass(frozen=True, slots=True)
class Group:
    """One of the two spans: what it is called and which rows are in it."""

    name: str
    rows: tuple[int, ...]


def title(name: str) -> str:
    """What one compared thing is called."""
    if name in words.MEASURES:
        return words.measure(name)
    axis = words.axis(name.split("_")[0])
    if name.endswith("_after"):
        return _("{axis} after the sitting", axis=axis)
    return _("{axis}: change over the sitting", axis=axis)


def values(rows: Rows, name: str, group: Group) -> list[float | None]:
    """The values of a span; a change needs both answers of a sitting."""
    if not name.endswith("_change"):
        return [rows[name][row] for row in group.rows]
    axis = name.split("_")[0]
    ends = ((rows[f"{axis}_before"][row], rows[f"{axis}_after"][row]) for row in group.rows)
    return [None if a is None or b is None else b - a for a, b in ends]


def figure(
    rows: Rows, groups: Sequence[Group], names: Sequence[str] = COMPARED, *, look: Look = LIGHT
) -> go.Figure:
    """A row a measure: the first span's points above (hollow), the second's below (full)."""
    sheet = Sheet(height=ROW_HEIGHT * len(names) + REST, look=look)
    sheet.layout["margin"] = MARGINS
    for place, name in enumerate(names):
        _row(sheet, rows, groups, names, place)
        top = 1 - place / len(names)
        sheet.note(
            title(name), x=0, y=top - 0.3 / len(names), xref="paper", bold=True, xshift=-LEFT - 20
        )
    return sheet.figure()


def steps(rows: Rows, groups: Sequence[Group], names: Sequence[str] = COMPARED) -> list[Step]:
    """Each compared thing in words, from the top down."""
    return [
        Step(place, 0.5, 1 - (place + 0.6) / len(names), told(rows, groups, name))
        for place, name in enumerate(names)
    ]


def told(rows: Rows, groups: Sequence[Group], name: str) -> str:
    """One compared thing in words: counts, medians, and the difference where there is one."""
    parts = [f"{g.name}: {middle_told(name, values(rows, name, g))}" for g in groups]
    return f"{title(name)}. {'. '.join(parts)}. {difference_told(rows, groups, name)}"


def middle_told(name: str, found: Sequence[float | None]) -> str:
    """How many values, their median and middle half."""
    known = ranges.given(found)
    middle = ranges.middle(found)
    if middle is None:
        return ngettext(
            "{count} value, too few for a middle",
            "{count} values, too few for a middle",
            len(known),
        )
    told = {k: short(name, v) for k, v in (("low", middle.low), ("high", middle.high))}
    median = short(name, middle.median)
    return _(
        "{count} values, median {median}, middle half {low} to {high}",
        count=middle.count,
        median=median,
        **told,
    )


def difference_told(rows: Rows, groups: Sequence[Group], name: str) -> str:
    """The difference between the spans and where it may lie, or why there is none."""
    first, second = (values(rows, name, group) for group in groups)
    shift = ranges.shift(first, second)
    if shift is None:
        return _("Too few values in one of the spans to tell a difference.")
    low, high = short(name, shift.low, signed=True), short(name, shift.high, signed=True)
    return _(
        "Difference {estimate}, somewhere from {low} to {high}.",
        estimate=short(name, shift.estimate, signed=True),
        low=low,
        high=high,
    )


def short(name: str, value: float, *, signed: bool = False) -> str:
    """A value as a table shows it: places on a slider in words, its changes in hundredths."""
    if name.endswith("_after") and not signed:
        return words.zone(name.split("_")[0], value)
    sign = "+" if (signed or name.endswith("_change")) and value > 0 else ""
    if name == "strokes":
        return f"{sign}{value:.0f}"
    if name == "drawing_s":
        return sign + words.time(value)
    if name == "warmth":
        return words.decimal(f"{sign}{value:.2f}")
    hundredths = f"{sign}{100 * value:.0f}"
    return f"{hundredths} %" if name == "coverage" else _("{value} of 100", value=hundredths)


def _row(
    sheet: Sheet, rows: Rows, groups: Sequence[Group], names: Sequence[str], place: int
) -> None:
    name, look = names[place], sheet.look
    key = "" if place == 0 else str(place + 1)
    top, each = 1 - place / len(names), 1 / len(names)
    found = [values(rows, name, group) for group in groups]
    span, axis = _scale(name, [value for values_of in found for value in values_of])
    edge = (span[1] - span[0]) * 0.04
    sheet.layout[f"yaxis{key}"] = {
        "domain": (max(0.0, top - each * 0.86), top - each * 0.3),
        "range": (-0.55, 1.55),
        "tickvals": [1, 0],
        "ticktext": [group.name for group in groups],
        "tickfont": {"size": 13, "color": look.quiet},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": False,
    }
    sheet.layout[f"xaxis{key}"] = {
        "anchor": f"y{key}",
        "range": (span[0] - edge, span[1] + edge),
        "tickfont": {"size": 12, "color": look.quiet},
        "ticklabeloverflow": "allow",
        "gridcolor": look.edge,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        **axis,
    }
    for at, values_of in enumerate(found):
        sheet.traces += _group(values_of, 1 - at, key, look, hollow=at == 0)


def _scale(name: str, found: list[float | None]) -> tuple[Span, dict[str, object]]:
    if name.endswith("_change"):
        span = (-1.0, 1.0)
        first, last = words.ends(name.split("_")[0])
        less, more = _("more {way}", way=first), _("more {way}", way=last)
        return span, {"tickvals": [-1, 0, 1], "ticktext": [less, _("no change"), more]}
    if name.endswith("_after"):
        low, high = words.ends(name.split("_")[0])
        return (0.0, 1.0), {"tickvals": [0, 0.5, 1], "ticktext": [low, "", high]}
    span = RANGES.get(name) or span_of(name, found)
    if name in RANGES:
        low, high = words.ends(name)
        return span, {"tickvals": [span[0], sum(span) / 2, span[1]], "ticktext": [low, "", high]}
    return span, number_ticks(name, span)


def _group(
    found: Sequence[float | None], y: int, key: str, look: Look, *, hollow: bool
) -> list[Trace]:
    known = ranges.given(found)
    # A fixed, even spread instead of a random one: the same answers give the same picture.
    at = [y + SPREAD * ((place * 2 % 5) / 2 - 1) for place in range(len(known))]
    axes = {"xaxis": f"x{key}", "yaxis": f"y{key}", "type": "scatter", "hoverinfo": "skip"}
    spots: Trace = {
        **axes,
        "name": "first" if hollow else "second",
        "mode": "markers",
        "x": known,
        "y": at,
        "marker": {
            "symbol": "circle" if hollow else "square",
            "size": 9,
            "color": look.paper if hollow else look.measure,
            "line": {"color": look.measure, "width": 1.8},
        },
    }
    return [*_box(found, y, axes, look), spots]


def _box(found: Sequence[float | None], y: int, axes: Trace, look: Look) -> list[Trace]:
    middle = ranges.middle(found)
    if middle is None:
        return []
    low, high = y - 0.42, y + 0.42
    half: Trace = {
        **axes,
        "name": "middle half",
        "mode": "lines",
        "fill": "toself",
        "fillcolor": look.band,
        "line": {"color": look.quiet, "width": 0.8},
        "x": [middle.low, middle.high, middle.high, middle.low, middle.low],
        "y": [low, low, high, high, low],
    }
    median: Trace = {
        **axes,
        "name": "median",
        "mode": "lines",
        "line": {"color": look.ink, "width": 2.5},
        "x": [middle.median, middle.median],
        "y": [low, high],
    }
    return [half, median]
