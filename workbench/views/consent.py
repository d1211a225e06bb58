"""What a person agreed to: the four items, what was said when, and how long the record is kept."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from workbench import parts, practice
from workbench.archive.store import Person
from workbench.consent import pictures, showing, standing
from workbench.consent.standing import Standing
from workbench.guide import explaining
from workbench.looking import place
from workbench.saying import _, ngettext
from workbench.views import consent_asking, consent_back, keeping_person, removing

ALL, PAPER, BACK = "all", "paper", "back-"


def offer(person: Person) -> None:
    """On a person's page: the way here, and calmly what was not asked yet."""
    waits = sum(each.waits for each in standing.of(practice.current().archive, person.id))
    icon = ":material/contract_edit:" if waits else ":material/contract:"
    go = partial(place.ask, ALL)
    st.button(_("Consent"), icon=icon, key="to-consent", on_click=go)


def page(person: Person) -> None:
    """One item to read and answer, the sheet for the printer, or all of it."""
    showing.styles()
    asking = place.asking() or ALL
    if asking == PAPER:
        consent_asking.paper(person)
    elif asking in standing.NAMES:
        consent_asking.ask(person, asking)
    elif asking.startswith(BACK) and asking.removeprefix(BACK) in standing.NAMES:
        consent_back.take_back(person, asking.removeprefix(BACK))
    else:
        overview(person)


def overview(person: Person) -> None:
    """Every item, the history, and how long the record is kept."""
    explaining.styles()
    _head(person)
    parts.trouble()
    archive = practice.current().archive
    items = standing.of(archive, person.id)
    left, right = st.columns([3, 2], gap="large")
    first = next((each.item for each in items if each.waits), None)
    with left:
        for each in items:
            _item(each, first=each.item == first)
        showing.draft()
        _who_agrees(person)
    with right:
        _wished(person)
        keeping_person.card(person)
    history = [showing.said(entry) for entry in reversed(archive.consents(person.id))]
    with st.expander(_("What was said when"), icon=":material/history:"):
        if history:
            head = (_("When"), _("What"), _("Said"), _("How"), _("Who was there"), _("Text"))
            explaining.table(head, history)
        else:
            parts.quiet(_("Nothing was said yet."))


def _who_agrees(person: Person) -> None:
    """Whether a guardian has to be named with every yes: for the practice to know."""
    label = _(
        "Somebody has to agree for {name}: a yes needs the guardian's name",
        name=parts.plain(person.name),
    )
    needed = st.toggle(label, person.tailored.guardian, key="guardian-needed")
    if needed != person.tailored.guardian:
        table = replace(person.tailored, guardian=needed)
        practice.current().archive.tailor(person.id, table)
        st.rerun()


def _wished(person: Person) -> None:
    """The painter's pictures that the person wants gone, and the step that does it."""
    archive = practice.current().archive
    count = pictures.wished_gone(archive, person.id)
    if not count:
        return
    wanted = ngettext(
        "{name} wants the painter's picture taken out; the drawing stays.",
        "{name} wants the painter's {count} pictures taken out; the drawings stay.",
        count,
        name=person.name,
    )
    with st.container(border=True, key="pictures-wished-gone"):
        st.html(f"<b>{escape(wanted)}</b>")
        removing.must_be_kept(person)
        going = any(each.sitting.person == person.id for each in archive.open_sittings())
        if going:
            parts.quiet(_("Today's sitting goes on: those of today can go once it has ended."))
        ready = bool(archive.painted(person.id, open_too=False))
        take = partial(_take_out, person.id)
        st.button(_("Take them out"), key="take-paint-out", on_click=take, disabled=not ready)
        parts.quiet(_("Each can be brought back for a day, under Sittings."))


def _take_out(person_id: str) -> None:
    served = practice.current()
    with parts.troubled():
        pictures.take_out(served.archive, person_id)
        served.let_go([row.id for row in served.archive.sittings(person_id) if row.ended])


def _head(person: Person) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        back = partial(place.ask, None)
        st.button(_("Back"), icon=":material/arrow_back:", key="from-consent", on_click=back)
        parts.who(person, about=_("Consent"))
        st.space("stretch")
        st.button(
            _("A sheet to sign on paper"),
            icon=":material/print:",
            key="consent-to-paper",
            on_click=partial(place.ask, PAPER),
        )


def _item(each: Standing, *, first: bool) -> None:
    given = each.state == "given"
    with (
        st.container(border=True, key=f"consent-item-{each.item}"),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        showing.item(each)
        st.button(
            _("Read again") if given and not each.anew else _("Read and answer"),
            key=f"ask-{each.item}",
            type="primary" if first else "secondary",
            on_click=partial(place.ask, each.item),
        )
        if each.state in ("given", "made_up"):
            take = partial(place.ask, f"{BACK}{each.item}")
            st.button(_("Take it back"), key=f"back-{each.item}", on_click=take)
