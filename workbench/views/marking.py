"""What did it get wrong? Marks on a kept picture, by hand or with shapes and labels."""

from __future__ import annotations

import importlib
import logging
from functools import partial
from types import ModuleType

import streamlit as st

from engines.record import Sitting, Turn
from workbench import parts, state
from workbench.archive.sittings import SittingRow
from workbench.archive.store import Person
from workbench.desk.loops import loops
from workbench.pictures import address
from workbench.saying import _, later
from workbench.views.shapes import Marked, with_shapes

SURFACES = {"hand": later("By hand"), "canvas": later("Shapes and labels")}
OPEN = "marking"
_log = logging.getLogger(__name__)


def mark_turn(person: Person, sitting: Sitting | SittingRow, turn: Turn) -> None:
    """A picture with its marks: draw them, say them, remove them. Saved as they are made."""
    if turn.answer is None:
        parts.quiet(_("Nobody painted over this drawing: there is no answer to mark."))
        return
    marked = Marked(person.id, sitting.id, turn.answer.id)
    chosen = st.segmented_control(
        _("How to mark"),
        options=list(SURFACES),
        format_func=lambda each: _(SURFACES[each]),
        default="hand",
        required=True,
        label_visibility="collapsed",
        key="mark-with",
    )
    canvas = the_canvas() if chosen == "canvas" else None
    if chosen == "canvas" and canvas is None:
        parts.note(_("The canvas cannot be used here. Marking by hand works as ever."))
    if canvas is not None:
        with_shapes(canvas, marked)
    else:
        picture = address(person.id, marked.picture)
        loops(marked.picture, picture, marked.turn().marks, save=marked.keep)


def being_marked(turn: Turn) -> bool:
    """Whether this picture is being marked in this tab."""
    return turn.answer is not None and state.noted(OPEN) == turn.answer.id


def offer(turn: Turn) -> None:
    """A button to mark a picture that somebody painted over."""
    if turn.answer is not None:
        open_it = partial(state.note, OPEN, turn.answer.id)
        label = _("What did it get wrong?")
        st.button(label, icon=":material/gesture:", key="mark-open", on_click=open_it)


def mark_here(person: Person, sitting: Sitting | SittingRow, turn: Turn) -> None:
    """The page on which a picture is marked, until somebody is done with it."""
    with st.container(horizontal=True, vertical_alignment="center", key="marking-head"):
        st.subheader(_("What did it get wrong?"))
        st.space("stretch")
        st.button(_("Done"), key="mark-done", on_click=partial(state.note, OPEN, None))
    mark_turn(person, sitting, turn)


def the_canvas() -> ModuleType | None:
    """The canvas, or None where its package is missing or does not fit this Streamlit."""
    try:
        return importlib.import_module("workbench.drawable.canvas")
    except Exception as error:  # noqa: BLE001 - whatever a broken release raises
        _log.warning("The canvas cannot be used: %s", type(error).__name__)
        return None
