"""How somebody stands to the four items, and what follows from taking one back. No page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from workbench.archive.consent import ITEMS, Consent, Item
from workbench.archive.retention import Retention
from workbench.archive.store import Archive
from workbench.consent import texts
from workbench.saying import later

State = Literal["never", "made_up", "given", "not_now", "withdrawn"]

NAMES: dict[Item, str] = {
    "record": later("A record"),
    "painter": later("Pictures by the painter"),
    "research": later("Research"),
    "exhibition": later("Showing pictures"),
}
STATES: dict[State, str] = {
    "never": later("Not asked yet"),
    "made_up": later("Made up: nobody to ask"),
    "given": later("Agreed"),
    "not_now": later("Not now"),
    "withdrawn": later("Taken back"),
}
AFTER: dict[Item, tuple[str, ...]] = {
    "record": (later("No new sitting is begun. One that is open goes on until it is ended."),),
    "painter": (
        later("The painter is off at once, also in an open sitting. Drawing goes on."),
        later("Pictures that were kept stay until they are removed under Sittings."),
    ),
    "research": (later("Left out of everything that is put together for research from now on."),),
    "exhibition": (
        later("Left out of everything that is shown to others from now on."),
        later("What was given out is listed under People, Exhibition, to be taken down."),
    ),
}
ENDS: dict[str, str] = {
    "erase": later("The record itself may be erased: you find that below, under “Keeping”."),
    "restrict": later(
        "The record itself must still be kept. You can lock it until that time is over: below, "
        "under “Keeping”."
    ),
    "ask": later(
        "Whether the record itself may be erased is not known: nobody has said yet how long this "
        "practice keeps records. That is set under Settings."
    ),
}
GROUNDS: dict[str, str] = {
    "consent": later("Consent"),
    "treatment": later("Treatment, or a contract"),
    "duty": later("A legal duty"),
    "public": later("A public task"),
    "interest": later("A legitimate interest"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to one item.

    Attributes:
        item: which.
        state: what counts now.
        newest: the entry that says so; None where nothing was said.
        anew: agreed to, but the text has a newer version since.
    """

    item: Item
    state: State
    newest: Consent | None
    anew: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is time to ask, calmly: never asked, or other words since."""
        return self.state == "never" or self.anew


def of(archive: Archive, person: str) -> tuple[Standing, ...]:
    """The four items, in their order."""
    newest = {entry.said.item: entry for entry in archive.consents(person)}
    return tuple(_one(archive, person, item, newest.get(item)) for item in ITEMS)


def next_to_ask(standings: tuple[Standing, ...], after: Item) -> Item | None:
    """The next item that waits, going on from this one."""
    behind = ITEMS[ITEMS.index(after) + 1 :]
    return next((each.item for each in standings if each.waits and each.item in behind), None)


def consequences(item: Item, kept: Retention, today: date) -> tuple[str, ...]:
    """What taking an item back means here and today, as texts to look up."""
    more = (ENDS[kept.deed(today)],) if item == "record" and kept.last is not None else ()
    return (*AFTER[item], *more)


def _one(archive: Archive, person: str, item: Item, entry: Consent | None) -> Standing:
    if entry is None:
        return Standing(item, "made_up" if archive.allows(person, item) else "never", None)
    said = entry.said
    older = said.read.version < texts.newest(item)
    return Standing(item, said.deed, entry, anew=said.deed == "given" and older)
