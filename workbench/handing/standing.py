"""How things stand for one browser: what its page must know to draw the right thing at once."""

from __future__ import annotations

import hashlib
from typing import Any, get_args

from workbench.access.accounts import Account
from workbench.archive.assignments import Kind
from workbench.handing.passes import Pass, Scope
from workbench.practice import Practice, whole

OWN: tuple[Scope, ...] = ("whole", "locked")


def standing(served: Practice, seen: Pass) -> dict[str, Any]:
    """What a browser with this pass may know, ready for JSON; a name to its own therapist alone.

    `served` is the practice as that browser may use it.
    """
    told: dict[str, Any] = {
        "scope": seen.scope,
        "sitting": seen.sitting,
        "pin": pin_is_set(served, seen),
        "asked": seen.sitting in served.passes.asked(),
    }
    if served.passes.guests.of(seen.browser) is not None:
        told["guest"] = True
    if seen.scope in OWN:
        told["account"] = owner(served, seen)
    if seen.scope == "signed-out":
        told["again"] = served.passes.waits(seen)
    if seen.whole:
        theirs = {each.sitting.id: each.sitting.person for each in served.archive.open_sittings()}
        asked, handed = served.passes.asked(), served.passes.handed_over()
        held = [each for each in served.tables.waiting() if each in handed]
        guests, said = served.passes.guests.sittings(), _answered(served, theirs)
        looks = _looks(served, theirs)
        told["theirs"] = _theirs(served, seen)
        told_of = {*asked, *held, *guests, *said, *looks}
        named = served.archive.people() if theirs.keys() & told_of else ()
        names = {person.id: person.name for person in named}
        about = {"calls": asked, "waiting": held, "guests": guests, "answered": said}
        about |= {"looks": looks}
        for name, sittings in about.items():
            told[name] = [_call(s, theirs[s], names) for s in sittings if s in theirs]
    return told


def owner(served: Practice, seen: Pass) -> dict[str, str] | None:
    """Whose page a browser shows, also while it is locked; None at a client's view and a door."""
    return whose(served.passes.behind(seen.browser)) if seen.scope in OWN else None


def whose(account: Account | None) -> dict[str, str] | None:
    """Whose page it is, as a page may know; None of the demo, which signs nobody in."""
    if account is None or account.synthetic:
        return None
    return {"id": account.id, "name": account.name, "sign_in": account.sign_in}


def pin_is_set(served: Practice, seen: Pass) -> bool:
    """Whether there is a PIN that brings this browser back."""
    pin = served.passes.pin_of(seen.browser)
    return pin is not None and pin.is_set


def _theirs(served: Practice, seen: Pass) -> str:
    """Changes whenever somebody is given to this account or taken from it; says nothing else."""
    account = served.passes.behind(seen.browser)
    if account is None:
        return ""
    held = [sorted(whole().archive.assigned(account.id, kind=kind)) for kind in get_args(Kind)]
    return hashlib.sha256(repr(held).encode()).hexdigest()[:16]


def _answered(served: Practice, theirs: dict[str, str]) -> list[str]:
    """The open sittings whose person answered, at their own view, what they agree to."""
    return [
        sitting
        for sitting, person in theirs.items()
        if any(
            entry.sitting == sitting and entry.said.how == "own"
            for entry in served.archive.consents(person)
        )
    ]


def _looks(served: Practice, theirs: dict[str, str]) -> list[str]:
    """The open sittings whose person gave an answer that is to be looked at.

    Whoever is not here now is named on the pages alone: somebody else may sit at this screen.
    """
    waiting = {each.person for each in served.archive.to_look_at()} if theirs else set()
    return [sitting for sitting, person in theirs.items() if person in waiting]


def _call(sitting: str, person: str, names: dict[str, str]) -> dict[str, str]:
    return {"sitting": sitting, "person": person, "name": names.get(person, "")}
