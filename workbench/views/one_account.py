"""One account, as an administrator finds and changes it."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.access import pieces
from workbench.access.accounts import ROLES, Account
from workbench.handing.entrance import Entrance
from workbench.saying import _, ngettext
from workbench.views import joining


def about(entered: Entrance, account: Account) -> str:
    """How it stands with an account, in a line."""
    if account.disabled is not None:
        return _("Disabled since {day}", day=parts.day(account.disabled))
    told = []
    where = len(entered.sign_ins.where(account.id))
    if account.one_time:
        told.append(_("has not chosen a password yet"))
    if where:
        told.append(ngettext("signed in, {count} browser", "signed in, {count} browsers", where))
    if account.second_factor:
        told.append(_("with an authenticator app"))
    elif not account.one_time:
        told.append(_("password alone"))
    if account.subject is not None and practice.current().provider is not None:
        told.append(_("joined to the identity provider"))
    return " · ".join(told)


def changes(entered: Entrance, account: Account) -> None:
    """What can be done with it; each change is in the audit."""
    key = account.id
    with st.form(f"change-{key}", border=False):
        st.text_input(_("Name"), value=account.name, max_chars=80, key=f"name-{key}")
        pieces.roles(f"roles-{key}", chosen=tuple(role for role in ROLES if role in account.roles))
        st.form_submit_button(_("Save"), type="primary", on_click=_save, args=(key,))
    st.button(_("New password to begin with"), key=f"reset-{key}", on_click=_reset, args=(key,))
    if entered.sign_ins.where(key):
        st.button(_("Sign out everywhere"), key=f"out-{key}", on_click=_sign_out, args=(key,))
    if account.second_factor:
        st.button(_("Remove the authenticator app"), key=f"app-{key}", on_click=_drop, args=(key,))
    joining.section(account)
    if account.disabled is None:
        st.button(_("Disable the account"), key=f"off-{key}", on_click=_disable, args=(key,))
        parts.quiet(
            _("Nobody signs in with it any more. What was done with it stays in the audit.")
        )
    else:
        st.button(_("Enable it again"), key=f"on-{key}", on_click=_enable, args=(key,))


def _save(account: str) -> None:
    with parts.troubled():
        staff = pieces.entrance().staff
        staff.rename(account, str(state.widget(f"name-{account}") or ""))
        staff.set_roles(account, state.widget(f"roles-{account}") or ())


def _reset(account: str) -> None:
    with parts.troubled():
        pieces.show_given(pieces.entrance().staff.reset(account))


def _sign_out(account: str) -> None:
    with parts.troubled():
        entered = pieces.entrance()
        entered.kept.witness("signed out by an administrator", account=account)
        entered.end(account)


def _drop(account: str) -> None:
    with parts.troubled():
        pieces.entrance().staff.drop_second_factor(account)


def _disable(account: str) -> None:
    with parts.troubled():
        pieces.entrance().staff.disable(account)


def _enable(account: str) -> None:
    with parts.troubled():
        pieces.entrance().staff.enable(account)
