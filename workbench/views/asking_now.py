"""Asking a questionnaire: which one, in which language, laid before the person or typed in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from html import escape

import streamlit as st

from engines import languages
from workbench import parts, practice, state
from workbench.archive.questions import How, Questionnaire
from workbench.archive.store import Person
from workbench.asking import laying
from workbench.looking import place
from workbench.saying import _, language, ngettext

TYPING = "questions-typing-"
TROUBLE = "asking"
WIDE_PX, DAY_PX = 380, 180


def choose(person: Person, found: tuple[Questionnaire, ...], *, paper: bool = True) -> None:
    """Which questionnaire, in which language, and the two ways to have it answered."""
    known = laying.offered(practice.current().archive)
    titles = {name: _titled(name) for name in known}
    keys = f"instrument-{person.id}", f"asked-in-{person.id}", f"dated-{person.id}"
    told = {"format_func": titles.__getitem__, "key": keys[0], "width": WIDE_PX}
    st.selectbox(_("Questionnaire"), [*known], **told)
    name = state.widget(keys[0]) or next(iter(known))
    instrument = known[name].instrument
    usual = laying.spoken(instrument, person.tailored.language, language())
    st.segmented_control(
        _("Language"),
        [*instrument.languages],
        format_func=languages.name_or_code,
        default=usual,
        required=True,
        key=f"{keys[1]}-{name}",
    )
    _recall(instrument.recall_days, [each for each in found if each.instrument == name])
    going = state.open_sitting(person.id) is not None
    with st.container(horizontal=True, vertical_alignment="bottom", key="ask-ways"):
        lay = partial(_lay_out, person.id, keys, "own")
        st.button(
            _("Lay it before the person"),
            type="primary",
            key="lay-out",
            disabled=not going,
            on_click=lay,
        )
        if paper:
            type_in = partial(_lay_out, person.id, keys, "paper")
            st.button(_("Type in from paper"), key="type-in", on_click=type_in)
            day = {"max_value": _today(), "key": keys[2], "width": DAY_PX}
            st.date_input(_("Filled in on"), _today(), format=parts.date_order(), **day)
    if not going:
        parts.quiet(_("To lay it before the person, begin a sitting: somebody has to be at hand."))


def _titled(name: str) -> str:
    instrument = practice.current().archive.instruments()[name].instrument
    title = instrument.title[laying.spoken(instrument, language())]
    count = len(instrument.items)
    return f"{title} ({ngettext('{count} question', '{count} questions', count)})"


def _recall(days: int, before: list[Questionnaire]) -> None:
    """The questions look back on some days: asked sooner, answers overlap. It is not refused."""
    ended = [each.dated for each in before if each.done is not None]
    if not ended or not days:
        return
    last = datetime.fromisoformat(ended[-1])
    if datetime.now(last.tzinfo) - last < timedelta(days=days):
        told = _(
            "Last answered on {day}. The questions look back on {days} days: asked again sooner, "
            "the answers overlap.",
            day=parts.day(ended[-1]),
            days=days,
        )
        parts.note(told)


def open_ones(person: Person, found: tuple[Questionnaire, ...]) -> None:
    """What is being answered or typed in, and the way to end it."""
    archive = practice.current().archive
    known = archive.instruments()
    for each in (each for each in found if each.done is None):
        with st.container(horizontal=True, vertical_alignment="center", key=f"open-{each.id}"):
            items = len(known[each.instrument].instrument.items) if each.instrument in known else 0
            st.html(f"<b>{escape(_standing(each, items))}</b>")
            st.space("stretch")
            if each.how == "paper":
                go_on = partial(place.ask, f"{TYPING}{each.id}")
                st.button(_("Type on"), key=f"type-{each.id}", on_click=go_on)
            act, label = ("end", _("End it as it is")) if each.answers else ("off", _("Clear away"))
            ended = partial(end, person.id, each.id, act)
            st.button(label, key=f"{act}-{each.id}", on_click=ended)


def _standing(each: Questionnaire, items: int) -> str:
    title = _titled(each.instrument).partition(" (")[0] if items else each.instrument
    told = {"title": title, "count": len(each.answers), "all": items}
    if each.how == "paper":
        return _("{title}, from paper: {count} of {all} typed in", **told)
    if state.open_sitting(each.person) is None:
        return _("{title}: {count} of {all} answered, and the sitting is over", **told)
    return _("{title} lies ready: {count} of {all} answered. Now hand over.", **told)


def _lay_out(person_id: str, keys: tuple[str, str, str], how: How) -> None:
    archive, name = practice.current().archive, str(state.widget(keys[0]))
    spoken = str(state.widget(f"{keys[1]}-{name}"))
    with parts.troubled(TROUBLE):
        dated = _noon(state.widget(keys[2])) if how == "paper" else None
        laid = archive.lay_out(person_id, name, language=spoken, how=how, dated=dated)
        if how == "paper":
            place.ask(f"{TYPING}{laid.id}")


def _today() -> date:
    return datetime.now().astimezone().date()


def _noon(day: date | None) -> str | None:
    """The noon of another day; today is now."""
    if day is None or day == _today():
        return None
    return datetime.combine(day, time(12)).astimezone().isoformat(timespec="milliseconds")


def end(person_id: str, questionnaire: str, act: str) -> None:
    """Ends a questionnaire as it is, or ("off") puts an empty one away."""
    archive = practice.current().archive
    with parts.troubled(TROUBLE):
        if act == "end":
            archive.finish_questionnaire(questionnaire, person=person_id)
        else:
            archive.take_off(questionnaire, person=person_id)
