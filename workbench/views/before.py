"""Before a sitting: one page of last time and since, each line with the way to where it is from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from functools import partial
from html import escape
from itertools import groupby

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.looking import place, together
from workbench.modules import text_of
from workbench.recalling import Line, Source, in_sitting
from workbench.recalling.last import LastTime, Made, last_time
from workbench.recalling.since import since
from workbench.saying import _
from workbench.studying import places
from workbench.trends import printing
from workbench.views import looking_after, study_due

HERE = "before"


def offer(person: Person) -> None:
    """The way here, from a person's page and from the page on which a sitting begins."""
    if st.button(_("Last time and since"), icon=":material/history:", key="to-before"):
        place.open_profile(person.id)
        there = {"person": person.id, place.PROFILE: person.id, place.ASKING: HERE}
        st.switch_page("views/people.py", query_params=there)


def here() -> bool:
    """Whether the address asks for this."""
    return place.asking() == HERE


def page(person: Person) -> None:
    """All of it."""
    st.html(f"<style>{text_of('workbench', 'recalling', 'recalling.css')}</style>")
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        back = partial(place.ask, None)
        st.button(_("Back"), icon=":material/arrow_back:", key="from-before", on_click=back)
        parts.who(person, about=_("Before the sitting"))
        st.space("stretch")
        with st.container(width="content"):
            printing.button(quiet=True)
        _to_the_studio(person)
    looking_after.of_person(person.id)
    archive = practice.current().archive
    study_due.line(places.place(archive, person.id))
    last = last_time(archive, person.id, datetime.now(timezone.utc))
    if last is None:
        parts.empty(_("No sitting yet"), _("After the first one, this page tells of last time."))
        _since(person, None)
        return
    left, right = st.columns([6, 5], gap="large")
    with left:
        _last(person, last)
    with right:
        _note(person, last)
        _since(person, last.sitting.ended)
        _goals(person)


def _to_the_studio(person: Person) -> None:
    if person.archived is not None:
        return
    going = state.open_sitting(person.id) is not None
    label = _("To the open sitting") if going else _("Begin a sitting")
    if st.button(label, type="primary", icon=":material/draw:", key="to-studio"):
        state.choose_person(person.id)
        st.switch_page("views/studio.py")


def _last(person: Person, last: LastTime) -> None:
    st.subheader(_("Last time"))
    parts.sitting_line(last.sitting.number, last.when, last.sitting.phase)
    _lines(person, last.lines, "last")
    if not last.made:
        parts.quiet(_("Nothing was kept in this sitting."))
    for number, each in enumerate(last.made):
        _made(person, each, f"made-{number}")


def _made(person: Person, made: Made, key: str) -> None:
    shown, about = st.columns([6, 5], vertical_alignment="center")
    with shown:
        source, alt = escape(made.picture), escape(made.alt)
        st.html(f'<img class="sw-recalled-picture" src="{source}" alt="{alt}">')
    with about:
        first, *others = (escape(each.text) for each in made.lines)
        st.html(
            f'<p class="sw-recalled said">{first}</p>'
            + "".join(f'<p class="sw-recalled about">{each}</p>' for each in others)
        )
        with st.container(horizontal=True, key=f"recalled-{key}"):
            for number, source in enumerate(dict.fromkeys(each.source for each in made.lines)):
                _way(person, source, f"{key}-{number}")


def _note(person: Person, last: LastTime) -> None:
    with st.container(key="recalled-note"):
        if last.written:
            st.subheader(_("Written together"))
            st.html(together.html(last.written))
        st.subheader(_("Your note"))
        if last.note:
            st.html(f'<p class="sw-written">{escape(last.note)}</p>')
        else:
            parts.quiet(_("You wrote none about this sitting."))
        _way(person, Source(_("Write on"), "gallery", in_sitting(last.sitting.id).address), "write")


def _since(person: Person, after: str | None) -> None:
    st.subheader(_("Since then, and still open"))
    lines = since(practice.current().archive, person.id, after)
    _lines(person, lines, "since")
    if not lines:
        parts.quiet(_("Nothing was entered since, and nothing waits."))


def _goals(person: Person) -> None:
    if person.goals:
        st.subheader(_("Goals"))
        st.html(f'<p class="sw-written">{escape(person.goals)}</p>')


def _lines(person: Person, lines: Sequence[Line], key: str) -> None:
    """Lines of one source in a row share their way."""
    for number, (source, run) in enumerate(groupby(lines, key=lambda each: each.source)):
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"recalled-{key}-{number}"
        ):
            told = "".join(
                f'<p class="sw-recalled {"asks" if each.asks else ""}">{escape(each.text)}</p>'
                for each in run
            )
            st.html(told)
            _way(person, source, f"{key}-{number}")


def _way(person: Person, source: Source, key: str) -> None:
    if st.button(source.name, type="tertiary", icon=":material/arrow_forward:", key=f"way-{key}"):
        place.look_at(source.picture)
        there = {"person": person.id, **dict(source.address)}
        st.switch_page(f"views/{source.page}.py", query_params=there)
