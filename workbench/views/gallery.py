"""Sittings to look back on: the list of a person, and one of them opened."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.sittings import SittingRow
from workbench.archive.store import Person
from workbench.people import heading
from workbench.pictures import address
from workbench.views import closing

SMALL_PICTURES = 4


def main() -> None:
    """The list, or the sitting that was opened."""
    person = state.person()
    if person is None:
        parts.empty("Nobody is here yet", "Sittings appear here once somebody has drawn.")
        return
    rows = practice.current().archive.sittings(person.id)
    opened = next((row for row in rows if row.id == state.opened()), None)
    if opened is not None:
        one_sitting(person, opened)
    else:
        every_sitting(person, rows)


def every_sitting(person: Person, rows: tuple[SittingRow, ...]) -> None:
    """One line a sitting, newest first."""
    heading(person, about=parts.counted(len(rows), "sitting", "sittings"))
    if not rows:
        parts.empty("No sitting yet", "Begin one in the studio; it will be here afterwards.")
    trends = practice.current().archive.sitting_trends(person.id)
    pictures = dict(zip(trends["sitting"], trends["pictures"], strict=True))
    for row in reversed(rows):
        _line(person, row, pictures.get(row.id) or [])


def _line(person: Person, row: SittingRow, pictures: list[str]) -> None:
    with st.container(border=True):
        about, images, more = st.columns([3, 6, 1.4], gap="medium", vertical_alignment="center")
        with about:
            parts.sitting_line(row.number, parts.day(row.started), row.phase)
            parts.felt_glyph(row.before, row.after)
        with images:
            said = f"Kept in sitting {row.number}"
            small = [(address(person.id, each, "small"), said) for each in pictures]
            if small:
                parts.row_of_pictures(small[-SMALL_PICTURES:])
            else:
                parts.quiet("Going on now." if row.ended is None else "Nothing was kept.")
        with more:
            st.button(
                "Open",
                key=f"open-{row.id}",
                on_click=partial(state.open_in_gallery, row.id),
                width="stretch",
            )


def one_sitting(person: Person, row: SittingRow) -> None:
    """Drawing, picture and feelings of one sitting, turn by turn."""
    sitting = practice.current().archive.sitting(row.id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "All sittings",
            icon=":material/arrow_back:",
            key="all-sittings",
            on_click=partial(state.open_in_gallery, None),
        )
        about = f"Sitting {row.number}, {parts.day(row.started)}"
        parts.who(person, about=about, phase=row.phase)
    closing.before_and_after(sitting)
    if not sitting.turns:
        parts.empty("Nothing was kept", "The page stayed empty in this sitting.")
    for turn in sitting.turns:
        closing.one_turn(person, sitting, turn)


main()
