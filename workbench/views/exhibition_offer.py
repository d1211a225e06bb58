"""On the People page: the way to the exhibition, where there is anything to show or to fetch."""

from __future__ import annotations

import streamlit as st

from workbench import practice
from workbench.consent import exhibition
from workbench.saying import _, ngettext


def offer() -> None:
    """A button; it says how many pictures are to be taken down."""
    archive = practice.current().archive
    down = len(exhibition.hanging(archive).down)
    if not down and not archive.exhibits() and not archive.everybody_who("exhibition"):
        return
    label = _("Exhibition")
    if down:
        label = ngettext(
            "Exhibition: {count} to take down", "Exhibition: {count} to take down", down
        )
    if st.button(label, icon=":material/photo_frame:", key="to-exhibition"):
        st.switch_page("views/exhibition.py")
