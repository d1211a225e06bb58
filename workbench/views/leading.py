"""From Settings to pages about the practice as a whole, for those whom they are for."""

from __future__ import annotations

import streamlit as st

from workbench import practice
from workbench.saying import _
from workbench.ways import WAYS

COLLEAGUES = ("assigning", "research")
WORDS = ("modes", "safety")
STUDIES = ("studies", "results", "design", "method")


def section() -> None:
    """The links, where there are any."""
    _links("colleagues", _("Colleagues"), COLLEAGUES)
    _links("words", _("Words"), WORDS)
    _links("studies", _("Studies"), STUDIES)


def link(page: str, label: str) -> None:
    """A way to another page that can be told from plain text."""
    st.page_link(page, label=label, icon=":material/arrow_forward:")


def _links(key: str, title: str, paths: tuple[str, ...]) -> None:
    served = practice.current()
    mine = [way for way in WAYS if way.path in paths and way.open(served) and not way.shown(served)]
    if mine:
        with st.container(border=True, key=key):
            st.header(title)
            for way in mine:
                link(f"views/{way.file}.py", _(way.title))
