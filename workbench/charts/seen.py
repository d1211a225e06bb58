"""What can be seen in the pictures: a river of their colors, and five quiet lines below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from workbench.charts import words
from workbench.charts.frame import (
    Rows,
    Sheet,
    Span,
    Step,
    Trace,
    named,
    phases,
    reach,
    share_of_width,
    sittings_axis,
    size,
    ticks,
)
from workbench.charts.looks import FAMILIES, LIGHT, PATTERNS, Look
from workbench.charts.scales import RANGES, number_ticks, span_of
from workbench.saying import _
from workbench.trends import ranges

Shares = Sequence[Mapping[str, float] | None]

RIVER_HEIGHT, LINE_HEIGHT, LINES_REST = 370, 104, 62
RIVER, STRIP = (0.27, 0.84), (0.0, 0.23)
FLAT, BEND = 0.2, 6
MOST_PICTURES = 12
LEAST_NAMED = 0.16
LINE_SHAPES = ("circle", "diamond", "square", "triangle-up", "x")


def river(
    rows: Rows, shares: Shares, pictures: Sequence[str | None], *, look: Look = LIGHT
) -> go.Figure:
    """The colors of the chosen pictures as a stream: the wider, the more of the page has color.

    Paper and white stay blank. Between two sittings the banks bend; at a sitting they are true.
    Without a picture there is a gap.

    Args:
        rows: sittings of one person.
        shares: per sitting the mean share of each named color; None without a picture.
        pictures: per sitting the address of a small picture; None without.
        look: the ground.
    """
    sheet = Sheet(height=RIVER_HEIGHT, look=look)
    widest = max((_width(each) for each in shares if each), default=0) or 1.0
    edges: dict[str, Any] = {"showticklabels": False, "showgrid": False}
    sheet.panel("", _("Colors in the pictures"), RIVER, (-widest / 2, widest / 2), **edges)
    sheet.panel("2", "", STRIP, (0.0, 1.0), **edges)
    bands = _bands(rows["number"], shares)
    sheet.traces += [_band(name, *bands[name], look) for name in FAMILIES if name in bands]
    _names(sheet, rows["number"], shares)
    sheet.layout["images"] = _thumbnails(rows, pictures)
    phases(sheet, rows, top=0.925)
    sittings_axis(sheet, rows)
    return sheet.figure()


def lines(rows: Rows, *, look: Look = LIGHT) -> go.Figure:
    """Five measures, each against the middle half of the person's own earlier sittings."""
    count = len(words.MEASURES)
    sheet = Sheet(height=LINE_HEIGHT * count + LINES_REST, look=look)
    for place, name in enumerate(words.MEASURES):
        top = 0.96 - place * 0.96 / count
        span = RANGES.get(name) or span_of(name, rows[name])
        axis = ticks(name, span) if name in RANGES else number_ticks(name, span)
        key = "" if place == 0 else str(place + 1)
        sheet.panel(key, words.measure(name), (top - 0.175, top - 0.055), span, **axis)
        sheet.traces += _middles(rows, name, key, look)
        sheet.traces.append(_line(rows, name, key, LINE_SHAPES[place], look))
    phases(sheet, rows, top=0.965)
    sittings_axis(sheet, rows)
    return sheet.figure()


def steps(rows: Rows, shares: Shares, pictures: Sequence[str | None]) -> list[Step]:
    """The sittings in `river`."""
    told_of = zip(rows["number"], shares, pictures, strict=True)
    return [
        Step(row, share_of_width(rows, number), None, told(rows, row, seen), picture or "")
        for row, (number, seen, picture) in enumerate(told_of)
    ]


def line_steps(rows: Rows) -> list[Step]:
    """The sittings in `lines`."""
    return [
        Step(row, share_of_width(rows, number), None, told_measures(rows, row))
        for row, number in enumerate(rows["number"])
    ]


def told(rows: Rows, row: int, seen: Mapping[str, float] | None) -> str:
    """The colors of one sitting in words, the largest share first."""
    if not seen:
        return f"{named(rows, row)}. {_('No picture was kept.')}"
    colored = sorted(((s, n) for n, s in seen.items() if n != "white"), reverse=True)
    parts = [f"{words.color(n)} {100 * s:.0f} %" for s, n in colored if s >= 0.01]
    blank = _("paper and white {share} %", share=f"{100 * seen.get('white', 0):.0f}")
    return f"{named(rows, row)}. {', '.join([*parts, blank])}."


def told_measures(rows: Rows, row: int) -> str:
    """The measures of one sitting in words."""
    said = [
        f"{words.measure(name)}: {words.amount(name, rows[name][row])}" for name in words.MEASURES
    ]
    return f"{named(rows, row)}. {'. '.join(said)}."


def _width(shares: Mapping[str, float]) -> float:
    return sum(shares.get(name, 0.0) for name in FAMILIES)


def _banks(shares: Mapping[str, float]) -> dict[str, Span]:
    """Where each band lies at a sitting, stacked around the middle."""
    low = -_width(shares) / 2
    found = {}
    for name in FAMILIES:
        found[name] = (low, low + shares.get(name, 0.0))
        low = found[name][1]
    return found


def _bands(
    numbers: Sequence[int], shares: Shares
) -> dict[str, tuple[list[float | None], list[float | None]]]:
    """Each color that occurs as closed outlines, one a run of sittings with pictures."""
    found: dict[str, tuple[list[float | None], list[float | None]]] = {}
    for run in _runs(numbers, shares):
        places = _places([number for number, _banks_there in run])
        for name in FAMILIES:
            spans = [banks[name] for _number, banks in run]
            if all(high - low <= 0 for low, high in spans):
                continue
            low, high = (_bent([span[side] for span in spans]) for side in (0, 1))
            xs, ys = found.setdefault(name, ([], []))
            xs += [*places, *reversed(places), places[0], None]
            ys += [*high, *reversed(low), high[0], None]
    return found


