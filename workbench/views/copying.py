"""The copy-everything backup: where to, under which passphrase, how far it is, what to do then."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import streamlit as st

from engines.errors import SketchwellError
from workbench import parts, practice, state
from workbench.guide import backing, explaining, storage
from workbench.saying import _, retold

ELSEWHERE = ""
STRENGTHS = {"short": 0.15, "weak": 0.5, "good": 1.0}


def section() -> None:
    """When the last one was made, and the way to the next."""
    with st.container(border=True, key="backup"):
        st.header(_("Backup"))
        _last()
        standing = state.backing().standing
        if standing.stage == "running":
            _watch()
            return
        if standing.stage == "done":
            _made(standing)
        if standing.stage == "failed":
            st.warning(retold(standing.error))
        with st.expander(_("Copy everything"), expanded=standing.stage != "done"):
            _ask()


def _last() -> None:
    made = practice.current().archive.preference(backing.LAST)
    if made is None:
        parts.quiet(_("No backup was made yet. A disk can break any day."))
    else:
        when = f"{parts.day(made)}, {parts.clock(made)}"
        parts.quiet(_("The last backup was made: {when}.", when=when))


def _ask() -> None:
    found = [str(each) for each in backing.places(Path.home())]
    folder = st.selectbox(
        _("Into which folder?"),
        [*found, ELSEWHERE],
        format_func=_place,
        key="backup-place",
        help=_("Best a stick or a second disk: a copy on the same disk breaks with it."),
    )
    if folder == ELSEWHERE:
        folder = st.text_input(_("Its whole path"), key="backup-folder", placeholder="/media/…")
    first = _secret(
        _("Passphrase"),
        "backup-passphrase",
        _("Four or more words that do not belong together are good. Write it down on paper."),
    )
    again = _secret(_("Once more"), "backup-again")
    strength = backing.strength(first)
    if first:
        explaining.hint(strength, STRENGTHS[strength], _strength_said(strength))
    if again and first != again:
        parts.quiet(_("The two are not the same yet."))
    ready = bool(folder) and strength != "short" and first == again
    if st.button(_("Make the backup"), type="primary", disabled=not ready, key="back-up"):
        _begin(str(folder), first)


def _place(folder: str) -> str:
    if folder == str(Path.home()):
        return _("Your own folder ({folder})", folder=folder)
    return folder or _("Another folder")


def _secret(label: str, key: str, tip: str | None = None) -> str:
    return st.text_input(label, type="password", key=key, help=tip, autocomplete="off")


def _strength_said(strength: str) -> str:
    return {
        "short": _("Too short: at least {count} letters.", count=backing.LEAST),
        "weak": _("It will do; more words are better."),
        "good": _("Hard to guess."),
    }[strength]


def _begin(folder: str, passphrase: str) -> None:
    archive = practice.current().archive

    def write(to: Path, secret: str, went: backing.Progress) -> None:
        archive.back_up(to, passphrase=secret, progress=went)

    def done() -> None:
        archive.set_preference(backing.LAST, datetime.now(timezone.utc).isoformat())

    try:
        to = backing.file_in(folder, datetime.now().astimezone())
        state.backing().start(to, passphrase, write, done)
    except SketchwellError as error:
        st.warning(retold(str(error)))
        return
    state.forget("backup-passphrase", "backup-again")
    st.rerun()


@st.fragment(run_every=0.5)
def _watch() -> None:
    standing = state.backing().standing
    if standing.stage != "running":
        st.rerun()
    st.progress(standing.share, text=_("Writing the backup. You can go on drawing."))


def _made(standing: backing.Standing) -> None:
    size = storage.size(standing.size)
    st.success(_("The backup is whole: {file}, {size}.", file=standing.file, size=size))
    explaining.steps(
        [
            _("Take the stick out, or copy the file to a disk that is not in this machine."),
            _("Lock it away, and keep the passphrase on paper in another place."),
            _("Write a key copy too, below, and keep it apart: no backup opens without one."),
            _(
                "Try it once: “python -m workbench restore FILE --keys KEYS --data NEW_FOLDER” "
                "opens it beside this practice."
            ),
        ]
    )
