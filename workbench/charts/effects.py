"""A study's estimates beside each other: the mixed model above, means not adjusted for time below.

Each is a point with its 95 % interval; the dotted line is no difference. They differ by shape and
by line too, so that a print in black and white can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from workbench.charts import words
from workbench.charts.frame import Sheet
from workbench.charts.looks import LIGHT, Look
from workbench.charts.tables import Table
from workbench.saying import _

ROW_PX, EDGE_PX = 58, 70
AIR = 0.08


@dataclass(frozen=True, slots=True)
class Effect:
    """One estimate in the outcome's points, with the ends of its 95 % interval and its p.

    `short` is its name in the figure, where a phone has room for a few words.
    """

    name: str
    short: str
    value: float
    low: float
    high: float
    df: float
    p: float
    adjusted: bool


def figure(effects: Sequence[Effect], *, look: Look = LIGHT) -> go.Figure:
    """Every estimate in a row of its own, the first above."""
    sheet = Sheet(height=ROW_PX * len(effects) + EDGE_PX, look=look)
    ends = [0.0, *(end for each in effects for end in (each.low, each.high))]
    air = AIR * ((max(ends) - min(ends)) or 1.0)
    sheet.layout["margin"] |= {"l": 12, "r": 12}
    sheet.layout["yaxis"] = {"visible": False, "range": (-0.6, len(effects) - 0.2)}
    sheet.layout["yaxis"] |= {"fixedrange": True}
    sheet.layout["xaxis"] = {
        "range": (min(ends) - air, max(ends) + air),
        "title": {"text": _("Points"), "font": {"size": 13, "color": look.quiet}, "standoff": 6},
        "tickfont": {"size": 13, "color": look.quiet},
        "gridcolor": look.edge,
        "zeroline": False,
        "fixedrange": True,
    }
    line = {"color": look.quiet, "width": 1.5, "dash": "dot"}
    sheet.shapes.append(
        {"type": "line", "line": line, "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1}
    )
    for place, each in enumerate(reversed(effects)):
        sheet.traces.append(_row(each, place, look))
        at = {"xref": "paper", "yref": "y", "xanchor": "left"}
        sheet.note(each.short, x=0, y=place + 0.22, bold=each.adjusted, **at)
    return sheet.figure()


def told(effects: Sequence[Effect]) -> str:
    """The chart in words, for those who cannot see it."""
    return " ".join(f"{each.name}: {interval(each)}." for each in effects)


def table(effects: Sequence[Effect]) -> Table:
    """A row for each estimate."""
    heads = (_("Estimate"), _("Points"), _("95 % interval"), _("Degrees of freedom"), _("p"))
    rows = tuple(
        (
            each.name,
            number(each.value),
            _("{low} to {high}", low=number(each.low), high=number(each.high)),
            words.decimal(f"{each.df:.1f}"),
            probability(each.p),
        )
        for each in effects
    )
    return Table(_("Estimates"), heads, rows)


def interval(each: Effect) -> str:
    """An estimate with its interval."""
    ends = {"low": number(each.low), "high": number(each.high)}
    return _("{value} points (95 % interval {low} to {high})", value=number(each.value), **ends)


def number(value: float) -> str:
    """To two decimals, with a true minus."""
    return words.decimal(f"{value + 0.0:.2f}").replace("-", "−")


def probability(p: float) -> str:
    """A p-value; never a zero."""
    return words.decimal("< 0.001" if p < 0.001 else f"{p:.3f}")


def _row(each: Effect, place: int, look: Look) -> dict[str, Any]:
    color = look.measure if each.adjusted else look.said["pleasure"]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [each.low, each.value, each.high],
        "y": [place] * 3,
        "line": {"color": color, "width": 3, "dash": "solid" if each.adjusted else "dash"},
        "marker": {
            "symbol": ["line-ns-open", "circle" if each.adjusted else "square", "line-ns-open"],
            "color": color,
            "opacity": 1,
            "size": [12, 13, 12],
            "line": {"color": color, "width": 2},
        },
        "text": [f"{each.name}<br>{interval(each)}"] * 3,
        "hovertemplate": "%{text}<extra></extra>",
    }
