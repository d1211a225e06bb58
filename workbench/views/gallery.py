"""Sittings to look back on: all of a person's, one of them opened, or two pictures compared."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.sittings import SittingRow
from workbench.archive.store import Person
from workbench.looking import components, place, showing
from workbench.people import first_somebody, heading
from workbench.saying import _, ngettext
from workbench.views import removing, sitting


def main() -> None:
    """All sittings, or what was opened from there."""
    person = state.person()
    if person is None:
        first_somebody()
        return
    rows = practice.current().archive.sittings(person.id)
    opened = next((row for row in rows if row.id == place.sitting()), None)
    if opened is None and place.sitting() is not None:
        state.not_here("sitting", str(place.sitting()))
    pair = place.pair()
    if pair is not None:
        two_pictures(person, rows, pair)
    elif opened is not None:
        sitting.one_sitting(person, opened)
    else:
        every_sitting(person, rows)


def every_sitting(person: Person, rows: tuple[SittingRow, ...]) -> None:
    """Newest first, as a list or a wall, to sift and to search."""
    heading(person, about=ngettext("{count} sitting", "{count} sittings", len(rows)))
    removing.pending(person)
    if not rows:
        parts.empty(_("No sitting yet"), _("Begin one in the studio; it will be here afterwards."))
        return
    archive = practice.current().archive
    turns, notes = archive.glimpses(person.id), archive.notes(person.id)
    components.wall(
        f"wall-{person.id}",
        showing.wall(person, rows, turns, notes),
        open=lambda chosen: place.open_sitting(chosen["sitting"], chosen["picture"]),
        pair=place.compare,
    )


def two_pictures(person: Person, rows: tuple[SittingRow, ...], pair: tuple[str, str]) -> None:
    """Any two pictures side by side, or one over the other."""
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.button(
            _("Back"),
            icon=":material/arrow_back:",
            key="back-to-wall",
            on_click=partial(place.compare, None),
        )
        parts.who(person, about=_("Two pictures side by side"))
    days = {row.id: (row.number, parts.day(row.started)) for row in rows}
    known = {
        each["id"]: {**each, "number": days[row_id][0], "day": days[row_id][1]}
        for row_id, turns in practice.current().archive.glimpses(person.id).items()
        for each in (showing.turn(person.id, turn) for turn in turns)
    }
    if not all(picture in known for picture in pair):
        parts.empty(_("This picture is not here"), _("It was taken back. Choose two others."))
        return
    shown = {"pictures": [known[picture] for picture in pair], "same": pair[0] == pair[1]}
    components.pair(f"pair-{'-'.join(pair)}", shown)


main()
