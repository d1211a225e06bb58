"""What becomes of a person's file: another name, put away, brought back, erased for good."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.people import wrong_name
from workbench.saying import _
from workbench.views import from_kiosk


def more(person: Person) -> None:
    """All of it behind one button."""
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
        if person.archived is None:
            from_kiosk.offer(person)
        _erase(person)


def _put_away(person_id: str) -> None:
    practice.current().archive.put_away(person_id)


def _bring_back(person_id: str) -> None:
    practice.current().archive.bring_back(person_id)


def _rename(person: Person) -> None:
    with st.form("rename", border=False):
        name = st.text_input(_("Name"), value=person.name)
        asked = st.form_submit_button(_("Change the name"), width="stretch")
        if asked and (wrong := wrong_name(name)):
            parts.quiet(wrong)
        elif asked:
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
        practice.current().erase(person.id)
        state.forget_person(person.id)
        st.rerun()
