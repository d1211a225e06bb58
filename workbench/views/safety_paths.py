"""What to do for each thing that words may be about, in the practice's own words."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.asking import paths
from workbench.saying import _


def section() -> None:
    """Four ways, to be written by those who may; everybody reads them."""
    served = practice.current()
    may = served.may("settings")
    st.header(_("What to do then"))
    parts.quiet(
        _(
            "It stands beside the words that are to be looked at. Until you write your own, these "
            "are Sketchwell's drafts, which no professional has reviewed."
        )
    )
    columns = st.columns(2, gap="large")
    for place, (about, name) in enumerate(paths.NAMED.items()):
        with columns[place % 2]:
            _one(about, _(name), may=may)


def _one(about: str, name: str, *, may: bool) -> None:
    archive, key = practice.current().archive, f"write-path-{about}"
    title = name[:1].upper() + name[1:]
    if not may:
        parts.heading(title, small=True)
        parts.quiet(paths.path(archive, about))
        return
    st.text_area(
        title,
        value=paths.own(archive, about),
        placeholder=_(paths.OURS[about]),
        max_chars=paths.MOST_LETTERS,
        key=key,
        on_change=partial(_write, about, key),
    )


def _write(about: str, key: str) -> None:
    text = str(state.widget(key) or "").strip()
    practice.current().archive.set_preference(f"{paths.PREFERENCE}{about}", text or None)
