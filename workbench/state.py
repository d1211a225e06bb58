"""What one browser tab remembers. The only user of `st.session_state` and `st.cache_*`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from engines import languages
from engines.errors import SketchwellError
from engines.record import Feeling
from workbench import practice, saying
from workbench.archive.events import OpenSitting
from workbench.archive.store import Person

PERSON = "person"
CLOSING = "closing"
BEFORE = "before"
OPENED = "opened"
LANGUAGE = "language"
P = ParamSpec("P")
T = TypeVar("T")


def component_value(key: str, name: str) -> Any:
    """What a component's trigger carries, inside its callback."""
    return getattr(st.session_state.get(key), name, None)


def speak(first: str | None = None) -> str:
    """Settles the language of this tab: call it before anything is said on a page.

    Args:
        first: of the person who has the table; else the practice's counts, else the browser's.
    """
    wishes = (first, _preference("language"), st.context.locale)
    known = (languages.nearest(each) for each in wishes)
    st.session_state[LANGUAGE] = next((each for each in known if each), languages.ENGLISH)
    return st.session_state[LANGUAGE]


def language() -> str | None:
    """The language settled when this tab's page was last drawn; None outside a page."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    return st.session_state.get(LANGUAGE)


saying.ask(language)


def _preference(name: str) -> str | None:
    try:
        asked = getattr(practice.current().archive, "preference", None)
        return asked(name) if asked is not None else None
    except SketchwellError:  # the page frame says what is wrong with the practice
        return None


def person() -> Person | None:
    """The person this tab is about: chosen, named in the address, at the table, or the first."""
    everyone = {each.id: each for each in practice.current().archive.people()}
    wanted = (st.session_state.get(PERSON), st.query_params.get(PERSON), _at_the_table())
    found = next((everyone[each] for each in wanted if each in everyone), None)
    found = found or next(iter(everyone.values()), None)
    if found is not None:
        choose_person(found.id)
    return found


def choose_person(person_id: str) -> None:
    """From here on this tab is about that person; a reload still knows."""
    if st.session_state.get(PERSON) not in (None, person_id):
        st.session_state.pop(CLOSING, None)
        st.session_state.pop(OPENED, None)
        st.session_state.pop(BEFORE, None)
    st.session_state[PERSON] = person_id
    st.query_params[PERSON] = person_id


def open_sitting(person_id: str) -> OpenSitting | None:
    """The sitting that person is in, if any."""
    sittings = practice.current().archive.open_sittings()
    return next((each for each in sittings if each.sitting.person == person_id), None)


def _at_the_table() -> str | None:
    sittings = practice.current().archive.open_sittings()
    return sittings[-1].sitting.person if sittings else None


def feeling_before() -> Feeling:
    """What was said before the sitting began, not stored yet."""
    return st.session_state.get(BEFORE, Feeling())


def say_before(feeling: Feeling) -> None:
    """Remembers a feeling until the sitting begins."""
    st.session_state[BEFORE] = feeling


def began() -> None:
    """The sitting has begun: what was said before it is stored with it now."""
    st.session_state.pop(BEFORE, None)
    st.session_state.pop(CLOSING, None)


def closing() -> str | None:
    """The sitting that has just ended and is being looked back on."""
    return st.session_state.get(CLOSING)


def close_with(sitting_id: str | None) -> None:
    """Look back on that sitting, or (None) be done with it."""
    st.session_state[CLOSING] = sitting_id


def opened() -> str | None:
    """The sitting opened in the gallery."""
    return st.session_state.get(OPENED)


def open_in_gallery(sitting_id: str | None) -> None:
    """Opens a sitting in the gallery, or (None) goes back to the list."""
    st.session_state[OPENED] = sitting_id


def newest_choice(key: str, *choices: int | None) -> int | None:
    """Of several charts, what was tapped last: the one whose choice changed since the last look."""
    before = st.session_state.get(key, (None,) * len(choices))
    changed = [now for was, now in zip(before, choices, strict=True) if now not in (was, None)]
    st.session_state[key] = choices
    if changed:
        choose(key, changed[-1])
    return st.session_state.get(f"{key}-chosen")


def choose(key: str, choice: int) -> None:
    """Chooses without tapping, as buttons do."""
    st.session_state[f"{key}-chosen"] = choice


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Remembers results for a while.

    The person's id must be among the arguments: caches are shared by all tabs.
    """
    return st.cache_data(ttl="30m", max_entries=2000, show_spinner=False)(function)
