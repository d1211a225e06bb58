"""Sums of a questionnaire over time, with published bands shaded; gaps where answers are missing.

Bands are two quiet grounds in turn, no red and no green: a band is a name for a range of sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from workbench.charts import words
from workbench.charts.frame import Sheet
from workbench.charts.looks import LIGHT, Look
from workbench.charts.tables import Table
from workbench.saying import _

HEIGHT, TALL, BAND_ROOM = 300, 340, 150
BAND_LETTERS = 24  # of a name, in that room
ASIDE = timedelta(days=4)
MOST_DAYS = 5


@dataclass(frozen=True, slots=True)
class Total:
    """One time: ISO 8601, the sum or None, how many of how many were answered, the band's name."""

    at: str
    total: float | None
    answered: int
    items: int
    band: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A range of sums with its published name, both ends within."""

    low: float
    high: float
    name: str


@dataclass(frozen=True, slots=True)
class Totals:
    """What one chart shows.

    Attributes:
        title: the questionnaire's.
        low: the lowest sum.
        high: the highest sum.
        points: by day.
        bands: from low to high, or none.
        mark: the published change, in points, that is drawn about the first sum; None has none.
    """

    title: str
    low: float
    high: float
    points: Sequence[Total]
    bands: Sequence[Band] = ()
    mark: float | None = None


def figure(shown: Totals, *, look: Look = LIGHT) -> go.Figure:
    """The sums as a line of dots. An incomplete time is a dotted line without a height."""
    sheet = Sheet(height=TALL if shown.bands else HEIGHT, look=look)
    tops = [band.low for band in shown.bands] + [shown.high]
    ends = tops if shown.bands else [shown.low, (shown.low + shown.high) / 2, shown.high]
    sheet.panel("", _("Sum"), (0.0, 0.9), (shown.low, shown.high), tickvals=ends, showgrid=False)
    sheet.layout["margin"] |= {"l": 44, "r": BAND_ROOM if shown.bands else 14}
    for number, band in enumerate(shown.bands):
        _shade(sheet, band, number)
    _axis(sheet, shown.points)
    _marks(sheet, shown)
    _incomplete(sheet, shown.points)
    sheet.traces.append(_line(shown, look))
    return sheet.figure()


def said(point: Total) -> str:
    """One time in words: the sum with its band, or that it is incomplete."""
    if point.total is None:
        return _("incomplete, {count} of {all}", count=point.answered, all=point.items)
    total = words.decimal(f"{point.total:g}")
    return f"{total} ({point.band})" if point.band else total


def told(shown: Totals) -> str:
    """The chart in one sentence, for those who cannot see it."""
    every = "; ".join(f"{words.day(each.at)}: {said(each)}" for each in shown.points)
    return f"{shown.title}, {_range(shown)}. {every}."


def table(shown: Totals) -> Table:
    """A row a time."""
    heads = (_("Day"), _("Sum"), _("Answered"))
    rows = tuple(
        (words.day(each.at), said(each), f"{each.answered} / {each.items}") for each in shown.points
    )
    return Table(f"{shown.title}, {_range(shown)}", heads, rows)


def _range(shown: Totals) -> str:
    return _("sums from {low} to {high}", low=f"{shown.low:g}", high=f"{shown.high:g}")


def _shade(sheet: Sheet, band: Band, number: int) -> None:
    ground = sheet.look.phases["traditional" if number % 2 else "painter"]
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y"}
    span = {"y0": band.low - 0.5, "y1": band.high + 0.5}
    line = {"line": {"width": 0}, "layer": "below", "fillcolor": ground}
    sheet.shapes.append({"type": "rect", **place, **span, **line})
    where = {"xref": "paper", "yref": "y", "xanchor": "left", "yanchor": "middle", "yshift": 0}
    where |= {"align": "left"}
    name = "<br> ".join(wrap(band.name, BAND_LETTERS, break_on_hyphens=False))
    sheet.note(f" {name}", x=1, y=(band.low + band.high) / 2, **where)


def _marks(sheet: Sheet, shown: Totals) -> None:
    """The published change about the first whole sum, where it lies within the scale."""
    first = next((each.total for each in shown.points if each.total is not None), None)
    if shown.mark is None or first is None:
        return
    for at in (first - shown.mark, first + shown.mark):
        if shown.low <= at <= shown.high:
            line = {"color": sheet.look.ink, "width": 1.5, "dash": "dash"}
            place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": at, "y1": at}
            sheet.shapes.append({"type": "line", "line": line, **place})


def _incomplete(sheet: Sheet, points: Sequence[Total]) -> None:
    for each in points:
        if each.total is None:
            line = {"color": sheet.look.quiet, "width": 1.5, "dash": "dot"}
            place = {"xref": "x", "x0": each.at, "x1": each.at, "yref": "paper", "y0": 0, "y1": 0.9}
            sheet.shapes.append({"type": "line", "line": line, **place})
            where = {"textangle": -90, "yanchor": "bottom", "yshift": 0, "xshift": -9}
            sheet.note(said(each), x=each.at, y=0.02, **where)


def _line(shown: Totals, look: Look) -> dict[str, Any]:
    texts = [f"{words.day(each.at)}<br>{said(each)}" for each in shown.points]
    return {
        "type": "scatter",
        "name": shown.title,
        "mode": "lines+markers",
        "x": [each.at for each in shown.points],
        "y": [each.total for each in shown.points],
        "connectgaps": False,
        "line": {"color": look.measure, "width": 2},
        "marker": {"color": look.measure, "size": 11, "line": {"color": look.paper, "width": 2}},
        "text": texts,
        "hovertemplate": "%{text}<extra></extra>",
    }


def _axis(sheet: Sheet, points: Sequence[Total]) -> None:
    days = [each.at for each in points]
    shown = _apart(days)
    sheet.layout["xaxis"] = {
        "type": "date",
        "range": _reach(days),
        "tickvals": shown,
        "ticktext": [words.day(each) for each in shown],
        "tickangle": 0,
        "tickfont": {"size": 13, "color": sheet.look.quiet},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }


def _apart(days: Sequence[str]) -> list[str]:
    """The days that have room for their names: not two at one place, the newest always."""
    low, high = (datetime.fromisoformat(each) for each in _reach(days))
    room, kept = (high - low) / MOST_DAYS, [days[-1]]
    for each in reversed(days[:-1]):
        if datetime.fromisoformat(kept[-1]) - datetime.fromisoformat(each) >= room:
            kept.append(each)
    return kept[::-1]


def _reach(days: Sequence[str]) -> tuple[str, str]:
    first, last = datetime.fromisoformat(days[0]), datetime.fromisoformat(days[-1])
    room = max(ASIDE, (last - first) * 0.07)
    return (first - room).isoformat(), (last + room).isoformat()
