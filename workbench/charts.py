"""Series -> Plotly figures. Pure: no Streamlit, no archive. Missing is a gap, never zero.

`rows` are columns as the archive gives them, one row a sitting of one person, oldest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import plotly.graph_objects as go

Rows = Mapping[str, Sequence[Any]]
Palette = Sequence[tuple[str, float]]
Span = tuple[float, float]

INK, QUIET, EDGE, PAPER = "#2f2b25", "#6b6357", "#e3dac8", "#fffdf8"
SAID = {"pleasure": "#b3704a", "arousal": "#4f718f"}
SEEN = {"lightness": "#a5822f", "warmth": "#b3704a", "coverage": "#56755e"}
PHASES = {"traditional": ("#f3e9d8", "Traditional"), "painter": ("#e6ecdf", "With the painter")}
ENDS = {
    "pleasure": ("unpleasant", "pleasant"),
    "arousal": ("calm", "wide awake"),
    "lightness": ("darker", "lighter"),
    "warmth": ("cooler", "warmer"),
    "coverage": ("little drawn", "much drawn"),
}
ZONES = {
    "pleasure": ("very unpleasant", "unpleasant", "in between", "pleasant", "very pleasant"),
    "arousal": ("very calm", "calm", "in between", "awake", "wide awake"),
}
RANGES = {"lightness": (0.3, 1.0), "warmth": (-0.6, 0.6), "coverage": (0.0, 1.0)}
EDGE_SHARE = 0.08
FONT = "Atkinson, system-ui, sans-serif"


def said(rows: Rows) -> go.Figure:
    """Pleasure and arousal as said, before (hollow) and after (full) each sitting."""
    figure = _figure(height=450)
    domains = {"pleasure": ((0.52, 0.86), ""), "arousal": ((0.03, 0.4), "2")}
    for axis, (domain, place) in domains.items():
        _panel(figure, axis, place, domain, (0.0, 1.0))
        _steps(figure, rows, axis, place)
        for when, hollow in (("before", True), ("after", False)):
            figure.add_trace(_said_line(rows, axis, when, place, hollow=hollow))
    _phases(figure, rows)
    _sittings_axis(figure, rows)
    return figure


def seen(rows: Rows, palettes: Sequence[Palette]) -> go.Figure:
    """What can be seen in the kept pictures: colors, lightness, warmth, how much was drawn."""
    figure = _figure(height=520)
    domains = {"lightness": (0.52, 0.68), "warmth": (0.275, 0.435), "coverage": (0.03, 0.19)}
    figure.update_layout(
        yaxis={"domain": (0.76, 0.87), "visible": False, "range": (0, 1), "fixedrange": True}
    )
    _heading(figure, "Colors in the pictures", 0.87)
    for trace in _color_bars(rows, palettes):
        figure.add_trace(trace)
    for number, (name, domain) in enumerate(domains.items(), start=2):
        _panel(figure, name, str(number), domain, RANGES[name])
        figure.add_trace(_seen_line(rows, name, str(number)))
    _phases(figure, rows)
    _sittings_axis(figure, rows)
    return figure


def chosen_row(rows: Rows, points: Sequence[Mapping[str, Any]]) -> int | None:
    """Which row a tapped point belongs to."""
    numbers = [round(float(point["x"])) for point in points if point.get("x") is not None]
    numbered = [*rows["number"]]
    return numbered.index(numbers[-1]) if numbers and numbers[-1] in numbered else None


def zone(axis: str, value: float | None) -> str:
    """What a slider's place is called; there are no numbers to read."""
    return "left out" if value is None else ZONES[axis][min(4, int(value * 5))]


def _figure(*, height: int) -> go.Figure:
    return go.Figure(
        layout={
            "height": height,
            "margin": {"l": 4, "r": 8, "t": 8, "b": 44},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 14, "color": INK},
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": PAPER,
                "bordercolor": EDGE,
                "font": {"family": FONT, "color": INK},
            },
            "barmode": "stack",
            "bargap": 0.35,
        }
    )


def _panel(
    figure: go.Figure,
    name: str,
    place: str,
    domain: Span,
    span: Span,
) -> None:
    ends, (low, high) = ENDS[name], span
    edge = (high - low) * EDGE_SHARE
    figure.update_layout(
        {
            f"yaxis{place}": {
                "domain": domain,
                "range": (low - edge, high + edge),
                "tickvals": [low, (low + high) / 2, high],
                "ticktext": [ends[0], "", ends[1]],
                "tickfont": {"size": 13, "color": QUIET},
                "gridcolor": EDGE,
                "zeroline": False,
                "fixedrange": True,
                "automargin": True,
            }
        }
    )
    _heading(figure, name.capitalize(), domain[1])


