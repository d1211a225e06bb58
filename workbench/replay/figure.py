"""The shares of person, painter and bare paper over the replay, as a Plotly figure. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from workbench.charts import frame
from workbench.charts.looks import FONT, LIGHT, Look
from workbench.replay.shares import PAINTED, Share
from workbench.saying import _

HEIGHT = 240


def figure_of(shares: Sequence[Share], span_ms: int, *, look: Look = LIGHT) -> go.Figure:
    """Three parts of the page on top of each other, told apart by pattern as well as by color."""
    ends = [*shares, Share(span_ms, shares[-1].person, shares[-1].painter, shares[-1].bare)]
    marks = (_("the person's marks"), "person", {"fillcolor": look.said["pleasure"]})
    paint = (_("the painter's paint"), "painter", _hatched(look))
    traces = [_part(ends, *each, look) for each in (marks, paint)]
    return frame.figure_of(traces, _layout(span_ms, look))


def _part(
    ends: Sequence[Share], name: str, part: str, fill: Mapping[str, Any], look: Look
) -> frame.Trace:
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": [share.at_ms for share in ends],
        "y": [100 * getattr(share, part) for share in ends],
        "line": {"shape": "linear", "width": 1.5, "color": look.said[_COLORS[part]]},
        "stackgroup": "page",
        "hovertemplate": "%{y:.0f} %<extra>" + name + "</extra>",
        **fill,
    }


def told(shares: Sequence[Share]) -> str:
    """The last state in words, for those who do not see the chart."""
    last = shares[-1]
    return _(
        "At the end {person} % of the page is the person's marks, {painter} % paint, {bare} % bare "
        "paper.",
        person=round(100 * last.person),
        painter=round(100 * last.painter),
        bare=100 - round(100 * last.person) - round(100 * last.painter),
    )


def meaning() -> str:
    """What the chart shows, and what it does not."""
    return _(
        "A share of pixels, not of worth: the person's visible marks, lines on top of paint among "
        "them; paint whose color differs from the paper's by more than {least} (CIEDE2000); and "
        "bare paper.",
        least=f"{PAINTED:.0f}",
    )


_COLORS = {"person": "pleasure", "painter": "arousal"}


def _hatched(look: Look) -> dict[str, Any]:
    color = look.said["arousal"]
    pattern = {"shape": "/", "size": 7, "solidity": 0.28, "fgcolor": color, "fillmode": "overlay"}
    return {"fillcolor": look.band, "fillpattern": pattern}


def _layout(span_ms: int, look: Look) -> dict[str, Any]:
    clear = "rgba(0,0,0,0)"
    row = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "traceorder": "normal"}
    return {
        "height": HEIGHT,
        "margin": {"l": 46, "r": 8, "t": 30, "b": 30},
        "paper_bgcolor": clear,
        "plot_bgcolor": clear,
        "font": {"family": FONT, "size": 13, "color": look.ink},
        "legend": row,
        "dragmode": False,
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": look.paper, "bordercolor": look.edge, "align": "left"},
        "xaxis": _times(span_ms, look),
        "yaxis": {
            "range": (0, 100),
            "tickvals": [0, 50, 100],
            "ticktext": ["0", "50 %", "100 %"],
            "gridcolor": look.edge,
            "tickfont": {"color": look.quiet},
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    }


def _times(span_ms: int, look: Look) -> dict[str, Any]:
    step = next((each for each in (10, 15, 30, 60, 120, 300, 600) if span_ms / each < 6_500), 1200)
    seconds = range(0, span_ms // 1000 + 1, step)
    return {
        "range": (0, max(1, span_ms)),
        "tickvals": [1000 * each for each in seconds],
        "ticktext": [f"{each // 60}:{each % 60:02d}" for each in seconds],
        "tickfont": {"color": look.quiet},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "hoverformat": ".0f",
        "unifiedhovertitle": {"text": " "},
    }
