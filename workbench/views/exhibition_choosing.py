"""Choosing a picture for an exhibition: whose, which one, and what its label says."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.exhibits import MOST_LETTERS, Label
from workbench.archive.sittings import picture_id
from workbench.archive.store import Person
from workbench.looking import showing
from workbench.people import distinct
from workbench.pictures import address
from workbench.saying import _, later

PICTURE = "exhibit-picture"
NEWEST = 24
NAMES = {False: later("Anonymous"), True: later("A name, as the person wants it")}


def choose() -> None:
    """Somebody who agreed, then one of the pictures, then its label."""
    st.header(_("Choose a picture"))
    archive = practice.current().archive
    agreed = archive.everybody_who("exhibition")
    people = {each.id: each for each in archive.people() if each.id in agreed}
    if not people:
        parts.empty(
            _("Nobody yet"),
            _("Nobody has agreed to showing pictures. A person's page, Consent, asks for it."),
        )
        return
    names = distinct({each.id: each.name for each in people.values()})
    who = st.selectbox(
        _("Whose picture?"),
        [*names],
        format_func=names.__getitem__,
        index=None,
        placeholder=_("Find somebody by name"),
        key="exhibit-who",
    )
    if who is None:
        return
    picture = state.noted(PICTURE)
    if picture is not None and picture[0] == who:
        _label(people[who], picture[1])
    else:
        _pictures(people[who])


def _pictures(person: Person) -> None:
    archive = practice.current().archive
    listed = {each.picture for each in archive.exhibits() if each.back is None}
    kept = [
        turn
        for turns in archive.glimpses(person.id).values()
        for turn in turns
        if turn.decision == "kept" and picture_id(turn) not in listed
    ]
    if not kept:
        parts.quiet(_("No kept picture that is not on the list already."))
        return
    with st.container(horizontal=True, key="exhibit-pictures"):
        for turn in sorted(kept, key=lambda turn: turn.at, reverse=True)[:NEWEST]:
            picture = picture_id(turn)
            with st.container(key=f"of-{picture}", width="content"):
                small, said = address(person.id, picture, "small"), showing.described(turn)
                st.html(f'<img class="sw-choice" src="{escape(small)}" alt="{escape(said)}">')
                day = parts.day(turn.at)
                take = partial(state.note, PICTURE, (person.id, picture))
                st.button(_("This one, {day}", day=day), key=f"take-{picture}", on_click=take)


def _label(person: Person, picture: str) -> None:
    look, ask = st.columns([2, 3], gap="large")
    with look:
        alt = _("The chosen picture")
        parts.picture(address(person.id, picture, "picture"), alt=alt)
    with ask:
        st.text_input(_("Title on the label"), max_chars=MOST_LETTERS, key="exhibit-title")
        named = st.radio(
            _("Name on the label"),
            [*NAMES],
            format_func=lambda each: _(NAMES[each]),
            index=None,
            key="exhibit-named",
        )
        if named:
            st.text_input(_("The name"), max_chars=MOST_LETTERS, key="exhibit-name")
        asked = st.checkbox(
            _("{name} was asked about exactly this picture and said yes.", name=person.name),
            key="exhibit-asked",
        )
        with st.container(horizontal=True):
            st.button(
                _("Put it on the list"),
                key="exhibit-add",
                type="primary",
                disabled=not asked or named is None,
                on_click=partial(_add, person.id, picture),
            )
            leave = partial(state.note, PICTURE, None)
            st.button(_("Another picture"), key="exhibit-other", on_click=leave)


def _add(person: str, picture: str) -> None:
    name = state.widget("exhibit-name") if state.widget("exhibit-named") else ""
    label = Label(str(state.widget("exhibit-title") or ""), str(name or ""))
    with parts.troubled():
        practice.current().archive.choose_to_show(picture, label, person=person)
        state.note(PICTURE, None)
        state.forget("exhibit-title", "exhibit-named", "exhibit-name", "exhibit-asked")
