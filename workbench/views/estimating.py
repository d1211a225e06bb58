"""Whether the practice wants estimated tones at all."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.readings.toned import PREFERENCE, wanted
from workbench.saying import _

KEY = "want-estimates"


def section() -> None:
    """One switch for everybody here."""
    with st.container(border=True, key="estimates"):
        st.header(_("Estimates"))
        parts.quiet(
            _(
                "From a picture's lightness and color, and from a person's own ratings, a tone can "
                "be estimated, with how far off that is. Turn it off where the law or the practice "
                "wants none."
            )
        )
        st.toggle(
            _("Show estimated tones"),
            value=wanted(practice.current().archive),
            key=KEY,
            on_change=_choose,
        )


def _choose() -> None:
    value = None if state.widget(KEY) else "off"
    practice.current().archive.set_preference(PREFERENCE, value)
