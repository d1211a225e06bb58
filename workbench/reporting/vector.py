"""A figure as SVG, for paper: what our own figures are made of, and nothing else of Plotly's.

Lengths are CSS pixels. What a figure holds that is not drawn here is refused, so that no chart ever
lacks something on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import plotly.graph_objects as go

from workbench.reporting import lettering, shapes
from workbench.reporting.shapes import Spot

Embed = Callable[[str], str | None]
"""The address of a picture -> the picture itself as a data address, or None."""
DASHES = {"dot": "1.5 3", "dash": "6 4", "solid": ""}


@dataclass(frozen=True, slots=True)
class Axis:
    """A range of values on a range of pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: Any) -> float:
        """Where a value stands; a time is one in ISO 8601."""
        share = (_value(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True)
class Ground:
    """The plot area and its axes, by their names in the figure ("x", "y", "y2" and so on)."""

    left: float
    top: float
    width: float
    height: float
    axes: Mapping[str, Axis]

    def x(self, value: Any, of: str = "x") -> float:
        """From the left; `of` is an axis or "paper"."""
        return self.left + value * self.width if of == "paper" else self.axes[of].at(value)

    def y(self, value: Any, of: str = "y") -> float:
        """From the top."""
        return self.top + (1 - value) * self.height if of == "paper" else self.axes[of].at(value)


def svg(figure: go.Figure, *, key: str, width: float, embed: Embed) -> str:
    """A figure as an SVG of this width.

    Args:
        figure: one of ours.
        key: makes names in it differ from those of other figures on the page.
        width: of the whole.
        embed: gives the pictures that stand in it.

    Raises:
        ValueError: the figure holds what is not drawn here.
    """
    told = figure.to_plotly_json()
    layout = told["layout"]
    ground = _ground(layout, width)
    parts = [
        *_shapes(ground, layout, below=True),
        *_grids(ground, layout),
        *(
            part
            for n, each in enumerate(told["data"])
            for part in _trace(ground, each, f"{key}{n}")
        ),
        *_pictures(ground, layout, embed),
        *_shapes(ground, layout, below=False),
        *_ticks(ground, layout),
        *(_note(ground, each) for each in layout.get("annotations", ())),
    ]
    size = f'width="{width:g}" height="{layout["height"]:g}"'
    family = escape(layout["font"]["family"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{family}" '
        f'viewBox="0 0 {width:g} {layout["height"]:g}">{"".join(parts)}</svg>'
    )


def _value(value: Any) -> float:
    return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else float(value)


def _ground(layout: Mapping[str, Any], width: float) -> Ground:
    margin = layout["margin"]
    left, top = margin["l"], margin["t"]
    wide, high = width - left - margin["r"], layout["height"] - top - margin["b"]
    axes: dict[str, Axis] = {}
    for name, axis in layout.items():
        if not name.startswith(("xaxis", "yaxis")):
            continue
        low, top_value = map(_value, axis["range"])
        first, last = axis.get("domain", (0, 1))
        across = name.startswith("x")
        ends = (left + first * wide, left + last * wide) if across else ()
        ends = ends or (top + (1 - first) * high, top + (1 - last) * high)
        axes[name.replace("axis", "")] = Axis(low, top_value, *ends)
    return Ground(left, top, wide, high, axes)


def _axes(layout: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, axis in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            yield name.replace("axis", ""), axis


def _shapes(ground: Ground, layout: Mapping[str, Any], *, below: bool) -> Iterator[str]:
    for each in layout.get("shapes", ()):
        if (each.get("layer") == "below") != below:
            continue
        xs = sorted(ground.x(each[end], each["xref"]) for end in ("x0", "x1"))
        ys = sorted(ground.y(each[end], each["yref"]) for end in ("y0", "y1"))
        if each["type"] == "rect":
            yield (
                f'<rect x="{xs[0]:.2f}" y="{ys[0]:.2f}" width="{xs[1] - xs[0]:.2f}" '
                f'height="{ys[1] - ys[0]:.2f}" fill="{each["fillcolor"]}"/>'
            )
        elif each["type"] == "line":
            ends = f"M{xs[0]:.2f} {ys[0]:.2f}L{xs[1]:.2f} {ys[1]:.2f}"
            yield f'<path d="{ends}" fill="none" {_pen(each["line"])}/>'
        else:
            raise ValueError(f"a shape {each['type']!r} is not drawn on paper")


def _grids(ground: Ground, layout: Mapping[str, Any]) -> Iterator[str]:
    for name, axis in _axes(layout):
        if axis.get("showgrid") is False or "gridcolor" not in axis:
            continue
        for value in axis.get("tickvals", ()):
            at = ground.axes[name].at(value)
            across, down = ground.left + ground.width, ground.top + ground.height
            ends = (
                f"M{at:.2f} {ground.top:.2f}V{down:.2f}"
                if name.startswith("x")
                else f"M{ground.left:.2f} {at:.2f}H{across:.2f}"
            )
            yield f'<path d="{ends}" stroke="{axis["gridcolor"]}" stroke-width="1"/>'


def _trace(ground: Ground, trace: Mapping[str, Any], key: str) -> Iterator[str]:
    if trace.get("type", "scatter") != "scatter":
        raise ValueError(f"a trace {trace['type']!r} is not drawn on paper")
    mode, of = trace["mode"], trace.get("yaxis", "y")
    points = [
        None if x is None or y is None else (ground.x(x), ground.y(y, of))
        for x, y in zip(trace["x"], trace["y"], strict=True)
    ]
    yield f'<g opacity="{trace.get("opacity", 1):g}">'
    if "lines" in mode:
        yield from _lines(trace, points, key)
    if "markers" in mode:
        yield from _spots(trace["marker"], points)
    yield "</g>"


def _lines(
    trace: Mapping[str, Any], points: Sequence[tuple[float, float] | None], key: str
) -> Iterator[str]:
    filled, fill = trace.get("fill") == "toself", "none"
    if filled and "fillpattern" in trace:
        yield shapes.pattern(f"p{key}", trace["fillpattern"])
        fill = f"url(#p{key})"
    elif filled:
        fill = trace["fillcolor"]
    path = "".join(
        "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in run) + ("Z" if filled else "")
        for run in _runs(points)
    )
    if path:
        yield f'<path d="{path}" fill="{fill}" {_pen(trace["line"])}/>'


def _runs(
    points: Sequence[tuple[float, float] | None],
) -> Iterator[list[tuple[float, float]]]:
    """The points between gaps."""
    run: list[tuple[float, float]] = []
    for each in (*points, None):
        if each is not None:
            run.append(each)
        elif run:
            yield run
            run = []


def _spots(
    marker: Mapping[str, Any], points: Sequence[tuple[float, float] | None]
) -> Iterator[str]:
    def of(name: str, row: int, default: Any) -> Any:
        value = marker.get(name, default)
        return value[row] if isinstance(value, list | tuple) else value

    before: tuple[float, float] | None = None
    edge = marker.get("line", {})
    for row, each in enumerate(points):
        size = of("size", row, 6)
        if each is not None and size:
            spot = Spot(
                *each,
                size,
                of("color", row, "#000000"),
                edge.get("color", of("color", row, "#000000")),
                edge.get("width", 0),
                of("opacity", row, 1),
            )
            yield shapes.spot(of("symbol", row, "circle"), spot, before)
        before = each


def _pictures(ground: Ground, layout: Mapping[str, Any], embed: Embed) -> Iterator[str]:
    for each in layout.get("images", ()):
        found = embed(each["source"])
        if found is None:
            continue
        across, up = ground.axes[each["xref"]], ground.axes[each["yref"]]
        wide = abs(across.at(each["x"] + each["sizex"]) - across.at(each["x"]))
        high = abs(up.at(each["y"] + each["sizey"]) - up.at(each["y"]))
        x, y = across.at(each["x"]) - wide / 2, up.at(each["y"])
        yield (
            f'<image href="{found}" x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" '
            f'height="{high:.2f}" preserveAspectRatio="xMidYMin meet"/>'
        )


def _ticks(ground: Ground, layout: Mapping[str, Any]) -> Iterator[str]:
    down = ground.top + ground.height
    for name, axis in _axes(layout):
        across = name.startswith("x")
        values = axis.get("tickvals", ())
        if axis.get("showticklabels") is False:
            continue
        for value, text in zip(values, axis.get("ticktext", map(_plain, values)), strict=True):
            at, font = ground.axes[name].at(value), axis["tickfont"]
            place = (at, down + 5) if across else (ground.left - 6, at)
            anchors = ("center", "top") if across else ("right", "middle")
            yield lettering.text(text, place, anchors, font)
        if across and axis.get("title"):
            place = (ground.left + ground.width / 2, down + 24)
            yield lettering.text(
                axis["title"]["text"], place, ("center", "top"), axis["title"]["font"]
            )


def _plain(value: Any) -> str:
    return f"{value:g}"


def _note(ground: Ground, note: Mapping[str, Any]) -> str:
    x = ground.x(note["x"], note["xref"]) + note.get("xshift", 0)
    y = ground.y(note["y"], note["yref"]) - note.get("yshift", 0)
    anchors = (note["xanchor"], note["yanchor"])
    text = lettering.text(note["text"], (x, y), anchors, note["font"], behind=note.get("bgcolor"))
    turned = note.get("textangle", 0)
    return f'<g transform="rotate({turned:g} {x:.2f} {y:.2f})">{text}</g>' if turned else text


def _pen(line: Mapping[str, Any]) -> str:
    if not line.get("width"):
        return 'stroke="none"'
    dash = DASHES[line.get("dash", "solid")]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'stroke="{line["color"]}" stroke-width="{line["width"]:g}" stroke-linejoin="round"{dashed}'
    )
