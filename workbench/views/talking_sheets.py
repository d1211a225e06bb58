"""Exercises, lessons and roles in the therapist's hand, to be laid before the person as a whole."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines.dialogue.cards import Mode
from workbench import parts, practice
from workbench.saying import _
from workbench.table.live import Table
from workbench.talking import pieces, shelf


def offered(table: Table, mode: Mode, spoken: str) -> None:
    """Each by its kind and title; the chosen one with its lines and times."""
    if not mode.sheets:
        return
    titles = {
        name: f"{_(pieces.KINDS[sheet.kind])} · {sheet.title[spoken]}"
        for name, sheet in mode.sheets.items()
    }
    chosen = st.selectbox(
        _("Exercises, lessons and roles"),
        [*titles],
        index=None,
        placeholder=_("None chosen"),
        key=f"talk-sheet-{table.id}-{mode.id}",
        format_func=lambda name: titles[name],
    )
    if chosen is not None:
        sheet = mode.sheets[chosen]
        pieces.steps(sheet, spoken)
        lay = partial(_lay_sheet, table.id, mode.id, chosen, spoken)
        st.button(_("Lay it before the person"), key="lay-sheet", on_click=lay)


def _lay_sheet(sitting: str, mode: str, sheet: str, spoken: str) -> None:
    with parts.troubled(pieces.TROUBLE):
        held = shelf.signed(mode)
        talk = practice.current().tables.at(sitting).talk
        talk.lay_sheet(held.sheets[sheet], mode=mode, language=spoken)
