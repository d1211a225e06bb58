"""What the figures share: grounds, panels, the axis of sittings, phases, points to step through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import plotly.graph_objects as go

from workbench.charts import words
from workbench.charts.looks import FONT, LIGHT, Look
from workbench.saying import _

Rows = Mapping[str, Sequence[Any]]
Span = tuple[float, float]
Trace = dict[str, Any]

LEFT, RIGHT, TOP, BOTTOM = 92, 14, 10, 46
EDGE_SHARE = 0.08
MOST_TICKS = 14
FEWEST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Step:
    """A sitting in a figure: its row, its place in the plot area as shares, what stands there."""

    row: int
    x: float
    y: float | None
    said: str
    picture: str = ""

    def to_wire(self) -> dict[str, Any]:
        """As a component takes it."""
        return asdict(self)


class Sheet:
    """A figure being put together: plain parts, checked once when it is finished."""

    def __init__(self, *, height: int, look: Look = LIGHT) -> None:
        self.look = look
        self.traces: list[Trace] = []
        self.shapes: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = _ground(height, look)

    def panel(self, place: str, title: str, domain: Span, span: Span, **axis: Any) -> None:
        """A vertical axis of its own with a heading; `place` is "", "2", "3" and so on."""
        edge = (span[1] - span[0]) * EDGE_SHARE
        self.layout[f"yaxis{place}"] = {
            "domain": domain,
            "range": (span[0] - edge, span[1] + edge),
            "tickfont": {"size": 13, "color": self.look.quiet},
            "gridcolor": self.look.edge,
            "zeroline": False,
            "fixedrange": True,
            "automargin": False,
            **axis,
        }
        self.note(title, x=0, y=domain[1], xref="paper", bold=True)

    def note(self, text: str, *, x: float | str, y: float, bold: bool = False, **more: Any) -> None:
        """Some words in the figure."""
        given = {"xref": "x", "yref": "paper", "xanchor": "left" if bold else "center"}
        color = self.look.ink if bold else self.look.quiet
        font = {"size": 14 if bold else 13, "color": color}
        written = {"text": f"<b>{text}</b>" if bold else text, "x": x, "y": y, "font": font}
        self.notes.append(
            given | written | {"yanchor": "bottom", "showarrow": False, "yshift": 3} | more
        )

    def figure(self) -> go.Figure:
        """The whole, as Plotly's figure."""
        layout = self.layout | {"shapes": self.shapes, "annotations": self.notes}
        return figure_of(self.traces, layout)


def figure_of(traces: Sequence[Trace], layout: Mapping[str, Any]) -> go.Figure:
    """Parts as Plotly's figure, without Plotly's own template, of which nothing is used.

    Streamlit lets Plotly draw a chart twice, once more when its width is known. With a revision
    Plotly need not work out the same points again.
    """
    revision = hashlib.sha256(json.dumps([*traces]).encode()).hexdigest()[:16]
    laid = {**layout, "datarevision": revision}
    # The tests check every part of it; checking again takes longer than all the rest.
    figure = go.Figure({"data": [*traces], "layout": laid}, _validate=False)
    figure.layout.template = None  # type: ignore[union-attr]
    return figure


def _ground(height: int, look: Look) -> dict[str, Any]:
    clear = "rgba(0,0,0,0)"
    return {
        "height": height,
        "margin": {"l": LEFT, "r": RIGHT, "t": TOP, "b": BOTTOM},
        "paper_bgcolor": look.paper if look.patterned else clear,
        "plot_bgcolor": clear,
        "font": {"family": FONT, "size": 14, "color": look.ink},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": look.paper,
            "bordercolor": look.edge,
            "align": "left",
            "font": {"family": FONT, "color": look.ink},
        },
    }


def ticks(name: str, span: Span) -> dict[str, Any]:
    """Words instead of numbers at the two ends of an axis."""
    low, high = span
    first, last = words.ends(name)
    return {"tickvals": [low, (low + high) / 2, high], "ticktext": [first, "", last]}


def reach(rows: Rows) -> Span:
    """The range of the axis of sittings: a few sittings do not fill the page."""
    numbers = rows["number"]
    return (numbers[0] - 0.6, max(numbers[-1], numbers[0] + FEWEST_PLACES - 1) + 0.6)


def share_of_width(rows: Rows, number: float) -> float:
    """Where a sitting stands between the left and the right edge of the plot area."""
    low, high = reach(rows)
    return (number - low) / (high - low)


def sittings_axis(sheet: Sheet, rows: Rows, **more: Any) -> None:
    """The axis that all figures over time share."""
    sheet.layout["xaxis"] = {
        "anchor": "free",
        "position": 0,
        "range": reach(rows),
        "tickvals": thinned([*rows["number"]], MOST_TICKS),
        "title": {
            "text": _("Sitting"),
            "font": {"size": 13, "color": sheet.look.quiet},
            "standoff": 6,
        },
        "tickfont": {"size": 13, "color": sheet.look.quiet},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        **more,
    }


def thinned(numbers: Sequence[int], most: int) -> list[int]:
    """Every number, every second, every fifth, so that at most `most` are left."""
    for step in (1, 2, 5, 10, 20, 50, 100):
        kept = [each for each in numbers if step == 1 or each % step == 0]
        if len(kept) <= most:
            return kept
    return [numbers[0], numbers[-1]]


def phases(sheet: Sheet, rows: Rows, *, top: float = 0.955) -> None:
    """Shades runs of sittings of the same phase and names each run that has room once."""
    edges = reach(rows)
    for name, first, last in runs([*rows["phase"]], [*rows["number"]]):
        sheet.shapes.append(
            {
                "type": "rect",
                "fillcolor": sheet.look.phases[name],
                "line": {"width": 0},
                "layer": "below",
                "xref": "x",
                "yref": "paper",
                "x0": first - 0.5,
                "x1": last + 0.5,
                "y0": 0,
                "y1": top,
            }
        )
        if (last - first + 1) / (edges[1] - edges[0]) > 0.16 or first == last == edges[0] + 0.6:
            sheet.note(words.phase(name), x=(first + last) / 2, y=top)


def runs(names: Sequence[str], numbers: Sequence[int]) -> list[tuple[str, int, int]]:
    """Neighbors of the same name as (name, first number, last number)."""
    found: list[tuple[str, int, int]] = []
    for name, number in zip(names, numbers, strict=True):
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1], number)
        else:
            found.append((name, number, number))
    return found


def named(rows: Rows, row: int) -> str:
    """Which sitting a point belongs to, in words."""
    day = words.day(rows["started"][row])
    return _("Sitting {number}, {day}", number=rows["number"][row], day=day)


def going_on(rows: Rows, row: int) -> bool:
    """Whether a sitting has not ended yet."""
    return rows["ended"][row] is None


def size(rows: Rows, largest: float) -> float:
    """How large a mark may be so that neighbors stay apart."""
    return max(5.0, min(largest, 420 / max(1, len(rows["number"]))))
