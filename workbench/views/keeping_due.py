"""Records that are locked, to be opened again; and those that need not be kept any longer."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.restriction import MOST_LETTERS, Locked
from workbench.archive.store import Person
from workbench.looking import place
from workbench.saying import _, ngettext


def locks(locked: tuple[Locked, ...]) -> None:
    """The records that are locked, by code alone, and the way to open one again."""
    if not locked:
        return
    with st.container(border=True, key="locked-records"):
        st.header(_("Locked records"))
        parts.trouble()
        for each in locked:
            since = _("{code}, locked on {day}", code=each.code, day=parts.day(each.since))
            with st.expander(since, icon=":material/lock:"):
                if each.until:
                    parts.quiet(_("It must be kept until {day}.", day=parts.day(each.until)))
                key = f"lift-reason-{each.person}"
                with st.form(f"lift-{each.person}", border=False):
                    st.text_input(_("Reason"), key=key, max_chars=MOST_LETTERS, autocomplete="off")
                    lift = partial(_lift, each.person)
                    st.form_submit_button(_("Open it again"), on_click=lift)


def _lift(person: str) -> None:
    with parts.troubled():
        reason = str(state.widget(f"lift-reason-{person}") or "")
        practice.current().archive.lift(person, reason)


def reminder(everyone: tuple[Person, ...]) -> None:
    """On the People page: whose record need not be kept any longer."""
    over = practice.current().archive.kept_long_enough()
    names = {person.id: person.name for person in everyone}
    due = [each for each in over if each.person in names]
    if not due:
        return
    told = ngettext(
        "{count} record need not be kept any longer",
        "{count} records need not be kept any longer",
        len(due),
    )
    with st.expander(told, icon=":material/event_available:"):
        parts.quiet(_("Nothing is erased by itself: look, and decide."))
        for each in due:
            since = parts.day(each.until.isoformat()) if each.until else ""
            st.button(
                _("{name}, since {day}", name=names[each.person], day=since),
                key=f"due-{each.person}",
                on_click=partial(place.open_profile, each.person),
            )
