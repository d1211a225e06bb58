"""Exhibition: which pictures may leave to be shown, their labels, and what is to be taken down."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from urllib.parse import quote

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.exhibits import Exhibit
from workbench.consent import exhibition
from workbench.consent.exhibition import ADDRESS, Hanging
from workbench.guide import explaining
from workbench.modules import text_of
from workbench.pictures import address
from workbench.saying import _, language, ngettext
from workbench.trends import printing
from workbench.views import exhibition_choosing

LABELS = "labels"


def main() -> None:
    """What is to be fetched first; then what is on the list; then the way to choose more."""
    explaining.styles()
    st.html(f"<style>{text_of('workbench', 'consent', 'exhibition.css')}</style>")
    if state.address(LABELS):
        labels()
        return
    st.title(_("Exhibition"))
    explaining.lead(
        _(
            "Pictures that leave the practice to be shown: only of people who agreed to it and "
            "have not taken it back, and only pictures that each person was asked about. The "
            "person chooses what the label says."
        )
    )
    parts.trouble()
    hung = exhibition.hanging(practice.current().archive)
    _to_take_down(hung)
    _on_the_list(hung)
    exhibition_choosing.choose()


def labels() -> None:
    """The labels as they are printed and cut."""
    with st.container(horizontal=True, vertical_alignment="center", key="print-bar"):
        back = partial(state.set_address, LABELS, None)
        st.button(_("Back"), icon=":material/arrow_back:", key="from-labels", on_click=back)
        printing.button()
    cards = "".join(
        f'<section class="sw-label"><h2>{escape(each.title)}</h2><p>{escape(each.name)}</p>'
        f'<p class="made">{escape(each.made)}</p><span>{each.number:02}</span></section>'
        for each in exhibition.cards(practice.current().archive)
    )
    st.html(f'<div class="sw-labels">{cards}</div>')


def _to_take_down(hung: Hanging) -> None:
    if not hung.down:
        return
    with st.container(border=True, key="to-take-down"):
        title = ngettext(
            "To take down: {count} picture", "To take down: {count} pictures", len(hung.down)
        )
        st.html(f'<h2 class="sw-down">{escape(title)}</h2>')
        parts.quiet(_("Consent was taken back. Fetch them from where they hang, and say so here."))
        for each in hung.down:
            _row(each, _("It is back"), partial(_back, each))


def _on_the_list(hung: Hanging) -> None:
    st.header(_("On the list"))
    if not hung.standing:
        parts.quiet(_("No picture was chosen yet."))
        return
    for each in hung.standing:
        if each.out is None:
            _row(each, _("Take off the list"), partial(_off, each))
        else:
            _row(each, _("It is back"), partial(_back, each))
    with st.container(horizontal=True, vertical_alignment="center", key="take-out"):
        link = f"{ADDRESS}?language={quote(language())}"
        parts.save(link, _("Take them out, with labels (ZIP)"))
        show = partial(state.set_address, LABELS, "print")
        st.button(_("Print the labels"), icon=":material/print:", key="labels", on_click=show)
    parts.quiet(_("Whatever is taken out counts as given out from then on."))


def _row(each: Exhibit, said: str, done: Callable[[], None]) -> None:
    person = practice.current().archive.person(each.person)
    label = each.label
    title = (label.title if label else "") or _(exhibition.UNTITLED)
    name = (label.name if label else "") or _(exhibition.ANONYMOUS)
    when = _("given out on {day}", day=parts.day(each.out)) if each.out else _("not given out yet")
    small = (
        ""
        if person.locked
        else f'<img src="{escape(address(each.person, each.picture, "small"))}" alt="">'
    )
    about = escape(_("{name}, on the label: {label}", name=person.name, label=name))
    with st.container(horizontal=True, vertical_alignment="center", key=f"exhibit-{each.id}"):
        st.html(
            f'<div class="sw-exhibit">{small}<div><b>{escape(title)}</b><span>{about}</span>'
            f"<span>{escape(when)}</span></div></div>"
        )
        st.button(said, key=f"done-{each.id}", on_click=done)


def _back(each: Exhibit) -> None:
    with parts.troubled():
        practice.current().archive.came_back(each.id, person=each.person)


def _off(each: Exhibit) -> None:
    with parts.troubled():
        practice.current().archive.show_after_all_not(each.id, person=each.person)


main()
