"""Before a sitting: who is here, how it will go, how it feels now."""

from __future__ import annotations

from functools import partial
from typing import cast

import streamlit as st

from engines.record import MET, Phase
from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.desk.feelings import sliders
from workbench.guide import tour
from workbench.people import choose_somebody, chosen_now, first_somebody
from workbench.pictures import address
from workbench.saying import _, later
from workbench.studying import places, telling
from workbench.studying.places import Place
from workbench.table.agreed import limits
from workbench.tailored import Surface
from workbench.views import before, between, coming, consent_first, study_due

LAST_PICTURES = 6
SURFACE_NAMES = {"pad": later("Drawing pad"), "canvas": later("Simple canvas")}


def nobody_yet() -> None:
    """An empty practice."""
    first_somebody()


def begin(person: Person) -> None:
    """Choose, say how it feels if you like, begin."""
    left, right = st.columns([5, 4], gap="large")
    with left:
        choose_somebody(person, label=_("Who is here?"), adding=True)
        parts.who(person)
        if person.archived is not None:
            parts.note(_("This person was put away. Bring them back on their page to draw again."))
            return
        here = places.place(practice.current().archive, person.id)
        study_due.line(here)
        agreed = consent_first.asked(person)
        with st.container(horizontal=True, gap="medium", key="how"):
            keys = _phase(person, here), _surface(person)
        coming.watch(frozenset({person.id}))
        label = _("Begin the sitting")
        # In a callback: a tap would be lost where something else has the page drawn anew meanwhile.
        begun = partial(_begin, person.id, *keys)
        go = {"icon": ":material/draw:", "key": "begin", "on_click": begun}
        st.button(label, type="primary" if agreed else "secondary", disabled=not agreed, **go)
        between.offer(person)
        parts.trouble()
        tour.offer()
    with right, st.container(border=True, key="before"):
        st.subheader(_("Before we draw"))
        parts.quiet(_("Two sliders, for the person to move. Leave out what you like."))
        sliders(f"before-{person.id}", state.feeling_before(), save=state.say_before)
    _so_far(person)


def _begin(person_id: str, phase_key: str, surface_key: str) -> None:
    """Begins as it is chosen now: the page may show what was chosen a moment before."""
    if chosen_now(person_id) != person_id:
        return  # somebody else was tapped: their page comes first
    if state.open_sitting(person_id) is not None:
        return  # tapped twice
    phase, surface = cast(Phase, state.widget(phase_key)), cast(Surface, state.widget(surface_key))
    served = practice.current()
    with parts.troubled():
        served.filling.leave(person_id)
        before = state.feeling_before()
        served.tables.begin(person_id, phase, before=before, surface=surface)
        state.began()


def _phase(person: Person, here: Place | None) -> str:
    """Draws the choice of how it will go; gives the choice's key."""
    rows = practice.current().archive.sittings(person.id)
    past = [row for row in rows if row.phase in MET]
    slot = None if here is None else here.today.sitting
    alone = not (places.paints(slot) and limits(practice.current().archive, person.id).painter)
    before = "painter" if slot is not None or not past else past[-1].phase
    usual = "traditional" if alone else before
    key = f"phase-{person.id}-{usual}-{alone}"
    st.segmented_control(
        _("This sitting"),
        options=MET,
        format_func=lambda phase: _(parts.PHASES[phase]),
        default=usual,
        required=True,
        disabled=alone,
        key=key,
        help=_why_alone(person, here)
        if alone
        else _("Traditional: the person draws alone, and no painter answers."),
    )
    return key


def _why_alone(person: Person, here: Place | None) -> str:
    if here is not None and here.today.sitting and not places.paints(here.today.sitting):
        return telling.why_no_painter(here.today.sitting)
    if person.tailored.painter:
        return _("No painter answers: pictures by the painter were not agreed to.")
    return _("No painter answers at this person's table: you set that on their page.")


def _surface(person: Person) -> str:
    """Draws the choice of what is drawn on; gives the choice's key."""
    usual = person.tailored.surface
    key = f"surface-{person.id}-{usual}"
    st.segmented_control(
        _("Surface"),
        options=list(SURFACE_NAMES),
        format_func=lambda surface: _(SURFACE_NAMES[surface]),
        default=usual,
        required=True,
        key=key,
        help=_("For this sitting. What is usual for a person is set on their page."),
    )
    return key


def _so_far(person: Person) -> None:
    rows = practice.current().archive.sitting_trends(person.id)
    kept = [
        (picture, parts.day(started))
        for started, pictures in zip(rows["started"], rows["pictures"], strict=True)
        for picture in pictures
    ]
    if not kept:
        parts.quiet(_("Nothing was made yet. This will be the first sitting."))
        return
    newest = kept[-LAST_PICTURES:][::-1]
    with st.container(horizontal=True, vertical_alignment="center", key="made-so-far"):
        st.subheader(_("Made so far"))
        before.offer(person)
    shown = [(address(person.id, picture, "small"), day) for picture, day in newest]
    parts.row_of_pictures(shown, large=True)
