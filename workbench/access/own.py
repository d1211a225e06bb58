"""A part of the practice as somebody may use it: what has no rule is refused.

Pages and routes never hold the archive, the tables, the photos or the films themselves, but these
stand-ins, so that none of them can forget to ask. What somebody may not reach is answered exactly
as what does not exist; the refusal stands in the audit.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Protocol

from engines.errors import NotHereError
from workbench.access.rights import Deed, Reach

By = Literal["person", "sitting", "film"]
Told = Callable[[Any, "Asked"], Any]
Only = Callable[[Mapping[str, Any], Reach], bool]
NAMED: Mapping[By, tuple[str, ...]] = {
    "person": ("person", "person_id"),
    "sitting": ("sitting", "sitting_id"),
    "film": ("name",),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a method needs.

    Attributes:
        deed: that must be allowed; None is open to whoever is signed in.
        by: which argument names whom it is about; None is nobody in particular.
        client: whether the client's view of that sitting may use it too.
        anybody: whether a page that is still closed may use it.
        reading: what is noted once a day where it opens somebody's record.
        told: makes of what the method gives what may be told; then it may be about everybody.
        only: what else must hold of the arguments.
    """

    deed: Deed | None = None
    by: By | None = None
    client: bool = False
    anybody: bool = False
    reading: str | None = None
    told: Told | None = None
    only: Only | None = None


class Witness(Protocol):
    """Where refusals and readings are noted."""

    def refused(self, reach: Reach, what: str, asked: str | None) -> None:
        """Somebody asked for what is not theirs."""
        ...

    def read(self, reach: Reach, person: str, kind: str) -> None:
        """Somebody opened a part of a person's record."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, whose sitting or film is whose, and who writes it down."""

    reach: Reach
    whose: Callable[[By, str], str | None]
    witness: Witness

    def admit(self, name: str, rule: Rule, given: Mapping[str, Any]) -> None:
        """Lets whoever asks go on, or refuses.

        Raises:
            NotHereError: it is not theirs, or there is none.
        """
        asked = _about(rule.by, given)
        person = self.whose(rule.by, asked) if rule.by and asked else None
        fits = rule.only is None or rule.only(given, self.reach)
        if not (fits and self._allowed(rule, person, asked)):
            self.witness.refused(self.reach, name, asked)
            raise missing(rule.by, asked)
        if rule.reading and person is not None and self.reach.account is not None:
            self.witness.read(self.reach, person, rule.reading)

    def _allowed(self, rule: Rule, person: str | None, asked: str | None) -> bool:
        if rule.anybody:
            return True
        if self.reach.client:
            own = self.reach.sitting if rule.by == "sitting" else self.reach.guest
            return rule.client and (asked is None or asked == own)
        if self.reach.account is None:
            return False
        if rule.deed is None or (asked is None and rule.told is not None):
            return True
        if rule.by is None:
            return self.reach.may(rule.deed)
        return person is not None and self.reach.may(rule.deed, person)


class Own:
    """Stands in for a part of the practice. Use it as the part itself."""

    __slots__ = ("_asked", "_part", "_rules")

    def __init__(self, part: object, rules: Mapping[str, Rule], asked: Asked) -> None:
        self._part, self._rules, self._asked = part, rules, asked

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        rule = self._rules.get(name)
        if rule is None:
            raise TypeError(
                f"{type(self._part).__name__}.{name} has no rule of who may use it: give it one in "
                "workbench/access/rules.py."
            )
        if not callable(found):
            self._asked.admit(name, rule, {})
            return found

        def asking(*args: Any, **kwargs: Any) -> Any:
            given = _signature(type(self._part), name).bind(None, *args, **kwargs).arguments
            self._asked.admit(name, rule, given)
            answer = found(*args, **kwargs)
            return answer if rule.told is None else rule.told(answer, self._asked)

        return asking


def missing(by: By | None, asked: str | None) -> NotHereError:
    """What is said of somebody else's, and of what does not exist."""
    if by is None:
        return NotHereError("There is nothing here for you: ask whoever looks after the accounts.")
    return NotHereError(f"There is no {by} {asked} here: unknown, or erased.")


def _about(by: By | None, given: Mapping[str, Any]) -> str | None:
    return next((given[name] for name in NAMED[by] if name in given), None) if by else None


@cache
def _signature(kind: type, name: str) -> inspect.Signature:
    return inspect.signature(getattr(kind, name))
