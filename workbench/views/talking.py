"""Beside the pad: cards to lay before the person, what was said, and what both wrote."""

from __future__ import annotations

from functools import partial

import streamlit as st

from engines.dialogue.cards import Mode
from engines.languages import ENGLISH
from engines.record.spoken import MAX_SPOKEN_LETTERS
from workbench import parts, practice, state
from workbench.archive.events import OpenSitting
from workbench.modules import text_of
from workbench.saying import _, language
from workbench.table.live import Table
from workbench.talking import offering, pieces, shelf, told
from workbench.views import talking_cards, together


def is_open(sitting_id: str) -> bool:
    """Whether it lies beside the pad."""
    return practice.current().tables.at(sitting_id).talk.beside


def opener(sitting_id: str) -> None:
    """The button in the table's head; it counts what the person wrote meanwhile."""
    new = practice.current().tables.at(sitting_id).talk.unread
    label = _("Talk ({count})", count=new) if new > 0 else _("Talk")
    kind = "primary" if new > 0 else "secondary"
    turn = partial(_turn, sitting_id)
    st.button(label, icon=":material/forum:", key="quick-talk", type=kind, on_click=turn)


def panel(sitting: OpenSitting) -> None:
    """All of it; nothing while it is closed."""
    st.html(f"<style>{text_of('workbench', 'talking', 'talk.css')}</style>")
    pieces.styles()
    with st.container(horizontal=True, vertical_alignment="center", key="talk-head"):
        st.subheader(_("Talk"))
        st.space("stretch")
        st.button(_("Close"), key="talk-close", on_click=partial(_turn, sitting.sitting.id))
    cards, written = st.tabs([_("Cards"), _("Written together")])
    with cards:
        _cards(sitting.sitting.id)
    with written:
        together.talk(sitting.sitting.id)


@st.fragment
def _cards(sitting_id: str) -> None:
    table = practice.current().tables.at(sitting_id)
    parts.trouble(pieces.TROUBLE)
    mode = _mode(sitting_id)
    _said_so_far(table, mode)
    _hearing(sitting_id, mode)
    if mode is not None and not table.care.rests():
        person = practice.current().archive.person(table.person)
        spoken = offering.language_of(mode, person.tailored.language, language(), ENGLISH)
        talking_cards.offered(table, mode, spoken)


def _mode(sitting_id: str) -> Mode | None:
    """The chosen mode; where none is signed, what to do about it."""
    modes = {held.id: held.mode for held in shelf.for_clients() if held.mode is not None}
    if not modes:
        parts.note(
            _(
                "No mode is signed yet, so no card can be shown to anybody. Read one on the Modes "
                "page and sign it. What is said can be written down all the same."
            )
        )
        return None
    chosen = st.selectbox(
        _("Mode"),
        [*modes],
        key=f"talk-mode-{sitting_id}",
        label_visibility="collapsed",
        format_func=lambda name: modes[name].name[pieces.spoken(modes[name])],
    )
    mode = modes[chosen or next(iter(modes))]
    with st.expander(_("When not to use it")):
        pieces.not_for(mode)
    return mode


def _said_so_far(table: Table, mode: Mode | None) -> None:
    lines = table.talk.lines
    if not lines:
        parts.quiet(_("Nothing was written down yet."))
    else:
        st.html(told.thread(lines, upward=True))
    laid = table.talk.laid
    with st.container(horizontal=True, key="talk-lying"):
        if laid is not None:
            label = _("Take the card away")
            st.button(label, key="talk-away", on_click=partial(_take_away, table.id))
        if lines:
            label = _("Take the last line out")
            line = lines[-1].id
            st.button(label, key="talk-unsay", on_click=partial(_unsay, table.id, line))
    if laid is not None:
        parts.quiet(_("The person has the newest card before them."))
    elif lines and mode is not None and table.care.rests():
        parts.note(_("Words wait to be looked at: no card is laid before that."))


def _hearing(sitting_id: str, mode: Mode | None) -> None:
    with st.form("talk-hear", clear_on_submit=True, border=False):
        st.text_area(
            _("What the person said"),
            key=f"heard-{sitting_id}",
            max_chars=MAX_SPOKEN_LETTERS,
            height=68,
            placeholder=_("In their own words. They can read it at their own view."),
        )
        name = mode.id if mode else ""
        st.form_submit_button(_("Write it down"), on_click=_hear, args=(sitting_id, name))


def _hear(sitting_id: str, mode: str) -> None:
    text = str(state.widget(f"heard-{sitting_id}") or "")
    with parts.troubled(pieces.TROUBLE):
        practice.current().tables.at(sitting_id).talk.hear(text, mode=mode)


def _take_away(sitting_id: str) -> None:
    with parts.troubled(pieces.TROUBLE):
        practice.current().tables.at(sitting_id).talk.take_away()


def _unsay(sitting_id: str, line: str) -> None:
    with parts.troubled(pieces.TROUBLE):
        practice.current().tables.at(sitting_id).talk.unsay(line)


def _turn(sitting_id: str) -> None:
    practice.current().tables.at(sitting_id).talk.turn()
