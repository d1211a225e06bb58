"""Where one is among people and sittings, as the page's address says it: Back and a reload work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from workbench import state

Doing = Literal["replay", "seen"]
SITTING, PAIR, DOING, PROFILE = "sitting", "pair", "doing", "profile"
ASKING = "asking"
PICTURE = "looked-at"
_BETWEEN = "."


def sitting() -> str | None:
    """The sitting that is opened."""
    return state.address(SITTING)


def open_sitting(sitting_id: str | None, picture: str | None = None) -> None:
    """Opens a sitting, at a picture, or (None) goes back to all of them."""
    look_at(picture)
    _go(sitting_id, pair=None, doing=None)


def picture() -> str | None:
    """The picture looked at in the opened sitting."""
    return state.noted(PICTURE)


def look_at(picture_id: str | None) -> None:
    """Looks at that picture of the opened sitting."""
    state.note(PICTURE, picture_id)


def pair() -> tuple[str, str] | None:
    """The two pictures that are compared."""
    found = (state.address(PAIR) or "").split(_BETWEEN)
    return (found[0], found[1]) if len(found) == 2 else None


def compare(pictures: Sequence[str] | None) -> None:
    """Compares two pictures, or (None) is done with it."""
    _go(sitting(), pair=_BETWEEN.join(pictures) if pictures else None, doing=None)


def doing() -> Doing | None:
    """What is done with the opened sitting besides looking."""
    said = state.address(DOING)
    return next((each for each in get_args(Doing) if each == said), None)


def do(what: Doing | None) -> None:
    """Plays the sitting again or looks at what can be seen, or (None) is done with that."""
    _go(sitting(), pair=None, doing=what)


def profile() -> str | None:
    """The person whose own page is open."""
    return state.address(PROFILE)


def open_profile(person_id: str | None) -> None:
    """Opens a person's own page, or (None) goes back to everybody."""
    if person_id is not None:
        state.choose_person(person_id)
    state.set_address(PROFILE, person_id)
    ask(None)


def asking() -> str | None:
    """What is asked on a person's consent page; None is the person's own page."""
    return state.address(ASKING)


def ask(what: str | None) -> None:
    """Opens a person's consent page at something, or (None) goes back to the person."""
    state.set_address(ASKING, what)


def _go(sitting_id: str | None, *, pair: str | None, doing: Doing | None) -> None:
    for name, value in ((SITTING, sitting_id), (PAIR, pair), (DOING, doing)):
        state.set_address(name, value)
