"""People: find somebody, add somebody, and what belongs to one of them."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.looking import components, place, showing
from workbench.people import add_somebody, first_somebody
from workbench.saying import _, ngettext
from workbench.views import coming, exhibition_offer, keeping_due, looking_after
from workbench.views import person as one


def main() -> None:
    """Nobody yet, everybody, or the one who was chosen."""
    everyone = practice.current().archive.people()
    wanted = place.profile()
    chosen = next((each for each in everyone if each.id == wanted), None)
    if chosen is None and wanted is not None:
        state.not_here("person", wanted)
    if not everyone:
        first_somebody(then=place.open_profile)
    elif chosen is not None:
        one.profile(chosen)
    else:
        everybody()


def everybody() -> None:
    """A search over names, and everybody under it."""
    archive = practice.current().archive
    everyone = archive.people()
    here = sum(person.archived is None for person in everyone)
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        parts.heading(
            _("People"), about=ngettext("{count} person here", "{count} people here", here)
        )
        st.space("stretch")
        exhibition_offer.offer()
        add_somebody(then=place.open_profile)
    drawing = {each.sitting.person for each in archive.open_sittings()}
    busy = coming.watch(frozenset(person.id for person in everyone))
    looking_after.everybodys()
    keeping_due.reminder(everyone)
    shown = showing.people(everyone, drawing, archive.sitting_trends(), coming=busy)
    components.finder("finder", shown, open=place.open_profile)


main()
