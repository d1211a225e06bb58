"""The authenticator app of whoever is signed in: set up, renewed, taken away."""

from __future__ import annotations

import segno
import streamlit as st

from engines.errors import SketchwellError
from engines.sealing import onetime
from workbench import parts, state
from workbench.access import pieces
from workbench.access.accounts import Account
from workbench.handing.entrance import Entrance
from workbench.saying import _, ngettext, retold

SECRET, CODES = "second-factor-secret", "recovery-codes"


def section(entered: Entrance, account: Account) -> None:
    """How it stands, and what can be done."""
    with st.container(border=True, key="second-factor"):
        st.header(_("Authenticator app"))
        codes, secret = state.noted(CODES), state.noted(SECRET)
        if codes:
            _show(codes)
        elif account.second_factor:
            _there(entered, account)
        elif secret:
            _set_up(entered, account, secret)
        else:
            parts.quiet(
                _(
                    "With it, a sign-in asks for six digits of an app on your phone too: a "
                    "password that somebody saw is then not enough."
                )
            )
            st.button(_("Set it up"), key="begin-app", on_click=_begin)


def _begin() -> None:
    state.note(SECRET, onetime.new_secret())


def _stop() -> None:
    state.note(SECRET, None)
    state.note(CODES, None)


def _set_up(entered: Entrance, account: Account, secret: bytes) -> None:
    drawn = segno.make(onetime.address(secret, name=account.sign_in), error="m", micro=False)
    image = drawn.svg_data_uri(border=4, dark="#000", light="#fff", scale=4)
    parts.quiet(_("1. Scan this with the app, or type the letters below it."))
    alt = _("The code to scan; the letters below say the same")
    st.html(f'<img class="sw-qr" src="{image}" alt="{alt}">')
    st.code(onetime.readable(secret), language=None)
    with st.form("confirm-app", border=False):
        code = st.text_input(
            _("2. Type the six digits that it shows now"),
            max_chars=10,
            key="app-code",
            autocomplete="one-time-code",
        )
        password = st.text_input(
            _("3. Your password"),
            type="password",
            key="app-password",
            autocomplete="current-password",
        )
        if st.form_submit_button(_("Switch it on"), type="primary") and pieces.proven(password):
            _confirm(entered, account, secret, code)
    st.button(_("Not now"), key="stop-app", on_click=_stop)


def _confirm(entered: Entrance, account: Account, secret: bytes, code: str) -> None:
    try:
        codes = entered.staff.take_second_factor(account.id, secret, code)
    except SketchwellError as error:
        st.warning(retold(str(error)))
        return
    state.note(SECRET, None)
    state.note(CODES, codes)
    st.rerun()


def _show(codes: tuple[str, ...]) -> None:
    parts.note(
        _(
            "Write these ten codes down and keep them apart from your phone. Each opens the door "
            "once if the app is lost. They are shown only now."
        )
    )
    st.code("\n".join(codes), language=None)
    st.button(_("I have written them down"), type="primary", key="codes-kept", on_click=_stop)


def _there(entered: Entrance, account: Account) -> None:
    left = entered.staff.codes_left(account.id)
    parts.quiet(
        _("It is asked for at every sign-in.")
        + " "
        + ngettext("{count} recovery code is left.", "{count} recovery codes are left.", left)
    )
    with st.form("change-app", border=False, clear_on_submit=True):
        password = st.text_input(
            _("Your password"),
            type="password",
            key="change-app-password",
            autocomplete="current-password",
        )
        with st.container(horizontal=True):
            anew = st.form_submit_button(_("New recovery codes"))
            gone = st.form_submit_button(_("Remove the app"))
        if (anew or gone) and pieces.proven(password):
            if anew:
                state.note(CODES, entered.staff.renew_codes(account.id))
            else:
                entered.staff.drop_second_factor(account.id)
            st.rerun()
