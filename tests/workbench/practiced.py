"""A practice with an account of every role, and two people: the therapist's and a colleague's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engines.settings import load
from tests.workbench.conftest import a_stroke
from workbench import practice
from workbench.access.accounts import ROLES, Account, Credentials, Role
from workbench.archive.acting import acting
from workbench.handing.passes import Pass
from workbench.practice import Practice

NAMES = {"own": "Quetzal", "foreign": "Wombatina"}
NOTE = "Ocelot in the margin"
UNKNOWN = "f" * 20


@dataclass(frozen=True)
class Theirs:
    """What is kept of one person: ids alone."""

    person: str
    going: str
    ended: str
    picture: str


@dataclass(frozen=True)
class Staffed:
    """The practice, its accounts, and two people: the therapist's own, and a colleague's.

    `keys` are the cookies of browsers where each account is signed in.
    """

    served: Practice
    accounts: dict[str, Account]
    keys: dict[str, str]
    own: Theirs
    foreign: Theirs

    def seen(self, role: str) -> Pass:
        """What the browser of that account may see."""
        seen = self.served.passes.of(self.keys[role])
        assert seen is not None
        return seen


@contextmanager
def staffed(folder: Path) -> Iterator[Staffed]:
    """Serves such a practice. Nobody has a password: tests sign in past the door."""
    settings = load({"data": str(folder), "painter": "wash", "size": 256})
    with practice.serving(settings, demo=False) as served:
        made = {role: account(served, role, role) for role in ROLES}
        made["colleague"] = account(served, "colleague", "therapist")
        own = somebody(served, made["therapist"], NAMES["own"])
        foreign = somebody(served, made["colleague"], NAMES["foreign"])
        keys = {name: served.passes.sign_in(each.id) for name, each in made.items()}
        yield Staffed(served, made, keys, own, foreign)


def account(served: Practice, name: str, *roles: Role) -> Account:
    """An account of these roles."""
    fresh = Account("", name, name.title(), frozenset(roles), "")
    return served.archive.accounts.add(fresh, Credentials())


def somebody(served: Practice, therapist: Account, name: str) -> Theirs:
    """A person of that therapist's, with an ended sitting and one that goes on."""
    with acting(therapist.id):
        person = served.archive.add_person(name, notes=NOTE, goals=NOTE, synthetic=True).id
        ended = served.tables.begin(person, "traditional").sitting.id
        table = served.tables.at(ended)
        table.draw((a_stroke(),))
        served.tables.end(ended)
        served.archive.write_note(ended, NOTE)
        (turn,) = served.archive.turns(ended)
        going = served.tables.begin(person, "traditional").sitting.id
    return Theirs(person, going, ended, turn.id)
