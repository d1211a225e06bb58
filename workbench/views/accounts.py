"""Accounts: who comes in here with which roles, for administrators. No client's name is on it."""

from __future__ import annotations

from html import escape

import streamlit as st

from workbench import parts, state
from workbench.access import pieces
from workbench.access.accounts import ROLES, Account
from workbench.handing.entrance import Entrance
from workbench.handing.sign_ins import IDLE_CHOICES
from workbench.saying import _, ngettext
from workbench.views import one_account


def main() -> None:
    """Everybody, somebody new, and after how long a page is locked."""
    entered = pieces.entrance()
    accounts = entered.staff.all()
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        here = sum(each.disabled is None for each in accounts)
        parts.heading(_("Accounts"), about=ngettext("{count} in use", "{count} in use", here))
        st.space("stretch")
        with st.popover(
            _("Add somebody"), icon=":material/person_add:", key=f"add-{pieces.turn()}"
        ):
            _somebody_new()
    parts.trouble()
    pieces.given()
    _audit(entered, here)
    for account in accounts:
        _row(entered, account)
    _idle(entered)


def _audit(entered: Entrance, here: int) -> None:
    """Who reads the audit is said where it is nobody, or whoever is alone here."""
    if not entered.staff.audit_is_read:
        st.warning(_("Nobody here reads the audit: make somebody a supervisor."))
    elif here == 1:
        parts.note(
            _(
                "You are alone here, so you read the audit yourself. Let a colleague be supervisor "
                "as soon as there is one."
            )
        )


def _somebody_new() -> None:
    with st.form("new-account", border=False, clear_on_submit=True):
        st.text_input(_("Name"), max_chars=80, key="new-name", autocomplete="off")
        st.text_input(_("Sign-in name"), max_chars=80, key="new-sign-in", autocomplete="off")
        pieces.roles("new-roles", chosen=("therapist",))
        st.form_submit_button(_("Make the account"), type="primary", on_click=_make)


def _make() -> None:
    with parts.troubled():
        name, sign_in = (str(state.widget(key) or "") for key in ("new-name", "new-sign-in"))
        staff = pieces.entrance().staff
        pieces.show_given(staff.make(name, sign_in, state.widget("new-roles") or ()))


def _row(entered: Entrance, account: Account) -> None:
    with st.container(border=True, key=f"account-{account.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            chips = "".join(
                f'<span class="sw-chip">{escape(_(pieces.NAMES[role]))}</span> '
                for role in ROLES
                if role in account.roles
            )
            st.html(
                f'<div class="sw-who"><span class="name small">{escape(account.name)}</span>'
                f'<span class="when">{escape(account.sign_in)}</span> {chips}</div>'
            )
            st.space("stretch")
            with st.popover(_("Change"), key=f"open-{account.id}-{pieces.turn()}"):
                one_account.changes(entered, account)
        parts.quiet(one_account.about(entered, account))


def _idle(entered: Entrance) -> None:
    with st.container(border=True, key="idle"):
        st.header(_("Locked by itself"))
        parts.quiet(
            _(
                "A page that nobody touches is covered until a PIN or the password brings it back "
                "as it was. A table that is handed over is never covered."
            )
        )
        st.select_slider(
            _("After how many minutes"),
            IDLE_CHOICES,
            value=entered.sign_ins.idle_min,
            key="idle-minutes",
            on_change=_choose_idle,
        )


def _choose_idle() -> None:
    with parts.troubled():
        pieces.entrance().choose_idle(int(state.widget("idle-minutes")))


main()
