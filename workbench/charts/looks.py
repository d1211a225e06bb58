"""All colors, dashes and shapes of the charts, in one place: light, dark, and for print.

Pleasure and arousal differ by color, by shape and by panel. Their colors are an orange and a blue
like vermillion and blue of Okabe and Ito (2002, jfly.uni-koeln.de/color), toned to the theme; a
test simulates color blindness over them. In print everything is black on white with patterns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FONT = "Atkinson, system-ui, sans-serif"
SHAPES = {"pleasure": "circle", "arousal": "square"}
# In the order in which they are stacked, dark and cool below, warm and light above.
PATTERNS = {
    "black": "x",
    "gray": ".",
    "brown": "\\",
    "violet": "-",
    "blue": "|",
    "green": "/",
    "pink": "+",
    "red": "x",
    "orange": "\\",
    "yellow": ".",
}
FAMILIES = tuple(PATTERNS)


@dataclass(frozen=True, slots=True)
class Look:
    """How charts look on one ground."""

    name: str
    ink: str
    quiet: str
    edge: str
    paper: str
    said: Mapping[str, str]
    measure: str
    band: str
    phases: Mapping[str, str]
    families: Mapping[str, str]
    patterned: bool = False


_FAMILIES = {
    "black": "#3a3733",
    "gray": "#a09a91",
    "brown": "#8a5f41",
    "violet": "#85649c",
    "blue": "#4f7fae",
    "green": "#6a9464",
    "pink": "#dba0b1",
    "red": "#bb4a3c",
    "orange": "#d98a45",
    "yellow": "#e3c65f",
}

LIGHT = Look(
    name="light",
    ink="#2f2b25",
    quiet="#6b6357",
    edge="#e3dac8",
    paper="#fffdf8",
    said={"pleasure": "#ab6239", "arousal": "#44678a"},
    measure="#4d6c55",
    band="#c6d3bb",
    phases={"traditional": "#f4ebdc", "painter": "#eaefe4", "between": "#ece8f0"},
    families=_FAMILIES,
)
DARK = Look(
    name="dark",
    ink="#f1ebdf",
    quiet="#c0b7a6",
    edge="#4a453c",
    paper="#23211d",
    said={"pleasure": "#e2a27d", "arousal": "#93b7d8"},
    measure="#a5c5a9",
    band="#4a5a4b",
    phases={"traditional": "#2f2a22", "painter": "#272d26", "between": "#2a2730"},
    families=_FAMILIES | {"black": "#0d0c0b", "gray": "#8c877e"},
)
PRINT = Look(
    name="print",
    ink="#000000",
    quiet="#333333",
    edge="#c8c8c8",
    paper="#ffffff",
    said={"pleasure": "#000000", "arousal": "#000000"},
    measure="#000000",
    band="#dddddd",
    phases={"traditional": "#ffffff", "painter": "#f2f2f2", "between": "#e4e4e4"},
    families=dict.fromkeys(FAMILIES, "#ffffff"),
    patterned=True,
)
LOOKS = {look.name: look for look in (LIGHT, DARK, PRINT)}
