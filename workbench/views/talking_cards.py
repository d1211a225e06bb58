"""The cards in the therapist's hand: three that fit, to be shown, worded otherwise or changed."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from engines.dialogue.cards import Card, Mode
from engines.record.spoken import MAX_SPOKEN_LETTERS, Who
from workbench import parts, practice, state
from workbench.saying import _, language
from workbench.table.live import Table
from workbench.table.telling import MAX_WORDS
from workbench.talking import offering, pieces, shelf
from workbench.talking.offering import Hand
from workbench.views import talking_sheets


def offered(table: Table, mode: Mode, spoken: str) -> None:
    """What fits what was said last, or what may come next."""
    hand = offering.hand(mode, table.talk.lines)
    _about(table, hand)
    filled = _filled(table, mode, hand, spoken)
    for place, card in enumerate(hand.cards):
        with st.container(border=True, key=f"offer-{place}"):
            _card(table, mode, card, spoken, filled, first=place == 0 and hand.sure)
    with st.container(horizontal=True, key="talk-frame"):
        for name, label, text in (
            ("opening", _("Show the opening"), mode.opening[spoken]),
            ("closing", _("Show the closing"), mode.closing[spoken]),
        ):
            lay = partial(_lay, table.id, mode.id, "", spoken, text, "card")
            st.button(label, key=f"talk-{name}", help=parts.plain(text), on_click=lay)
    talking_sheets.offered(table, mode, spoken)


def _about(table: Table, hand: Hand) -> None:
    if hand.to:
        title = _("To “{words}”", words=hand.to)
        parts.quiet(title if hand.sure else f"{title} · {_('Nothing fits well.')}")
        if table.answers.may_be_asked():
            paint = partial(_paint, table.id, hand.to)
            icon = ":material/brush:"
            st.button(_("Paint these words"), icon=icon, key="talk-paint", on_click=paint)
    if not hand.by_meaning:
        pieces.by_letters()


def _filled(table: Table, mode: Mode, hand: Hand, spoken: str) -> dict[str, str]:
    """What stands in the cards' slots: a word of the person's own, a role."""
    slots = {slot for card in hand.cards for slot in card.slots}
    filled: dict[str, str] = {}
    if "word" in slots and hand.words:
        told = _("A word of theirs, for the cards")
        filled["word"] = st.pills(told, hand.words, key=f"talk-word-{table.id}") or ""
    if "role" in slots:
        titles = [sheet.title[spoken] for sheet in offering.roles(mode)]
        filled["role"] = st.selectbox(_("Who speaks"), titles, key=f"talk-role-{table.id}") or ""
    return filled


def _card(
    table: Table, mode: Mode, card: Card, spoken: str, filled: dict[str, str], *, first: bool
) -> None:
    name = f"{table.id}-{mode.id}-{card.id}"
    turn = int(state.noted(f"turn-{name}") or 0)
    empty = _("the person's word")
    text, ready = offering.worded(card, spoken, turn, filled, f"[{empty}]")
    editing = state.noted(f"edit-{table.id}") == card.id
    if editing:
        label = _("In your own words")
        st.text_area(label, text, key=f"own-{name}-{turn}", max_chars=MAX_SPOKEN_LETTERS)
    else:
        st.html(f'<p class="sw-offer" lang="{spoken}">{escape(text)}</p>')
    if not ready and not editing:
        parts.quiet(_("Tap a word of theirs first, or change the card."))
    with st.container(horizontal=True, key=f"ways-{card.id}"):
        own = f"own-{name}-{turn}" if editing else None
        lay = partial(_lay_card, table.id, mode.id, card.id, spoken, text, own)
        kind = "primary" if first else "secondary"
        off = not (ready or editing)
        st.button(_("Show it"), key=f"lay-{card.id}", type=kind, disabled=off, on_click=lay)
        if not editing and len(card.says[spoken]) > 1:
            other = partial(state.note, f"turn-{name}", turn + 1)
            st.button(_("Other words"), key=f"turn-{card.id}", on_click=other)
        change = partial(state.note, f"edit-{table.id}", None if editing else card.id)
        label = _("As it was") if editing else _("Change")
        st.button(label, key=f"edit-{card.id}", on_click=change)


def _lay_card(sitting: str, mode: str, card: str, spoken: str, text: str, own: str | None) -> None:
    said = text if own is None else str(state.widget(own) or "")
    state.note(f"edit-{sitting}", None)
    name = f"turn-{sitting}-{mode}-{card}"
    state.note(name, int(state.noted(name) or 0) + 1)
    _lay(sitting, mode, card, spoken, said, "card" if said == text else "edit")


def _lay(sitting: str, mode: str, card: str, spoken: str, text: str, who: Who) -> None:
    with parts.troubled(pieces.TROUBLE):
        shelf.signed(mode)
        talk = practice.current().tables.at(sitting).talk
        talk.lay(text, language=spoken, who=who, mode=mode, card=card)


def _paint(sitting: str, words: str) -> None:
    with parts.troubled(pieces.TROUBLE):
        table = practice.current().tables.at(sitting)
        table.set_options({"words": words[:MAX_WORDS]}, language=language()[:2])
        table.ask()
