"""What else the demo people's past holds: goals, tables, notes, words, answers put back, marks.

Sittings are named by the person and by how many days ago they were, pages by their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engines.picture import Influence, Mood, Style
from engines.record.marks import Mark
from engines.record.spoken import Who
from workbench.demo.hand import ring
from workbench.tailored import Tailored

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that was asked for first, to a part of the drawing, and put back."""

    style: Style
    influence: Influence
    mood: Mood | None = None
    wrong: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a person beside their sittings."""

    goals: str = ""
    table: Tailored = field(default_factory=Tailored)


def loop(x: float, y: float, reach: float, words: str) -> Mark:
    """A loop round a place, with what is wrong there; places are shares of the picture."""
    points = tuple((_inside(px), _inside(py)) for px, py in ring(x, y, reach, squash=4 / 3))
    return Mark(f"m-{round(1000 * x)}-{round(1000 * y)}", "loop", points, words)


def _inside(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)


ABOUT: Mapping[str, About] = {
    "Alder": About("Find a way to come to rest after the night shift. Bring one picture a month."),
    "Hazel": About("Say sooner when something is too much. Try to leave a picture unfinished."),
    "Rowan": About(
        "Draw first, talk later. Decide alone whether an answer stays.",
        Tailored(
            tools=("pen", "brush", "eraser"),
            colors=("#22262b", "#51728a", "#b8553c", "#6b8f4e", "#e3ad45", "#71408c"),
            styles=("watercolor", "gouache"),
            influence="together",
            hold=True,
            live=False,
        ),
    ),
}

NOTES: Mapping[tuple[str, int], str] = {
    ("Alder", 154): "Came straight from work. Drew without a word for ten minutes.",
    ("Alder", 112): "First time with the painter. Laughed at the moon, kept it all the same.",
    ("Alder", 98): "Put the first rain back: too loud. The second one was right. Stayed longer.",
    ("Alder", 70): "Brought the idea along: the path should lead home. Took a print.",
    ("Hazel", 91): "Argued with the painter about the middle flower, and won.",
    ("Hazel", 70): "Wanted no words today.",
    ("Rowan", 13): "Said that the mountain is the school. Ask about it only if it comes up again.",
}

WRITTEN: Mapping[tuple[str, int], Mapping[str, str]] = {
    ("Alder", 70): {
        "topic": "The way home after the night shift",
        "images": "A house on a hill, a path, smoke",
        "colors": "Green, and a warm gray",
        "noticed": "The path is longer than I thought. That is all right.",
        "better": "A light in the window",
        "note": "Draw the window next time, from inside.",
    },
    ("Hazel", 70): {"note": "No words today, and that was good."},
}
"""What both wrote in a sitting, by prompt."""

CARDED = ("free_expression", "inspiration", "storytelling")
"""The modes whose cards the demo may show; the others are drafts, as everywhere at first."""
SIGNED_BY = "Demo practice (made up)"

SAID: Mapping[Place, tuple[tuple[Who, str, str, str], ...]] = {
    ("Alder", 70, 0): (
        ("heard", "storytelling", "", "It is the way home. On paper it is longer."),
        (
            "card",
            "storytelling",
            "place",
            "That is the place. What can be heard there when nobody speaks?",
        ),
        ("heard", "storytelling", "", "My own steps. And a dog, far off."),
        ("edit", "storytelling", "", "Is the dog in the picture too?"),
        ("client", "storytelling", "", "no. but it knows me"),
        (
            "card",
            "storytelling",
            "title",
            "A title can be one word, even an odd one. Which word from the story would it be?",
        ),
        ("heard", "storytelling", "", "The way home"),
    ),
}
"""What was said over a page: who, mode, card, words."""

REFUSED: Mapping[Place, Refused] = {
    ("Alder", 98, 0): Refused(
        "gouache",
        "transform",
        "stormy",
        (loop(0.62, 0.3, 0.13, "Too much. The rain was only on one side."),),
    ),
    ("Alder", 77, 0): Refused(
        "pastel", "transform", "dusk", (loop(0.3, 0.6, 0.14, "Not at night."),)
    ),
    ("Hazel", 91, 0): Refused(
        "watercolor", "transform", None, (loop(0.5, 0.42, 0.11, "This one is not blue."),)
    ),
    ("Rowan", 13, 0): Refused("gouache", "transform", "misty"),
}

MARKED: Mapping[Place, tuple[Mark, ...]] = {
    ("Alder", 112, 0): (loop(0.76, 0.2, 0.11, "The moon has a face now. It may keep it."),),
    ("Alder", 70, 0): (
        loop(0.46, 0.78, 0.12, "The path stops before the door."),
        loop(0.26, 0.5, 0.1, ""),
    ),
    ("Hazel", 84, 0): (loop(0.5, 0.42, 0.15, "This looks like glass. I like it."),),
    ("Rowan", 6, 0): (loop(0.28, 0.7, 0.13, "That is not me."),),
}
