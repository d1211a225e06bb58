"""Where the demo still paints the past of its people: says so, and looks again by itself."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice
from workbench.saying import _


def watch(whose: frozenset[str]) -> frozenset[str]:
    """Watches over those of these people whose past is still being painted, and names them."""
    busy = practice.current().filling.standing.busy_with & whose
    if busy:
        _watch(busy)
    return busy


@st.fragment(run_every=1.0)
def _watch(busy: frozenset[str]) -> None:
    standing = practice.current().filling.standing
    if not busy <= standing.busy_with:
        st.rerun()
    parts.quiet(
        _(
            "The painters are busy with the past of this practice: {done} of {all}.",
            done=standing.done,
            all=standing.of,
        )
    )
