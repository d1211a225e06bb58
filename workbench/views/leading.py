"""From Settings to pages about the practice as a whole, for those whom they are for."""

from __future__ import annotations

import streamlit as st

from workbench import practice
from workbench.saying import _
from workbench.ways import WAYS

LED = ("assigning", "research")


def section() -> None:
    """The links, where there are any."""
    served = practice.current()
    mine = [way for way in WAYS if way.path in LED and way.open(served)]
    if mine:
        with st.container(border=True, key="colleagues"):
            st.header(_("Colleagues"))
            for way in mine:
                st.page_link(f"views/{way.file}.py", label=_(way.title))
