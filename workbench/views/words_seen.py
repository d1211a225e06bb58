"""What typed words were seen to say, for the therapist: quietly, and at once."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines.errors import ArchiveError
from workbench import parts, practice
from workbench.saying import _, later
from workbench.table import care

HINTED = later(
    "These words may say more than they seem to; often they do not. Ask if you like. What is only "
    "hinted at is missed more often than not."
)
LOOKS_EVERY_S = 4.0


def at_the_table(person_id: str, sitting_id: str) -> None:
    """Behind a button, where there is something: the person may sit in front of this screen."""
    about = practice.current().tables.at(sitting_id).care
    if about.hinted:
        with st.popover(_("Words to look at"), icon=":material/visibility:", key="hinted"):
            parts.quiet(_(HINTED))
            for text in about.hinted:
                parts.turn_words(text, "", "")
            done = partial(_noticed, sitting_id)
            st.button(_("I have read them"), key="noticed", on_click=done)
    _looking_out(person_id, sitting_id, _standing(person_id, about))


def deaf() -> None:
    """On every page of staff: that no typed words are noticed, where the rules cannot be read."""
    if not care.hears():
        parts.calm_error(
            _(
                "The rules that notice words asking for a person cannot be read: nothing is "
                "noticed until Sketchwell is installed anew. Drawing goes on."
            )
        )


def _noticed(sitting_id: str) -> None:
    practice.current().tables.at(sitting_id).care.noticed()


@st.fragment(run_every=LOOKS_EVERY_S)
def _looking_out(person_id: str, sitting_id: str, shown: tuple[int, tuple[str, ...]]) -> None:
    """Draws the page anew as soon as something else waits here than what it shows."""
    try:
        about = practice.current().tables.at(sitting_id).care
    except ArchiveError:
        return  # it has just ended
    if _standing(person_id, about) != shown:
        st.rerun()


def _standing(person_id: str, about: care.Care) -> tuple[int, tuple[str, ...]]:
    return len(practice.current().archive.to_look_at(person_id)), about.hinted
