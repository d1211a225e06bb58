"""A person's questionnaires: ask one, type one in from paper, and read them over time."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice
from workbench.archive.store import Person
from workbench.asking import laying, sheet
from workbench.looking import place
from workbench.saying import _
from workbench.views import asking_back, asking_now, looking_after
from workbench.views.asking_now import TROUBLE, TYPING

HERE = "questions"


def offer() -> None:
    """On a person's page: the way here."""
    go = partial(place.ask, HERE)
    st.button(_("Questionnaires"), icon=":material/checklist:", key="to-questions", on_click=go)


def here() -> bool:
    """Whether the address asks for questionnaires."""
    return (place.asking() or "").startswith(HERE)


def page(person: Person) -> None:
    """The sheet that is typed in; or all of it."""
    asked = place.asking() or HERE
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        to = HERE if asked.startswith(TYPING) else None
        back = partial(place.ask, to)
        st.button(_("Back"), icon=":material/arrow_back:", key="from-questions", on_click=back)
        parts.who(person, about=_("Questionnaires"))
    if asked.startswith(TYPING):
        _typing(person, asked.removeprefix(TYPING))
        return
    looking_after.of_person(person.id)
    found = practice.current().archive.questionnaires(person.id)
    with st.container(border=True, key="ask-now"):
        st.subheader(_("Ask now"))
        asking_now.choose(person, found)
        asking_now.open_ones(person, found)
        parts.trouble(TROUBLE)
    asking_back.page(person, found)


def at_the_table(person: Person) -> None:
    """Behind a button at an open table: what can be laid before the person."""
    found = practice.current().archive.questionnaires(person.id)
    with (
        st.popover(_("Questions"), icon=":material/checklist:", key="questions"),
        st.container(width=420),
    ):
        asking_now.choose(person, found, paper=False)
        asking_now.open_ones(person, found)
        parts.trouble(TROUBLE)


def _typing(person: Person, questionnaire: str) -> None:
    archive = practice.current().archive
    entry = laying.entry_of(archive, person.id, questionnaire)
    known = archive.instruments()
    if entry.done is not None or entry.how != "paper" or not laying.fits(entry, known):
        parts.empty(_("This sheet is done"), _("What is changed now is a correction."))
        return
    st.subheader(parts.plain(known[entry.instrument].instrument.title[entry.language]))
    parts.quiet(_("Filled in on {day}", day=parts.day(entry.dated)))
    finished = partial(_finished, person.id, entry.id)
    sheet.sheet(person.id, laying.told(entry, known), finished=finished)


def _finished(person_id: str, questionnaire: str) -> None:
    asking_now.end(person_id, questionnaire, "end")
    place.ask(HERE)
