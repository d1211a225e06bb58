"""Answers that a person of the practice has to look at: what it is, and who saw it when."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.questions import Task
from workbench.asking import laying, paths
from workbench.looking import place
from workbench.modules import text_of
from workbench.saying import _, language, later, ngettext

MOST_NAME, MOST_TEXT = 120, 2_000
NOT_SAFE = later(
    "It is an answer, no judgment: Sketchwell does not weigh it and is not for emergencies. Talk "
    "with the person about it before they leave, as your practice has agreed to."
)


PLAIN_WORDS = later(
    "Rules that look for plain signs of danger found these words; the painter rests until you have "
    "looked. They weigh nothing and miss much, and Sketchwell is not for emergencies. Talk with "
    "the person before they leave, as your practice has agreed to."
)


def everybodys() -> None:
    """On a page to begin with: whose answer waits, and the way there."""
    _styles()
    served = practice.current()
    people = {each.id: each for each in served.archive.people()}
    for whose in dict.fromkeys(each.person for each in served.archive.to_look_at()):
        if whose in people:
            with (
                st.container(border=True, key=f"waits-{whose}"),
                st.container(horizontal=True, vertical_alignment="center"),
            ):
                name = people[whose].name
                told = _("Something of {name} is to be looked at, now.", name=name)
                st.html(f'<span class="sw-waits" role="status">{escape(told)}</span>')
                st.space("stretch")
                if st.button(_("Look at it"), key=f"to-look-{whose}", type="primary"):
                    place.open_profile(whose)
                    st.switch_page("views/people.py", query_params=_there(whose))


def of_person(person_id: str) -> None:
    """On a person's own pages: every answer that waits, with the lines to fill in."""
    _styles()
    for task in practice.current().archive.to_look_at(person_id):
        with st.container(border=True, key=f"look-{task.id}"):
            _task(task)


def at_the_table(person_id: str) -> None:
    """Behind a button: the person may be sitting in front of this screen."""
    waiting = practice.current().archive.to_look_at(person_id)
    if waiting:
        label = ngettext("Something to look at", "{count} things to look at", len(waiting))
        with st.popover(label, icon=":material/priority_high:", type="primary", key="looks"):
            for task in waiting:
                _task(task, beside=False)


def waits(person_id: str) -> bool:
    """Whether an answer of this person is still to be looked at."""
    return bool(practice.current().archive.to_look_at(person_id))


def _there(person_id: str) -> dict[str, str]:
    return {"person": person_id, place.PROFILE: person_id}


def _styles() -> None:
    st.html(f"<style>{text_of('workbench', 'asking', 'asking.css')}</style>")


def _task(task: Task, *, beside: bool = True) -> None:
    st.subheader(_("Look at these words, now") if task.words else _("Look at this answer, now"))
    question, form = st.columns([5, 6], gap="large") if beside else (st.container(),) * 2
    with question:
        _answer(task)
    with form:
        _lines(task)


def _answer(task: Task) -> None:
    when = f"{parts.day(task.opened)}, {parts.clock(task.opened)}"
    if task.words:
        parts.quiet(_("Typed at the table, {when}", when=when))
        parts.turn_words(task.words, "", "")
        _way(task.item)
        parts.note(_(PLAIN_WORDS))
        return
    title, question, answer = _asked(task)
    parts.quiet(f"{title}, {when}")
    parts.turn_words(question, answer, "")
    _way(task.item)
    parts.note(_(NOT_SAFE))


def _way(about: str) -> None:
    if way := paths.html(practice.current().archive, about):
        st.html(way)


def _lines(task: Task) -> None:
    name = st.text_input(
        _("Who looked at it"),
        _me(),
        max_chars=MOST_NAME,
        autocomplete="off",
        key=f"seen-by-{task.id}",
    )
    done = st.text_area(_("What was done"), max_chars=MOST_TEXT, height=96, key=f"done-{task.id}")
    close = partial(_close, task)
    st.button(_("Looked at"), type="primary", key=f"close-{task.id}", on_click=close)
    if not (name.strip() and done.strip()):
        parts.quiet(_("Until both are written, no sitting of this person can be ended."))
    parts.trouble(f"look-{task.id}")


def _asked(task: Task) -> tuple[str, str, str]:
    """The questionnaire, the question and the answer, in the page's language where it has them."""
    version = practice.current().archive.instruments().get(task.instrument)
    value = f"{task.answer:g}"
    if version is None or task.item not in version.instrument.by_id:
        return task.instrument, task.item, value
    instrument = version.instrument
    spoken = laying.spoken(instrument, language())
    labels = instrument.answers.labels.get(spoken, ())
    place_of = int(task.answer - instrument.answers.low)
    said = labels[place_of] if labels else value
    return instrument.title[spoken], instrument.by_id[task.item].text[spoken], said


def _close(task: Task) -> None:
    name, done = (str(state.widget(f"{key}-{task.id}") or "") for key in ("seen-by", "done"))
    with parts.troubled(f"look-{task.id}"):
        archive = practice.current().archive
        archive.acknowledge(task.id, person=task.person, seen_by=name, done=done)


def _me() -> str:
    account = state.account()
    return "" if account is None or account.synthetic else account.name[:MOST_NAME]
