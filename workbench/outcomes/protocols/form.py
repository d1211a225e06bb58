"""What a protocol is: which sittings, in which order, with what, and what is asked when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Literal, get_args

Medium = Literal["paper", "digital", "painter"]
Order = Literal["fixed", "order", "start", "abab", "arm"]
StopKind = Literal["missed_in_row", "adverse", "asked"]
MEDIA: tuple[Medium, ...] = get_args(Medium)
ORDERS: tuple[Order, ...] = get_args(Order)
STOPS: tuple[StopKind, ...] = get_args(StopKind)


@dataclass(frozen=True, slots=True)
class Phase:
    """Sittings of one kind; `sittings` is None where there is no end to them."""

    name: str
    media: tuple[Medium, ...]
    sittings: int | None
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """A questionnaire that belongs to a protocol.

    Attributes:
        instrument: its name.
        every_days: days from one answer to the next; 0 is in every sitting.
        window_days: how many days later it may be before that is a deviation.
    """

    instrument: str
    every_days: int
    window_days: int


@dataclass(frozen=True, slots=True)
class Stop:
    """When a person of the practice looks whether it goes on; nothing stops by itself."""

    kind: StopKind
    limit: int
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slot:
    """A sitting that the protocol asks for; `number` from 1."""

    number: int
    phase: str
    media: tuple[Medium, ...]


Arm = tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol as its file tells it.

    Attributes:
        name: of the file's own.
        title: by language.
        about: by language.
        languages: the codes of both.
        order: "fixed"; "order" (which phase is first is drawn); "start" (when the second phase
            begins is drawn); "abab" (the two phases, twice); "arm" (one phase each, drawn).
        starts: for "start", the fewest and the most sittings of the first phase.
        make_up: whether a missed sitting is held later; else it uses up its place.
        phases: in the order of the file.
        measures: what is asked.
        stops: when to look whether it goes on.
    """

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    languages: tuple[str, ...]
    order: Order
    starts: tuple[int, int] | None
    make_up: bool
    phases: tuple[Phase, ...]
    measures: tuple[Measure, ...]
    stops: tuple[Stop, ...]

    @property
    def drawn(self) -> bool:
        """Whether a lot decides which arm somebody is in."""
        return len(self.arms()) > 1

    @property
    def open_ended(self) -> bool:
        """Whether there is no last sitting."""
        return self.phases[-1].sittings is None

    def phase(self, name: str) -> Phase:
        """A phase by its name."""
        return next(each for each in self.phases if each.name == name)

    def arms(self) -> tuple[Arm, ...]:
        """Every course that somebody can be given, each its sittings; () is one without an end."""
        if self.open_ended:
            return ((),)
        if self.order == "order":
            return tuple(_laid(each) for each in permutations(_counted(self.phases)))
        if self.order == "arm":
            return tuple(_laid((each,)) for each in _counted(self.phases))
        if self.order == "abab":
            return (_laid(_counted(self.phases) * 2),)
        if self.starts is not None:
            return _begun_at(self.phases[0], self.phases[1], *self.starts)
        return (_laid(_counted(self.phases)),)


_Run = tuple[Phase, int]


def _counted(phases: tuple[Phase, ...]) -> tuple[_Run, ...]:
    return tuple((each, each.sittings or 0) for each in phases)


def _begun_at(first: Phase, then: Phase, fewest: int, most: int) -> tuple[Arm, ...]:
    whole = (first.sittings or 0) + (then.sittings or 0)
    starts = range(fewest, most + 1)
    return tuple(_laid(((first, at), (then, whole - at))) for at in starts)


def _laid(runs: tuple[_Run, ...]) -> Arm:
    each = [phase for phase, count in runs for _ in range(count)]
    return tuple(Slot(number, phase.name, phase.media) for number, phase in enumerate(each, 1))