def _runs(numbers: Sequence[int], shares: Shares) -> list[list[tuple[int, dict[str, Span]]]]:
    runs: list[list[tuple[int, dict[str, Span]]]] = []
    last = None
    for number, each in zip(numbers, shares, strict=True):
        if each:
            if last is None or number != last + 1:
                runs.append([])
            runs[-1].append((number, _banks(each)))
            last = number
    return runs


def _places(numbers: Sequence[int]) -> list[float]:
    """Flat at a sitting, then a bend to the next one."""
    found = [numbers[0] - FLAT * 1.6, numbers[0] + FLAT]
    for number in numbers[1:]:
        start, room = number - 1 + FLAT, 1 - 2 * FLAT
        found += [start + room * step / BEND for step in range(1, BEND)]
        found += [number - FLAT, number + FLAT]
    return [*found[:-1], numbers[-1] + FLAT * 1.6]


def _bent(values: Sequence[float]) -> list[float]:
    """A monotone bend (3t^2 - 2t^3) between two true values: it never overshoots."""
    found = [values[0], values[0]]
    for one, other in pairwise(values):
        steps = (step / BEND for step in range(1, BEND))
        found += [one + (other - one) * (3 * t**2 - 2 * t**3) for t in steps]
        found += [other, other]
    return found


def _band(name: str, xs: list[float | None], ys: list[float | None], look: Look) -> Trace:
    fill: dict[str, Any] = {"fillcolor": look.families[name]}
    if look.patterned:
        pattern = {"shape": PATTERNS[name], "fgcolor": look.ink, "bgcolor": look.paper}
        fine = {"size": 7, "solidity": 0.25, "fillmode": "overlay"}
        fill = {"fillpattern": {**pattern, **fine}}
    if look.patterned and name == "black":
        fill = {"fillcolor": look.ink}
    edge = {"color": look.ink if look.patterned else look.paper, "width": 1}
    text = words.color(name)
    shown = {"hoveron": "fills", "text": text, "hoverinfo": "text"}
    closed = {"type": "scatter", "mode": "lines", "fill": "toself", "connectgaps": False}
    return {**closed, "name": name, "x": xs, "y": ys, "line": edge, **fill, **shown}


def _names(sheet: Sheet, numbers: Sequence[int], shares: Shares) -> None:
    """A band's name where it is widest, if it has room there: color alone never tells."""
    widest = max((_width(each) for each in shares if each), default=0)
    ground = {"bgcolor": sheet.look.paper, "borderpad": 1, "opacity": 0.92}
    for name in FAMILIES:
        spots = [
            (high - low, number, (low + high) / 2)
            for number, each in zip(numbers, shares, strict=True)
            if each
            for low, high in [_banks(each)[name]]
        ]
        room, number, middle = max(spots, default=(0.0, 0, 0.0))
        if widest and room / widest >= LEAST_NAMED * 0.75:
            where = {"yref": "y", "yanchor": "middle", "yshift": 0}
            sheet.note(words.color(name), x=number, y=middle, **where, **ground)


def _thumbnails(rows: Rows, pictures: Sequence[str | None]) -> list[dict[str, Any]]:
    low, high = reach(rows)
    every = max(1, -(-len(pictures) // MOST_PICTURES))
    wide = min(every, (high - low) / 4) * 0.92
    shown = [*range(0, len(pictures), every)]
    return [
        {
            "source": address,
            "xref": "x",
            "yref": "y2",
            "x": rows["number"][place],
            "y": 1,
            "sizex": wide,
            "sizey": 1,
            "xanchor": "center",
            "yanchor": "top",
            "sizing": "contain",
            "layer": "above",
        }
        for place in shown
        if (address := _any_of(pictures[place : place + every]))
    ]


def _any_of(pictures: Sequence[str | None]) -> str | None:
    return next((each for each in pictures if each), None)


def _middles(rows: Rows, name: str, key: str, look: Look) -> list[Trace]:
    """The middle half of the person's own earlier sittings, and their median, stepwise."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    mx: list[float | None] = []
    my: list[float | None] = []
    for number, middle in zip(rows["number"], ranges.earlier(rows[name]), strict=True):
        if middle is not None:
            left, right = number - 0.5, number + 0.5
            xs += [left, right, right, left, left, None]
            ys += [middle.low, middle.low, middle.high, middle.high, middle.low, None]
            mx, my = [*mx, left, right, None], [*my, middle.median, middle.median, None]
    flat = {"type": "scatter", "mode": "lines", "yaxis": f"y{key}", "hoverinfo": "skip"}
    band = {"fill": "toself", "fillcolor": look.band, "line": {"width": 0}, "x": xs, "y": ys}
    dotted = {"line": {"color": look.quiet, "width": 1.2, "dash": "dot"}, "x": mx, "y": my}
    return [
        {**flat, **band, "name": f"{name} middle half"},
        {**flat, **dotted, "name": f"{name} median"},
    ]


def _line(rows: Rows, name: str, key: str, symbol: str, look: Look) -> Trace:
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines+markers",
        "x": [*rows["number"]],
        "y": [*rows[name]],
        "yaxis": f"y{key}",
        "connectgaps": False,
        "line": {"color": look.measure, "width": 1.8},
        "marker": {
            "symbol": symbol,
            "size": size(rows, 8),
            "color": look.measure,
            "line": {"color": look.paper, "width": 1},
        },
        "text": [
            f"{named(rows, row)}: {words.amount(name, value)}"
            for row, value in enumerate(rows[name])
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }
