"""Modes: ways of talking around a drawing, read, tried, changed and signed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, state
from workbench.guide import explaining
from workbench.saying import _
from workbench.talking import pieces, shelf
from workbench.views import mode

MODE = "mode"


def main() -> None:
    """All of them, or the one that the address names."""
    explaining.styles()
    pieces.styles()
    asked = state.address(MODE)
    held = shelf.found(asked) if asked else None
    if asked and held is None:
        parts.not_here()
    elif held is not None:
        st.button(
            _("All modes"),
            icon=":material/arrow_back:",
            on_click=partial(state.set_address, MODE, None),
        )
        mode.page(held)
    else:
        _all()


def _all() -> None:
    st.title(_("Modes"))
    explaining.lead(
        _(
            "Ways of talking around a drawing. Each is a set of cards: you see which fit what was "
            "said, you choose, and the person reads one. No machine talks to anybody."
        )
    )
    parts.note(
        _(
            "These texts are drafts that no professional has reviewed. Read a mode, change what "
            "you would say otherwise, and sign it before you use it with anybody."
        )
    )
    columns = st.columns(2, gap="medium")
    for place, held in enumerate(shelf.library().all()):
        with columns[place % 2], st.container(border=True, key=f"mode-{held.id}"):
            pieces.head(held)
            if held.mode is not None:
                name = held.mode.name[pieces.spoken(held.mode)]
                st.button(
                    _("Read “{name}”", name=name),
                    key=f"open-{held.id}",
                    on_click=partial(state.set_address, MODE, held.id),
                )


main()
