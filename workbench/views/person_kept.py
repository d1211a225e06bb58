"""What becomes of a person's file: another name, put away, brought back, erased for good."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.assignments import code_of
from workbench.archive.store import Person
from workbench.people import wrong_name
from workbench.saying import _
from workbench.views import from_kiosk, keeping_person


def more(person: Person) -> None:
    """All of it behind one button."""
    popover = st.popover(_("More"), icon=":material/more_horiz:", key="more")
    with popover:
        _rename(person)
        _code(person)
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
        keeping_person.ending(person)


def _put_away(person_id: str) -> None:
    practice.current().archive.put_away(person_id)


def _bring_back(person_id: str) -> None:
    practice.current().archive.bring_back(person_id)


def _code(person: Person) -> None:
    code = code_of(person.id)
    parts.quiet(_("Code {code}: tell it to hand the person over to a colleague.", code=code))


def _rename(person: Person) -> None:
    with st.form("rename", border=False):
        name = st.text_input(_("Name"), value=person.name)
        asked = st.form_submit_button(_("Change the name"), width="stretch")
        if asked and (wrong := wrong_name(name)):
            parts.quiet(wrong)
        elif asked:
            practice.current().archive.edit_person(person.id, name=name.strip())
            st.rerun()
