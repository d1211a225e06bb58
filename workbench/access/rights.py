"""Who may do what: a table of deeds by role. Pure; who is asked about is told, never looked up.

A deed about a person needs a role that has it and that person on the account's own list: a
therapist's list is whom the therapist cares for, a supervisor's is whom the supervisor was asked to
look after. Whoever has several roles may do what any of them may. Nobody signed in may do nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from workbench.access.accounts import Account, Role

Kind = Literal["care", "supervision"]
"""Why a person is on an account's list."""

OfPerson = Literal["see", "draw", "keep", "export", "erase", "release"]
"""Look at a person's record; at their table; write; take out; destroy; show what was held back."""

OfPractice = Literal[
    "add",
    "supervise",
    "studies",
    "research",
    "audit",
    "accounts",
    "assign",
    "settings",
    "backups",
    "painters",
    "modes",
    "pin",
]
"""Deeds that are about nobody in particular."""

Deed = Literal[OfPerson, OfPractice]
KINDS: tuple[Kind, ...] = get_args(Kind)
OF_PERSON: tuple[OfPerson, ...] = get_args(OfPerson)

TABLE: Mapping[Role, frozenset[Deed]] = {
    "therapist": frozenset({*OF_PERSON, "add", "studies", "modes", "pin"}),
    "supervisor": frozenset({"release", "supervise", "studies", "audit", "modes", "pin"}),
    "researcher": frozenset({"research", "studies", "pin"}),
    "engineer": frozenset({"painters", "pin"}),
    "administrator": frozenset({"accounts", "assign", "settings", "backups", "painters", "pin"}),
}
LISTS: Mapping[Role, Kind] = {"therapist": "care", "supervisor": "supervision"}


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may do, and about whom.

    Attributes:
        account: who; None where nobody is signed in.
        lists: the people on the account's lists, by why they are there.
        everybody: whether the lists name everybody, as in the demo practice.
        sitting: the only sitting of a browser that shows the client's view.
        guest: whose sitting that is.
    """

    account: Account | None = None
    lists: Mapping[Kind, Collection[str]] = field(default_factory=dict)
    everybody: bool = False
    sitting: str | None = None
    guest: str | None = None

    def may(self, deed: Deed, person: str | None = None) -> bool:
        """Whether this deed is allowed, about this person; None asks about anybody at all."""
        if self.account is None or self.account.disabled is not None:
            return False
        return any(self._has(role, deed, person) for role in self.account.roles)

    def about(self, deed: OfPerson) -> frozenset[str]:
        """The people on the lists about whom this deed is allowed; of "everybody" says nothing."""
        listed = {person for people in self.lists.values() for person in people}
        return frozenset(person for person in listed if self.may(deed, person))

    @property
    def client(self) -> bool:
        """Whether this is the client's view of one sitting."""
        return self.account is None and self.sitting is not None

    def _has(self, role: Role, deed: Deed, person: str | None) -> bool:
        if deed not in TABLE[role]:
            return False
        if person is None or deed not in OF_PERSON:
            return True
        return self.everybody or person in self.lists.get(LISTS[role], ())


NOBODY = Reach()


def may(
    account: Account | None,
    deed: Deed,
    person: str | None = None,
    *,
    lists: Mapping[Kind, Collection[str]] | None = None,
) -> bool:
    """Whether an account may do this, about this person on one of its lists."""
    return Reach(account, lists or {}).may(deed, person)
