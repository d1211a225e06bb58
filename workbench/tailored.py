"""What a therapist sets for one person: what lies on the table, and how far the painter may go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from engines.errors import RecordError
from engines.fields import Check
from engines.picture import INFLUENCES, STYLES, Influence, Style
from engines.strokes import TOOLS, Tool

Hand = Literal["right", "left"]
Surface = Literal["pad", "canvas"]
HANDS: tuple[Hand, ...] = get_args(Hand)
SURFACES: tuple[Surface, ...] = get_args(Surface)

MAX_COLORS = 24
MAX_HIDDEN = 64

_check = Check(RecordError, "person's table")
_COLOR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_READING = re.compile(r"[a-z_]{1,40}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tailored:
    """A person's table.

    Attributes:
        language: of the client's view, such as "de"; None is the workbench's own.
        hand: on which side the tools lie: of the hand that draws.
        surface: the pad, or the simple canvas.
        tools: on the table; at least one that draws.
        colors: on the table as "#rrggbb", at most 24; None is the pad's own.
        styles: that may be asked for; the first one is in hand at the start.
        influence: the farthest step allowed.
        painter: whether a painter answers at all.
        hold: whether the therapist sees an answer before the person does.
        live: whether answers come while drawing.
        guardian: whether somebody has to agree for the person: a yes names the guardian.
        hidden: names of the readings that are not shown of this person's pictures.
    """

    language: str | None = None
    hand: Hand = "right"
    surface: Surface = "pad"
    tools: tuple[Tool, ...] = TOOLS
    colors: tuple[str, ...] | None = None
    styles: tuple[Style, ...] = STYLES
    influence: Influence = "transform"
    painter: bool = True
    hold: bool = False
    live: bool = True
    guardian: bool = False
    hidden: tuple[str, ...] = ()

    @property
    def influences(self) -> tuple[Influence, ...]:
        """The steps allowed, from the gentlest on."""
        return INFLUENCES[: INFLUENCES.index(self.influence) + 1]

    def to_wire(self) -> dict[str, Any]:
        """Gives the settings as a JSON object."""
        return asdict(self)

    @staticmethod
    def from_wire(wire: Mapping[str, Any]) -> Tailored:
        """Reads what `to_wire` gave; fields left out are as nobody had set them.

        Raises:
            RecordError: names the field and the value met.
        """
        allowed = tuple(Tailored().to_wire())
        given = dict(_check.fields(wire, "table", needed=(), allowed=allowed))
        read: dict[str, Any] = {name: _READERS[name](value) for name, value in given.items()}
        return Tailored(**read)


def _language(value: Any) -> str | None:
    matter = 'must be a language such as "de"'
    return None if value is None else _check.matched(value, "language", _LANGUAGE, matter)


def _colors(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    colors = _check.sequence(value, "colors")
    if not 1 <= len(colors) <= MAX_COLORS:
        _check.refuse("colors", value, f"must be 1 to {MAX_COLORS} colors")
    return tuple(_check.matched(color, "colors", _COLOR, 'must be "#rrggbb"') for color in colors)


def _hidden(value: Any) -> tuple[str, ...]:
    """Names that no reader has (any more) hide nothing: an older record stays readable."""
    matter = "must be names of readings"
    names = _check.sequence(value, "hidden")
    if len(names) > MAX_HIDDEN:
        _check.refuse("hidden", value, f"must be at most {MAX_HIDDEN} names")
    return tuple(_check.matched(each, "hidden", _READING, matter) for each in names)


def _some(name: str, choices: tuple[str, ...]) -> Any:
    def read(value: Any) -> tuple[str, ...]:
        chosen = {_check.choice(each, name, choices) for each in _check.sequence(value, name)}
        if not chosen - {"eraser"}:
            _check.refuse(name, value, "must name at least one that draws")
        return tuple(choice for choice in choices if choice in chosen)

    return read


def _one(name: str, choices: tuple[str, ...]) -> Any:
    return lambda value: _check.choice(value, name, choices)


def _yes_or_no(name: str) -> Any:
    def read(value: Any) -> bool:
        if not isinstance(value, bool):
            _check.refuse(name, value, "must be true or false")
        return value

    return read


_READERS: dict[str, Any] = {
    "language": _language,
    "hand": _one("hand", HANDS),
    "surface": _one("surface", SURFACES),
    "tools": _some("tools", TOOLS),
    "colors": _colors,
    "hidden": _hidden,
    "styles": _some("styles", STYLES),
    "influence": _one("influence", INFLUENCES),
    **{name: _yes_or_no(name) for name in ("painter", "hold", "live", "guardian")},
}
