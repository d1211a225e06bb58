"""After a sitting: how it feels now, and what was kept. Used wherever one looks back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines.record import Feeling, Turn
from workbench import parts, practice, state
from workbench.archive.sittings import SittingRow, picture_id
from workbench.archive.store import Person
from workbench.desk.feelings import sliders
from workbench.looking import components
from workbench.looking.showing import described
from workbench.looking.writing import MAX_LETTERS
from workbench.pictures import address
from workbench.saying import _
from workbench.views import looking_after, said, together

NOTE_PX = 420


def look_back(person: Person, sitting_id: str) -> None:
    """The sliders once more, a note, the kept pictures, and done."""
    archive = practice.current().archive
    row = next((row for row in archive.sittings(person.id) if row.id == sitting_id), None)
    if row is None:
        if state.address(state.CLOSING) is not None:
            state.not_here("sitting", sitting_id)
        state.close_with(None)
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        about = _("The sitting has ended. Everything is kept.")
        parts.who(person, about=about, phase=row.phase)
        st.space("stretch")
        note = st.popover(_("Note"), icon=":material/edit_note:", key="quick-note")
        with note, st.container(width=NOTE_PX):
            sitting_note(sitting_id)
        done = partial(state.close_with, None)
        waits = looking_after.waits(person.id)
        st.button(_("Done"), type="primary", key="done", on_click=done, disabled=waits)
    looking_after.of_person(person.id)
    left, right = st.columns([4, 5], gap="large")
    with left:
        felt(row, "after", _("After the sitting"))
        together.look_back(sitting_id)
    with right:
        kept_pictures(person, sitting_id)


def kept_pictures(person: Person, sitting_id: str) -> None:
    """Each kept picture with its own two sliders."""
    turns = practice.current().archive.glimpses(person.id).get(sitting_id, [])
    kept = [turn for turn in turns if turn.decision == "kept" or turn.answer is None]
    if not kept:
        parts.empty(_("Nothing was kept"), _("The page stayed empty, or nothing on it was kept."))
    for turn in kept:
        with st.container(border=True):
            image, beside = st.columns([2, 3], gap="medium", vertical_alignment="center")
            with image:
                parts.picture(address(person.id, picture_id(turn)), alt=described(turn))
            with beside:
                felt_of_turn(sitting_id, turn)
                said.over(sitting_id, turn, turns)


def felt(row: SittingRow, when: str, title: str) -> None:
    """The two sliders about a whole sitting, before or after it."""
    archive = practice.current().archive
    with st.container(border=True):
        st.subheader(title)
        stored = row.before if when == "before" else row.after

        def save(feeling: Feeling) -> None:
            if when == "before":
                archive.save_feelings(row.id, before=feeling)
            else:
                archive.save_feelings(row.id, after=feeling)

        sliders(f"{when}-{row.id}", stored, save=save)


def felt_of_turn(sitting_id: str, turn: Turn) -> None:
    """The two sliders about one picture."""
    parts.quiet(_("How does this picture feel?"))
    save = partial(practice.current().archive.save_turn_feeling, sitting_id, turn.id)
    sliders(f"turn-{turn.id}", turn.feeling, save=save)


def sitting_note(sitting_id: str) -> None:
    """The therapist's own note of a sitting, kept while it is written."""
    components.notebook(
        f"note-{sitting_id}",
        {
            "address": f"/api/sittings/{sitting_id}/note",
            "label": _("Your note on this sitting"),
            "hint": _("For you alone. The person never sees this."),
            "value": practice.current().archive.note(sitting_id),
            "rows": 5,
            "most": MAX_LETTERS,
        },
    )
