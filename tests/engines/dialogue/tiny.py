"""A mode of three cards, written into a folder: what a practice's own might be."""

from __future__ import annotations

from pathlib import Path

MODE = """
format = 1
version = 3
author = "Sketchwell draft"
reviewed_by = ""
reviewed_on = ""
neutral = "here"
first = ["begin", "here"]
sources = []

[card.here]
[card.begin]
then = ["named"]
[card.named]

[sheet.line]
kind = "exercise"
seconds = [5, 20]
"""
ENGLISH = """
name = "Tiny"
purpose = "To try things out."
not_for = "People."
opening = "There is paper here. Take your time."
closing = "The page can rest now."

[card.here]
heard = []
says = ["There is time. Go on whenever you like.", "Nothing is in a hurry here."]

[card.begin]
heard = ["I don't know where to start", "the page is so empty"]
says = ["Any mark will do. Where would your hand like to begin?"]

[card.named]
heard = ["it is a boat on the sea", "this one is my boat"]
says = ["You wrote: {word}. Where in the picture is it?"]

[sheet.line]
title = "A line"
lines = ["Let the pen rest.", "Let it wander."]
"""
GERMAN = """
name = "Klein"
purpose = "Zum Ausprobieren."
not_for = "Menschen."
opening = "Hier ist Papier. Es ist Zeit da."
closing = "Das Blatt darf jetzt ruhen."

[card.here]
heard = []
says = ["Es ist Zeit. Es geht weiter, wann du magst."]

[card.begin]
heard = ["ich weiß nicht, wie ich anfangen soll", "das Blatt ist so leer"]
says = ["Jeder Strich genügt. Wo möchte deine Hand beginnen?"]

[card.named]
heard = ["das ist ein Boot auf dem Meer", "hier ist mein Boot"]
says = ["Du schreibst: {word}. Wo im Bild ist es?"]

[sheet.line]
title = "Eine Linie"
lines = ["Der Stift darf ruhen.", "Jetzt darf er wandern."]
"""


def written(folder: Path, **texts: str) -> Path:
    """The folder with the three files; `mode`, `en`, `de` replace one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"mode": MODE, "en": ENGLISH, "de": GERMAN, **texts}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder
