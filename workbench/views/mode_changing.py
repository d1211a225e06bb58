"""A mode's texts, changed by whoever answers for them: one card at a time, in one language."""

from __future__ import annotations

import re

import streamlit as st

from engines import languages
from engines.dialogue import writing
from engines.dialogue.cards import Mode
from engines.dialogue.mode_files import MOST_LETTERS
from workbench import parts, state
from workbench.saying import _, later
from workbench.talking import pieces, shelf

FIELDS = {
    "purpose": later("What it is for"),
    "not_for": later("When not to use it"),
    "opening": later("What the person reads first"),
    "closing": later("What the person reads last"),
}


def section(mode: Mode, *, own: bool) -> None:
    """Everything that can be changed, folded."""
    spoken = st.segmented_control(
        _("Language"),
        mode.languages,
        format_func=languages.name_of,
        default=pieces.spoken(mode),
        required=True,
        key=f"language-{mode.id}",
    )
    with st.expander(_("Change a card, or write one"), icon=":material/edit:"):
        _card(mode, str(spoken))
    with st.expander(_("Change what it is for, how it begins and ends"), icon=":material/edit:"):
        _texts(mode, str(spoken))
    if own and mode.id in shelf.SHIPPED:
        with st.expander(_("Back to the draft that ships"), icon=":material/restore:"):
            parts.quiet(_("What this practice changed in this mode goes, its signature too."))
            st.button(_("Put our changes away"), on_click=_away, args=(mode.id,))


def _texts(mode: Mode, spoken: str) -> None:
    for name, title in FIELDS.items():
        st.text_area(_(title), getattr(mode, name)[spoken], key=_key(mode, name, spoken))
    st.button(_("Keep these texts"), on_click=_keep_texts, args=(mode, spoken))


def _card(mode: Mode, spoken: str) -> None:
    fresh = _fresh(mode)
    chosen = st.selectbox(
        _("Card"),
        [*mode.cards, fresh],
        format_func=lambda name: (
            mode.cards[name].says[spoken][0] if name in mode.cards else _("A new card")
        ),
        key=f"which-{mode.id}",
    )
    chosen = str(chosen)
    shown = mode.cards.get(chosen)
    says, heard = (shown.says[spoken], shown.heard[spoken]) if shown else ((), ())
    st.text_area(
        _("The card says: one way of saying it in each line"),
        "\n".join(says),
        key=_key(mode, f"{chosen}-says", spoken),
        help=_("At most two sentences and one question, {count} letters.", count=MOST_LETTERS),
    )
    st.text_area(
        _("When somebody says: one example in each line"),
        "\n".join(heard),
        key=_key(mode, f"{chosen}-heard", spoken),
    )
    if shown is None:
        parts.quiet(_("In the other languages it says the same until somebody writes it there."))
    with st.container(horizontal=True):
        st.button(_("Keep this card"), on_click=_keep, args=(mode, chosen, spoken))
        if shown is not None and chosen != mode.neutral:
            st.button(_("Leave this card out"), on_click=_leave_out, args=(mode, chosen))


def _key(mode: Mode, name: str, spoken: str) -> str:
    # With the version: after a change the fields show what was kept.
    return f"{mode.id}-{mode.version}-{name}-{spoken}"


def _written(mode: Mode, name: str, spoken: str) -> tuple[str, ...]:
    text = str(state.widget(_key(mode, name, spoken)) or "")
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _keep_texts(mode: Mode, spoken: str) -> None:
    with parts.troubled():
        for name in FIELDS:
            mode = writing.with_text(mode, name, spoken, " ".join(_written(mode, name, spoken)))
        shelf.keep(mode)


def _keep(mode: Mode, name: str, spoken: str) -> None:
    with parts.troubled():
        says, heard = (_written(mode, f"{name}-{part}", spoken) for part in ("says", "heard"))
        shelf.keep(writing.with_card(mode, name, spoken, says=says, heard=heard))


def _leave_out(mode: Mode, name: str) -> None:
    with parts.troubled():
        shelf.keep(writing.without_card(mode, name))


def _away(name: str) -> None:
    with parts.troubled():
        shelf.put_away(name)


def _fresh(mode: Mode) -> str:
    taken = [re.fullmatch(r"own_(\d+)", name) for name in mode.cards]
    return f"own_{1 + max((int(each[1]) for each in taken if each), default=0)}"
