"""What one browser tab remembers. The only user of `st.session_state` and `st.cache_*`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import streamlit as st

from engines.errors import NotHereError
from engines.record import Feeling
from workbench import practice
from workbench.archive.events import OpenSitting
from workbench.archive.store import Person
from workbench.guide.backing import Backing
from workbench.tab import account as account
from workbench.tab import browser as browser
from workbench.tab import pin as pin
from workbench.tab import preference, who
from workbench.tab import speak as speak

PERSON = "person"
CLOSING = "closing"
BEFORE = "before"
TOUR = "on-tour"
BEGUN = "begun"
WHOSE = "whose-tab"
P = ParamSpec("P")
T = TypeVar("T")


def component_value(key: str, name: str) -> Any:
    """What a component's trigger carries, inside its callback."""
    return getattr(st.session_state.get(key), name, None)


def settle() -> None:
    """Whoever comes to this tab finds nothing that another account left in it."""
    now = who()
    if st.session_state.setdefault(WHOSE, now) != now:
        st.session_state.clear()
        st.session_state[WHOSE] = now


def not_here(what: str, asked: str) -> NoReturn:
    """The address names what is not there, or not for whoever asks: both read the same.

    Raises:
        NotHereError: always; the page frame shows what it shows for every such address.
    """
    served = practice.current()
    if served.reach is not None:
        served.witness.refused(served.reach, f"page {what}", asked)
    raise NotHereError(f"There is no {what} {asked} here: unknown, or erased.")


def leave_address() -> None:
    """Takes everything out of the page's address, and forgets what it was about."""
    forget(PERSON, CLOSING, BEFORE)
    st.query_params.clear()


def leave_whom_one_lost() -> None:
    """In a callback: leaves the address of somebody who was taken from whoever looks.

    They asked for nothing: without this the page, drawn again, would be noted as refused to them.
    """
    asked, reach = st.query_params.get(PERSON), practice.current().reach
    if asked is not None and reach is not None and not reach.may("see", asked):
        leave_address()


def forget(*keys: str) -> None:
    """Forgets what was written into widgets, such as a passphrase that was used."""
    for key in keys:
        st.session_state.pop(key, None)


def blank(*keys: str) -> None:
    """In a callback: empties fields on the screen too, where `forget` leaves what was typed."""
    for key in keys:
        st.session_state[key] = ""


def take_tour() -> None:
    """Opens the tour in this tab."""
    st.session_state[TOUR] = True


def leave_tour() -> None:
    """Closes the tour, for good where it would have come by itself."""
    st.session_state[TOUR] = False
    practice.current().archive.set_preference("tour", "seen")


def on_tour() -> bool:
    """Whether the tour is open: asked for here, or begun by itself for this account, not closed.

    It begins for whoever is the first to have nobody yet; it comes up at no colleague's.
    """
    asked = st.session_state.get(TOUR)
    if asked is not None:
        return asked
    kept, begun = preference("tour"), f"{BEGUN}-{who()}"
    if kept is None and not practice.current().archive.people():
        practice.current().archive.set_preference("tour", kept := begun)
    return kept == begun


def tour_is_news() -> bool:
    """Whether nobody took the tour here or said no to it, and it is not open."""
    return preference("tour") is None and not on_tour()


def backing() -> Backing:
    """The backups of the practice that is served."""
    return _backing_of(str(practice.current().settings.data))


@st.cache_resource(max_entries=4, show_spinner=False)
def _backing_of(folder: str) -> Backing:  # noqa: ARG001 - the cache goes by it
    return Backing()


def person() -> Person | None:
    """The person this tab is about: named in the address, chosen, at the table, or the first.

    Raises:
        NotHereError: the address names somebody who is not there, or not for whoever asks.
    """
    everyone = {each.id: each for each in practice.current().archive.people()}
    # The address comes first: it alone knows that somebody went back, or opened a link.
    named = st.query_params.get(PERSON)
    if named is not None and named not in everyone:
        not_here(PERSON, named)
    wanted = (named, st.session_state.get(PERSON), _at_the_table())
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

    The person's id must be among the arguments: caches are shared by all tabs of an account.
    """
    fresh: Callable[..., T] = function

    @st.cache_data(ttl="30m", max_entries=2000, show_spinner=False)
    def found(whose: str | None, name: str, args: Any, kwargs: Any) -> T:  # noqa: ARG001
        return fresh(*args, **kwargs)

    @wraps(function)
    def remembering(*args: P.args, **kwargs: P.kwargs) -> T:
        name = f"{function.__module__}.{function.__qualname__}"
        return found(who(), name, args, kwargs)

    return remembering
