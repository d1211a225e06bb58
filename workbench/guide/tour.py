"""The first-run tour: six calm steps in a corner of a new practice; the help offers it again."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.components.v2 import component

from workbench import state
from workbench.guide.topics import sketch_address
from workbench.modules import bundled, text_of
from workbench.saying import _, later, texts


@dataclass(frozen=True, slots=True)
class Stop:
    """One step: what it says, its sketch, and places on the page: it points to the first there."""

    title: str
    text: str
    sketch: str
    at: tuple[str, ...] = ()


STOPS = (
    Stop(
        later("Welcome"),
        later(
            "Sketchwell is a drawing table and a record of what was drawn, said and felt. It does "
            "not diagnose, treat or watch over anybody, and it is not for emergencies. Everything "
            "stays on this machine."
        ),
        "table",
    ),
    Stop(
        later("Where things are"),
        later(
            "Studio is for drawing together. People, Sittings and Trends are for you: to prepare "
            "and to look back. Settings and Help are at the end."
        ),
        "people",
        ("[data-testid=stTopNavLink]", ".st-key-pages a"),
    ),
    Stop(
        later("The painter answers, the lines stay"),
        later(
            "Add a person, begin a sitting, draw. The painter answers when asked and stays under "
            "the lines. Every answer can be put back; the drawing itself is never changed."
        ),
        "influence",
        (".st-key-begin button", ".st-key-add button"),
    ),
    Stop(
        later("Hand over, hide"),
        later(
            "“Hand over” gives the table to your client: no notes, no names, no way back without "
            "your PIN. F9 hides everything at once."
        ),
        "handover",
    ),
    Stop(
        later("What did it get wrong?"),
        later(
            "Draw a loop round a place in the picture and say what is wrong there. That place can "
            "be painted again; it is often where a conversation begins."
        ),
        "marks",
    ),
    Stop(
        later("Afterwards"),
        later(
            "Look back under Sittings, add your sealed note, put people away who no longer come. "
            "Make a backup now and then, under Settings. This tour is always in the help."
        ),
        "backup",
    ),
)

_SOURCE = text_of("workbench", "guide", "tour.js")
_TOUR = component(
    "sketchwell_tour",
    html='<div class="tour"></div>',
    css=text_of("workbench", "guide", "tour.css"),
    js=bundled(text_of("workbench", "guide", "tour_adapter.js"), Tour=_SOURCE),
)


def show() -> None:
    """The tour, where it is open. It lies over a free corner of the page and blocks nothing."""
    if not state.on_tour():
        return
    steps = [
        {
            "title": _(each.title),
            "text": _(each.text),
            "sketch": sketch_address(each.sketch),
            "at": [*each.at],
        }
        for each in STOPS
    ]
    with st.container(key="tour-place"):
        _TOUR(key="the-tour", data={"steps": steps, "text": texts(_SOURCE)}, on_over_change=_over)


def offer() -> None:
    """One quiet line for who has never seen the tour."""
    if not state.tour_is_news():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="tour-offer"):
        st.html(f'<span class="sw-quiet">{escape(_("New here?"))}</span>', width="content")
        st.button(_("Take the tour"), type="tertiary", key="take-tour", on_click=state.take_tour)
        st.button(_("No, thank you"), type="tertiary", key="no-tour", on_click=state.leave_tour)


def _over() -> None:
    state.leave_tour()
