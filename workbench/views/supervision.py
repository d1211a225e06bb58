"""Supervision: answers that wait for a look, at the tables that a supervisor looks after."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice
from workbench.access.held import Held, address
from workbench.saying import _

LOOK_S = 3.0


def main() -> None:
    """What it is, and what waits now; it looks again by itself."""
    parts.heading(_("Supervision"), about=_("Answers that wait for a look before they are shown"))
    parts.trouble()
    waiting()


@st.fragment(run_every=LOOK_S)
def waiting() -> None:
    """Every answer that waits, with both decisions under it."""
    found = practice.current().held()
    if not found:
        parts.empty(
            _("Nothing waits"),
            _("Answers come here where a person's table holds them back, and you supervise it."),
        )
        return
    for each in found:
        _one(each)


def _one(held: Held) -> None:
    with st.container(border=True, key=f"held-{held.answer}"):
        parts.picture(address(held), alt=_("An answer that waits"), caption=held.code)
        with st.container(horizontal=True):
            for name, label, shown in (
                ("show", _("Show it"), True),
                ("back", _("Not this one"), False),
            ):
                decide = partial(_decide, held, shown=shown)
                kind = "primary" if shown else "secondary"
                st.button(label, key=f"{name}-{held.answer}", type=kind, on_click=decide)


def _decide(held: Held, *, shown: bool) -> None:
    with parts.troubled():
        practice.current().decide(held, shown=shown)


main()
