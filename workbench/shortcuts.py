"""Every key that does something, in one table; a test holds it against the sources."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.saying import later


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys and what they do. `named` must stand in the file `source`: it is what listens."""

    keys: tuple[str, ...]
    what: str
    source: str
    named: str


PAD = "kiosk/static/pad.js"
FELT = "workbench/feelings.js"

TABLE: tuple[tuple[str, tuple[Shortcut, ...]], ...] = (
    (
        later("On the drawing page"),
        (
            Shortcut(("↑ ↓ ← →",), later("Move the pen"), PAD, "event.key in ARROWS"),
            Shortcut(("Shift + ↑ ↓ ← →",), later("Move in big steps"), PAD, "event.shiftKey"),
            Shortcut(("Space", "Enter"), later("Put the pen down, lift it"), PAD, '=== "Enter"'),
            Shortcut(("Esc",), later("Drop the line"), PAD, '"Escape" && this.down'),
        ),
    ),
    (
        later("While drawing"),
        (
            Shortcut(("Ctrl + Z",), later("Take back"), PAD, "shortcut(event)"),
            Shortcut(("Ctrl + Y", "Ctrl + Shift + Z"), later("Bring back"), PAD, "shortcut(event)"),
        ),
    ),
    (
        later("On the feelings"),
        (
            Shortcut(("← →",), later("A small step"), FELT, "ArrowLeft: -0.05"),
            Shortcut(("Page up", "Page down"), later("A big step"), FELT, "PageDown: -0.2"),
            Shortcut(("Home", "End"), later("To the ends"), FELT, "Home: 0, End: 1"),
        ),
    ),
)
