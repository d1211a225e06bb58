"""The practice's help card: whom to call, as the client reads it, and who called the numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from engines.safety.help_card import TRUSTED_DAYS
from workbench import parts, practice, state
from workbench.archive.retention import today
from workbench.saying import _

CARD_LETTERS, MOST_NAME = 400, 120
CARD, CHECKED = "help_card", "help_card_checked"


@dataclass(frozen=True, slots=True)
class Checked:
    """Who called every number of the card, and when."""

    by: str
    on: date

    @property
    def stale(self) -> bool:
        """Whether that is so long ago that it should be done again."""
        return (today() - self.on).days > TRUSTED_DAYS


def section() -> None:
    """Whom to call, as the client reads it; to be written by those who may."""
    may = practice.current().may("settings")
    with st.container(border=True, key="help-card"):
        st.header(_("Help card"))
        parts.quiet(
            _(
                "Shown to the client with “I need a person”. Write whom to call and how; "
                "Sketchwell itself is not for emergencies."
            )
        )
        card = practice.current().archive.preference(CARD) or ""
        if may:
            _writing(card)
        elif card:
            st.html(f'<p class="sw-note sw-written">{escape(card)}</p>')
        if not card:
            parts.note(_("Nothing is written on it yet: clients read only that a person comes."))
            return
        _signature(may=may)


def checked() -> Checked | None:
    """Who called the numbers last; None where nobody did since the card was changed."""
    kept = practice.current().archive.preference(CHECKED)
    if not kept:
        return None
    told = json.loads(kept)
    return Checked(told["by"], date.fromisoformat(told["on"]))


def _writing(card: str) -> None:
    st.text_area(
        _("Help card"),
        value=card,
        max_chars=CARD_LETTERS,
        placeholder=_("Your name and room, the practice's number, who is there at night"),
        key="write-help-card",
        on_change=_write_card,
        label_visibility="collapsed",
    )


def _signature(*, may: bool) -> None:
    found = checked()
    if found is None:
        parts.note(_("Nobody has signed that they called every number on it."))
    else:
        day = parts.day(found.on.isoformat())
        parts.quiet(_("{name} called every number on it on {day}.", name=found.by, day=day))
        if found.stale:
            parts.note(_("That is more than half a year ago: numbers change. Call them again."))
    if may and (found is None or found.stale):
        by = st.text_input(_("Your name"), key="card-checked-by", max_chars=MOST_NAME)
        label = _("I called every number today")
        st.button(label, key="card-checked", disabled=not by.strip(), on_click=_check)


def _write_card() -> None:
    text = str(state.widget("write-help-card") or "").strip()
    archive = practice.current().archive
    if text != (archive.preference(CARD) or ""):
        archive.set_preference(CARD, text or None)
        archive.set_preference(CHECKED, None)


def _check() -> None:
    by = str(state.widget("card-checked-by") or "").strip()
    if by:
        told = json.dumps({"by": by, "on": today().isoformat()}, ensure_ascii=False)
        practice.current().archive.set_preference(CHECKED, told)
