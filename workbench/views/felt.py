"""Feelings: the two sliders before and after the sitting, and for every picture kept in it."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.people import heading
from workbench.views import closing


def main() -> None:
    """The sitting that goes on, or the newest one."""
    person = state.person()
    if person is None:
        parts.empty(
            "Nobody is here yet", "Feelings belong to a sitting, and a sitting to a person."
        )
        return
    rows = practice.current().archive.sittings(person.id)
    if not rows:
        heading(person)
        parts.empty("No sitting yet", "Begin one in the studio. The sliders are there, too.")
        return
    newest = rows[-1]
    going = "going on now" if newest.ended is None else "the newest"
    about = f"Sitting {newest.number}, {parts.day(newest.started)}, {going}"
    heading(person, about=about, phase=newest.phase)
    sitting = practice.current().archive.sitting(newest.id)
    closing.before_and_after(sitting)
    st.subheader("Pictures kept in this sitting")
    closing.kept_pictures(person, sitting)


main()
