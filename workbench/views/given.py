"""What was set where the workbench started, with where each value came from."""

from __future__ import annotations

import streamlit as st

from engines.settings import AUTO, Found, look_up
from workbench import parts, practice
from workbench.guide import explaining
from workbench.saying import _, later

SHOWN = ("painter", "fallback_painter", "size", "live_answers")
NAMES = {
    "painter": later("Who answers"),
    "fallback_painter": later("Who paints where that one is missing"),
    "size": later("Long side of a picture, in pixels"),
    "live_answers": later("Answers while one draws"),
    "data": later("Folder of the practice"),
    "port": later("Port of the workbench"),
    "threads": later("Processor threads for painting"),
    "runtime": later("What runs the painter's network"),
    "precision": later("Arithmetic of the network"),
    "large_runtime": later("What runs a large painter"),
    "other_shapes": later("Pages of a shape that a large painter has no nets for"),
}


def table() -> None:
    """The four that matter to a therapist, and the rest on request."""
    st.header(_("Set where the workbench starts"))
    parts.quiet(
        _(
            "In the settings file (~/.config/sketchwell/settings.toml), by an environment variable "
            "or on the command line. A change counts from the next start."
        )
    )
    rows = {each.row.name: each for each in look_up()}
    head = (_("Setting"), _("Value"), _("From"))
    explaining.table(head, [_given(rows[name]) for name in SHOWN])
    with st.expander(_("All of them")):
        explaining.table(head, [_given(row) for name, row in rows.items() if name not in SHOWN])
        _measured()


def _measured() -> None:
    """The milliseconds that decided what runs the network, where nobody set it."""
    took = practice.current().network.took_ms
    if took:
        said = ", ".join(f"{name} {milliseconds:.0f} ms" for name, milliseconds in took.items())
        parts.quiet(_("One step of the network, measured on this machine: {times}.", times=said))


def _given(found: Found) -> tuple[str, str, str]:
    name = found.row.name
    serving = getattr(practice.current().settings, name)
    origin = found.origin if serving == found.value or found.value == AUTO else "the command line"
    named = _(NAMES[name]) if name in NAMES else name
    value = {True: _("yes"), False: _("no")}[serving] if isinstance(serving, bool) else str(serving)
    value = f"{AUTO}: {value}" if found.value == AUTO else value
    return f"{named}\n{name}" if named != name else name, value, _origin(origin)


def _origin(origin: str) -> str:
    known = {"the default": _("the default"), "the command line": _("the command line")}
    variable = origin.removeprefix("the environment variable ")
    if variable != origin:
        return _("the environment variable {name}", name=variable)
    return known.get(origin, origin)
