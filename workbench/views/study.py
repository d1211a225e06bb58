"""A person's part in a study: enrolled or not, where they are, what is due, what happened."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.archive.studies import Study
from workbench.looking import place
from workbench.saying import _
from workbench.studying import pieces, places, telling
from workbench.studying.places import Place
from workbench.views import study_noting

HERE, TROUBLE = "protocol", "study"
MOST_REASON = 200


def offer() -> None:
    """On a person's page: the way here."""
    st.button(_("Study"), key="to-study", on_click=partial(place.ask, HERE))


def here() -> bool:
    """Whether the address asks for this."""
    return place.asking() == HERE


def page(person: Person) -> None:
    """All of it."""
    pieces.styles()
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        back = partial(place.ask, None)
        st.button(_("Back"), icon=":material/arrow_back:", key="from-study", on_click=back)
        parts.who(person, about=_("Study"))
        st.space("stretch")
        if st.button(_("All studies"), key="to-studies"):
            st.switch_page("views/study_all.py")
    parts.trouble(TROUBLE)
    found = places.place(practice.current().archive, person.id)
    with st.container(border=True, key="study-place"):
        if found is None:
            _free(person)
        else:
            _in_one(person, found)
    study_noting.page(person)
    _before(person)


def _free(person: Person) -> None:
    st.subheader(_("Free practice"))
    free = _("{name} takes part in no study: sittings are as you agree.", name=person.name)
    parts.quiet(free)
    archive = practice.current().archive
    open_ones = [each for each in archive.studies() if each.has_room]
    if not open_ones:
        parts.quiet(_("There is no study to enrol in: one is registered under All studies."))
        return
    titles = {each.id: telling.study(each) for each in open_ones}
    key = f"study-of-{person.id}"
    st.selectbox(_("Enrol in"), [*titles], format_func=titles.__getitem__, key=key, width=480)
    chosen = next(e for e in open_ones if e.id == (state.widget(key) or open_ones[0].id))
    parts.quiet(telling.about(chosen.plan.protocol))
    pieces.digest(_("Plan (SHA-256)"), chosen.sha256)
    _enrolling(person, chosen)


def _enrolling(person: Person, chosen: Study) -> None:
    agreed = practice.current().archive.allows(person.id, "research")
    if not agreed:
        parts.note(_("Research was not agreed to: ask for it first, under Consent."))
        st.button(_("To consent"), key="study-consent", on_click=partial(place.ask, "research"))
    elif chosen.arms > 1:
        parts.note(
            _(
                "What {name} will have is decided by a sealed lot, and told once the enrolment is "
                "saved. It cannot be chosen, seen before, or drawn again.",
                name=person.name,
            )
        )
    enrol = partial(_enrol, person.id, chosen.id)
    told = {"type": "primary", "key": "enrol", "disabled": not agreed}
    st.button(_("Enrol {name}", name=person.name), on_click=enrol, **told)


def _enrol(person_id: str, study: str) -> None:
    with parts.troubled(TROUBLE):
        practice.current().archive.enrol(person_id, study)


def _in_one(person: Person, found: Place) -> None:
    known = practice.current().archive.instruments()
    protocol = found.course.protocol
    st.subheader(parts.plain(found.study.plan.title))
    parts.quiet(
        _(
            "{protocol}, since {day}: {arm}",
            protocol=telling.title(protocol),
            day=parts.day(found.course.enrolled.isoformat()),
            arm=telling.arm(protocol, found.course.arm),
        )
    )
    pieces.strip(found)
    pieces.due(telling.line(found, known), asks=found.asks)
    slot = found.today.sitting
    if slot is not None and not places.paints(slot):
        parts.note(telling.why_no_painter(slot))
    if found.today.later:
        parts.quiet(_("Later: {what}", what="; ".join(telling.later_on(found, known))))
    for each in found.deviations:
        st.html(f'<div class="sw-quiet">{escape(telling.deviation(each, known))}</div>')
    pieces.digest(_("Plan (SHA-256)"), found.study.sha256)
    _leave(person, found)


def _leave(person: Person, found: Place) -> None:
    with st.expander(_("Leave the study"), icon=":material/logout:"):
        parts.quiet(
            _(
                "The person may stop at any time, without a reason. What was recorded stays; to "
                "have it left out of the study too, take research back under Consent."
            )
        )
        key = f"leave-why-{person.id}"
        st.text_input(_("Why, if it was said"), max_chars=MOST_REASON, autocomplete="off", key=key)
        leave = partial(_left, person.id, found.enrolment, key)
        st.button(_("{name} leaves the study", name=person.name), key="leave", on_click=leave)


def _left(person_id: str, enrolment: str, key: str) -> None:
    with parts.troubled(TROUBLE):
        why = str(state.widget(key) or "")
        practice.current().archive.leave_study(enrolment, why, person=person_id)


def _before(person: Person) -> None:
    archive = practice.current().archive
    titles = {each.id: each.plan.title for each in archive.studies()}
    for each in archive.enrolments(person.id):
        if each.ended is not None:
            days = {"begun": parts.day(each.enrolled), "ended": parts.day(each.ended)}
            told = _("{title}: from {begun} to {ended}", title=titles[each.study], **days)
            parts.quiet(f"{told}{f' ({each.why})' if each.why else ''}")
