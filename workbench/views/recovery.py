"""The recovery sheet in Settings: shown for the paper, hidden while it is typed back from there."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.access import pieces
from workbench.archive.unlocking.sheet import Sheet
from workbench.saying import _, later
from workbench.vault import sheets

DONE, TROUBLE = "key-done", "key-trouble"
TRYING, TYPING = "key-sheet", "key-sheet-typing"
PROOF = "sheet-proof"


def section() -> None:
    """A sheet is made, then shown, then two of its groups are typed back; it counts after that."""
    parts.quiet(
        _(
            "A code on paper that opens the practice when nothing else does. A new one takes the "
            "place of the one before."
        )
    )
    sheet = state.noted(TRYING)
    if not isinstance(sheet, Sheet):
        st.button(_("Make a recovery sheet"), key="make-sheet", on_click=_make)
    elif state.noted(TYPING):
        _typed(sheet)
    else:
        _shown(sheet)


def is_open() -> bool:
    """Whether a sheet is on its way."""
    return state.noted(TRYING) is not None


def _shown(sheet: Sheet) -> None:
    groups = "".join(f"<li><code>{group}</code></li>" for group in sheet.groups)
    code = f'<img src="{sheets.code_image(sheet)}" alt="">'
    st.html(f'<div class="sw-sheet"><ol>{groups}</ol>{code}</div>')
    parts.quiet(_("Print this page or copy it by hand, then type two groups from the paper."))
    with st.container(horizontal=True):
        st.button(_("It is on paper"), key="hide-sheet", type="primary", on_click=_turn, args=(1,))
        st.button(_("Not now"), key="drop-sheet", on_click=_drop)


def _typed(sheet: Sheet) -> None:
    parts.quiet(_("The sheet is hidden now: type two of its groups from the paper."))
    for place in sheet.places:
        st.text_input(_("Group {number}", number=place + 1), key=f"group{place}", max_chars=12)
    pieces.proof(PROOF)
    with st.container(horizontal=True):
        st.button(_("Use this sheet"), key="keep-sheet", type="primary", on_click=_keep)
        st.button(_("Show it again"), key="show-sheet", on_click=_turn, args=(0,))
        st.button(_("Not now"), key="drop-sheet", on_click=_drop)


def _make() -> None:
    state.note(TRYING, Sheet())
    state.note(TYPING, 0)


def _turn(typing: int) -> None:
    state.note(TYPING, typing)


def _drop() -> None:
    state.note(TRYING, None)


def _keep() -> None:
    sheet = state.noted(TRYING)
    if isinstance(sheet, Sheet) and pieces.proved(PROOF, place=TROUBLE):
        with parts.troubled(TROUBLE):
            typed = [str(state.widget(f"group{place}") or "") for place in sheet.places]
            practice.current().archive.add_sheet(sheet.tried(typed))
            _drop()
            state.note(DONE, later("The sheet opens the practice from now on. Lock it away."))
