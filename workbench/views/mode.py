"""One mode: what it is for, its cards, what would be offered, its signature."""

from __future__ import annotations

import streamlit as st

from engines.dialogue.cards import Mode
from engines.dialogue.library import Held
from workbench import parts, state
from workbench.saying import _
from workbench.talking import pieces, shelf
from workbench.trends import printing
from workbench.views import mode_changing


def page(held: Held) -> None:
    """The page of one mode."""
    pieces.head(held)
    mode = held.mode
    if mode is None:
        return
    pieces.untranslated(mode)
    pieces.not_for(mode)
    parts.trouble()
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, key="try-out"):
        _try_out(mode)
    with right, st.container(border=True, key="signing"):
        _signing(held, mode)
    _read(mode)
    with st.container(key="mode-changing"):
        st.header(_("Change it"))
        mode_changing.section(mode, own=held.own)
    with st.container(key="print-bar"):
        printing.button()


def _try_out(mode: Mode) -> None:
    st.subheader(_("Try it out"))
    text = st.text_input(_("Somebody says"), key=f"try-{mode.id}", max_chars=400)
    if not text.strip():
        parts.quiet(_("Three cards are offered to you; you choose, or none."))
        return
    offer, by_meaning = shelf.offered(mode, text)
    told = [mode.cards[name].says[pieces.spoken(mode)][0] for name in offer.cards]
    pieces.said(told, first=offer.sure)
    if not offer.sure:
        parts.quiet(_("Nothing fits well: the open card comes first."))
    if not by_meaning:
        pieces.by_letters()


def _signing(held: Held, mode: Mode) -> None:
    st.subheader(_("Signature"))
    if held.standing == "signed":
        parts.quiet(_("Whoever changes a word takes the signature off."))
        return
    parts.quiet(_("Only a signed mode is for people. Read all of it before you sign it."))
    by = st.text_input(_("Your name"), key=f"sign-by-{mode.id}", max_chars=120)
    st.button(
        _("Sign this mode"),
        key=f"sign-{mode.id}",
        disabled=not by.strip(),
        on_click=_sign,
        args=(mode.id,),
    )


def _sign(name: str) -> None:
    with parts.troubled():
        shelf.sign(name, str(state.widget(f"sign-by-{name}") or ""))


def _read(mode: Mode) -> None:
    spoken = pieces.spoken(mode)
    st.header(_("What the person reads first and last"))
    pieces.said((mode.opening[spoken], mode.closing[spoken]))
    st.header(_("Cards"))
    pieces.cards(mode, spoken)
    for kind, title in pieces.KINDS.items():
        shown = [each for each in mode.sheets.values() if each.kind == kind]
        if shown:
            st.header(_(title))
            pieces.sheets(shown, spoken)
    if mode.sources:
        parts.listed(_("Sources"), mode.sources)
