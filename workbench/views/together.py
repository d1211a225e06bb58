"""What therapist and person write together: talked about first, looked back on, remembered."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench import parts, practice
from workbench.archive.prompts import LOOK, MAX_LETTERS, NOTE, TALK
from workbench.looking import components, together
from workbench.saying import _

EVERY_S = 4.0


def talk(sitting_id: str) -> None:
    """Before one draws, behind a button at the table."""
    st.subheader(_("Talk"))
    parts.quiet(_("The person may read this at their own view. Leave out what you like."))
    _fields(sitting_id, (*TALK, NOTE))


def look_back(sitting_id: str) -> None:
    """When one looks back at what was made."""
    with st.container(border=True, key="looked-back"):
        st.subheader(_("Look back together"))
        parts.quiet(_("The person may read this. Leave out what you like."))
        _fields(sitting_id, (*LOOK, NOTE))


def of_sitting(sitting_id: str) -> None:
    """All of it, of a sitting that is opened again."""
    written = practice.current().archive.shared(sitting_id)
    with st.expander(_("Written together"), expanded=bool(written), key="written-together"):
        parts.quiet(_("The person may read this. Leave out what you like."))
        _fields(sitting_id, (*TALK, *LOOK, NOTE))


@st.fragment(run_every=EVERY_S)
def for_the_person(sitting_id: str) -> None:
    """At the client's view, to be read: nothing while nothing was written."""
    written = practice.current().archive.shared(sitting_id)
    if written:
        with st.popover(_("What we wrote"), icon=":material/forum:", key="what-we-wrote"):
            st.html(together.html(written))


def _fields(sitting_id: str, prompts: Sequence[str]) -> None:
    written = practice.current().archive.shared(sitting_id)
    for prompt in prompts:
        components.notebook(
            f"shared-{prompt}-{sitting_id}",
            {
                "address": f"/api/sittings/{sitting_id}/shared/{prompt}",
                "label": _(together.ASKED[prompt]),
                "hint": "",
                "value": written.get(prompt, ""),
                "rows": 3 if prompt == NOTE else 1,
                "most": MAX_LETTERS,
                "shared": True,
            },
        )
