"""A chart as a page shows it: heading, figure, what steps through it, sentences, and its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from workbench import parts, practice
from workbench.charts import looks
from workbench.charts.frame import Step
from workbench.charts.looks import Look
from workbench.charts.tables import Table
from workbench.modules import text_of
from workbench.saying import _, sentence
from workbench.trends import coming, ranges

LONG_CELL = 40
CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True, "doubleClick": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One chart and what belongs to it. `sentences` are keys of engines.wording."""

    key: str
    title: str
    figure: go.Figure
    told: str
    table: Table | None
    sentences: tuple[str, ...]
    steps: list[Step]
    legend: tuple[tuple[str, str], ...] = ()


def said_legend() -> tuple[tuple[str, str], ...]:
    """How before and after look: the shape's kind and what it means."""
    return (
        ("hollow", _("before the sitting")),
        ("full", _("after the sitting")),
        ("diamond", _("of one picture")),
        ("", _("a gap: left out")),
    )


def path_legend() -> tuple[tuple[str, str], ...]:
    """How the path is drawn."""
    return (*said_legend()[:2], ("", _("fainter: longer ago")))


def band_legend() -> tuple[tuple[str, str], ...]:
    """How the person's own earlier sittings are drawn."""
    return (
        ("band", _("middle half of this person's own earlier sittings, from four of them on")),
        ("dots", _("their median")),
    )


def spans_legend(first: str, second: str) -> tuple[tuple[str, str], ...]:
    """How the two spans differ."""
    return (
        ("hollow", first),
        ("square", second),
        ("band", _("middle half, with the median as a line, from four values on")),
    )


def caseload_legend(slots: int) -> tuple[tuple[str, str], ...]:
    """How the small charts are drawn."""
    newest = _("the newest {count} sittings at most, the same scales for everybody", count=slots)
    return (*said_legend()[:2], said_legend()[3], ("", newest))


def show(
    sheet: Sheet,
    *,
    under: Callable[[], None],
    open_table: bool = False,
    tabled: bool = True,
    after: str | None = None,
    whose: str = "",
) -> None:
    """Draws the chart with everything that must stand under it.

    Args:
        sheet: what is shown.
        under: draws what stands right under the chart.
        open_table: whether the table is open.
        tabled: whether there is a table.
        after: the sheet whose chart is drawn first; None draws this one at once.
        whose: the person it is about, where it is drawn after another.
    """
    with st.container(border=True, key=f"sheet-{sheet.key}"):
        with st.container(key=f"chart-{sheet.key}"):
            st.subheader(parts.plain(sheet.title))
            if sheet.legend:
                legend(sheet.legend)
            if after is None:
                _chart(sheet)
            else:
                _chart_after(sheet, after, whose)
        under()
        notes = [sentence(key) for key in (*sheet.sentences, "falling_line")]
        parts.note(" ".join(notes))
        if sheet.table is not None and tabled:
            with st.expander(_("As a table"), expanded=open_table):
                table(sheet.table)


def _chart(sheet: Sheet) -> None:
    st.plotly_chart(sheet.figure, theme=None, key=sheet.key, config=CONFIG, alt=sheet.told)


@st.fragment
def _chart_after(sheet: Sheet, after: str, whose: str) -> None:
    """As much room as the chart will need, then the chart: nothing below moves."""
    practice.current().archive.person(whose)  # still theirs: this part runs by itself
    with st.container(key=f"place-{sheet.key}", gap=None):
        if coming.may_come(f"chart-{sheet.key}", after=f"chart-{after}"):
            _chart(sheet)
        else:
            height = sheet.figure.layout.height  # type: ignore[union-attr]
            coming.place(height, told=sheet.told)


def table(shown: Table) -> None:
    """A real table with heads, that a screen reader walks through and a printer prints."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in shown.heads)
    rows = "".join(_row(cells) for cells in shown.rows)
    # Sentences in cells wrap; figures and dates do not, however wide the table.
    long = any(len(cell) > LONG_CELL for cells in shown.rows for cell in cells)
    kind = "sw-table wrapped" if long else "sw-table"
    st.html(
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{escape(shown.caption)}">'
        f"<table><caption>{escape(shown.caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def legend(kinds: Sequence[tuple[str, str]]) -> None:
    """What the shapes of a chart mean: the kind of each shape and its words."""
    shown = "".join(
        f"<span>{f'<i class={kind}></i>' if kind else ''}{escape(text)}</span>"
        for kind, text in kinds
    )
    st.html(f'<div class="sw-legend">{shown}</div>')


def _row(cells: Sequence[str]) -> str:
    first, *rest = (escape(cell) for cell in cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{c}</td>" for c in rest)}</tr>'


def no_course(rows: Mapping[str, Sequence[Any]], *names: str) -> tuple[str, ...]:
    """The sentence that few answers show no course, where none of the series has enough."""
    most = max(len(ranges.given(rows[name])) for name in names)
    return ("too_few_answers",) if most < ranges.FEWEST else ()


def styles() -> None:
    """What trends need beside the frame's rules, and how they print."""
    st.html(f"<style>{text_of('workbench', 'trends', 'trends.css')}</style>")


def look() -> Look:
    """How charts look on the theme that is on."""
    return looks.DARK if st.context.theme.type == "dark" else looks.LIGHT
