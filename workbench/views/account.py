"""My account: the password, a second factor, and the way out, for whoever is signed in."""

from __future__ import annotations

import streamlit as st

from workbench import parts, practice, state
from workbench.access import pieces
from workbench.access.accounts import ROLES, Account
from workbench.handing.entrance import Entrance
from workbench.saying import _
from workbench.views import second_factor

CHANGED = "password-changed"


def main() -> None:
    """What belongs to this account alone."""
    entered, account = pieces.mine()
    roles = ", ".join(_(pieces.NAMES[role]) for role in ROLES if role in account.roles)
    parts.heading(_("My account"), about=f"{account.name} · {account.sign_in} · {roles}")
    parts.trouble()
    left, right = st.columns(2, gap="large")
    with left:
        _password()
        _out(entered, account)
    with right:
        second_factor.section(entered, account)


def _password() -> None:
    with st.container(border=True, key="my-password"):
        st.header(_("Password"))
        parts.quiet(_("15 letters or more, such as four words that do not belong together."))
        with st.form("change-password", border=False, clear_on_submit=True):
            old = _secret(_("The password so far"), "old-password", "current-password")
            new = _secret(_("New password"), "new-password", "new-password")
            again = _secret(_("Once more"), "again-password", "new-password")
            if st.form_submit_button(_("Change the password")):
                _change(old, new, again)
            elif state.noted(CHANGED):
                st.success(_("The password is changed. Other browsers were signed out."))
            state.note(CHANGED, value=None)


def _change(old: str, new: str, again: str) -> None:
    entered, account = pieces.mine()
    if new != again:
        st.warning(_("The two new ones are not the same."))
    elif pieces.proven(old):
        fault = entered.staff.fault(account.id, new)
        if fault is not None:
            st.warning(_(fault))
            return
        entered.staff.change_password(account.id, new)
        practice.current().passes.sign_out_everywhere(account.id, but=state.browser().browser)
        state.note(CHANGED, value=True)
        st.rerun()


def _secret(label: str, key: str, kind: str) -> str:
    return st.text_input(label, type="password", max_chars=1024, key=key, autocomplete=kind)


def _out(entered: Entrance, account: Account) -> None:
    with st.container(border=True, key="my-sign-ins"):
        st.header(_("Signed in"))
        where = len(entered.sign_ins.where(account.id))
        others = _("Nowhere else.") if where < 2 else _("In {count} browsers.", count=where)
        parts.quiet(
            others
            + " "
            + _(
                "A sign-in ends after twelve hours at most, and whenever the workbench starts anew."
            )
        )
        st.button(_("Sign out everywhere"), key="out-everywhere", on_click=_everywhere)


def _everywhere() -> None:
    entered, account = pieces.mine()
    with parts.troubled():
        entered.kept.witness("signed out everywhere", account=account.id)
        practice.current().passes.sign_out_everywhere(account.id)


main()
