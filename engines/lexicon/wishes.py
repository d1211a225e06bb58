"""What was understood of a person's words, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rgb = tuple[float, float, float]
Side = Literal["left", "middle", "right"]
_WHITE, _BLACK = 1.0, 0.0
_LIGHTER, _DARKER = 0.45, 0.4


@dataclass(frozen=True, slots=True)
class Wish:
    """A thing that is asked for.

    Attributes:
        thing: the name of a thing.
        count: how many, 1..9.
        color: 0..1 sRGB, where one is asked for.
        side: where on the page, where that is asked for.
    """

    thing: str
    count: int
    color: Rgb | None
    side: Side | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood.

    Attributes:
        wishes: things, in the order in which they were last spoken of.
        scenery: names of sceneries, each once.
        unknown: words that mean nothing here, as they were written, each once.
        cut: whether something was left out because there was too much.
    """

    wishes: tuple[Wish, ...]
    scenery: tuple[str, ...]
    unknown: tuple[str, ...]
    cut: bool


def shaded(color: Rgb, shade: str | None) -> Rgb:
    """A color, "light" or "dark" or, with None or "", as it is."""
    if not shade:
        return color
    goal, share = (_WHITE, _LIGHTER) if shade == "light" else (_BLACK, _DARKER)
    red, green, blue = (round(part + share * (goal - part), 3) for part in color)
    return red, green, blue
