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
FELT = "workbench/desk/feelings.js"
TABLE_VIEW = "workbench/desk/table_view.js"
MARKING, POINTING = "workbench/desk/marking.js", "workbench/desk/pointing.js"
VIEWER, PAIR = "workbench/looking/viewer.js", "workbench/looking/pair.js"
PLAYER = "workbench/replay/player_view.js"
CARDS, SHEET = "workbench/asking/cards.js", "workbench/asking/sheet.js"

TABLE: tuple[tuple[str, tuple[Shortcut, ...]], ...] = (
    (
        later("On every page of yours"),
        (
            Shortcut(
                ("F9",), later("Hide everything"), "workbench/handing/veil.js", 'HIDE_KEY = "F9"'
            ),
        ),
    ),
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
        later("At the table"),
        (
            Shortcut(
                ("Enter",), later("From the words: answer my drawing"), TABLE_VIEW, 'deed("ask")'
            ),
            Shortcut(
                ("↑ ↓ ← →",),
                later("Among the pictures to choose from"),
                POINTING,
                "ArrowDown: across",
            ),
            Shortcut(("Esc",), later("Close the pictures"), POINTING, 'event.key === "Escape"'),
            Shortcut(("← →",), later("Among the answers"), TABLE_VIEW, "ArrowRight: 1, ArrowDown"),
            Shortcut(("Ctrl + Z",), later("Undo the last mark"), MARKING, 'event.key !== "z"'),
            Shortcut(("Esc",), later("Close the marks"), MARKING, 'event.key === "Escape"'),
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
    (
        later("On questionnaires"),
        (
            Shortcut(("0 – 9",), later("From paper: answer, and go on"), SHEET, "this.goTo(input"),
            Shortcut(("-",), later("From paper: leave it blank"), SHEET, 'event.key === "-"'),
            Shortcut(("↑ ↓",), later("From paper: up, down"), SHEET, "ArrowUp: place - 1"),
            Shortcut(("Enter",), later("One on a card: the next question"), CARDS, '"Enter"'),
            Shortcut(("Esc",), later("Back to drawing"), CARDS, '"Escape"'),
        ),
    ),
    (
        later("Pictures of a sitting"),
        (
            Shortcut(("← →",), later("Earlier picture, later picture"), VIEWER, "ArrowLeft: -1"),
            Shortcut(("M",), later("Show or hide the marks"), VIEWER, 'event.key === "m"'),
            Shortcut(("+", "-"), later("Closer, farther, with two pictures"), PAIR, "zoom(1.5)"),
            Shortcut(("0",), later("Whole picture"), PAIR, 'event.key === "0"'),
        ),
    ),
    (
        later("Playing a sitting again"),
        (
            Shortcut(("Space",), later("Play, pause"), PLAYER, '" ": () => this.toggle()'),
            Shortcut(("← →",), later("One mark back, one on"), PLAYER, "this.hop(-1)"),
            Shortcut(("Page up", "Page down"), later("One scene"), PLAYER, "this.hopTo(1)"),
            Shortcut(("Home", "End"), later("To the ends"), PLAYER, "Home: () => this.seek(0)"),
            Shortcut(("+", "-"), later("Faster, slower"), PLAYER, '"+": () => this.setSpeed'),
        ),
    ),
    (
        later("Charts"),
        (
            Shortcut(
                ("← →",),
                later("Earlier sitting, later sitting"),
                "workbench/trends/stepping.js",
                "led(",
            ),
        ),
    ),
)

# The names of keys that differ between keyboards; the rest is the same everywhere.
KEY_NAMES = (
    later("Space"),
    later("Page up"),
    later("Page down"),
    later("Home"),
    later("End"),
    later("Shift + ↑ ↓ ← →"),
    later("Ctrl + Z"),
    later("Ctrl + Y"),
    later("Ctrl + Shift + Z"),
)
