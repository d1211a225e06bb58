"""The studio: begin a sitting, draw and be answered, end it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines.record import MET
from workbench import parts, practice, state
from workbench.archive.events import OpenSitting
from workbench.archive.store import Person
from workbench.handing.veil import hand_over
from workbench.lan.joining import another_device
from workbench.paper import corners as paper
from workbench.people import choose_somebody
from workbench.saying import _
from workbench.table import agreed
from workbench.views import (
    asking,
    beginning,
    closing,
    looking_after,
    simple,
    talking,
    words_seen,
)


def main() -> None:
    """One of three: before, during, after the sitting."""
    person = state.person()
    if person is None or state.open_sitting(person.id) is None:
        looking_after.everybodys()
    if person is None:
        beginning.nobody_yet()
        return
    sitting = state.open_sitting(person.id)
    if sitting is not None:
        at_the_table(person, sitting)
    elif state.closing() is not None:
        closing.look_back(person, str(state.closing()))
    else:
        beginning.begin(person)


def at_the_table(person: Person, sitting: OpenSitting) -> None:
    """The pad, the picture and everything around them."""
    met = sitting.sitting.phase in MET
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        parts.who(person, about=_about(person, sitting), phase=sitting.sitting.phase)
        st.space("stretch")
        looking_after.at_the_table(person.id)
        words_seen.at_the_table(person.id, sitting.sitting.id)
        with st.popover(_("Somebody else"), icon=":material/group:", key="switch"):
            choose_somebody(person, label=_("Whose table?"))
        note = st.popover(_("Note"), icon=":material/edit_note:", key="quick-note")
        with note, st.container(width=closing.NOTE_PX):
            closing.sitting_note(sitting.sitting.id)
        if met:
            talking.opener(sitting.sitting.id)
            asking.at_the_table(person)
        paper.offer(sitting.sitting.id)
        if met:
            hand_over(sitting.sitting.id)
            another_device(sitting.sitting.id)
        ending = _("End for today") if met else _("Done")
        st.button(ending, key="end", on_click=partial(_end, sitting.sitting.id, met=met))
    parts.trouble()
    if paper.is_coming(sitting.sitting.id):
        paper.bring(sitting.sitting.id)
        return
    with st.container(key="at-table"):
        _on_the_table(person, sitting)


def _on_the_table(person: Person, sitting: OpenSitting) -> None:
    # One place for the pad whether the talk is open or not: elsewhere it would be laid anew.
    with st.container(key="at-pad"):
        simple.table(sitting, agreed.limits(practice.current().archive, person.id))
        simple.other_ways(sitting)
    if sitting.sitting.phase in MET and talking.is_open(sitting.sitting.id):
        with st.container(key="talk"):
            talking.panel(sitting)


def _about(person: Person, sitting: OpenSitting) -> str:
    began = sitting.sitting.started
    if sitting.sitting.phase not in MET:
        return _("Drawn on {day}", day=parts.day(began))
    number = len(practice.current().archive.sittings(person.id))
    return _("Sitting {number}, began {time}", number=number, time=parts.clock(began))


def _end(sitting_id: str, *, met: bool) -> None:
    with parts.troubled():
        practice.current().tables.end(sitting_id)
        state.close_with(sitting_id if met else None)


main()
