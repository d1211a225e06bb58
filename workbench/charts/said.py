"""What people said with the two sliders, before and after each sitting, as arrows over time."""

from __future__ import annotations

import plotly.graph_objects as go

from workbench.charts import words
from workbench.charts.frame import (
    Rows,
    Sheet,
    Step,
    Trace,
    going_on,
    named,
    phases,
    share_of_width,
    sittings_axis,
    size,
    ticks,
)
from workbench.charts.looks import LIGHT, SHAPES, Look
from workbench.saying import _

HEIGHT = 430
ASIDE = 0.25
HEAD = 0.56
WHEN = ("before", "after")


def over_time(rows: Rows, turns: Rows | None = None, *, look: Look = LIGHT) -> go.Figure:
    """Pleasure and arousal as said: before (hollow) with an arrow to after (full), per sitting.

    Small open marks between them are what was said of single pictures. What was left out is not
    drawn; a sitting that goes on says "not yet".
    """
    sheet = Sheet(height=HEIGHT, look=look)
    for name, place, domain in (("pleasure", "", (0.54, 0.87)), ("arousal", "2", (0.03, 0.42))):
        sheet.panel(place, words.axis(name), domain, (0.0, 1.0), **ticks(name, (0.0, 1.0)))
        sheet.traces.append(_arrows(rows, name, place, look))
        if turns is not None:
            sheet.traces.append(_of_pictures(rows, turns, name, place, look))
        sheet.traces += [_spots(rows, name, when, place, look) for when in WHEN]
        _not_yet(sheet, rows, place)
    phases(sheet, rows)
    sittings_axis(sheet, rows)
    return sheet.figure()


def steps(rows: Rows) -> list[Step]:
    """The sittings in `over_time`, for a key or a finger."""
    return [
        Step(row, share_of_width(rows, number), None, told(rows, row))
        for row, number in enumerate(rows["number"])
    ]


def told(rows: Rows, row: int) -> str:
    """One sitting in words."""
    return f"{named(rows, row)}. {'. '.join(felt(rows, row))}."


def hover(rows: Rows, row: int) -> str:
    """The same on lines of its own, for Plotly."""
    return "<br>".join((named(rows, row), *felt(rows, row)))


def felt(rows: Rows, row: int) -> list[str]:
    """What was said in one sitting, a line a slider."""
    going = going_on(rows, row)
    return [
        words.felt(name, rows[f"{name}_before"][row], rows[f"{name}_after"][row], going_on=going)
        for name in words.AXES
    ]


def _arrows(rows: Rows, name: str, place: str, look: Look) -> Trace:
    xs: list[float | None] = []
    ys: list[float | None] = []
    both = zip(rows["number"], rows[f"{name}_before"], rows[f"{name}_after"], strict=True)
    for number, before, after in both:
        if before is not None and after is not None:
            xs += [number - ASIDE, number + ASIDE * (2 * HEAD - 1), number + ASIDE, None]
            ys += [before, before + (after - before) * HEAD, after, None]
    heads = [0, min(11.0, size(rows, 11) + 2), 0, 0]
    return {
        "type": "scatter",
        "name": f"{name} change",
        "mode": "lines+markers",
        "x": xs,
        "y": ys,
        "yaxis": f"y{place}",
        "line": {"color": look.said[name], "width": 2},
        "marker": {
            "symbol": "arrow",
            "angleref": "previous",
            "size": heads * (len(xs) // 4),
            "color": look.said[name],
            "opacity": 1,
        },
        "connectgaps": False,
        "hoverinfo": "skip",
    }


def _spots(rows: Rows, name: str, when: str, place: str, look: Look) -> Trace:
    color, hollow = look.said[name], when == "before"
    aside = -ASIDE if hollow else ASIDE
    return {
        "type": "scatter",
        "name": f"{name} {when}",
        "mode": "markers",
        "x": [number + aside for number in rows["number"]],
        "y": [*rows[f"{name}_{when}"]],
        "yaxis": f"y{place}",
        "connectgaps": False,
        "marker": {
            "symbol": SHAPES[name],
            "size": size(rows, 11),
            "color": look.paper if hollow else color,
            "opacity": 1,
            "line": {"color": color, "width": 2},
        },
        "text": [hover(rows, row) for row in range(len(rows["number"]))],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _of_pictures(rows: Rows, turns: Rows, name: str, place: str, look: Look) -> Trace:
    xs, ys = [], []
    for number in rows["number"]:
        said = [v for n, v in zip(turns["number"], turns[name], strict=True) if n == number]
        known = [value for value in said if value is not None]
        for at, value in enumerate(known):
            xs.append(number + ASIDE * 0.8 * ((at + 1) / (len(known) + 1) * 2 - 1))
            ys.append(value)
    return {
        "type": "scatter",
        "name": f"{name} of pictures",
        "mode": "markers",
        "x": xs,
        "y": ys,
        "yaxis": f"y{place}",
        "marker": {
            "symbol": "diamond-open",
            "size": size(rows, 7),
            "color": look.said[name],
            "opacity": 1,
            "line": {"width": 1.3},
        },
        "hovertemplate": _("said of a picture") + "<extra></extra>",
    }


def _not_yet(sheet: Sheet, rows: Rows, place: str) -> None:
    for row, number in enumerate(rows["number"]):
        if going_on(rows, row):
            where = {"yref": f"y{place}", "yanchor": "middle", "textangle": -90, "yshift": 0}
            sheet.note(_("not yet"), x=number + ASIDE, y=0.5, **where)
