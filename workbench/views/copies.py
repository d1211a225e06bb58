"""The copies that the program takes by itself, and what it had to mend: a part of Settings."""

from __future__ import annotations

import hashlib
from pathlib import Path

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.safety.daily import SECOND_PLACE
from workbench.guide import storage
from workbench.saying import _, ngettext, retold

READ = "mended_read"
TROUBLE = "copies-trouble"
WHOLE = "nothing is lost"


def section() -> None:
    """When the last one was taken, how many are kept, and where a second one goes."""
    copies = practice.current().archive.copies
    with st.container(border=True, key="copies"):
        st.header(_("Automatic copies"))
        held = copies.held()
        if held:
            made = held[0].made.isoformat()
            parts.quiet(
                _(
                    "The last saved copy: {when}. {kept}, {size} in all.",
                    when=f"{parts.day(made)}, {parts.clock(made)}",
                    kept=ngettext("{count} copy is kept", "{count} copies are kept", len(held)),
                    size=storage.size(sum(one.size for one in held)),
                )
            )
        else:
            parts.quiet(_("The first one is taken once the workbench has run for a while."))
        if copies.trouble:
            st.warning(_("The last one could not be taken. {why}", why=copies.trouble))
        parts.quiet(
            _(
                "One a day, for seven days back, and one before each new version. They mend a "
                "damaged file by themselves; a lost disk takes them with it. So make backups too."
            )
        )
        parts.trouble(TROUBLE)
        _second()
        st.button(_("Take a copy now"), key="take-copy", on_click=copies.take)
        _told()


def mended() -> None:
    """What had to be mended since the start, until somebody has read it; and what still waits."""
    archive = practice.current().archive
    if archive.unswept and not state.at_a_table():
        with st.container(key="unswept"):
            st.warning(retold(archive.unswept))
    told = archive.repairs
    if not told or archive.preference(READ) == _mark(told) or state.at_a_table():
        return
    with st.container(border=True, key="mended"):
        _say(told)
        st.button(_("Understood"), key="mended-read", on_click=_read, args=(_mark(told),))


def _second() -> None:
    place = practice.current().archive.preference(SECOND_PLACE) or ""
    st.text_input(
        _("A folder on a second disk"),
        value=place,
        key="second-place",
        placeholder="/media/…",
        on_change=_choose,
        help=_(
            "The three newest copies go there too. They are encrypted, and the key is not among "
            "them. Empty: nowhere."
        ),
    )
    if place and not Path(place).is_dir():
        st.warning(_("There is no folder {folder} now: is its disk plugged in?", folder=place))


def _choose() -> None:
    typed = str(state.widget("second-place") or "").strip()
    if typed and not Path(typed).is_absolute():
        state.note(TROUBLE, _("Write the whole path of the folder, from its beginning."))
        return
    with parts.troubled(TROUBLE):
        practice.current().archive.set_preference(SECOND_PLACE, typed or None)


def _told() -> None:
    told = practice.current().archive.repairs
    if told:
        _say(told)


def _say(told: tuple[str, ...]) -> None:
    if all(WHOLE in each for each in told):
        st.info(_("A file of this practice was damaged and has been mended. Nothing is lost."))
    else:
        st.warning(_("A file of this practice was damaged, and not all of it could be mended."))
    with st.expander(_("What exactly")):
        for each in told:
            st.text(each)


def _mark(told: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _read(mark: str) -> None:
    with parts.troubled():
        practice.current().archive.set_preference(READ, mark)
