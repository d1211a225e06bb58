"""Settings: what the practice chooses here, and what was chosen where the workbench started."""

from __future__ import annotations

import streamlit as st

from engines import languages
from engines.errors import SketchwellError
from workbench import parts, practice, state
from workbench.guide import explaining
from workbench.painters import telling
from workbench.saying import _, retold
from workbench.views import (
    copies,
    copying,
    estimating,
    given,
    keeping,
    key,
    leading,
    protection,
)

BROWSER = "browser"
PIN_SET = "pin-set"


def main() -> None:
    """What is chosen here on the left, the backup on the right, what was given below.

    Everybody finds what is theirs to choose: a therapist the PIN, an administrator the practice's.
    """
    may = practice.current().may
    explaining.styles()
    st.title(_("Settings"))
    left, right = st.columns(2, gap="large")
    with left:
        if may("settings"):
            language()
            estimating.section()
        keeping.section()
        if may("pin"):
            pin()
    with right:
        if may("backups"):
            copying.section()
            key.section()
            copies.section()
        if may("painters"):
            painters()
        leading.section()
    if may("settings"):
        protection.section()
        given.table()


def language() -> None:
    """The language of every page, unless a person has their own."""
    with st.container(border=True, key="language"):
        st.header(_("Language"))
        chosen = practice.current().archive.preference("language") or BROWSER
        st.segmented_control(
            _("Language"),
            [BROWSER, *languages.available("workbench")],
            format_func=lambda each: (
                _("As the browser") if each == BROWSER else languages.name_of(each)
            ),
            default=chosen,
            required=True,
            key="choose-language",
            on_change=_choose_language,
            label_visibility="collapsed",
        )
        parts.quiet(_("A client's own language is set under People."))


def _choose_language() -> None:
    chosen = state.widget("choose-language")
    value = None if chosen in (None, BROWSER) else str(chosen)
    practice.current().archive.set_preference("language", value)


def pin() -> None:
    """The way back to a page that is covered: chosen, or changed by whoever knows it."""
    kept, draws = state.pin(), practice.current().may("draw")
    with st.container(border=True, key="pin"):
        st.header(_("PIN"))
        back = _("Brings you back from the client's view. 4 to 8 digits.")
        parts.quiet(back if draws else _("Opens a page that you locked. 4 to 8 digits."))
        with st.form("change-pin", border=False, clear_on_submit=True):
            old = _digits(_("The PIN so far"), "old-pin") if kept.is_set else ""
            new, again = _digits(_("New PIN"), "new-pin"), _digits(_("Once more"), "again-pin")
            if st.form_submit_button(_("Change the PIN") if kept.is_set else _("Choose the PIN")):
                _change(old, new, again)
            elif state.noted(PIN_SET):
                st.success(_("The PIN is set."))
            state.note(PIN_SET, value=None)


def _digits(label: str, key: str) -> str:
    return st.text_input(label, type="password", max_chars=8, key=key, autocomplete="off")


def _change(old: str, new: str, again: str) -> None:
    kept = state.pin()
    if kept.wait_s > 0:
        st.warning(_("Wait a moment, then try again."))
    elif kept.is_set and not kept.matches(old):
        st.warning(_("That is not the PIN so far."))
    elif new != again:
        st.warning(_("The two new ones are not the same."))
    else:
        try:
            kept.choose(new)
        except SketchwellError as error:
            st.warning(retold(str(error)))
            return
        state.note(PIN_SET, value=True)
        st.rerun()


def painters() -> None:
    """Who answers the drawings, and the way to the page about it."""
    with st.container(border=True, key="painters"):
        st.header(_("Painters"))
        chosen = practice.current().settings.painter
        name = _(telling.NAMES[chosen]) if chosen in telling.NAMES else chosen
        parts.quiet(_("Who answers the drawings here: {painter}.", painter=name))
        leading.link("views/painters.py", _("Painters and their licences"))


main()
