"""Everybody's sittings as small charts."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.saying import _, ngettext, sentence
from workbench.trends import caseload, sheets

ORDERS = ("recent", "name")


def shown() -> None:
    """A page of small charts, in an order that ranks nobody."""
    archive = practice.current().archive
    people = [one for one in archive.people() if not getattr(one, "archived", None)]
    with st.container(horizontal=True, vertical_alignment="bottom", key="caseload-bar"):
        wanted = st.text_input(_("Find"), key="caseload-find", placeholder=_("A name"), width=220)
        by_name = _order() == "name"
    found = caseload.everyone(people, archive.sitting_trends())
    kept = [one for one in found if wanted.strip().casefold() in one.person.name.casefold()]
    every = caseload.ordered(kept, by_name=by_name)
    parts.quiet(ngettext("{count} person", "{count} people", len(every)))
    if not every:
        parts.empty(_("Nobody of that name"), _("Try fewer letters."))
        return
    pages = -(-len(every) // caseload.PER_PAGE)
    with st.container(border=True, key="sheet-caseload"):
        sheets.legend(sheets.caseload_legend(caseload.SLOTS))
        place = st.container()
        page = st.pagination(pages, key=f"caseload-page-{wanted}-{by_name}") if pages > 1 else 1
        with place:
            first = (page - 1) * caseload.PER_PAGE
            caseload.grid(every[first : first + caseload.PER_PAGE], look=sheets.look())
        parts.note(f"{sentence('said')} {sentence('falling_line')}")


def _order() -> str:
    names = {"recent": _("Newest first"), "name": _("By name")}
    state.follow_address("order", "order", lambda said: said if said in ORDERS else ORDERS[0])
    st.segmented_control(
        _("Order"),
        [*ORDERS],
        format_func=names.__getitem__,
        key="order",
        required=True,
        on_change=partial(state.into_address, "order", "order", lambda value: value),
    )
    return state.widget("order") or ORDERS[0]
