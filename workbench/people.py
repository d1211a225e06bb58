"""Choosing and adding a person, the same on every page."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.store import Person

FEW = 6


def choose_somebody(person: Person, *, label: str = "", adding: bool = False) -> None:
    """A few people as pills, many as a list to search; and, where asked, a way to add one."""
    everyone = practice.current().archive.people()
    names = {each.id: each.name for each in everyone}
    with st.container(horizontal=True, vertical_alignment="bottom", width="content", key="choose"):
        chosen = _picked(names, person.id, label)
        if adding:
            add_somebody()
    if chosen is not None and chosen != person.id:
        state.choose_person(chosen)
        st.rerun()


def _picked(names: dict[str, str], chosen: str, label: str) -> str | None:
    name = names.__getitem__
    visible = "visible" if label else "collapsed"
    said = label or "Person"
    if len(names) <= FEW:
        return st.pills(
            said,
            [*names],
            format_func=name,
            default=chosen,
            required=True,
            key=f"who-{chosen}",
            label_visibility=visible,
        )
    place = [*names].index(chosen)
    return st.selectbox(
        said, [*names], format_func=name, index=place, key=f"who-{chosen}", label_visibility=visible
    )


def heading(person: Person, *, about: str = "", phase: str | None = None) -> None:
    """Whose page this is, and the way to somebody else's."""
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        parts.who(person, about=about, phase=phase)
        st.space("stretch")
        choose_somebody(person)


def add_somebody() -> None:
    """A small form behind a button."""
    popover = st.popover("Add a person", icon=":material/person_add:", key="add")
    with popover, st.form("add-person", border=False, clear_on_submit=True):
        name = st.text_input(
            "Name", max_chars=80, help="A name or a code, as the practice does it."
        )
        notes = st.text_input("A note", max_chars=200, placeholder="Optional")
        if st.form_submit_button("Add", type="primary") and name.strip():
            added = practice.current().archive.add_person(name.strip(), notes=notes.strip())
            state.choose_person(added.id)
            st.rerun()
