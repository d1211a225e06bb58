"""One person: what is written about them, the sittings so far, and their table."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.looking import components, showing
from workbench.looking.writing import MAX_LETTERS
from workbench.pictures import address
from workbench.saying import _, ngettext

STRIP = 8


def profile(person: Person) -> None:
    """The whole page of a person."""
    _head(person)
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


def _head(person: Person) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.button(
            _("Everybody"),
            icon=":material/arrow_back:",
            key="everybody",
            on_click=partial(state.open_profile, None),
        )
        parts.who(person, about=_("since {day}", day=parts.day(person.created)))
        st.space("stretch")
        if person.archived is None:
            _to_the_studio(person)
        _more(person)


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
        if rows["number"] and st.button(_("Look back"), key="to-sittings"):
            state.choose_person(person.id)
            state.open_in_gallery(None)
            st.switch_page("views/gallery.py")
    kept = [
        (address(person.id, picture, "small"), parts.day(started))
        for started, pictures in zip(rows["started"], rows["pictures"], strict=True)
        for picture in pictures
    ]
    if kept:
        parts.row_of_pictures(kept[-STRIP:][::-1], large=True)
    else:
        parts.quiet(_("Nothing was made yet."))


def _more(person: Person) -> None:
    popover = st.popover(_("More"), icon=":material/more_horiz:", key="more")
    with popover:
        _rename(person)
        if person.archived is None:
            st.button(
                _("Put away"),
                icon=":material/inventory_2:",
                key="put-away",
                width="stretch",
                disabled=state.open_sitting(person.id) is not None,
                help=_("Out of the lists; everything is kept, and you can bring them back."),
                on_click=_put_away,
                args=(person.id,),
            )
        else:
            st.button(
                _("Bring back"),
                icon=":material/unarchive:",
                key="bring-back",
                width="stretch",
                on_click=_bring_back,
                args=(person.id,),
            )
        _erase(person)


def _put_away(person_id: str) -> None:
    practice.current().archive.put_away(person_id)


def _bring_back(person_id: str) -> None:
    practice.current().archive.bring_back(person_id)


def _rename(person: Person) -> None:
    with st.form("rename", border=False):
        name = st.text_input(_("Name"), value=person.name, max_chars=80)
        if st.form_submit_button(_("Change the name"), width="stretch") and name.strip():
            practice.current().archive.edit_person(person.id, name=name.strip())
            st.rerun()


def _erase(person: Person) -> None:
    with st.expander(_("Erase for good"), icon=":material/delete_forever:"):
        parts.quiet(
            _(
                "This destroys everything of {name}: drawings, pictures, words, feelings, notes. "
                "Nobody can bring it back. Backups made before still hold it.",
                name=person.name,
            )
        )
        with st.form("erase", border=False):
            typed = st.text_input(_("Type the name to go on"), autocomplete="off")
            if not st.form_submit_button(_("Erase {name}", name=person.name), width="stretch"):
                return
        if typed.strip() != person.name:
            parts.quiet(_("This is not the name. Nothing was erased."))
            return
        practice.current().archive.erase(person.id)
        state.forget(person.id)
        st.rerun()
