"""Trends for a printer: black on white, with patterns and tables, a name only where wanted."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import partial
from html import escape

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.store import Person
from workbench.charts import looks, words
from workbench.saying import _, ngettext, sentence
from workbench.trends import printing
from workbench.trends.series import current, sheets_of
from workbench.views import asking_back, over_time

NAME = "print"
HEADS = ("nobody", "code", "name")
CODE_LENGTH = 6


def asked() -> None:
    """The button that leads to the page for the printer, with what is to stand above it."""
    with st.popover(_("Print"), icon=":material/print:", key="print-asked"):
        heads = {"nobody": _("No name"), "code": _("A code"), "name": _("The name")}
        head = st.radio(_("Above the charts"), [*HEADS], format_func=heads.__getitem__)
        tables = st.checkbox(_("With the tables"), value=True)
        told = f"{head}{'' if tables else '-short'}"
        go = partial(state.set_address, NAME, told)
        st.button(_("Show the page for the printer"), type="primary", on_click=go)


def shown(person: Person, span: tuple[int, int]) -> None:
    """Everything on one white page."""
    head, _dash, short = (state.address(NAME) or "").partition("-")
    with st.container(horizontal=True, key="print-bar"):
        back = partial(state.set_address, NAME, None)
        st.button(_("Back to the trends"), icon=":material/arrow_back:", on_click=back)
        printing.button()
    with st.container(key="print-page"):
        series = current(person, looks.PRINT, span)
        if not series.rows["number"]:
            parts.empty(_("No sitting yet"), _("There is nothing to print."))
            return
        _head(person, head, series.rows["number"], series.rows["started"])
        over_time.every_sheet(series, sheets_of(series), open_tables=not short, tables=not short)
        answered = practice.current().archive.questionnaires(person.id)
        asking_back.charts(answered, look=looks.PRINT, open_table=not short, tabled=not short)
        for key in ("what_it_is", "what_it_is_not", "what_scores_are"):
            parts.quiet(sentence(key))


def _head(person: Person, head: str, numbers: list[int], started: list[str]) -> None:
    names = {"name": person.name, "code": person.id[:CODE_LENGTH]}
    who = names.get(head, "")
    today = words.day(datetime.now(timezone.utc).isoformat())
    span = _(
        "{count}, {first} to {last}",
        count=ngettext("{count} sitting", "{count} sittings", len(numbers)),
        first=words.day(started[0]),
        last=words.day(started[-1]),
    )
    title = f"{_('Trends')} · {who}" if who else _("Trends")
    made = parts.made_up(person)
    st.html(
        f'<div class="sw-print-head"><h2>{escape(title)} {made}</h2>'
        f"<p>{escape(span)}. {escape(_('Printed on {day}.', day=today))}</p></div>"
    )
