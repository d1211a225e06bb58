"""What to know before a sitting: last time, and what came since. No page.

Every line says what somebody said, made, answered or wrote, and names where it is from, so that a
tap leads there. Nothing is weighed, and nothing is said that no record holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.looking import place
from workbench.saying import _


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line is from.

    Attributes:
        name: what the way there is called.
        page: the file of the page, without its ending.
        address: what its address says beside the person.
        picture: what is looked at there; None leaves that open.
    """

    name: str
    page: str
    address: tuple[tuple[str, str], ...] = ()
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, when it is about (ISO 8601, or a day), and where it is from.

    `asks` is of what waits for somebody of the practice.
    """

    at: str
    text: str
    source: Source
    asks: bool = False


def in_sitting(sitting: str, picture: str | None = None) -> Source:
    """A sitting, opened, at a picture."""
    name = _("Sitting") if picture is None else _("Picture")
    return Source(name, "gallery", ((place.SITTING, sitting),), picture)


def replayed(sitting: str) -> Source:
    """A sitting, played again: its strokes, one after the other."""
    return Source(_("Strokes"), "gallery", ((place.SITTING, sitting), (place.DOING, "replay")))


def on_page(name: str, person: str, asking: str = "") -> Source:
    """A part of a person's own page; without `asking` the page itself."""
    asked = ((place.ASKING, asking),) if asking else ()
    return Source(name, "people", ((place.PROFILE, person), *asked))
