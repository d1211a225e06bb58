"""Where the sounds are that a card or an exercise is read aloud with, for a person's own view."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engines.dialogue import aloud
from engines.errors import SketchwellError


def with_sounds(told: dict[str, Any], sitting: str, data: Path) -> dict[str, Any]:
    """What a person's view shows, with the address of a sound for each text that has one."""
    card = told["card"]
    if card is None:
        return told
    language = str(card["language"])

    def heard(text: str) -> str | None:
        try:
            name = aloud.sound_of(text, language, data)
        except SketchwellError:
            return None  # a harmed file of sounds: the words are there to be read
        return f"/api/sittings/{sitting}/talk/{language}/{name}" if name else None

    steps = [{**step, "sound": heard(step["text"])} for step in card["steps"]]
    return {**told, "card": {**card, "steps": steps, "sound": heard(card["text"])}}
