"""Papers for the practice: chosen on the Help page, shown on a white page, printed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines import languages
from workbench import parts, state
from workbench.consent import papers, showing
from workbench.guide import explaining
from workbench.saying import _, language
from workbench.trends import printing

ADDRESS, LANGUAGE = "paper", "paper-language"


def chosen() -> str | None:
    """The paper that the address names."""
    named = state.address(ADDRESS)
    return named if named in papers.NAMES else None


def section() -> None:
    """The papers there are, and what they are not."""
    explaining.lead(
        _(
            "What a practice needs on paper beside this program. What the program does is filled "
            "in; what only you can know is left open. Nobody has reviewed them: have them looked "
            "at before you use them."
        )
    )
    for name, title in papers.NAMES.items():
        show = partial(state.set_address, ADDRESS, name)
        st.button(_(title), icon=":material/description:", key=f"paper-{name}", on_click=show)
    parts.quiet(_("The sheet that a person signs is on their own page, under “Consent”."))


def page(name: str) -> None:
    """One paper, as it is printed."""
    showing.styles()
    with st.container(horizontal=True, vertical_alignment="center", key="print-bar"):
        back = partial(state.set_address, ADDRESS, None)
        st.button(_("Back"), icon=":material/arrow_back:", key="from-papers", on_click=back)
        printing.button()
        usual = language()[:2] if language()[:2] in papers.languages() else papers.languages()[0]
        spoken = st.segmented_control(
            _("Language"),
            papers.languages(),
            format_func=languages.name_of,
            default=usual,
            required=True,
            key=LANGUAGE,
            label_visibility="collapsed",
        )
    with st.container(key="consent-paper"):
        st.markdown(papers.text(name, spoken))
