"""Locking a study's data: the hash of what there is, why anew, and the lots once they are open."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import parts, practice, state
from workbench.saying import _
from workbench.studying import pieces
from workbench.studying.whole import Whole

TROUBLE = "study-lock"
MOST_REASON = 200


def locking(whole: Whole) -> None:
    """For whoever does research: how the data stand, and the deed."""
    study = whole.study
    if study.locked:
        _lots(whole)
    if whole.unchanged:
        parts.quiet(_("The data are as they were locked."))
        return
    key = f"lock-why-{study.id}-{len(study.locks)}"
    with st.expander(_("Lock the data anew") if study.locked else _("Lock the data")):
        pieces.digest(_("The data now (SHA-256)"), whole.sha256)
        _about(whole, key)
        waiting = _waiting(whole)
        lock = partial(_lock, study.id, key)
        named = f"lock-{study.id}"
        st.button(_("Lock them"), key=named, type="primary", on_click=lock, disabled=waiting)
        parts.trouble(f"{TROUBLE}-{study.id}")


def _about(whole: Whole, key: str) -> None:
    if not whole.study.locked:
        parts.note(
            _(
                "Nobody is enrolled any more then, and the seed of the lots is told. What is "
                "corrected later changes the hash, and needs a reason."
            )
        )
        return
    parts.note(
        _(
            "These are not the data that were locked: something was corrected, taken back or "
            "erased since. Say why, and lock them anew; both hashes stay."
        )
    )
    st.text_input(_("Why"), max_chars=MOST_REASON, autocomplete="off", key=key)


def _waiting(whole: Whole) -> bool:
    """Whether an event is still open, and if so, of whom: data with one are not whole."""
    open_ones = [each for each in whole.parts if each.waiting]
    if open_ones:
        told = ", ".join(each.name for each in open_ones)
        pieces.due(
            _("Distress or an adverse event is still open: {people}.", people=told), asks=True
        )
        parts.quiet(_("Their therapist follows it up and ends it; then the data can be locked."))
    return bool(open_ones)


def _lots(whole: Whole) -> None:
    """The seed, and whether everybody has the lot that it gives."""
    if whole.study.arms < 2:
        return
    lots = practice.current().archive.opened_lots(whole.study.id)
    with st.expander(_("The lots, opened")):
        pieces.digest(_("Seed of the lots"), lots.seed.hex())
        wrong = whole.misplaced(lots)
        if wrong:
            told = ", ".join(str(number) for number in wrong)
            pieces.due(_("These lots are not those of the list: {told}.", told=told), asks=True)
        else:
            parts.quiet(_("The seed fits its hash, and everybody here has the lot it gives."))


def _lock(study: str, key: str) -> None:
    with parts.troubled(f"{TROUBLE}-{study}"):
        practice.current().whole_studies().lock(study, str(state.widget(key) or ""))
