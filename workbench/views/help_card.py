"""The practice's help card: whom to call, as the client reads it."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.saying import _

CARD_LETTERS = 400


def section() -> None:
    """Whom to call, as the client reads it."""
    with st.container(border=True, key="help-card"):
        st.header(_("Help card"))
        parts.quiet(
            _(
                "Shown to the client with “I need a person”. Write whom to call and how; "
                "Sketchwell itself is not for emergencies."
            )
        )
        st.text_area(
            _("Help card"),
            value=practice.current().archive.preference("help_card") or "",
            max_chars=CARD_LETTERS,
            placeholder=_("Your name and room, the practice's number, who is there at night"),
            key="write-help-card",
            on_change=_write_card,
            label_visibility="collapsed",
        )


def _write_card() -> None:
    text = str(state.widget("write-help-card") or "").strip()
    practice.current().archive.set_preference("help_card", text or None)
