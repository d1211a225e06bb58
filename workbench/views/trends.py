"""Emotion trends: what was said and what was seen, side by side, with the pictures themselves."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from engines.wording import sentence
from workbench import charts, palettes, parts, practice, state
from workbench.archive.store import Person
from workbench.people import heading
from workbench.pictures import address

SHOWN_PICTURES = 4


def main() -> None:
    """The person, the charts, the pictures beside them."""
    person = state.person()
    if person is None:
        parts.empty("Nobody is here yet", "Trends need a person and a few sittings.")
        return
    heading(person, about="Trends over the sittings so far")
    rows = practice.current().archive.sitting_trends(person.id)
    if not rows["number"]:
        parts.empty(
            "No sitting yet", "After the first sitting this page shows what was said and seen."
        )
        return
    chart, beside = st.columns([7, 4], gap="large")
    with beside:
        place = st.container(key="beside")
    with chart:
        chosen = _charts(person, rows)
    with place:
        _pictures(person, rows, chosen)


def _charts(person: Person, rows: dict[str, list[Any]]) -> int:
    said, seen = st.container(border=True), st.container(border=True)
    with said:
        st.subheader("Said")
        parts.legend()
        felt = _chart("said", person, rows)
    with seen:
        st.subheader("Seen in the pictures")
        looked = _chart("seen", person, rows)
    chosen = state.newest_choice(f"trends-{person.id}", felt, looked)
    return chosen if chosen is not None else _last_with_pictures(rows)


def _chart(kind: str, person: Person, rows: dict[str, list[Any]]) -> int | None:
    key = f"{kind}-{person.id}"
    figure = charts.said(rows) if kind == "said" else charts.seen(rows, palettes.of(person, rows))
    drawn = st.plotly_chart(
        figure,
        theme=None,
        key=key,
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False, "responsive": True},
    )
    parts.note(f"{sentence(kind)} {sentence('falling_line')}")
    return charts.chosen_row(rows, drawn["selection"]["points"])


def _last_with_pictures(rows: dict[str, list[Any]]) -> int:
    drawn = [place for place, pictures in enumerate(rows["pictures"]) if pictures]
    return drawn[-1] if drawn else len(rows["number"]) - 1


def _pictures(person: Person, rows: dict[str, list[Any]], row: int) -> None:
    parts.quiet("Tap a point in a chart to see that sitting here.")
    _earlier_and_later(person, row, len(rows["number"]))
    started, pictures = rows["started"][row], rows["pictures"][row]
    parts.sitting_line(rows["number"][row], parts.day(started), rows["phase"][row])
    if not pictures:
        parts.quiet("Nothing was kept in this sitting.")
    for picture in pictures[-SHOWN_PICTURES:]:
        swatches = palettes.of_picture(person.id, picture)
        parts.picture(
            address(person.id, picture), alt="A kept picture of this sitting", swatches=swatches
        )
    for axis in ("pleasure", "arousal"):
        before, after = (
            charts.zone(axis, rows[f"{axis}_{when}"][row]) for when in ("before", "after")
        )
        parts.quiet(f"{axis.capitalize()}: {before} before, {after} after")


def _earlier_and_later(person: Person, row: int, count: int) -> None:
    """The same as tapping, for a keyboard or a finger."""
    steps = (
        ("Earlier", row - 1, ":material/arrow_back:"),
        ("Later", row + 1, ":material/arrow_forward:"),
    )
    with st.container(horizontal=True, key="steps"):
        for label, to, icon in steps:
            step = partial(state.choose, f"trends-{person.id}", to)
            st.button(label, icon=icon, key=label, disabled=not 0 <= to < count, on_click=step)


main()
