"""Bringing a paper drawing to an open sitting's table, as one Streamlit component."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.components.v2 import component

from workbench import state
from workbench.modules import bundled, text_of
from workbench.saying import _, texts

_VIEW = text_of("workbench", "paper", "paper_view.js")
_ADAPTER = text_of("workbench", "paper", "paper_adapter.js")
_SOURCE = _VIEW + _ADAPTER
_COMPONENT = component(
    "sketchwell_paper",
    html='<div class="paper-root"></div>',
    css=text_of("workbench", "paper", "paper.css"),
    js=bundled(_ADAPTER, Paper=_VIEW),
)


def is_coming(sitting: str) -> bool:
    """Whether this tab is bringing a paper drawing to that sitting's table."""
    return bool(state.noted(_key(sitting)))


def offer(sitting: str) -> None:
    """The button that begins it."""
    if st.button(_("Paper drawing"), icon=":material/add_a_photo:", key="bring"):
        begin(sitting)
        st.rerun()


def begin(sitting: str) -> None:
    """The page asks for a photo from its next drawing on."""
    state.note(_key(sitting), "coming")


def bring(sitting: str) -> None:
    """The whole way from a photo to the page, in place of the table."""
    key = f"paper-{sitting}"
    data = {"sitting": sitting, "text": texts(_SOURCE)}
    _COMPONENT(key=key, data=data, on_done_change=partial(state.note, _key(sitting), ""))


def _key(sitting: str) -> str:
    return f"bringing-{sitting}"
