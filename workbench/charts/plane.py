"""Pleasure and arousal as a plane, with the path over the sittings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from workbench.charts import words
from workbench.charts.frame import Rows, Sheet, Step, Trace, ticks
from workbench.charts.looks import LIGHT, Look
from workbench.charts.said import WHEN, hover, told

HEIGHT = 430
FADES = (0.3, 0.45, 0.65, 1.0)
MOST_NUMBERED = 14
RANGE = (-0.06, 1.06)


def figure(rows: Rows, *, look: Look = LIGHT) -> go.Figure:
    """The path over pleasure and arousal: each sitting's arrow, older ones fainter.

    The plane is a way to lay out what was said, not a reading of a person: its corners are named
    after its two axes and nothing else.

    Source: J. A. Russell, 1980, A circumplex model of affect, Journal of Personality and Social
    Psychology 39(6), doi 10.1037/h0077714.
    """
    sheet = Sheet(height=HEIGHT, look=look)
    _axes(sheet)
    said = _said_rows(rows)
    for place, fade in enumerate(FADES):
        kept = [row for number, row in enumerate(said) if _fade(number, len(said)) == place]
        sheet.traces += _path(rows, kept, fade, look)
    sheet.traces += _way(rows, said, look)
    _numbers(sheet, rows, said)
    return sheet.figure()


def steps(rows: Rows) -> list[Step]:
    """The sittings in `figure`: where the newest that was said of each stands."""
    low, high = RANGE
    found = []
    for row in _said_rows(rows):
        x, y = _ends(rows, row)[-1]
        found.append(Step(row, (x - low) / (high - low), (y - low) / (high - low), told(rows, row)))
    return found


def _said_rows(rows: Rows) -> list[int]:
    return [row for row in range(len(rows["number"])) if _ends(rows, row)]


def _ends(rows: Rows, row: int) -> list[tuple[float, float]]:
    """Where a sitting stood on the plane, before and after; only where both axes were said."""
    spots = ((rows[f"pleasure_{when}"][row], rows[f"arousal_{when}"][row]) for when in WHEN)
    return [(x, y) for x, y in spots if x is not None and y is not None]


def _fade(number: int, count: int) -> int:
    """Older sittings are fainter, the newest four never."""
    if count - number <= 4:
        return len(FADES) - 1
    return number * (len(FADES) - 1) // max(1, count - 4)


def _axes(sheet: Sheet) -> None:
    look = sheet.look
    for key, name in (("xaxis", "pleasure"), ("yaxis", "arousal")):
        sheet.layout[key] = {
            "range": RANGE,
            "tickfont": {"size": 13, "color": look.quiet},
            "gridcolor": look.edge,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
            **ticks(name, (0.0, 1.0)),
        }
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        corner: dict[str, Any] = {
            "xanchor": "right" if x else "left",
            "yanchor": "top" if y else "bottom",
        }
        text = f"{words.ends('arousal')[y]},<br>{words.ends('pleasure')[x]}"
        sheet.note(text, x=x, y=y, yref="y", yshift=0, align=corner["xanchor"], **corner)


def _path(rows: Rows, kept: list[int], fade: float, look: Look) -> Iterator[Trace]:
    color = look.said["arousal"]
    pairs = [ends for row in kept if len(ends := _ends(rows, row)) == 2]
    yield {
        "type": "scatter",
        "name": "arrows",
        "mode": "lines+markers",
        "x": [v for a, b in pairs for v in (a[0], a[0] + 0.675 * (b[0] - a[0]), b[0], None)],
        "y": [v for a, b in pairs for v in (a[1], a[1] + 0.675 * (b[1] - a[1]), b[1], None)],
        "opacity": fade,
        "line": {"color": color, "width": 2},
        "marker": {
            "symbol": "arrow",
            "angleref": "previous",
            "size": [0, 11, 0, 0] * len(pairs),
            "color": color,
            "opacity": 1,
        },
        "hoverinfo": "skip",
    }
    for when, hollow in zip(WHEN, (True, False), strict=True):
        spots = [(row, *spot) for row in kept if (spot := _spot(rows, row, when))]
        yield {
            "type": "scatter",
            "name": when,
            "mode": "markers",
            "x": [x for _row, x, _y in spots],
            "y": [y for _row, _x, y in spots],
            "opacity": fade,
            "text": [hover(rows, row) for row, _x, _y in spots],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {
                "symbol": "circle",
                "size": 11,
                "color": look.paper if hollow else color,
                "opacity": 1,
                "line": {"color": color, "width": 2},
            },
        }


def _spot(rows: Rows, row: int, when: str) -> tuple[float, float] | None:
    x, y = rows[f"pleasure_{when}"][row], rows[f"arousal_{when}"][row]
    return None if x is None or y is None else (x, y)


def _way(rows: Rows, said: list[int], look: Look) -> list[Trace]:
    """A thin dotted line from the end of one sitting to the beginning of the next."""
    xs: list[Any] = []
    ys: list[Any] = []
    for one, other in pairwise(said):
        if rows["number"][other] == rows["number"][one] + 1:
            (x0, y0), (x1, y1) = _ends(rows, one)[-1], _ends(rows, other)[0]
            xs, ys = [*xs, x0, x1, None], [*ys, y0, y1, None]
    line = {"color": look.quiet, "width": 1, "dash": "dot"}
    way = {"type": "scatter", "name": "way", "mode": "lines", "x": xs, "y": ys, "line": line}
    return [way | {"opacity": 0.55, "hoverinfo": "skip"}] if xs else []


def _numbers(sheet: Sheet, rows: Rows, said: list[int]) -> None:
    few = said if len(said) <= MOST_NUMBERED else [said[0], *said[4::5], said[-1]]
    for row in dict.fromkeys(few):
        x, y = _ends(rows, row)[-1]
        sheet.note(str(rows["number"][row]), x=x, y=y, yref="y", yshift=8, xshift=8)
