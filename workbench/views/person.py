"""One person: what is written about them, the sittings so far, and their table."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.looking import components, place, showing
from workbench.looking.writing import MAX_LETTERS
from workbench.pictures import address
from workbench.saying import _, ngettext
from workbench.views import (
    asking,
    before,
    consent,
    keeping_person,
    looking_after,
    person_kept,
    study,
    taking_out,
)

STRIP = 8


def profile(person: Person) -> None:
    """The whole page of a person."""
    if person.locked:
        keeping_person.locked(person)
        return
    if asking.here():
        asking.page(person)
        return
    if study.here():
        study.page(person)
        return
    if before.here():
        before.page(person)
        return
    if place.asking() is not None:
        consent.page(person)
        return
    _head(person)
    parts.trouble()
    looking_after.of_person(person.id)
    if person.archived is not None:
        parts.note(
            _(
                "Put away on {day}. Everything is kept; bring the person back to draw again.",
                day=parts.day(person.archived),
            )
        )
    left, right = st.columns([5, 6], gap="large")
    with left:
        _written(person)
    with right:
        _so_far(person)
    with st.container(border=True, key="their-table"):
        st.subheader(_("Their table"))
        components.tailoring(f"table-{person.id}", showing.table(person))
    taking_out.card(person)


def _head(person: Person) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.button(
            _("Everybody"),
            icon=":material/arrow_back:",
            key="everybody",
            on_click=partial(place.open_profile, None),
        )
        parts.who(person, about=_("since {day}", day=parts.day(person.created)))
        st.space("stretch")
        asking.offer()
        study.offer()
        consent.offer(person)
        if person.archived is None:
            _to_the_studio(person)
        person_kept.more(person)


def _to_the_studio(person: Person) -> None:
    going = state.open_sitting(person.id) is not None
    label = _("To the open sitting") if going else _("Begin a sitting")
    if st.button(label, type="primary", icon=":material/draw:", key="to-studio"):
        state.choose_person(person.id)
        st.switch_page("views/studio.py")


def _written(person: Person) -> None:
    for what, label, hint, value in (
        ("goals", _("Goals"), _("What the two of you work on, if you like."), person.goals),
        ("notes", _("Notes"), _("For you alone. The person never sees this."), person.notes),
    ):
        components.notebook(
            f"{what}-{person.id}",
            {
                "address": f"/api/people/{person.id}/{what}",
                "label": label,
                "hint": hint,
                "value": value,
                "rows": 3,
                "most": MAX_LETTERS,
            },
        )


def _so_far(person: Person) -> None:
    rows = practice.current().archive.sitting_trends(person.id)
    with st.container(horizontal=True, vertical_alignment="center", key="so-far"):
        parts.heading(
            _("Sittings so far"),
            about=ngettext("{count} sitting", "{count} sittings", len(rows["number"])),
            small=True,
        )
        st.space("stretch")
        before.offer(person)
        if rows["number"] and st.button(_("Look back"), key="to-sittings"):
            state.choose_person(person.id)
            st.switch_page("views/gallery.py")
    kept = [
        (address(person.id, picture, "small"), parts.day(started))
        for started, pictures in zip(rows["started"], rows["pictures"], strict=True)
        for picture in pictures
    ]
    if kept:
        with st.container(key="strip"):
            parts.row_of_pictures(kept[-STRIP:][::-1], large=True)
    else:
        parts.quiet(_("Nothing was made yet."))
