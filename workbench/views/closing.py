"""After a sitting: how it feels now, and what was kept."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines.record import Feeling, Sitting, Turn
from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.feelings import sliders
from workbench.pictures import address


def look_back(person: Person, sitting_id: str) -> None:
    """The sliders once more, the kept pictures, and done."""
    archive = practice.current().archive
    sitting = archive.sitting(sitting_id)
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        parts.who(person, about="The sitting has ended. Everything is kept.", phase=sitting.phase)
        st.space("stretch")
        if st.button("Done", type="primary", key="done"):
            state.close_with(None)
            st.rerun()
    left, right = st.columns([4, 5], gap="large")
    with left, st.container(border=True):
        st.subheader("After the sitting")
        parts.quiet("The same two sliders. Leave out what you like.")
        sliders(f"after-{sitting_id}", sitting.after, save=partial(save_after, sitting_id))
    with right:
        kept_pictures(person, sitting)


def save_after(sitting_id: str, feeling: Feeling) -> None:
    """Stores how it feels after a sitting."""
    practice.current().archive.save_feelings(sitting_id, after=feeling)


def save_of_turn(sitting_id: str, turn_id: str, feeling: Feeling) -> None:
    """Stores how a kept picture feels."""
    practice.current().archive.save_turn_feeling(sitting_id, turn_id, feeling)


def kept_pictures(person: Person, sitting: Sitting) -> None:
    """Each kept picture with its own two sliders."""
    kept = [turn for turn in sitting.turns if turn.decision != "put_back"]
    if not kept:
        parts.empty("Nothing was kept", "The page stayed empty this time. That is fine.")
    for turn in kept:
        with st.container(border=True):
            image, felt = st.columns([2, 3], gap="medium", vertical_alignment="center")
            with image:
                parts.picture(address(person.id, turn.id), alt=described(turn))
            with felt:
                parts.quiet("How does this picture feel?")
                save = partial(save_of_turn, sitting.id, turn.id)
                sliders(f"turn-{turn.id}", turn.feeling, save=save)


def described(turn: Turn) -> str:
    """A picture in words, for a screen reader."""
    words = turn.answer.request.words if turn.answer else ""
    return f"Kept picture: {words}" if words else "Kept picture"
