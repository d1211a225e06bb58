"""Before a sitting: who is here, how it will go, how it feels now."""

from __future__ import annotations

from typing import cast

import streamlit as st

from engines.record import Phase
from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.feelings import sliders
from workbench.people import add_somebody, choose_somebody
from workbench.pictures import address

LAST_PICTURES = 3


def nobody_yet() -> None:
    """An empty practice."""
    parts.empty("Nobody is here yet", "Add the first person, then begin a sitting with them.")
    with st.container(horizontal=True, horizontal_alignment="center"):
        add_somebody()


def begin(person: Person) -> None:
    """Choose, say how it feels if you like, begin."""
    left, right = st.columns([5, 4], gap="large")
    with left:
        choose_somebody(person, label="Who is here?", adding=True)
        parts.who(person)
        if person.notes:
            parts.quiet(person.notes)
        phase = _phase(person)
        busy = _still_painting(person)
        if st.button(
            "Begin the sitting", type="primary", icon=":material/draw:", key="begin", disabled=busy
        ):
            before = state.feeling_before()
            practice.current().tables.begin(person.id, phase, before=before)
            state.began()
            st.rerun()
        _last_time(person)
    with right, st.container(border=True, key="before"):
        st.subheader("Before we draw")
        parts.quiet("Two sliders, for the person to move. Leave out what you like.")
        sliders(f"before-{person.id}", state.feeling_before(), save=state.say_before)


def _phase(person: Person) -> Phase:
    past = practice.current().archive.sittings(person.id)
    usual = past[-1].phase if past else "painter"
    chosen = st.segmented_control(
        "This sitting",
        options=list(parts.PHASES),
        format_func=lambda phase: parts.PHASES[phase],
        default=usual,
        key=f"phase-{person.id}",
    )
    return cast(Phase, chosen or usual)


def _last_time(person: Person) -> None:
    rows = practice.current().archive.sitting_trends(person.id)
    drawn = [place for place, pictures in enumerate(rows["pictures"]) if pictures]
    if not drawn:
        parts.quiet("No sitting yet. This will be the first.")
        return
    last = drawn[-1]
    parts.quiet(f"Last time, {parts.day(rows['started'][last])}")
    ids = rows["pictures"][last][-LAST_PICTURES:]
    parts.row_of_pictures([address(person.id, each, "small") for each in ids], alt="From last time")


def _still_painting(person: Person) -> bool:
    """Whether the demo still paints this person's past; says so, and looks again by itself."""
    if person.id not in practice.current().filling.standing.busy_with:
        return False
    _watch(person.id)
    return True


@st.fragment(run_every=1.0)
def _watch(person_id: str) -> None:
    standing = practice.current().filling.standing
    if person_id not in standing.busy_with:
        st.rerun()
    parts.quiet(
        f"The painters are busy with the past of this practice: {standing.done} of {standing.of}."
    )
