"""The practice's help card: whom to call, as the client reads it."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.saying import _, later
from workbench.table import care

CARD_LETTERS = 400
# The blind set of engines/safety/README.md, rules and hints together; ordinary distress for alarms.
_MISSES = later(
    "They miss people: of 64 sentences that say it plainly, by another hand, 61 were seen (95 %, "
    "87 to 98); of 96 that hint at it 39 (41 %, 31 to 51); and of 152 about ordinary distress 16 "
    "were seen too. Nothing seen never means that nobody is in danger."
)


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
        parts.quiet(
            _(
                "Words typed at a table are read by rules for plain signs of danger, in four "
                "languages. Where they find one, the painter rests, whoever has the table reads "
                "this card, and no sitting ends before somebody has looked. They weigh nothing."
            )
        )
        parts.quiet(_(_MISSES))
        if not care.hears_hints():
            parts.note(_("What is only hinted at is not looked for on this machine."))


def _write_card() -> None:
    text = str(state.widget("write-help-card") or "").strip()
    practice.current().archive.set_preference("help_card", text or None)
