"""The names of what is chosen at the table, for lists and labels: look them up with `_`."""

from __future__ import annotations

from engines.picture import Influence, Mood, PictureRequest, Style
from engines.record import Decision, Turn
from workbench.saying import _, later

STYLES: dict[Style, str] = {
    "watercolor": later("Watercolor"),
    "gouache": later("Gouache"),
    "pastel": later("Pastel"),
    "ink": later("Ink and wash"),
    "glass": later("Stained glass"),
    "night": later("Night"),
}
MOODS: dict[Mood, str] = {
    "calm": later("Calm"),
    "warm": later("Warm"),
    "bright": later("Bright"),
    "misty": later("Misty"),
    "stormy": later("Stormy"),
    "dusk": later("Dusk"),
}
INFLUENCES: dict[Influence, tuple[str, str]] = {
    "hint": (later("Hint"), later("A touch of color under your lines")),
    "together": (later("Together"), later("Your lines lead, the painter fills in")),
    "transform": (later("Transform"), later("The painter goes further")),
}
DECISIONS: dict[Decision | None, str] = {
    "kept": later("kept"),
    "put_back": later("put back"),
    None: later("not decided"),
}


def decided(turn: Turn) -> str:
    """What became of a turn, in plain words."""
    if turn.answer is None:
        return _("drawn alone")
    return _(DECISIONS[turn.decision])


def asked(request: PictureRequest) -> str:
    """What a picture was asked with besides its words: "Watercolor, calm light, together"."""
    style, influence = _(STYLES[request.style]), _(INFLUENCES[request.influence][0])
    if request.mood is None:
        return _("{style}, light as drawn, {influence}", style=style, influence=influence)
    mood = _(MOODS[request.mood])
    return _("{style}, light: {mood}, {influence}", style=style, mood=mood, influence=influence)
