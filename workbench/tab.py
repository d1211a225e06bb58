"""What Streamlit tells of the tab that a page is drawn for: whose browser it is, which language."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from engines import languages
from engines.errors import NotHereError, SketchwellError
from workbench import practice, saying
from workbench.access import asking
from workbench.access.accounts import Account
from workbench.access.witnessing import who_of
from workbench.archive import acting
from workbench.handing.passes import COOKIE, Pass
from workbench.handing.pin import Pin

MANY_TABS = 1000
_spoken: dict[str, str] = {}


def speak(first: str | None = None) -> str:
    """Settles the language of this tab: call it before anything is said on a page.

    Args:
        first: of the person who has the table; else the practice's counts, else the browser's.
    """
    wishes = (first, preference("language"), st.context.locale)
    known = (languages.nearest(each, "workbench") for each in wishes if isinstance(each, str))
    spoken = next((each for each in known if each), languages.ENGLISH)
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        while len(_spoken) >= MANY_TABS:
            _spoken.pop(next(iter(_spoken)), None)
        _spoken[context.session_id] = spoken
    return spoken


def language() -> str | None:
    """The language settled when this tab's page was last drawn; None outside a page.

    Asked for every text, so it is kept beside Streamlit's own memory, which takes its time.
    """
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else _spoken.get(context.session_id)


def preference(name: str) -> str | None:
    """What the practice set under this name; None too where there is no practice to ask."""
    try:
        return practice.current().archive.preference(name)
    except SketchwellError:  # the page frame says what is wrong with the practice
        return None


def browser() -> Pass:
    """What this tab's browser may see: the whole workbench, one table handed over, or nothing."""
    passes = practice.whole().passes
    # Streamlit's test harness has no browser at the other end and gives what is no text.
    cookie = st.context.cookies.get(COOKIE, "")
    return (passes.of(cookie) if isinstance(cookie, str) else None) or passes.stranger()


def account() -> Account | None:
    """Who is signed in in this tab's browser; None where nobody is, or it is not theirs now."""
    return browser().account


def pin() -> Pin:
    """The PIN that brings this tab's browser back: of whoever is signed in here.

    Raises:
        NotHereError: nobody is.
    """
    found = practice.whole().passes.pin_of(browser().browser)
    if found is None:
        raise NotHereError("Nobody is signed in here: sign in.")
    return found


def _asking() -> Pass | None:
    """Who asks, where a page or a part of it is being run; None outside."""
    return browser() if get_script_run_ctx(suppress_warning=True) is not None else None


def who() -> str | None:
    """The id under which this tab's account acts; None outside a page."""
    seen = _asking()
    return None if seen is None else who_of(practice.whole().reach_of(seen))


saying.ask(language)
asking.ask(_asking)
acting.ask(who)
