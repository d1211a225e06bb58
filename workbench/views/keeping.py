"""For how long records are kept, and on what legal ground: a part of Settings."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.retention import MOST_YEARS, PREFERENCE, years_of
from workbench.consent.standing import GROUNDS, NAMES
from workbench.consent.years import HINTS
from workbench.guide import explaining
from workbench.saying import _
from workbench.views import keeping_due

YEARS = "keep-years"


def section() -> None:
    """What an administrator says once, and what waits for one."""
    served = practice.current()
    if served.may("settings"):
        with st.container(border=True, key="keeping"):
            st.header(_("Keeping records"))
            years()
            grounds()
    if served.may("assign"):
        keeping_due.locks(served.archive.locked_records())


def years() -> None:
    """For how many years after the last sitting. Nothing is chosen for a practice."""
    set_to = years_of(practice.current().archive.preference(PREFERENCE))
    st.number_input(
        _("Years after the last sitting"),
        min_value=0,
        max_value=MOST_YEARS,
        value=set_to,
        step=1,
        placeholder=_("Not said yet"),
        key=YEARS,
        on_change=_set_years,
    )
    if set_to is None:
        parts.note(
            _(
                "Not said yet. Until it is, no real person's record can be erased. 0 means that "
                "nothing has to be kept."
            )
        )
    else:
        parts.quiet(
            _(
                "Before that a record can only be locked. After it the People page reminds you; "
                "nothing is ever erased by itself."
            )
        )
    with st.expander(_("What is usual where")):
        head = (_("Country"), _("Kept for"), _("Source"))
        explaining.table(head, [(_(h.country), _(h.years), h.source) for h in HINTS])
        parts.quiet(
            _(
                "Hints only: ask your professional body. For minors a record is often kept until "
                "some years after they come of age. Sketchwell draft, not yet reviewed."
            )
        )


def _set_years() -> None:
    given = state.widget(YEARS)
    practice.current().archive.set_preference(PREFERENCE, None if given is None else str(given))


def grounds() -> None:
    """On what legal ground each purpose rests, as the practice sees it."""
    st.subheader(_("Legal ground"))
    parts.quiet(
        _(
            "What this practice relies on, purpose by purpose. The painter needs the person's "
            "consent in any case; a sitting can begin without it only where the record rests on "
            "something else."
        )
    )
    archive = practice.current().archive
    for item, name in NAMES.items():
        held = archive.preference(f"basis_{item}")
        st.selectbox(
            _(name),
            [*GROUNDS],
            format_func=lambda ground: _(GROUNDS[ground]),
            index=[*GROUNDS].index(held) if held in GROUNDS else None,
            placeholder=_("Not said yet"),
            key=f"basis-{item}",
            on_change=partial(_set_ground, item),
        )


def _set_ground(item: str) -> None:
    ground = state.widget(f"basis-{item}")
    practice.current().archive.set_preference(f"basis_{item}", ground)
