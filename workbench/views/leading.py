"""From Settings to pages about the practice as a whole, for those whom they are for."""

from __future__ import annotations

import streamlit as st

from workbench import practice
from workbench.saying import _
from workbench.ways import WAYS

COLLEAGUES = ("assigning", "research")
STUDIES = ("studies", "results", "design", "method")


def section() -> None:
    """The links, where there are any."""
    _links("colleagues", _("Colleagues"), COLLEAGUES)
    _links("studies", _("Studies"), STUDIES)


def _links(key: str, title: str, paths: tuple[str, ...]) -> None:
    served = practice.current()
    mine = [way for way in WAYS if way.path in paths and way.open(served)]
    if mine:
        with st.container(border=True, key=key):
            st.header(title)
            for way in mine:
                st.page_link(f"views/{way.file}.py", label=_(way.title))
