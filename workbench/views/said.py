"""What was said in a sitting, when it is looked at again: over a picture, and all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from engines.record import Turn
from engines.record.spoken import Spoken, by_turn
from workbench import parts, practice, state
from workbench.modules import text_of
from workbench.saying import _
from workbench.talking import told

CHOSEN = "said-out"


def over(sitting_id: str, turn: Turn, turns: Sequence[Turn]) -> None:
    """What was said over one picture; nothing where nothing was."""
    lines = by_turn(practice.current().archive.spoken(sitting_id), turns).get(turn.id, [])
    if lines:
        _styles()
        with st.container(key=f"said-over-{turn.id}"):
            st.markdown(f"**{_('What was said')}**")
            st.html(told.thread(lines))


def of_sitting(sitting_id: str) -> None:
    """Everything that was said, in order; a line may be taken out."""
    lines = practice.current().archive.spoken(sitting_id)
    if not lines:
        return
    _styles()
    with st.expander(_("Everything that was said"), key="everything-said"):
        parts.quiet(_("The person may read this. Cards are the practice's own, signed words."))
        st.html(told.thread(lines))
        _taking_out(sitting_id, lines)


def _taking_out(sitting_id: str, lines: Sequence[Spoken]) -> None:
    parts.trouble(CHOSEN)
    shown = dict(zip((line.id for line in lines), told.lines(lines), strict=True))
    with st.popover(_("Take a line out")):
        parts.quiet(
            _("Where somebody would rather not have it written down. It cannot be brought back.")
        )
        key = f"{CHOSEN}-{sitting_id}"
        st.selectbox(_("Which line"), [*shown], key=key, format_func=lambda name: shown[name])
        take = partial(_take_out, sitting_id, key)
        st.button(_("Take it out"), key="take-line-out", on_click=take)


def _take_out(sitting_id: str, key: str) -> None:
    archive, chosen = practice.current().archive, state.widget(key)
    with parts.troubled(CHOSEN):
        for line in archive.spoken(sitting_id):
            if line.id == chosen:
                archive.say(sitting_id, replace(line, text=""))


def _styles() -> None:
    st.html(f"<style>{text_of('workbench', 'talking', 'talk.css')}</style>")