def _heading(figure: go.Figure, text: str, y: float, *, x: float | None = None) -> None:
    """A panel's title at the left, or (with x) the name of a phase in the middle of its run."""
    at_left = x is None
    figure.add_annotation(
        text=f"<b>{text}</b>" if at_left else text,
        xref="paper" if at_left else "x",
        yref="paper",
        x=0.008 if at_left else x,
        y=y,
        xanchor="left" if at_left else "center",
        yanchor="bottom",
        showarrow=False,
        font={"size": 14 if at_left else 13, "color": INK if at_left else QUIET},
        yshift=3,
    )


def _said_line(rows: Rows, axis: str, when: str, place: str, *, hollow: bool) -> go.Scatter:
    values = [*rows[f"{axis}_{when}"]]
    color = SAID[axis]
    return go.Scatter(
        x=[*rows["number"]],
        y=values,
        yaxis=f"y{place}",
        name=f"{axis} {when}",
        mode="lines+markers",
        connectgaps=False,
        line={
            "color": color,
            "width": 1.2 if hollow else 2.4,
            "dash": "dot" if hollow else "solid",
        },
        marker={
            "size": 11,
            "color": PAPER if hollow else color,
            "line": {"color": color, "width": 2},
        },
        text=[
            f"{_day(at)}, {when}: {zone(axis, v)}"
            for at, v in zip(rows["started"], values, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
        selected={"marker": {"size": 16}},
        unselected={"marker": {"opacity": 1}},
    )


def _steps(figure: go.Figure, rows: Rows, axis: str, place: str) -> None:
    """A thin line from before to after, where both were said."""
    both = zip(rows["number"], rows[f"{axis}_before"], rows[f"{axis}_after"], strict=True)
    for number, before, after in both:
        if before is not None and after is not None:
            line = {"color": SAID[axis], "width": 1}
            spot = {"x0": number, "x1": number, "y0": before, "y1": after}
            figure.add_shape(
                type="line", yref=f"y{place}", line=line, opacity=0.45, layer="below", **spot
            )


def _seen_line(rows: Rows, name: str, place: str) -> go.Scatter:
    values = [*rows[name]]
    return go.Scatter(
        x=[*rows["number"]],
        y=values,
        yaxis=f"y{place}",
        name=name,
        mode="lines+markers",
        connectgaps=False,
        line={"color": SEEN[name], "width": 2},
        marker={"size": 9, "color": SEEN[name], "line": {"color": PAPER, "width": 1.5}},
        text=[_day(at) for at in rows["started"]],
        hovertemplate=f"%{{text}}: {name}<extra></extra>",
        selected={"marker": {"size": 14}},
        unselected={"marker": {"opacity": 1}},
    )


def _color_bars(rows: Rows, palettes: Sequence[Palette]) -> list[go.Bar]:
    bars = []
    for number, started, palette in zip(rows["number"], rows["started"], palettes, strict=True):
        for color, share in palette:
            bars.append(
                go.Bar(
                    x=[number],
                    y=[share],
                    width=0.72,
                    marker={"color": color, "line": {"width": 0}},
                    hovertemplate=f"{_day(started)}<extra></extra>",
                    unselected={"marker": {"opacity": 1}},
                )
            )
    return bars


def _phases(figure: go.Figure, rows: Rows) -> None:
    """Shades runs of sittings of the same phase and names each run once."""
    for phase, first, last in _runs([*rows["phase"]], [*rows["number"]]):
        color, name = PHASES[phase]
        spot = {"x0": first - 0.5, "x1": last + 0.5, "y0": 0, "y1": 0.95, "yref": "paper"}
        figure.add_shape(type="rect", fillcolor=color, line={"width": 0}, layer="below", **spot)
        middle = (first + last) / 2
        _heading(figure, name, 0.95, x=middle)


def _runs(phases: list[str], numbers: list[int]) -> list[tuple[str, int, int]]:
    runs: list[tuple[str, int, int]] = []
    for phase, number in zip(phases, numbers, strict=True):
        if runs and runs[-1][0] == phase:
            runs[-1] = (phase, runs[-1][1], number)
        else:
            runs.append((phase, number, number))
    return runs


def _sittings_axis(figure: go.Figure, rows: Rows) -> None:
    numbers = [*rows["number"]]
    figure.update_xaxes(
        anchor="free",
        position=0,
        range=(min(numbers) - 0.6, max(max(numbers), min(numbers) + 3) + 0.6),
        tickvals=numbers,
        ticktext=[str(number) for number in numbers],
        title={"text": "Sitting", "font": {"size": 13, "color": QUIET}, "standoff": 6},
        tickfont={"size": 13, "color": QUIET},
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )


def _day(moment: str) -> str:
    at = datetime.fromisoformat(moment).astimezone()
    return f"{at.day} {at:%b %Y}"
