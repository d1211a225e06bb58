"""Choosing and adding a person, the same on every page."""

from __future__ import annotations

import streamlit as st

from workbench import practice, state
from workbench.archive.store import Person

FEW = 6


def choose_somebody(person: Person) -> None:
    """A few people as pills, many as a list to search; and a way to add one."""
    everyone = practice.current().archive.people()
    names = {each.id: each.name for each in everyone}
    with st.container(horizontal=True, vertical_alignment="bottom", key="choose"):
        pick = st.pills if len(everyone) <= FEW else st.selectbox
        chosen = _picked(pick, names, person.id)
        add_somebody()
    if chosen is not None and chosen != person.id:
        state.choose_person(chosen)
        st.rerun()


def _picked(pick: object, names: dict[str, str], chosen: str) -> str | None:
    if pick is st.pills:
        return st.pills(
            "Who is here?",
            options=list(names),
            format_func=names.__getitem__,
            default=chosen,
            key=f"who-{chosen}",
        )
    return st.selectbox(
        "Who is here?",
        options=list(names),
        format_func=names.__getitem__,
        index=list(names).index(chosen),
        key=f"who-{chosen}",
    )


def add_somebody() -> None:
    """A small form behind a button."""
    with st.popover("Add a person", icon=":material/person_add:", key="add"):
        with st.form("add-person", border=False, clear_on_submit=True):
            name = st.text_input(
                "Name", max_chars=80, help="A name or a code, as the practice does it."
            )
            notes = st.text_input("A note", max_chars=200, placeholder="Optional")
            if st.form_submit_button("Add", type="primary") and name.strip():
                added = practice.current().archive.add_person(name.strip(), notes=notes.strip())
                state.choose_person(added.id)
                st.rerun()
