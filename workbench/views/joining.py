"""Joining an account to somebody of the practice's identity provider, and taking that back."""

from __future__ import annotations

import streamlit as st

from engines.errors import RequestError
from workbench import parts, practice, state
from workbench.access import pieces
from workbench.access.accounts import Account
from workbench.saying import _


def section(account: Account) -> None:
    """The code that somebody was shown there, for this account; nothing without a provider."""
    provider, key = practice.current().provider, account.id
    if provider is None:
        return
    if account.subject is not None:
        text = _("No longer with {host}", host=provider.chosen.host)
        st.button(text, key=f"part-{key}", on_click=_part, args=(key,))
        return
    with st.form(f"join-{key}", border=False, clear_on_submit=True):
        st.text_input(
            _("Code that {host} led to", host=provider.chosen.host),
            max_chars=20,
            key=f"code-{key}",
            autocomplete="off",
        )
        st.form_submit_button(_("Join to this account"), on_click=_join, args=(key,))
    parts.quiet(_("Take it from whoever it is, in person: who has the code has this account."))


def _join(account: str) -> None:
    with parts.troubled():
        entered, provider = pieces.entrance(), practice.current().provider
        if provider is None:
            raise RequestError("No identity provider is set: see Settings.")
        subject = provider.strangers.taken(str(state.widget(f"code-{account}") or ""))
        entered.staff.set_subject(account, subject)


def _part(account: str) -> None:
    with parts.troubled():
        entered = pieces.entrance()
        entered.staff.set_subject(account, "")
        entered.end(account)
