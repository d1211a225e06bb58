"""A sealed file that somebody brings from a kiosk becomes one of their sittings."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice
from workbench.archive.store import Person
from workbench.saying import _


def offer(person: Person) -> None:
    """Asks for the file, and takes it in."""
    known = len(practice.current().archive.sittings(person.id))
    with st.expander(_("From a kiosk"), icon=":material/mail_lock:"):
        # under another name once it is taken in: the field is empty again then
        given = st.file_uploader(
            _("Sealed file"),
            type=["sealed"],
            key=f"sealed-{person.id}-{known}",
            help=_("What was drawn at a kiosk and sealed for this practice; nobody else opens it."),
        )
        if given is not None:
            st.button(
                _("Take it in as a sitting"),
                key="take-in",
                type="primary",
                width="stretch",
                on_click=take_in,
                args=(person.id, given.getvalue()),
            )


def take_in(person_id: str, box: bytes) -> None:
    """In a callback: what goes wrong is said on the page that is drawn next."""
    with parts.troubled():
        practice.current().take_in(box, person=person_id)
