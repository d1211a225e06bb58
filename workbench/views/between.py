"""What somebody drew between the sittings, at home say: brought in, marked, counted in no study."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.paper import corners as paper
from workbench.people import chosen_now
from workbench.saying import _
from workbench.studying.places import today_here

DRAWN, ASKED_PX = "between-drawn", 380


def offer(person: Person) -> None:
    """Asks for the day; then the drawings are laid on a table of their own."""
    asked = st.popover(_("Drawn between sittings"), icon=":material/home:", key="between")
    with asked, st.container(width=ASKED_PX):
        parts.quiet(
            _(
                "Photos of paper, or drawings of other apps, are laid on a table of their own. "
                "They stand among the sittings, marked, and count in no study."
            )
        )
        st.date_input(
            _("Drawn on"),
            value=today_here(),
            max_value=today_here(),
            format=parts.date_order(),
            key=DRAWN,
        )
        st.button(
            _("Bring them in"),
            key="bring-between",
            icon=":material/add_photo_alternate:",
            on_click=partial(_begin, person.id),
        )


def _begin(person_id: str) -> None:
    drawn = state.widget(DRAWN)
    if chosen_now(person_id) != person_id or state.open_sitting(person_id) is not None:
        return  # somebody else was tapped, or it was tapped twice
    with parts.troubled():
        begun = practice.current().tables.begin(person_id, "between", started=moment(drawn))
        state.began()
        paper.begin(begun.sitting.id)


def moment(drawn: date | None) -> str | None:
    """The moment that a day stands for: its noon here, or now where it is today or not known."""
    if drawn is None or drawn >= today_here():
        return None
    noon = datetime.combine(drawn, time(12)).astimezone(timezone.utc)
    return noon.isoformat(timespec="milliseconds")
