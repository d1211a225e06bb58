"""Choosing and adding a person, the same on every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.looking.writing import MAX_LETTERS
from workbench.saying import _

FEW = 6
SHORT = 32
FORM_PX = 420
NAME_LETTERS = 120


def choose_somebody(person: Person, *, label: str = "", adding: bool = False) -> None:
    """A few people as pills, many as a list to search; and, where asked, a way to add one."""
    names = distinct({each.id: each.name for each in here()})
    with st.container(horizontal=True, vertical_alignment="bottom", width="content", key="choose"):
        chosen = _picked(names, person.id, label)
        if adding:
            add_somebody()
    if chosen is not None and chosen != person.id:
        state.choose_person(chosen)
        st.rerun()


def chosen_now(shown: str) -> str:
    """Whom the choice names by now, on a page that still shows somebody."""
    return state.widget(f"who-{shown}") or shown


def here() -> tuple[Person, ...]:
    """Everybody who was not put away."""
    everyone = practice.current().archive.people()
    return tuple(person for person in everyone if person.archived is None)


def _picked(names: dict[str, str], chosen: str, label: str) -> str | None:
    visible = "visible" if label else "collapsed"
    said = label or _("Person")
    if len(names) <= FEW:
        return st.pills(
            said,
            [*names],
            format_func=names.__getitem__,
            default=chosen if chosen in names else None,
            required=chosen in names,
            key=f"who-{chosen}",
            label_visibility=visible,
        )
    return st.selectbox(
        said,
        [*names],
        format_func=names.__getitem__,
        index=[*names].index(chosen) if chosen in names else None,
        placeholder=_("Find somebody by name"),
        key=f"who-{chosen}",
        label_visibility=visible,
    )


def distinct(names: Mapping[str, str]) -> dict[str, str]:
    """Names to choose from: short ones, and no two alike, by which Streamlit knows its options."""
    told: dict[str, str] = {}
    for person, name in names.items():
        short = name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…"
        alike = (short, *(f"{short} ({number})" for number in range(2, len(names) + 1)))
        told[person] = next(each for each in alike if each not in told.values())
    return told


def heading(person: Person, *, about: str = "", phase: str | None = None) -> None:
    """Whose page this is, and the way to somebody else's."""
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        parts.who(person, about=about, phase=phase)
        st.space("stretch")
        choose_somebody(person)


def add_somebody(*, then: Callable[[str], None] | None = None) -> None:
    """A small form behind a button. `then` is told the new person's id."""
    # Under a new name once it was used: it would stay open over the page otherwise.
    name = f"add-{state.noted('added') or 0}"
    with (
        st.container(key="add", width="content"),
        st.popover(_("Add a person"), icon=":material/person_add:", key=name),
    ):
        _new_person(then)


def first_somebody(*, then: Callable[[str], None] | None = None) -> None:
    """A practice without people: one field, one button, and somebody is here."""
    parts.empty(
        _("Nobody is here yet"),
        _("Add the first person. A name is enough; everything else can come later."),
    )
    with (
        st.container(horizontal_alignment="center"),
        st.container(border=True, width=FORM_PX, key="first-person"),
    ):
        _new_person(then)


def wrong_name(name: str) -> str | None:
    """What is wrong with a name. Not asked of the field itself: it drops a long paste unsaid."""
    if not name.strip():
        return _("Write a name or a code first.")
    if len(name.strip()) > NAME_LETTERS:
        return _("Use at most {most} letters for a name.", most=NAME_LETTERS)
    return None


def _new_person(then: Callable[[str], None] | None) -> None:
    turn = state.noted("added") or 0  # a form that was used makes room for an empty one
    with st.form(f"add-person-{turn}", border=False):
        name = st.text_input(
            _("Name"),
            autocomplete="off",
            help=_("A name or a code, as the practice does it."),
        )
        notes = st.text_input(_("A note"), autocomplete="off", placeholder=_("Optional"))
        asked = st.form_submit_button(_("Add"), type="primary")
        if asked and (wrong := wrong_name(name)):
            parts.quiet(wrong)
        elif asked:
            added = practice.current().archive.add_person(
                name.strip(), notes=notes.strip()[:MAX_LETTERS]
            )
            state.note("added", turn + 1)
            state.choose_person(added.id)
            if then is not None:
                then(added.id)
            st.rerun()
