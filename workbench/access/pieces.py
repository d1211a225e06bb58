"""Pieces of the pages about accounts: who may look after them, roles, a password shown once."""

from __future__ import annotations

from html import escape

import streamlit as st

from engines.errors import NotHereError
from workbench import parts, practice, state
from workbench.access.accounts import ROLES, Account, Role
from workbench.access.staff import Given
from workbench.handing.entrance import Entrance
from workbench.saying import _, later

GIVEN, ROUND = "given-account", "accounts-round"
NAMES: dict[Role, str] = {
    "therapist": later("Therapist"),
    "supervisor": later("Supervisor"),
    "researcher": later("Researcher"),
    "engineer": later("Engineer"),
    "administrator": later("Administrator"),
}
WHAT: dict[Role, str] = {
    "therapist": later("works with their own clients"),
    "supervisor": later("releases what was held back, reads the audit"),
    "researcher": later("sees pseudonyms only"),
    "engineer": later("looks after painters, sees nothing of clients"),
    "administrator": later("looks after accounts and settings, sees nothing of clients"),
}


def entrance() -> Entrance:
    """Where everybody comes in, for whoever may look after accounts.

    Raises:
        NotHereError: whoever asks may not, or nobody signs in here.
    """
    served = practice.current()
    if served.passes.entrance is None or not served.may("accounts"):
        raise NotHereError("There is nothing here for you: ask whoever looks after the accounts.")
    return served.passes.entrance


def mine() -> tuple[Entrance, Account]:
    """Where people come in here, and who is signed in in this tab.

    Raises:
        NotHereError: nobody is, or nobody signs in here.
    """
    entered, account = practice.current().passes.entrance, state.account()
    if entered is None or account is None:
        raise NotHereError("Nobody signs in here.")
    return entered, account


def proven(password: str) -> bool:
    """Whether this is the password of whoever is signed in; says on the page what is wrong."""
    fault = _unproven(password)
    if fault is not None:
        st.warning(fault)
    return fault is None


def proof(key: str) -> None:
    """Asks for the own password before something grave; nothing where nobody signs in."""
    if practice.current().passes.entrance is not None:
        st.text_input(
            _("Your password"),
            type="password",
            max_chars=1024,
            key=key,
            autocomplete="current-password",
        )


def proved(key: str, *, place: str = parts.TROUBLE) -> bool:
    """In a callback: whether `proof` got the password, which is forgotten here.

    What is wrong is noted for that place of the page that is drawn next.
    """
    if practice.current().passes.entrance is None:
        return True
    fault = _unproven(str(state.widget(key) or ""))
    state.blank(key)
    if fault is not None:
        state.note(place, fault)
    return fault is None


def roles(key: str, *, chosen: tuple[Role, ...]) -> None:
    """The choice of roles, each with what it is about."""
    st.pills(
        _("Roles"),
        ROLES,
        default=chosen,
        selection_mode="multi",
        format_func=lambda role: _(NAMES[role]),
        key=key,
    )
    told = "<br>".join(f"<b>{escape(_(NAMES[role]))}</b> {escape(_(WHAT[role]))}" for role in ROLES)
    st.html(f'<div class="sw-quiet">{told}</div>')


def _unproven(password: str) -> str | None:
    """Why this does not prove who is signed in, in the page's language, or None."""
    entered, account = mine()
    if not password:
        return _("Fill in every field.")
    answer = entered.door.proves(account.id, password, browser=state.browser().browser)
    if answer.account is not None:
        return None
    wait = round(answer.wait_s)
    text = _("That is not your password.")
    return f"{text} {_('The next try counts in {count} s.', count=wait)}" if wait else text


def show_given(given: Given) -> None:
    """Notes a password to begin with, for the page that is drawn next; what was open closes."""
    state.note(GIVEN, given)
    state.note(ROUND, turn() + 1)


def turn() -> int:
    """How often something was done here: what opened by a button and is named by this closes."""
    return state.noted(ROUND) or 0


def given() -> None:
    """A password to begin with, shown once, beside whose it is."""
    held: Given | None = state.noted(GIVEN)
    if held is None:
        return
    with st.container(border=True, key="given"):
        parts.heading(_("A password to begin with"), about=held.account.name, small=True)
        st.code(held.password, language=None)
        parts.note(
            _(
                "Give it to {name} in person, with the sign-in name {sign_in}. It is good until "
                "the first sign-in, where another one is chosen. It is shown only now.",
                name=held.account.name,
                sign_in=held.account.sign_in,
            )
        )
        st.button(_("I have passed it on"), on_click=state.note, args=(GIVEN, None))
