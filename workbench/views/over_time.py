"""Trends of one person over time: said, seen, and the sitting that was tapped beside them."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from engines.record import MET
from workbench import parts, practice, state
from workbench.charts import said, words
from workbench.charts.frame import Step
from workbench.pictures import address
from workbench.saying import _
from workbench.trends import palettes, sheets, stepping
from workbench.trends.series import Series

SHOWN_PICTURES = 4


@st.fragment
def shown(series: Series, every: tuple[sheets.Sheet, ...]) -> None:
    """The charts, made before, and the chosen sitting beside them: a step makes none anew."""
    practice.current().archive.person(series.person.id)  # still theirs: this part runs by itself
    row = _chosen_row(series)
    chart, beside = st.columns([7, 4], gap="large")
    with chart:
        every_sheet(series, every, row, at_once=False)
    with beside, st.container(key="beside"):
        _beside(series, row)


def every_sheet(
    series: Series,
    every: tuple[sheets.Sheet, ...],
    row: int | None = None,
    *,
    open_tables: bool = False,
    tables: bool = True,
    at_once: bool = True,
) -> None:
    """Every chart of a person with its sentences and its table; with a row to step from there.

    Args:
        series: what they show.
        every: the charts.
        row: the sitting that is chosen; None has nothing to step through.
        open_tables: whether the tables are open.
        tables: whether there are tables.
        at_once: whether all are drawn now, as for a printer, or each after the one above it.
    """
    above: str | None = None
    for sheet in every:

        def under(sheet: sheets.Sheet = sheet) -> None:
            if row is not None and sheet.steps:
                _step(series, sheet.key, sheet.steps, row)

        told = {"open_table": open_tables, "tabled": tables, "whose": series.person.id}
        sheets.show(sheet, under=under, after=above, **told)
        above = None if at_once else sheet.key


def _step(series: Series, key: str, steps: list[Step], row: int) -> None:
    label = _("Sittings in this chart: step through them with the arrow keys")
    stepping.row(f"chart-{key}", steps, of=series.of, chosen=row, label=label)


def _chosen_row(series: Series) -> int:
    """What was tapped, else the newest sitting with a picture."""
    tapped, count = state.chosen(series.of), len(series.rows["number"])
    return tapped if tapped is not None and tapped < count else _last_with_pictures(series.rows)


def _beside(series: Series, row: int) -> None:
    rows, count = series.rows, len(series.rows["number"])
    parts.quiet(_("Tap a sitting in a chart to see it here."))
    _earlier_and_later(series.of, row, count)
    parts.sitting_line(rows["number"][row], words.day(rows["started"][row]), rows["phase"][row])
    for line in said.felt(rows, row) if rows["phase"][row] in MET else ():
        parts.quiet(line)
    pictures = rows["pictures"][row]
    if not pictures:
        parts.quiet(_("Nothing was kept in this sitting."))
    for picture in pictures[-SHOWN_PICTURES:]:
        parts.picture(
            address(series.person.id, picture),
            alt=_("A kept picture of this sitting"),
            swatches=palettes.of_picture(series.person.id, picture),
        )


def _last_with_pictures(rows: dict[str, list[Any]]) -> int:
    drawn = [place for place, pictures in enumerate(rows["pictures"]) if pictures]
    return drawn[-1] if drawn else len(rows["number"]) - 1


def _earlier_and_later(of: str, row: int, count: int) -> None:
    """The same as tapping, for a keyboard or a finger."""
    steps = (
        ("earlier", _("Earlier"), row - 1, ":material/arrow_back:"),
        ("later", _("Later"), row + 1, ":material/arrow_forward:"),
    )
    with st.container(horizontal=True, key="steps"):
        for key, label, to, icon in steps:
            go = partial(state.choose, of, to)
            st.button(label, icon=icon, key=key, disabled=not 0 <= to < count, on_click=go)
