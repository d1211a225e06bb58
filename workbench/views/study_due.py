"""What is due today by the protocols of studies: of one person, and of everybody."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice
from workbench.looking import place
from workbench.saying import _
from workbench.studying import pieces, places, telling
from workbench.studying.places import Place


def line(here: Place | None) -> None:
    """Before a sitting: what is due of this person, in one line, and the way there."""
    if here is None:
        return
    pieces.styles()
    known = practice.current().archive.instruments()
    with st.container(horizontal=True, vertical_alignment="center", key="study-due"):
        pieces.due(telling.line(here, known), asks=here.asks)
        _to(here)
    slot = here.today.sitting
    if slot is not None and not places.paints(slot):
        parts.note(telling.why_no_painter(slot))


def everybody() -> None:
    """Of everybody whom this account cares for: whoever is asked something first."""
    archive = practice.current().archive
    names = {each.id: each.name for each in archive.people() if each.archived is None}
    found = [each for each in places.places(archive) if each.person in names]
    if not found:
        return
    known = archive.instruments()
    asked = [each for each in found if each.asks]
    st.subheader(_("Due today"))
    if not asked:
        parts.quiet(_("Nobody in a study has to be asked anything today."))
    for each in asked:
        with st.container(horizontal=True, vertical_alignment="center", key=f"due-{each.person}"):
            pieces.due(f"{names[each.person]}. {telling.line(each, known)}", asks=True)
            _to(each)


def _to(here: Place) -> None:
    if st.button(_("Study"), key=f"to-study-of-{here.person}"):
        place.open_profile(here.person)
        there = {"person": here.person, place.PROFILE: here.person, place.ASKING: "protocol"}
        st.switch_page("views/people.py", query_params=there)
