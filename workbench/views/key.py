"""The practice's key: how it is kept, the recovery sheet, the key copy. A part of Settings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import streamlit as st

from workbench import parts, practice, state
from workbench.access import pieces
from workbench.access.door import keep_apart
from workbench.archive.unlocking import arranging, ring
from workbench.archive.unlocking.lock import Way
from workbench.saying import _, later, retold
from workbench.vault.ways import KEPT, WAYS
from workbench.views import recovery
from workbench.views.recovery import DONE, TROUBLE

COPY_PROOF, WAY_PROOF, ROTATE_PROOF = "copy-proof", "way-proof", "rotate-proof"


def section() -> None:
    """How it is kept now, and what can be changed; one step each."""
    lock = practice.current().archive.lock
    with st.container(border=True, key="practice-key"):
        st.header(_("The practice's key"))
        parts.quiet(_("Everything is encrypted under it. {how}", how=_(KEPT[lock.way])))
        with st.container(key="key-said"):
            _said(has_sheet=lock.has_sheet)
        with st.expander(_("Recovery sheet"), expanded=recovery.is_open()):
            recovery.section()
        with st.expander(_("Key copy")):
            _copy()
        with st.expander(_("Keep it another way")):
            _way(lock.way)
        with st.expander(_("A new key")):
            _rotate()


def _said(*, has_sheet: bool) -> None:
    """In a place of its own: what is shown once and goes would close whatever is open below."""
    if not has_sheet:
        st.warning(_("There is no recovery sheet: what is forgotten is lost. Make one now."))
    if done := state.noted(DONE):
        st.success(retold(str(done)))
        state.note(DONE, None)
    parts.trouble(TROUBLE)


def _copy() -> None:
    parts.quiet(
        _(
            "A backup holds no keys: it opens with a key copy only. Keep the two apart. A key copy "
            "opens with the words that open the practice, or with a passphrase of its own."
        )
    )
    st.text_input(_("Into which folder?"), key="copy-folder", placeholder="/media/…")
    own = _("A passphrase of its own (or empty)")
    st.text_input(own, key="copy-words", type="password", autocomplete="off")
    pieces.proof(COPY_PROOF)
    st.button(_("Write the key copy"), key="copy-keys", on_click=_copy_keys)
    for path in practice.current().archive.unreached:
        st.warning(_("Not in reach at the last erasing: {path}", path=path))


def _copy_keys() -> None:
    folder = Path(str(state.widget("copy-folder") or "").strip())
    if not pieces.proved(COPY_PROOF, place=TROUBLE):
        return
    with parts.troubled(TROUBLE):
        name = f"sketchwell-{datetime.now().astimezone():%Y-%m-%d-%H%M}.keys"
        words = str(state.widget("copy-words") or "") or None
        practice.current().archive.copy_keys(folder.expanduser() / name, passphrase=words)
        state.blank("copy-words")
        _tell(later("The key copy is written. Do not keep it with the backups."))


def _way(now: Way) -> None:
    ways = [way for way in WAYS if way != "keyring" or ring.available()]
    st.radio(
        _("How is it kept?"),
        ways,
        index=ways.index(now) if now in ways else None,
        format_func=lambda way: _(WAYS[way]),
        key="key-way",
    )
    if state.widget("key-way") == "passphrase":
        st.text_input(_("New passphrase"), key="key-words", type="password", autocomplete="off")
        st.text_input(_("Once more"), key="key-again", type="password", autocomplete="off")
    pieces.proof(WAY_PROOF)
    st.button(_("Keep it so"), key="keep-key", on_click=_keep)


def _keep() -> None:
    way = state.widget("key-way")
    if not pieces.proved(WAY_PROOF, place=TROUBLE):
        return
    with parts.troubled(TROUBLE):
        words = [str(state.widget(key) or "") for key in ("key-words", "key-again")]
        if way == "passphrase":
            arranging.check_passphrase(*words)
            if entered := practice.current().passes.entrance:
                keep_apart(words[0], entered.kept.accounts)
        practice.current().archive.keep_key(way, passphrase=words[0] or None)
        state.blank("key-words", "key-again")
        _tell(later("The key is kept that way from now on."))


def _rotate() -> None:
    parts.quiet(
        _(
            "Seals everything anew, after somebody saw a key who should not have. Passphrase and "
            "sheet stay good. It takes a moment for each hundred sittings."
        )
    )
    pieces.proof(ROTATE_PROOF)
    st.button(_("Take a new key"), key="rotate", on_click=_take_new)


def _take_new() -> None:
    if not pieces.proved(ROTATE_PROOF, place=TROUBLE):
        return
    with parts.troubled(TROUBLE):
        practice.current().archive.rotate()
        _tell(later("Everything is sealed under a new key."))


def _tell(text: str) -> None:
    state.note(DONE, text)
