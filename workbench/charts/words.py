"""What places on sliders, measures, phases and colors are called. No number is read as a verdict.

The sliders: A. Betella and P. Verschure, 2016, The Affective Slider, PLOS ONE 11(2), doi
10.1371/journal.pone.0148037. They have no numbers, so five words tell where somebody pointed.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from engines.languages import dates
from workbench.saying import _, language

AXES = ("pleasure", "arousal")
MEASURES = ("lightness", "warmth", "coverage", "strokes", "drawing_s")


def axis(name: str) -> str:
    """A slider's name."""
    return {"pleasure": _("Pleasure"), "arousal": _("Arousal")}[name]


def ends(name: str) -> tuple[str, str]:
    """What stands at the two ends of an axis."""
    return {
        "pleasure": (_("unpleasant"), _("pleasant")),
        "arousal": (_("calm"), _("wide awake")),
        "lightness": (_("darker"), _("lighter")),
        "warmth": (_("cooler"), _("warmer")),
        "coverage": (_("little"), _("much")),
    }.get(name, ("", ""))


def zone(name: str, value: float | None, *, going_on: bool = False) -> str:
    """What a slider's place is called; there are no numbers to read."""
    if value is None:
        return _("not yet") if going_on else _("left out")
    return _zones(name)[min(4, int(value * 5))]


def felt(name: str, before: float | None, after: float | None, *, going_on: bool = False) -> str:
    """Where somebody pointed before and after a sitting, on one slider."""
    return _(
        "{axis}: {before} before, {after} after",
        axis=axis(name),
        before=zone(name, before, going_on=going_on),
        after=zone(name, after, going_on=going_on),
    )


def _zones(name: str) -> tuple[str, ...]:
    if name == "pleasure":
        return (
            _("very unpleasant"),
            _("unpleasant"),
            _("in between"),
            _("pleasant"),
            _("very pleasant"),
        )
    return (_("very calm"), _("calm"), _("in between"), _("awake"), _("wide awake"))


def phase(name: str) -> str:
    """A phase's name."""
    return {
        "traditional": _("Traditional"),
        "painter": _("With the painter"),
        "between": _("Between sittings"),
    }[name]


def measure(name: str) -> str:
    """A measure's name."""
    return {
        "lightness": _("Lightness"),
        "warmth": _("Warmth"),
        "coverage": _("Page covered"),
        "strokes": _("Strokes"),
        "drawing_s": _("Drawing time"),
    }[name]


def amount(name: str, value: float | None) -> str:
    """A measure as it is read out: a share, a count, a time, or a place between two ends."""
    if value is None:
        return _("none")
    if name == "coverage":
        return f"{100 * value:.0f} %"
    if name == "strokes":
        return f"{value:.0f}"
    if name == "drawing_s":
        return time(value)
    return decimal(f"{round(value, 2) + 0.0:.2f}")


def decimal(number: str) -> str:
    """A number with a point, as the page's language writes it."""
    return number.replace(".", dates.number(0.5, language(), digits=1)[1])


def time(seconds: float) -> str:
    """Seconds up to two minutes, then minutes."""
    if abs(seconds) <= 120:
        return _("{seconds} s", seconds=f"{seconds:.0f}")
    return _("{minutes} min", minutes=decimal(f"{seconds / 60:.1f}"))


def color(name: str) -> str:
    """A color's name."""
    return {
        "white": _("white"),
        "black": _("black"),
        "gray": _("gray"),
        "brown": _("brown"),
        "violet": _("violet"),
        "blue": _("blue"),
        "green": _("green"),
        "pink": _("pink"),
        "red": _("red"),
        "orange": _("orange"),
        "yellow": _("yellow"),
    }[name]


def day(moment: str) -> str:
    """A date as a person writes it: 3 May 2026."""
    return _day(moment, language())


@lru_cache(maxsize=4096)
def _day(moment: str, spoken: str) -> str:
    return dates.day(datetime.fromisoformat(moment).astimezone(), spoken)
