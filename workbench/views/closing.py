"""After a sitting: how it feels now, and what was kept. Used wherever one looks back."""

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
    sitting = practice.current().archive.sitting(sitting_id)
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        parts.who(person, about="The sitting has ended. Everything is kept.", phase=sitting.phase)
        st.space("stretch")
        if st.button("Done", type="primary", key="done"):
            state.close_with(None)
            st.rerun()
    left, right = st.columns([4, 5], gap="large")
    with left:
        _felt(sitting, "after", "After the sitting")
    with right:
        kept_pictures(person, sitting)


def before_and_after(sitting: Sitting) -> None:
    """The sliders of before and after, side by side."""
    left, right = st.columns(2, gap="medium")
    with left:
        _felt(sitting, "before", "Before the sitting")
    with right:
        _felt(sitting, "after", "After the sitting")


def kept_pictures(person: Person, sitting: Sitting) -> None:
    """Each kept picture with its own two sliders."""
    kept = [turn for turn in sitting.turns if turn.decision != "put_back"]
    if not kept:
        parts.empty("Nothing was kept", "The page stayed empty, or nothing on it was kept.")
    for turn in kept:
        with st.container(border=True):
            image, felt = st.columns([2, 3], gap="medium", vertical_alignment="center")
            with image:
                parts.picture(address(person.id, _id(turn)), alt=described(turn))
            with felt:
                _felt_of_turn(sitting, turn)


def one_turn(person: Person, sitting: Sitting, turn: Turn) -> None:
    """A drawing, the answer to it, what was asked for, and how it felt."""
    with st.container(border=True):
        drawing, picture, felt = st.columns([4, 4, 5], gap="medium")
        with drawing:
            parts.picture(
                address(person.id, _id(turn), "drawing"),
                alt="The drawing alone",
                caption="The drawing",
            )
        with picture:
            if turn.answer is None:
                parts.quiet("Nobody painted over this one.")
            else:
                said = "Put back" if turn.decision == "put_back" else "Kept"
                parts.picture(
                    address(person.id, _id(turn)),
                    alt=described(turn),
                    caption=f"{said}: {_asked(turn)}",
                )
        with felt:
            _felt_of_turn(sitting, turn)


def described(turn: Turn) -> str:
    """A picture in words, for a screen reader."""
    words = turn.answer.request.words if turn.answer else ""
    return f"Kept picture: {words}" if words else "Kept picture"


def _felt(sitting: Sitting, when: str, title: str) -> None:
    archive = practice.current().archive
    with st.container(border=True):
        st.subheader(title)
        stored = sitting.before if when == "before" else sitting.after

        def save(feeling: Feeling) -> None:
            if when == "before":
                archive.save_feelings(sitting.id, before=feeling)
            else:
                archive.save_feelings(sitting.id, after=feeling)

        sliders(f"{when}-{sitting.id}", stored, save=save)


def _felt_of_turn(sitting: Sitting, turn: Turn) -> None:
    parts.quiet("How does this picture feel?")
    save = partial(practice.current().archive.save_turn_feeling, sitting.id, turn.id)
    sliders(f"turn-{turn.id}", turn.feeling, save=save)


def _asked(turn: Turn) -> str:
    if turn.answer is None:
        return ""
    request = turn.answer.request
    wanted = [request.words, request.style, request.mood, request.influence]
    return ", ".join(each for each in wanted if each)


def _id(turn: Turn) -> str:
    return turn.answer.id if turn.answer else turn.id
