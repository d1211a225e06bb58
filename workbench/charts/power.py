"""What a design could show with n people, drawn: power, and beside it how often one is fooled.

Every share has its interval, for only so many studies were drawn. In black and white the two
analyses differ by shape and by line.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from workbench.charts import words
from workbench.charts.frame import Sheet
from workbench.charts.looks import LIGHT, Look
from workbench.charts.tables import Table
from workbench.outcomes.simulation import Counted, Share, Tally
from workbench.saying import _, ngettext

HEIGHT = 320
ASKED_FOR, BY_CHANCE = 80, 5
ROOM, CLOSE = 0.05, 1.27
Tallies = Mapping[int, Tally]
LINES: Mapping[Counted, tuple[str, str]] = {
    "found": ("circle", "solid"),
    "model_fooled": ("circle", "solid"),
    "paired_fooled": ("square", "dash"),
}


def finding(tallies: Tallies, chosen: int, *, look: Look = LIGHT) -> go.Figure:
    """Of a hundred studies, in how many the model finds the effect, by number of people."""
    sheet = _sheet(tallies, chosen, look)
    _level(sheet, ASKED_FOR, _("80, often asked for"), left=True)
    sheet.traces.append(_line(tallies, chosen, "found", look))
    return sheet.figure()


def fooled(tallies: Tallies, chosen: int, *, look: Look = LIGHT) -> go.Figure:
    """Of a hundred in which the painter does nothing, in how many each says it does."""
    sheet = _sheet(tallies, chosen, look)
    _level(sheet, BY_CHANCE, _("5, by chance alone"), left=False)
    for what in ("paired_fooled", "model_fooled"):
        sheet.traces.append(_line(tallies, chosen, what, look))
    return sheet.figure()


def legend() -> tuple[tuple[str, str], ...]:
    """How the two analyses are drawn."""
    return (
        ("full", _("mixed model, adjusted for time")),
        ("square", _("means compared, not adjusted for time")),
    )


def told(tallies: Tallies, what: Counted) -> str:
    """One line of a figure in words, for those who cannot see it."""
    every = "; ".join(
        f"{people(n)}: {hundred(each.share(what))}" for n, each in sorted(tallies.items())
    )
    names = {
        "found": _("The mixed model finds the effect"),
        "model_fooled": _("The mixed model is fooled"),
        "paired_fooled": _("Means compared are fooled"),
        "paired_found": _("Means compared find a difference"),
    }
    return f"{names[what]}. {every}."


def table(tallies: Tallies) -> Table:
    """A row for each number of people."""
    heads = (
        _("People"),
        _("Model finds the effect"),
        _("Means fooled"),
        _("Model fooled"),
        _("Interval's width"),
        _("Not fitted"),
    )
    rows = tuple(
        (
            str(n),
            *(hundred(each.share(what)) for what in ("found", "paired_fooled", "model_fooled")),
            points(each.width) if each.width is not None else "–",
            f"{each.refused} / {each.studies}",
        )
        for n, each in sorted(tallies.items())
    )
    return Table(_("Of a hundred drawn studies, by number of people"), heads, rows)


def hundred(share: Share) -> str:
    """A share as studies of a hundred, with the ends of its interval."""
    value, low, high = (f"{100 * each:.0f}" for each in (share.value, share.low, share.high))
    return _("{count} of 100 ({low} to {high})", count=value, low=low, high=high)


def people(count: int) -> str:
    """How many people, with the noun."""
    return ngettext("{count} person", "{count} people", count)


def points(value: float) -> str:
    """Points of the measure, to one decimal."""
    return _("{value} points", value=words.decimal(f"{value:.1f}"))


def _sheet(tallies: Tallies, chosen: int, look: Look) -> Sheet:
    sheet = Sheet(height=HEIGHT, look=look)
    grid = {"tickvals": [0, 20, 40, 60, 80, 100], "zeroline": False}
    sheet.panel("", _("Studies of a hundred"), (0.0, 0.92), (0, 100), **grid)
    sheet.layout["margin"] |= {"l": 40, "r": 14}
    sizes = sorted(tallies)
    # Twice as many people are one step: what more of them add gets less.
    ends = math.log10(sizes[0]) - ROOM, math.log10(sizes[-1]) + ROOM
    shown = [n for n in sizes if n == chosen or max(n / chosen, chosen / n) > CLOSE]
    sheet.layout["xaxis"] = {
        "type": "log",
        "range": ends,
        "tickvals": shown,
        "ticktext": [f"<b>{n}</b>" if n == chosen else str(n) for n in shown],
        "title": {"text": _("People"), "font": {"size": 13, "color": look.quiet}, "standoff": 6},
        "tickfont": {"size": 13, "color": look.quiet},
        "tickangle": 0,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    return sheet


def _level(sheet: Sheet, at: float, text: str, *, left: bool) -> None:
    line = {"color": sheet.look.quiet, "width": 1.5, "dash": "dot"}
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": at, "y1": at}
    sheet.shapes.append({"type": "line", "line": line, "layer": "below", **place})
    side = "left" if left else "right"
    sheet.note(text, x=0 if left else 1, y=at, xref="paper", yref="y", xanchor=side)


def _line(tallies: Tallies, chosen: int, what: Counted, look: Look) -> dict[str, Any]:
    sizes = sorted(tallies)
    shares = [tallies[n].share(what) for n in sizes]
    shape, dash = LINES[what]
    color = look.said["pleasure"] if what == "paired_fooled" else look.measure
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": sizes,
        "y": [100 * each.value for each in shares],
        "error_y": {
            "type": "data",
            "array": [100 * (each.high - each.value) for each in shares],
            "arrayminus": [100 * (each.value - each.low) for each in shares],
            "color": color,
            "thickness": 1.5,
            "width": 4,
        },
        "line": {"color": color, "width": 2, "dash": dash},
        "marker": {
            "symbol": shape,
            "opacity": 1,
            "color": color,
            "size": [13 if n == chosen else 8 for n in sizes],
            "line": {"color": look.paper, "width": 1.5},
        },
        "text": [f"{people(n)}<br>{hundred(s)}" for n, s in zip(sizes, shares, strict=True)],
        "hovertemplate": "%{text}<extra></extra>",
    }
