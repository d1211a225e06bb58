"""What happened to a person, in a study or not: noted, followed up, closed, corrected."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.noting import MOST_NAME, MOST_REASON, MOST_TEXT
from workbench.archive.store import Person
from workbench.archive.studies import KINDS, Happening, Kind
from workbench.saying import _, later
from workbench.studying import pieces, telling
from workbench.studying.places import today_here

TROUBLE = "noting"
NOT_FOR_EMERGENCIES = later(
    "In an emergency act first, as your practice has agreed to: Sketchwell calls nobody. This is a "
    "record of what happened."
)
SERIOUS = later("Serious: it threatened life, led to a hospital, or to lasting harm")


def page(person: Person) -> None:
    """The lines to fill in, and everything that was noted, the newest first."""
    with st.container(border=True, key="note-happening"):
        st.subheader(_("What happened"))
        _form(person)
        parts.trouble(TROUBLE)
    for each in reversed(practice.current().archive.happenings(person.id)):
        with st.container(border=True, key=f"happened-{each.id}"):
            pieces.happening(each)
            if each.waits:
                _follow(person, each)
            if each.struck is None:
                _change(person, each)


def _form(person: Person) -> None:
    kinds = {each: _(telling.KINDS[each]) for each in KINDS}
    turn = int(state.noted(f"noting-{person.id}") or 0)  # empty lines after each entry
    key = f"kind-{person.id}"
    told = {"format_func": kinds.__getitem__, "default": "missed", "required": True, "key": key}
    st.segmented_control(_("What"), [*KINDS], label_visibility="collapsed", **told)
    kind: Kind = state.widget(key) or "missed"
    today = today_here()
    day, text, serious = (f"{name}-{person.id}-{turn}" for name in ("day", "text", "serious"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        written = {"format": parts.date_order(), "width": 180}
        st.date_input(_("Day"), today, max_value=today, key=day, **written)
        label = _("Why, if it is known") if kind == "missed" else _("What happened, in a few words")
        st.text_input(label, max_chars=MOST_TEXT, autocomplete="off", key=text)
    if kind == "adverse":
        st.checkbox(_(SERIOUS), key=serious)
    if kind in ("distress", "adverse"):
        parts.note(_(NOT_FOR_EMERGENCIES))
    save = partial(_save, person.id, kind, (day, text, serious), turn)
    st.button(_("Note it"), key="note-it", type="primary", on_click=save)


def _save(person_id: str, kind: Kind, keys: tuple[str, str, str], turn: int) -> None:
    day, text, serious = (state.widget(key) for key in keys)
    on = day if isinstance(day, date) else today_here()
    judged = bool(serious) if kind == "adverse" else None
    with parts.troubled(TROUBLE):
        archive = practice.current().archive
        archive.note_happening(person_id, kind, str(text or ""), day=on, serious=judged)
        state.note(f"noting-{person_id}", turn + 1)


def _follow(person: Person, each: Happening) -> None:
    keys = f"by-{each.id}-{len(each.follow_ups)}", f"up-{each.id}-{len(each.follow_ups)}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = {"max_chars": MOST_NAME, "autocomplete": "off", "key": keys[0], "width": 240}
        st.text_input(_("Who follows it up"), _me(), **name)
        label = _("What was seen or done since")
        st.text_input(label, max_chars=MOST_TEXT, autocomplete="off", key=keys[1])
        for over, said in ((False, _("It goes on")), (True, _("It is over"))):
            told = partial(_followed, person.id, each.id, keys, over=over)
            st.button(said, key=f"follow-{over}-{each.id}", on_click=told)
    parts.trouble(f"{TROUBLE}-{each.id}")


def _followed(person_id: str, happening: str, keys: tuple[str, str], *, over: bool) -> None:
    by, text = (str(state.widget(key) or "") for key in keys)
    with parts.troubled(f"{TROUBLE}-{happening}"):
        archive = practice.current().archive
        archive.follow_up(happening, text, person=person_id, by=by, over=over)


def _change(person: Person, each: Happening) -> None:
    with st.expander(_("Correct it, or take it back")):
        keys = tuple(f"{name}-{each.id}-{len(each.amended)}" for name in ("ought", "reason"))
        st.text_area(_("What it ought to say"), each.text, max_chars=MOST_TEXT, key=keys[0])
        st.text_input(_("Why"), max_chars=MOST_REASON, autocomplete="off", key=keys[1])
        with st.container(horizontal=True):
            for strike, said in (
                (False, _("Correct it; the old text stays beside it")),
                (True, _("Take it back: it was a mistake")),
            ):
                told = partial(_changed, person.id, each.id, keys, strike=strike)
                st.button(said, key=f"change-{strike}-{each.id}", on_click=told)
        parts.trouble(f"{TROUBLE}-change-{each.id}")


def _changed(person_id: str, happening: str, keys: tuple[str, ...], *, strike: bool) -> None:
    text, reason = (str(state.widget(key) or "") for key in keys)
    with parts.troubled(f"{TROUBLE}-change-{happening}"):
        archive = practice.current().archive
        if strike:
            archive.strike_happening(happening, reason, person=person_id)
        else:
            archive.amend_happening(happening, text, reason, person=person_id)


def _me() -> str:
    account = state.account()
    return "" if account is None or account.synthetic else account.name[:MOST_NAME]
