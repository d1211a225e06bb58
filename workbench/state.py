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
from workbench.guide.backing import Backing
from workbench.handing.passes import COOKIE, Pass

PERSON = "person"
CLOSING = "closing"
BEFORE = "before"
TOUR = "on-tour"
BEGUN = "begun"
MANY_TABS = 1000
_spoken: dict[str, str] = {}
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


saying.ask(language)


def _preference(name: str) -> str | None:
    try:
        return practice.current().archive.preference(name)
    except SketchwellError:  # the page frame says what is wrong with the practice
        return None


def browser() -> Pass:
    """What this tab's browser may see: the whole workbench, one table handed over, or nothing."""
    passes = practice.current().passes
    # Streamlit's test harness has no browser at the other end and gives what is no text.
    cookie = st.context.cookies.get(COOKIE, "")
    return (passes.of(cookie) if isinstance(cookie, str) else None) or passes.stranger()


def forget(*keys: str) -> None:
    """Forgets what was written into widgets, such as a passphrase that was used."""
    for key in keys:
        st.session_state.pop(key, None)


def take_tour() -> None:
    """Opens the tour in this tab."""
    st.session_state[TOUR] = True


def leave_tour() -> None:
    """Closes the tour, for good where it would have come by itself."""
    st.session_state[TOUR] = False
    practice.current().archive.set_preference("tour", "seen")


def on_tour() -> bool:
    """Whether the tour is open: asked for here, or begun in a new practice and never closed."""
    asked = st.session_state.get(TOUR)
    if asked is not None:
        return asked
    kept = _preference("tour")
    if kept is None and not practice.current().archive.people():
        practice.current().archive.set_preference("tour", kept := BEGUN)
    return kept == BEGUN


def tour_is_news() -> bool:
    """Whether nobody took the tour here or said no to it, and it is not open."""
    return _preference("tour") is None and not on_tour()


def backing() -> Backing:
    """The backups of the practice that is served."""
    return _backing_of(str(practice.current().settings.data))


@st.cache_resource(max_entries=4, show_spinner=False)
def _backing_of(folder: str) -> Backing:  # noqa: ARG001 - the cache goes by it
    return Backing()


def person() -> Person | None:
    """The person this tab is about: named in the address, chosen, at the table, or the first."""
    everyone = {each.id: each for each in practice.current().archive.people()}
    # The address comes first: it alone knows that somebody went back, or opened a link.
    wanted = (st.query_params.get(PERSON), st.session_state.get(PERSON), _at_the_table())
    found = next((everyone[each] for each in wanted if each in everyone), None)
    found = found or next((each for each in everyone.values() if each.archived is None), None)
    if found is not None:
        choose_person(found.id)
    return found


def choose_person(person_id: str) -> None:
    """From here on this tab is about that person; a reload still knows."""
    if st.session_state.get(PERSON) not in (None, person_id):
        forget(CLOSING, BEFORE)
    st.session_state[PERSON] = person_id
    if st.query_params.get(PERSON) not in (None, person_id):
        # What else the address says is about somebody else; in one step, so that Back is one step.
        st.query_params.from_dict({PERSON: person_id})
    st.query_params[PERSON] = person_id


def open_sitting(person_id: str) -> OpenSitting | None:
    """The sitting that person is in, if any."""
    sittings = practice.current().archive.open_sittings()
    return next((each for each in sittings if each.sitting.person == person_id), None)


def at_a_table() -> bool:
    """Whether the person this tab is about is in a sitting."""
    person_id = st.session_state.get(PERSON)
    return person_id is not None and open_sitting(person_id) is not None


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
    close_with(None)


def closing() -> str | None:
    """The sitting that has just ended and is being looked back on; a reload still knows."""
    return st.session_state.get(CLOSING) or address(CLOSING)


def close_with(sitting_id: str | None) -> None:
    """Look back on that sitting, or (None) be done with it."""
    st.session_state[CLOSING] = sitting_id
    set_address(CLOSING, sitting_id)


def forget_person(person_id: str) -> None:
    """Nothing in this tab, or in what is remembered, is about that person any more."""
    if st.session_state.get(PERSON) == person_id:
        forget(PERSON, CLOSING, BEFORE)
        st.query_params.clear()
    st.cache_data.clear()


def chosen(key: str) -> int | None:
    """What was chosen under that name by tapping, stepping or a button."""
    return st.session_state.get(f"{key}-chosen")


def choose(key: str, choice: int) -> None:
    """Chooses one of several things, such as the sitting whose pictures are shown."""
    st.session_state[f"{key}-chosen"] = choice


def widget(key: str) -> Any:
    """What a widget says, by its key."""
    return st.session_state.get(key)


def follow_address(name: str, key: str, read: Callable[[str | None], Any]) -> None:
    """Before a widget is drawn: where the address says something new, the widget says it too.

    Args:
        name: of the address's part.
        key: of the widget.
        read: the widget's value of what the address says, None where it says nothing.
    """
    now = st.query_params.get(name)
    if key not in st.session_state or st.session_state.get(f"{key}-address") != now:
        st.session_state[key] = read(now)
    st.session_state[f"{key}-address"] = now


def into_address(name: str, key: str, tell: Callable[[Any], str | None]) -> None:
    """After a widget was changed: the address says it, so that it survives a reload and Back."""
    told = tell(st.session_state.get(key))
    set_address(name, told)
    st.session_state[f"{key}-address"] = told


def address(name: str) -> str | None:
    """A part of the page's address."""
    return st.query_params.get(name)


def set_address(name: str, value: str | None) -> None:
    """Writes a part of the page's address, or (None) takes it away."""
    if value is not None:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def noted(key: str) -> Any:
    """What a page noted for itself in this tab."""
    return st.session_state.get(f"noted-{key}")


def note(key: str, value: Any) -> None:
    """Notes something for a page, as long as this tab is open."""
    st.session_state[f"noted-{key}"] = value


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Remembers results for a while.

    The person's id must be among the arguments: caches are shared by all tabs.
    """
    return st.cache_data(ttl="30m", max_entries=2000, show_spinner=False)(function)
